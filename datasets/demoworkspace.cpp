#include "datasets/demoworkspace.h"

#include "core/routers/method.h"
#include "core/store/datasetrepository.h"
#include "core/store/workspacefiles.h"

#include <algorithm>
#include <array>
#include <system_error>

namespace fs = std::filesystem;

namespace fairlead {

namespace {

/// The newest is what the window opens on.
constexpr std::array kDemoMethods{Method::BestSingle, Method::PlugIn, Method::RmInterval};

Error stopped()
{
    return makeError(ErrorCode::Cancelled, "Stopped: the demo was not made.");
}

/// Done where the workspace holds the demo's log; routers that a person has deleted since stay deleted.
Result<void> requireDemo(const fs::path &path)
{
    auto workspace = Workspace::open(path);
    if (!workspace)
        return std::move(workspace).error();
    const auto datasets = DatasetRepository(*workspace).list();
    if (!datasets)
        return datasets.error();
    const bool holdsDemo = std::any_of(datasets->begin(), datasets->end(),
                                       [](const DatasetInfo &info) { return info.name == kDemoLogName; });
    if (!holdsDemo)
        return makeError(ErrorCode::BadInput, "Could not make the demo: '" + path.string() +
                                                  "' is a workspace without the demo's log. Rename or remove it, or "
                                                  "choose another file.");
    return {};
}

Result<void> writeData(Workspace &workspace, const DemoOptions &options, const std::stop_token &stop,
                       const ReportProgress &report)
{
    report({"Making up prompts, answers and a log", 0, 0, ""});
    const DemoData data = generateDemo(options);
    if (stop.stop_requested())
        return stopped();
    return writeDemo(workspace, data, options);
}

Result<DemoWorkspace> fill(const fs::path &path, const DemoOptions &options, const std::stop_token &stop,
                           const ReportProgress &report)
{
    auto workspace = Workspace::create(path);
    if (!workspace)
        return std::move(workspace).error();
    if (auto written = writeData(*workspace, options, stop, report); !written)
        return std::move(written).error();
    const auto log = DatasetRepository(*workspace).byName(kDemoLogName);
    if (!log)
        return log.error();
    DemoWorkspace made;
    for (const Method method : kDemoMethods) {
        TrainConfig config;
        config.method = method;
        auto outcome = trainRouter(*workspace, log->id, std::string(methodInfo(method).key), config, stop, report);
        if (stop.stop_requested())
            return stopped();
        if (!outcome)
            return std::move(outcome).error();
        made.trained.push_back(std::move(*outcome));
    }
    return made;
}

} // namespace

Result<DemoWorkspace> makeDemoWorkspace(const fs::path &path, const DemoOptions &options, std::stop_token stop,
                                        const ReportProgress &report)
{
    std::error_code error;
    if (fs::exists(path, error)) {
        auto there = requireDemo(path);
        return there ? Result<DemoWorkspace>(DemoWorkspace{}) : std::move(there).error();
    }
    const fs::path unfinished = path.string() + ".new";
    removeWorkspaceFiles(unfinished); // of a program that died while it made the demo
    auto made = fill(unfinished, options, stop, throttled(report));
    if (made) {
        fs::rename(unfinished, path, error);
        if (error)
            made = makeError(ErrorCode::Io, "Could not write '" + path.string() + "': " + error.message() +
                                                ". Choose a folder you may write to.");
    }
    removeWorkspaceFiles(unfinished);
    return made;
}

} // namespace fairlead
