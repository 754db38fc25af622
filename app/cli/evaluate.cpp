#include "app/cli/arguments.h"
#include "app/cli/evaluation.h"
#include "app/cli/verbs.h"
#include "core/base/format.h"
#include "core/store/datasetrepository.h"

#include <CLI/CLI.hpp>

namespace fairlead::cli {

namespace {

class EvaluateVerb final : public Verb
{
public:
    void addOptions(CLI::App &app) override
    {
        addWorkspaceArgument(app, m_workspace);
        app.add_option("--router", m_routers, "Routers to judge; all where not given")->expected(1, -1);
        app.add_flag("--truth", m_withTruth, "Set the truth beside the estimates, where there is full feedback");
        app.add_option("--lambda", m_lambda,
                       "Interval A:B, or one value, in quality per USD; a router's whole range where not given")
            ->check(accepting(parseLambdaRange));
        app.add_option("--against", m_against, "Another router of the same dataset, to take paired differences to");
        app.add_flag("--band", m_withBand, "Intervals that hold for the whole interval of lambda at once");
    }

    Result<Answer> run(Console &console) override
    {
        console.warnOfSlowBlas();
        auto workspace = Workspace::open(m_workspace);
        if (!workspace)
            return std::move(workspace).error();
        auto routers = chosenRouters(*workspace);
        if (!routers)
            return std::move(routers).error();
        auto against = analysisToCompareWith(*workspace, console);
        if (!against)
            return std::move(against).error();
        std::vector<Evaluation> evaluations;
        for (const RouterRecord &router : *routers) {
            auto evaluation = evaluateRouter(*workspace, router, *against ? &**against : nullptr, console);
            if (!evaluation)
                return std::move(evaluation).error();
            evaluations.push_back(std::move(*evaluation));
        }
        compare(evaluations);
        Answer answer;
        answer.document = Json::object();
        for (const Evaluation &evaluation : evaluations)
            answer.document[evaluation.router] = toJson(evaluation);
        answer.text = describe(evaluations);
        return answer;
    }

private:
    Result<std::vector<RouterRecord>> chosenRouters(Workspace &workspace) const
    {
        const RouterRepository repository(workspace);
        std::vector<RouterRecord> chosen;
        if (m_routers.empty()) {
            auto all = repository.list();
            if (!all)
                return std::move(all).error();
            chosen = std::move(*all);
        }
        for (const std::string &name : m_routers) {
            auto router = repository.byName(name);
            if (!router)
                return std::move(router).error();
            chosen.push_back(std::move(*router));
        }
        if (chosen.empty())
            return makeError(ErrorCode::NotFound,
                             "There are no routers in this workspace yet. Make one with fairlead-cli train.");
        return chosen;
    }

    /// The router named by --against; empty where none is.
    Result<std::optional<RouterAnalysis>> analysisToCompareWith(Workspace &workspace, Console &console) const
    {
        if (m_against.empty())
            return std::optional<RouterAnalysis>();
        auto router = RouterRepository(workspace).byName(m_against);
        if (!router)
            return std::move(router).error();
        auto analysis = analyseRouter(workspace, router->id, console.stop(), console.progress());
        if (!analysis)
            return std::move(analysis).error();
        return std::optional(std::move(*analysis));
    }

    Result<Evaluation> evaluateRouter(Workspace &workspace, const RouterRecord &router, const RouterAnalysis *against,
                                      Console &console) const
    {
        auto dataset = DatasetRepository(workspace).byId(router.dataset);
        if (!dataset)
            return std::move(dataset).error();
        const bool isNamed = !m_routers.empty();
        if (m_withTruth && isNamed && dataset->kind != DatasetKind::FullFeedback && !dataset->parent)
            return makeError(
                ErrorCode::Unsupported,
                "There is no truth to set beside router '" + router.name + "': its dataset '" + dataset->name +
                    "' is a log without full feedback. Leave --truth out, or name other routers with --router.");
        auto analysis = analyseRouter(workspace, router.id, console.stop(), console.progress());
        if (!analysis)
            return std::move(analysis).error();
        const SweepIndex &index = *analysis->index;
        LambdaRange range{index.lambdaMin(), index.lambdaMax()};
        if (!m_lambda.empty())
            range = *parseLambdaRange(m_lambda);
        if (range.lo < index.lambdaMin() || range.hi > index.lambdaMax())
            return makeError(ErrorCode::BadConfig, "Router '" + router.name + "' answers lambda from " +
                                                       formatSignificant(index.lambdaMin(), 6) + " to " +
                                                       formatSignificant(index.lambdaMax(), 6) + " quality per USD; " +
                                                       m_lambda + " leaves that range. Choose an interval inside it.");
        Evaluation evaluation = evaluate(*analysis, range.lo, range.hi, m_withTruth);
        auto offPolicy =
            answerOffPolicy(*analysis, {range.lo, range.hi, against, m_withBand}, console.stop(), console.progress());
        if (!offPolicy)
            return std::move(offPolicy).error();
        evaluation.offPolicy = std::move(*offPolicy);
        evaluation.isBandWanted = m_withBand;
        return evaluation;
    }

    std::string m_workspace;
    std::vector<std::string> m_routers;
    std::string m_lambda;
    std::string m_against;
    bool m_withTruth = false;
    bool m_withBand = false;
};

} // namespace

std::unique_ptr<Verb> makeEvaluateVerb()
{
    return std::make_unique<EvaluateVerb>();
}

} // namespace fairlead::cli
