#include "app/cli/evaluation.h"

#include "app/cli/texttable.h"
#include "app/cli/verdictanswers.h"
#include "core/base/format.h"
#include "core/experiment/routerfigures.h"

#include <set>

namespace fairlead::cli {

namespace {

const char *const kRefused = "refused";
const char *const kNoTruth = "no truth";

/// Nothing where it is refused.
std::optional<Estimate> savingOf(const Evaluation &evaluation)
{
    return evaluation.isShown() ? savingAgainstLog(evaluation.references, evaluation.value.versusLog) : std::nullopt;
}

double utility(double quality, double cost, const Evaluation &evaluation)
{
    return quality - (evaluation.value.lo + evaluation.value.hi) / 2 * cost;
}

void putTruth(Json &document, const Evaluation &e)
{
    if (e.withTruth) {
        document["mean_utility_truth"] = e.value.truth->utility.value;
        document["mean_utility_truth_se"] = e.value.truth->utility.se;
        document["quality_truth"] = e.value.truth->quality.value;
        document["cost_truth"] = e.value.truth->cost.value;
        document["mean_regret_truth"] = *e.value.meanRegretTruth;
    } else if (e.isTruthWanted) {
        for (const char *name :
             {"mean_utility_truth", "mean_utility_truth_se", "quality_truth", "cost_truth", "mean_regret_truth"})
            document[name] = nullptr;
    }
}

Json toJson(const ReferencePolicy &policy, const Judgement &judgement, const Evaluation &evaluation)
{
    Json entry;
    putVerdict(entry, judgement);
    putEstimate(entry, "quality_dr", policy.quality, judgement.verdict);
    putEstimate(entry, "cost_dr", policy.cost, judgement.verdict);
    entry["mean_utility_dr"] = judgement.verdict != Verdict::Refuse
                                   ? Json(utility(policy.quality.value, policy.cost.value, evaluation))
                                   : Json();
    if (evaluation.withTruth && policy.trueQuality && policy.trueCost) {
        entry["quality_truth"] = *policy.trueQuality;
        entry["cost_truth"] = *policy.trueCost;
        entry["mean_utility_truth"] = utility(*policy.trueQuality, *policy.trueCost, evaluation);
    }
    return entry;
}

/// The router's own support: at the middle of the interval, and where in it the verdict changes.
Json routingJson(const Evaluation &e)
{
    Json stretches = Json::array();
    for (const VerdictStretch &stretch : e.stretches)
        stretches.push_back({{"from_lambda", stretch.lo}, {"verdict", verdictKey(stretch.verdict)}});
    return {{"lambda", (e.value.lo + e.value.hi) / 2},
            {"agreeing_queries", e.routing.agreeing},
            {"effective_sample_size", e.routing.effectiveSampleSize},
            {"unsupported_share", e.routing.unsupportedShare()},
            {"largest_weight_share", e.routing.largestWeightShare},
            {"verdicts", std::move(stretches)}};
}

std::string lambdaText(const Evaluation &evaluation)
{
    const std::string lo = formatSignificant(evaluation.value.lo, 4);
    return evaluation.value.lo == evaluation.value.hi ? lo : lo + " to " + formatSignificant(evaluation.value.hi, 4);
}

std::string estimateTable(const std::vector<Evaluation> &evaluations)
{
    TextTable table({"Router", "Dataset", ">Lambda", ">Quality [95%]", ">Cost per 1,000 [95%]", ">Utility [95%]",
                     ">Saving against log", "Support"});
    for (const Evaluation &e : evaluations) {
        const bool shown = e.isShown();
        const auto saving = savingOf(e);
        table.addRow({e.router, e.dataset, lambdaText(e), shown ? withInterval(e.value.dr->quality, 3) : kRefused,
                      shown ? costWithInterval(e.value.dr->cost) : kRefused,
                      shown ? withInterval(e.value.dr->utility, 3) : kRefused,
                      saving ? formatPercent(saving->value) + " [" + formatPercent(saving->lower()) + ", " +
                                   formatPercent(saving->upper()) + "]"
                             : (shown ? "n/a" : kRefused),
                      std::string(verdictKey(e.judgement.verdict))});
    }
    return table.text();
}

std::string truthTable(const std::vector<Evaluation> &evaluations)
{
    TextTable table({"Router", "Dataset", ">True quality", ">True cost per 1,000", ">True utility", ">Mean regret"});
    const auto addRow = [&](const std::string &name, const Evaluation &e, const PolicyValue &value, double regret) {
        table.addRow({name, e.dataset, formatFixed(value.quality.value, 4), formatUsd(1000 * value.cost.value),
                      formatFixed(value.utility.value, 4), formatFixed(regret, 4)});
    };
    std::set<std::string> datasets;
    for (const Evaluation &e : evaluations)
        if (e.withTruth)
            addRow(e.router, e, *e.value.truth, *e.value.meanRegretTruth);
        else
            table.addRow({e.router, e.dataset, kNoTruth, kNoTruth, kNoTruth, kNoTruth});
    for (const Evaluation &e : evaluations)
        if (e.oracle && datasets.insert(e.dataset).second)
            addRow("(oracle)", e, *e.oracle, 0);
    return table.text();
}

std::string referenceTable(const Evaluation &evaluation)
{
    TextTable table({"Policy", ">Quality [95%]", ">Cost per 1,000 [95%]", ">Utility", "Support"});
    for (std::size_t r = 0; r < evaluation.references.size(); ++r) {
        const ReferencePolicy &policy = evaluation.references[r];
        const Verdict verdict = evaluation.judgements[r].verdict;
        const bool shown = verdict != Verdict::Refuse;
        const bool isBest = policy.model >= 0 && policy.model == evaluation.bestSingle;
        table.addRow({policy.name + (isBest ? " (best single)" : ""),
                      shown ? withInterval(policy.quality, 3) : kRefused,
                      shown ? costWithInterval(policy.cost) : kRefused,
                      shown ? formatFixed(utility(policy.quality.value, policy.cost.value, evaluation), 3) : kRefused,
                      std::string(verdictKey(verdict))});
    }
    return table.text();
}

std::string remarks(const Evaluation &evaluation)
{
    std::string text;
    for (const std::string &warning : evaluation.warnings)
        text += "  " + evaluation.router + ": " + warning + "\n";
    text += reasonLines(evaluation.judgement);
    return text;
}

} // namespace

Evaluation evaluate(const RouterAnalysis &analysis, double lo, double hi, bool isTruthWanted)
{
    Evaluation evaluation;
    evaluation.router = analysis.router.name;
    evaluation.method = analysis.router.method;
    evaluation.dataset = analysis.dataset.name;
    evaluation.models = analysis.models;
    evaluation.references = analysis.references;
    evaluation.bestSingle = analysis.bestSingle;
    evaluation.warnings = analysis.warnings;
    evaluation.queries = analysis.index->queries();
    evaluation.value = analysis.index->over(lo, hi);
    const double from = evaluation.value.lo;
    const double to = evaluation.value.hi;
    evaluation.judgement = analysis.judge(from, to);
    evaluation.stretches = analysis.routing->over(from, to).stretches;
    evaluation.routing = analysis.routing->at((from + to) / 2);
    for (const ReferencePolicy &policy : analysis.references)
        evaluation.judgements.push_back(analysis.judge(policy));
    evaluation.isTruthWanted = isTruthWanted;
    evaluation.withTruth = isTruthWanted && evaluation.value.truth && evaluation.value.meanRegretTruth;
    if (evaluation.withTruth && evaluation.isShown())
        evaluation.coverage = coverageOver(*analysis.index, lo, hi);
    evaluation.trainSeconds = trainSecondsOf(analysis.router);
    if (evaluation.withTruth && analysis.oracle)
        evaluation.oracle = analysis.oracle->over(lo, hi).truth;
    evaluation.metrics = makeMetricAnswers(analysis, lo, hi, isTruthWanted);
    return evaluation;
}

void compare(std::vector<Evaluation> &evaluations)
{
    std::vector<MetricAnswers *> metrics;
    for (Evaluation &evaluation : evaluations)
        metrics.push_back(&evaluation.metrics);
    setOnSharedRanges(metrics);
}

Json toJson(const Evaluation &e)
{
    Json document = {{"method", e.method},      {"dataset", e.dataset},    {"queries", e.queries},
                     {"lambda_lo", e.value.lo}, {"lambda_hi", e.value.hi}, {"warnings", e.warnings}};
    putVerdict(document, e.judgement);
    document["support"] = routingJson(e);
    const auto putPart = [&](const char *name, Estimate PolicyValue::*which) {
        putEstimate(document, name, e.value.dr ? std::optional((*e.value.dr).*which) : std::nullopt,
                    e.judgement.verdict);
    };
    putPart("mean_utility_dr", &PolicyValue::utility);
    putPart("quality_dr", &PolicyValue::quality);
    putPart("cost_dr", &PolicyValue::cost);
    putEstimate(document, "saving_vs_log", savingOf(e), e.judgement.verdict);
    putOffPolicy(document, e.offPolicy, e.isBandWanted);
    putTruth(document, e);
    document["metrics"] = toJson(e.metrics);
    if (e.isTruthWanted)
        putCoverage(document, e.coverage);
    document["train_seconds"] = e.trainSeconds ? Json(*e.trainSeconds) : Json();
    document["references"] = Json::object();
    for (std::size_t r = 0; r < e.references.size(); ++r)
        document["references"][e.references[r].name] = toJson(e.references[r], e.judgements[r], e);
    if (e.bestSingle >= 0 && static_cast<std::size_t>(e.bestSingle) < e.models.size())
        document["best_single"] = e.models[static_cast<std::size_t>(e.bestSingle)].name;
    if (e.oracle)
        document["oracle"] = {{"quality_truth", e.oracle->quality.value},
                              {"cost_truth", e.oracle->cost.value},
                              {"mean_utility_truth", e.oracle->utility.value},
                              {"mean_regret_truth", 0}};
    return document;
}

std::string describe(const std::vector<Evaluation> &evaluations)
{
    std::string text = estimateTable(evaluations);
    if (!evaluations.empty() && evaluations.front().isTruthWanted)
        text += "\n" + truthTable(evaluations);
    std::vector<const MetricAnswers *> metrics;
    for (const Evaluation &evaluation : evaluations)
        metrics.push_back(&evaluation.metrics);
    text += "\n" + metricTable(metrics);
    std::set<std::string> datasets;
    for (const Evaluation &evaluation : evaluations) {
        if (!datasets.insert(evaluation.dataset).second)
            continue;
        text += "\nOn '" + evaluation.dataset + "' (" + formatCount(static_cast<double>(evaluation.queries)) +
                " held-out queries, lambda " + lambdaText(evaluation) + "):\n" + referenceTable(evaluation) +
                remarks(evaluation);
    }
    for (const Evaluation &evaluation : evaluations)
        text += describeOffPolicy(evaluation.router, evaluation.offPolicy);
    return text;
}

} // namespace fairlead::cli
