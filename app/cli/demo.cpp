#include "app/cli/answers.h"
#include "app/cli/arguments.h"
#include "app/cli/verbs.h"
#include "core/base/format.h"
#include "core/experiment/training.h"
#include "core/store/datasetrepository.h"
#include "datasets/demogenerator.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace fairlead::cli {

namespace {

struct DemoRouter
{
    const char *name;
    Method method;
};
constexpr DemoRouter kRouters[] = {
    {"RM-Interval", Method::RmInterval}, {"Plug-in", Method::PlugIn}, {"Best single", Method::BestSingle}};

class DemoVerb final : public Verb
{
public:
    void addOptions(CLI::App &app) override { addWorkspaceArgument(app, m_workspace); }

    Result<Answer> run(Console &console) override
    {
        console.warnOfSlowBlas();
        bool isNew = false;
        auto answer = makeDemo(console, isNew);
        if (!answer && isNew)
            removeWorkspaceFiles(m_workspace);
        return answer;
    }

private:
    /// @param isNew set while the file holds nothing that is worth keeping
    Result<Answer> makeDemo(Console &console, bool &isNew)
    {
        auto workspace = Workspace::openOrCreate(m_workspace);
        if (!workspace)
            return std::move(workspace).error();
        isNew = workspace->wasCreated();
        auto dataset = demoLog(*workspace, console);
        if (!dataset)
            return std::move(dataset).error();
        isNew = false;
        return trainMissing(*workspace, *dataset, console);
    }

    /// The demo's log, made where it is not there yet.
    Result<DatasetId> demoLog(Workspace &workspace, Console &console)
    {
        const DatasetRepository datasets(workspace);
        auto list = datasets.list();
        if (!list)
            return std::move(list).error();
        const auto there =
            std::find_if(list->begin(), list->end(), [](const DatasetInfo &info) { return info.name == kDemoLogName; });
        if (there != list->end())
            return there->id;
        console.note("Making synthetic queries, outcomes and a log");
        const DemoOptions options;
        if (auto written = writeDemo(workspace, generateDemo(options), options); !written)
            return std::move(written).error();
        m_madeSomething = true;
        auto made = datasets.byName(kDemoLogName);
        if (!made)
            return std::move(made).error();
        return made->id;
    }

    Result<Answer> trainMissing(Workspace &workspace, DatasetId dataset, Console &console)
    {
        Answer answer;
        answer.document = {{"workspace", m_workspace}, {"dataset", kDemoLogName}, {"routers", Json::array()}};
        auto list = RouterRepository(workspace).list();
        if (!list)
            return std::move(list).error();
        for (const DemoRouter &router : kRouters) {
            const bool isThere = std::any_of(list->begin(), list->end(),
                                             [&](const RouterRecord &record) { return record.name == router.name; });
            if (!isThere) {
                console.note(std::string("Training ") + router.name);
                TrainConfig config;
                config.method = router.method;
                auto outcome = trainRouter(workspace, dataset, router.name, config, console.stop(), console.progress());
                if (!outcome)
                    return std::move(outcome).error();
                m_madeSomething = true;
                answer.interrupted = answer.interrupted || outcome->stopped;
                answer.text +=
                    std::string("Trained '") + router.name + "' in " + formatDuration(outcome->seconds) + ".\n";
            }
            answer.document["routers"].push_back(router.name);
            if (answer.interrupted)
                break;
        }
        answer.document["already_there"] = !m_madeSomething;
        answer.text += m_madeSomething ? "The demo is in '" + m_workspace + "'. Its data is synthetic.\n"
                                       : "The demo is in '" + m_workspace + "' already.\n";
        return answer;
    }

    std::string m_workspace;
    bool m_madeSomething = false;
};

} // namespace

std::unique_ptr<Verb> makeDemoVerb()
{
    return std::make_unique<DemoVerb>();
}

} // namespace fairlead::cli
