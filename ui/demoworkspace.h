#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"

#include <filesystem>
#include <stop_token>

namespace fairlead {

/// Makes a workspace with the demo data and a few routers trained on its log, so that every page has something to show.
/// Written beside the target and renamed when whole: a stop or an error leaves nothing behind. An existing target is
/// left as it is and counts as made. Any thread.
[[nodiscard]] Result<void> makeDemoWorkspace(const std::filesystem::path &path, std::stop_token stop,
                                             const ReportProgress &report);

} // namespace fairlead
