#pragma once

#include "core/base/result.h"
#include "core/experiment/pointfigures.h"
#include "core/store/pinrepository.h"

#include <filesystem>
#include <string>
#include <vector>

namespace fairlead {

/// A pin with what it stands for.
struct NamedPin
{
    PinRecord pin;
    std::string router;
    PointFigures figures;
};

/// One row a pin: note, router, lambda, interval, when, verdict, then every figure with its standard error and its
/// truth, costs in USD per query. A withheld or unknown figure is an empty cell. Written atomically.
[[nodiscard]] Result<void> writePinsCsv(const std::vector<NamedPin> &pins, const std::filesystem::path &path);

} // namespace fairlead
