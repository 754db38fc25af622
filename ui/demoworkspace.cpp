#include "ui/demoworkspace.h"

#include "core/experiment/training.h"
#include "core/routers/method.h"
#include "core/store/datasetrepository.h"
#include "core/store/workspace.h"
#include "datasets/demogenerator.h"

#include <array>
#include <system_error>

namespace fairlead {

namespace {

constexpr std::array kDemoMethods{Method::BestSingle, Method::PlugIn, Method::RmInterval};

void removeWorkspaceFiles(const std::filesystem::path &path)
{
    std::error_code ignored;
    for (const char *suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(path.string() + suffix, ignored);
}

Result<void> fill(const std::filesystem::path &path, const std::stop_token &stop, const ReportProgress &report)
{
    auto workspace = Workspace::create(path);
    if (!workspace)
        return workspace.error();
    if (report)
        report({"Making up prompts, answers and a log", 0, 0, ""});
    const DemoOptions options;
    if (auto written = writeDemo(*workspace, generateDemo(options), options); !written)
        return written;
    const auto log = DatasetRepository(*workspace).byName(kDemoLogName);
    if (!log)
        return log.error();
    for (const Method method : kDemoMethods) {
        TrainConfig config;
        config.method = method;
        const auto outcome =
            trainRouter(*workspace, log->id, std::string(methodInfo(method).key), config, stop, report);
        if (!outcome)
            return outcome.error();
        if (stop.stop_requested())
            return makeError(ErrorCode::Cancelled, "Stopped: the demo workspace was not made.");
    }
    return {};
}

} // namespace

Result<void> makeDemoWorkspace(const std::filesystem::path &path, std::stop_token stop, const ReportProgress &report)
{
    std::error_code error;
    if (std::filesystem::exists(path, error))
        return {};
    std::filesystem::create_directories(path.parent_path(), error);
    const std::filesystem::path unfinished = path.string() + ".new";
    removeWorkspaceFiles(unfinished);
    auto filled = fill(unfinished, stop, report);
    if (filled) {
        std::filesystem::rename(unfinished, path, error);
        if (error)
            filled = makeError(ErrorCode::Io, "Could not write '" + path.string() + "': " + error.message() +
                                                  ". Choose a folder you may write to.");
    }
    removeWorkspaceFiles(unfinished);
    return filled;
}

} // namespace fairlead
