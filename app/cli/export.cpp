#include "app/cli/answers.h"
#include "app/cli/arguments.h"
#include "app/cli/verbs.h"
#include "core/base/format.h"
#include "core/export/routerexport.h"
#include "core/store/routerrepository.h"

#include <CLI/CLI.hpp>

namespace fairlead::cli {

namespace {

class ExportVerb final : public Verb
{
public:
    void addOptions(CLI::App &app) override
    {
        addWorkspaceArgument(app, m_workspace);
        app.add_option("--router", m_router, "The router to write")->required();
        app.add_option("--format", m_format,
                       "safetensors (for fairlead-cli decide) or torchscript (forward(embedding, lambda) -> scores)")
            ->required()
            ->check(accepting(exportFormatFromKey));
        app.add_option("--out", m_out, "The file; its card goes beside it as FILE.json")->required();
    }

    Result<Answer> run(Console &console) override
    {
        console.warnOfSlowBlas();
        auto workspace = Workspace::open(m_workspace);
        if (!workspace)
            return std::move(workspace).error();
        auto router = RouterRepository(*workspace).byName(m_router);
        if (!router)
            return std::move(router).error();
        auto outcome = exportRouter(*workspace, router->id, *exportFormatFromKey(m_format), m_out);
        if (!outcome)
            return std::move(outcome).error();

        Answer answer;
        answer.document = {{"router", m_router},
                           {"format", m_format},
                           {"file", outcome->file.string()},
                           {"card", outcome->card.string()},
                           {"checked_queries", outcome->checkedRows},
                           {"largest_score_difference", outcome->largestScoreDifference}};
        answer.text = "Wrote '" + outcome->file.string() + "' and its card '" + outcome->card.string() +
                      "'.\nLoaded again, it gives the router's scores on " +
                      formatCount(static_cast<double>(outcome->checkedRows)) +
                      " queries (largest relative difference " + formatSignificant(outcome->largestScoreDifference, 2) +
                      ").\n";
        return answer;
    }

private:
    std::string m_workspace;
    std::string m_router;
    std::string m_format;
    std::string m_out;
};

} // namespace

std::unique_ptr<Verb> makeExportVerb()
{
    return std::make_unique<ExportVerb>();
}

} // namespace fairlead::cli
