#pragma once

#include "core/base/progress.h"
#include "core/experiment/training.h"
#include "datasets/demogenerator.h"

#include <filesystem>
#include <stop_token>
#include <vector>

namespace fairlead {

/// What makeDemoWorkspace found or made.
struct DemoWorkspace
{
    std::vector<TrainOutcome> trained; ///< in the order of training; empty where the demo was there already
    [[nodiscard]] bool wasMade() const { return !trained.empty(); }
};

/// Makes a workspace with the demo data and a few routers trained on its log, each named by its method's key, so that
/// every page has something to show. Written beside the target and renamed when whole: a stop (Cancelled) or an error
/// leaves nothing behind. A workspace that holds the demo's log is left as it is; any other file under that name is
/// BadInput, or what Workspace::open says of it. Any thread.
/// @param path the file; its folder must exist
[[nodiscard]] Result<DemoWorkspace> makeDemoWorkspace(const std::filesystem::path &path, const DemoOptions &options,
                                                      std::stop_token stop, const ReportProgress &report);

} // namespace fairlead
