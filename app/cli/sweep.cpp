#include "app/cli/answers.h"
#include "app/cli/arguments.h"
#include "app/cli/verbs.h"
#include "app/cli/verdictanswers.h"
#include "core/base/fileio.h"
#include "core/base/format.h"
#include "core/experiment/analysis.h"

#include <CLI/CLI.hpp>

namespace fairlead::cli {

namespace {

class SweepVerb final : public Verb
{
public:
    void addOptions(CLI::App &app) override
    {
        addWorkspaceArgument(app, m_workspace);
        app.add_option("--router", m_router, "The router to follow")->required();
        app.add_option("--out", m_out, "CSV file: one row per operating point with cost, quality, their errors, shares")
            ->required();
    }

    Result<Answer> run(Console &console) override
    {
        if (auto safe = requireSafeOutput(m_out, {m_workspace}); !safe)
            return std::move(safe).error();
        console.warnOfSlowBlas();
        auto workspace = Workspace::open(m_workspace);
        if (!workspace)
            return std::move(workspace).error();
        auto router = RouterRepository(*workspace).byName(m_router);
        if (!router)
            return std::move(router).error();
        auto analysis = analyseRouter(*workspace, router->id, console.stop(), console.progress());
        if (!analysis)
            return std::move(analysis).error();
        for (const std::string &warning : analysis->warnings)
            console.note("Warning: " + warning);
        auto points = writeFrontierCsv(*analysis, m_out);
        if (!points)
            return std::move(points).error();

        const SweepIndex &index = *analysis->index;
        const Judgement judgement = analysis->judge(index.lambdaMin(), index.lambdaMax());
        Answer answer;
        answer.document = {{"router", m_router},
                           {"file", m_out},
                           {"operating_points", *points},
                           {"queries", index.queries()},
                           {"lambda_min", index.lambdaMin()},
                           {"lambda_max", index.lambdaMax()},
                           {"warnings", analysis->warnings}};
        putVerdict(answer.document, judgement);
        answer.text = "Wrote " + formatCount(static_cast<double>(*points)) + " operating points over " +
                      formatCount(static_cast<double>(index.queries())) + " held-out queries to '" + m_out +
                      "'.\nVerdict over its whole range: " + std::string(verdictKey(judgement.verdict)) + "\n" +
                      reasonLines(judgement);
        return answer;
    }

private:
    std::string m_workspace;
    std::string m_router;
    std::string m_out;
};

} // namespace

std::unique_ptr<Verb> makeSweepVerb()
{
    return std::make_unique<SweepVerb>();
}

} // namespace fairlead::cli
