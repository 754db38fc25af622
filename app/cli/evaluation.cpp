#include "app/cli/evaluation.h"

#include "app/cli/texttable.h"
#include "core/base/format.h"

#include <set>

namespace fairlead::cli {

namespace {

const char *const kRefused = "refused";
const char *const kNoTruth = "no truth";

void put(Json &document, const std::string &name, const std::optional<Estimate> &estimate)
{
    document[name] = estimate ? Json(estimate->value) : Json();
    document[name + "_se"] = estimate ? Json(estimate->se) : Json();
    document[name + "_ci95"] = estimate ? Json::array({estimate->lower(), estimate->upper()}) : Json();
}

/// What the router spends less than the logging policy, as a share of the latter's cost.
Estimate savingOf(const Evaluation &evaluation)
{
    const double logged = evaluation.references.front().cost.value;
    const Estimate &difference = evaluation.value.versusLog->cost;
    return {-difference.value / logged, difference.se / logged};
}

bool hasSaving(const Evaluation &evaluation)
{
    return evaluation.isShown() && evaluation.value.versusLog && !evaluation.references.empty() &&
           evaluation.references.front().cost.value > 0;
}

/// A single model's own estimate stands on its own support.
bool isShown(const ReferencePolicy &policy, const Evaluation &evaluation)
{
    const auto model = static_cast<std::size_t>(policy.model);
    return policy.kind == ReferencePolicy::Kind::LoggingPolicy || model >= evaluation.support.models.size() ||
           evaluation.support.models[model].verdict != Verdict::Refuse;
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

Json toJson(const ReferencePolicy &policy, const Evaluation &evaluation)
{
    const bool shown = isShown(policy, evaluation);
    Json entry;
    put(entry, "quality_dr", shown ? std::optional(policy.quality) : std::nullopt);
    put(entry, "cost_dr", shown ? std::optional(policy.cost) : std::nullopt);
    entry["mean_utility_dr"] = shown ? Json(utility(policy.quality.value, policy.cost.value, evaluation)) : Json();
    if (evaluation.withTruth && policy.trueQuality && policy.trueCost) {
        entry["quality_truth"] = *policy.trueQuality;
        entry["cost_truth"] = *policy.trueCost;
        entry["mean_utility_truth"] = utility(*policy.trueQuality, *policy.trueCost, evaluation);
    }
    return entry;
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
        table.addRow({e.router, e.dataset, lambdaText(e), shown ? withInterval(e.value.dr->quality, 3) : kRefused,
                      shown ? costWithInterval(e.value.dr->cost) : kRefused,
                      shown ? withInterval(e.value.dr->utility, 3) : kRefused,
                      hasSaving(e) ? formatPercent(savingOf(e).value) + " [" + formatPercent(savingOf(e).lower()) +
                                         ", " + formatPercent(savingOf(e).upper()) + "]"
                                   : (shown ? "n/a" : kRefused),
                      std::string(verdictKey(e.verdict))});
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
    for (const ReferencePolicy &policy : evaluation.references) {
        const bool shown = isShown(policy, evaluation);
        const bool isBest = policy.model >= 0 && policy.model == evaluation.bestSingle;
        const bool isModel = policy.kind == ReferencePolicy::Kind::SingleModel;
        const auto model = static_cast<std::size_t>(policy.model);
        const bool isDiagnosed = isModel && model < evaluation.support.models.size();
        table.addRow({policy.name + (isBest ? " (best single)" : ""),
                      shown ? withInterval(policy.quality, 3) : kRefused,
                      shown ? costWithInterval(policy.cost) : kRefused,
                      shown ? formatFixed(utility(policy.quality.value, policy.cost.value, evaluation), 3) : kRefused,
                      isDiagnosed ? std::string(verdictKey(evaluation.support.models[model].verdict)) : std::string()});
    }
    return table.text();
}

std::string remarks(const Evaluation &evaluation)
{
    std::string text;
    for (const std::string &warning : evaluation.warnings)
        text += "  " + evaluation.router + ": " + warning + "\n";
    if (evaluation.verdict != Verdict::Ok)
        for (const std::string &reason : reasonsOf(evaluation.support))
            text += "  " + reason + "\n";
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
    evaluation.support = analysis.support;
    evaluation.verdict = analysis.verdict;
    evaluation.warnings = analysis.warnings;
    evaluation.queries = analysis.index->queries();
    evaluation.value = analysis.index->over(lo, hi);
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
    Json document = {{"method", e.method},
                     {"dataset", e.dataset},
                     {"queries", e.queries},
                     {"lambda_lo", e.value.lo},
                     {"lambda_hi", e.value.hi},
                     {"verdict", verdictKey(e.verdict)},
                     {"reasons", reasonsOf(e.support)},
                     {"warnings", e.warnings}};
    const auto shown = [&](Estimate PolicyValue::*which) {
        return e.isShown() ? std::optional((*e.value.dr).*which) : std::nullopt;
    };
    put(document, "mean_utility_dr", shown(&PolicyValue::utility));
    put(document, "quality_dr", shown(&PolicyValue::quality));
    put(document, "cost_dr", shown(&PolicyValue::cost));
    put(document, "saving_vs_log", hasSaving(e) ? std::optional(savingOf(e)) : std::nullopt);
    putOffPolicy(document, e.offPolicy, e.isBandWanted);
    putTruth(document, e);
    document["metrics"] = toJson(e.metrics);
    if (e.isTruthWanted)
        putCoverage(document, e.coverage);
    document["train_seconds"] = e.trainSeconds ? Json(*e.trainSeconds) : Json();
    document["references"] = Json::object();
    for (const ReferencePolicy &policy : e.references)
        document["references"][policy.name] = toJson(policy, e);
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
