#include "app/cli/arguments.h"
#include "app/cli/verbs.h"
#include "core/base/format.h"
#include "core/store/routerrepository.h"
#include "datasets/demoworkspace.h"

#include <CLI/CLI.hpp>

namespace fairlead::cli {

namespace {

class DemoVerb final : public Verb
{
public:
    void addOptions(CLI::App &app) override { addWorkspaceArgument(app, m_workspace); }

    Result<Answer> run(Console &console) override
    {
        console.warnOfSlowBlas();
        auto demo = makeDemoWorkspace(m_workspace, DemoOptions(), console.stop(), console.progress());
        if (!demo)
            return std::move(demo).error();
        auto routers = routerNames();
        if (!routers)
            return std::move(routers).error();

        Answer answer;
        answer.document = {{"workspace", m_workspace},
                           {"dataset", kDemoLogName},
                           {"routers", *routers},
                           {"already_there", !demo->wasMade()}};
        for (const TrainOutcome &router : demo->trained)
            answer.text += "Trained '" + router.name + "' in " + formatDuration(router.seconds) + ".\n";
        answer.text +=
            "The demo is in '" + m_workspace + "'" + (demo->wasMade() ? ". Its data is synthetic.\n" : " already.\n");
        return answer;
    }

private:
    [[nodiscard]] Result<Json> routerNames() const
    {
        auto workspace = Workspace::open(m_workspace);
        if (!workspace)
            return std::move(workspace).error();
        const auto routers = RouterRepository(*workspace).list();
        if (!routers)
            return routers.error();
        Json names = Json::array();
        for (const RouterRecord &router : *routers)
            names.push_back(router.name);
        return names;
    }

    std::string m_workspace;
};

} // namespace

std::unique_ptr<Verb> makeDemoVerb()
{
    return std::make_unique<DemoVerb>();
}

} // namespace fairlead::cli
