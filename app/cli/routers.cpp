#include "app/cli/answers.h"
#include "app/cli/arguments.h"
#include "app/cli/texttable.h"
#include "app/cli/verbs.h"
#include "core/store/routerrepository.h"

#include <CLI/CLI.hpp>

namespace fairlead::cli {

namespace {

Json toJson(const RouterRecord &router)
{
    return {{"name", router.name},
            {"method", router.method},
            {"dataset", router.datasetName},
            {"seed", router.seed},
            {"created", router.created},
            {"data_hash", router.dataHash},
            {"version", router.version},
            {"summary", storedJson(router.summary)},
            {"config", storedJson(router.config)},
            {"curve", storedJson(router.curve)}};
}

class RoutersVerb final : public Verb
{
public:
    void addOptions(CLI::App &app) override { addWorkspaceArgument(app, m_workspace); }

    Result<Answer> run(Console &) override
    {
        auto workspace = Workspace::open(m_workspace);
        if (!workspace)
            return std::move(workspace).error();
        auto list = RouterRepository(*workspace).list();
        if (!list)
            return std::move(list).error();

        Answer answer;
        answer.document = {{"routers", Json::array()}};
        TextTable table({"Router", "Method", "Dataset", ">Seed", "Created"});
        for (const RouterRecord &router : *list) {
            answer.document["routers"].push_back(toJson(router));
            table.addRow({router.name, router.method, router.datasetName, std::to_string(router.seed), router.created});
        }
        answer.text = list->empty() ? "There are no routers yet. Make one with fairlead-cli train.\n" : table.text();
        return answer;
    }

private:
    std::string m_workspace;
};

} // namespace

std::unique_ptr<Verb> makeRoutersVerb()
{
    return std::make_unique<RoutersVerb>();
}

} // namespace fairlead::cli
