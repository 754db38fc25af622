#include "core/experiment/comparison.h"

#include "core/evaluation/paired.h"

namespace fairlead {

namespace {

/// The router's judgement with the other side's; the value only where that is not REFUSE.
JudgedDifference judged(Judgement judgement, const Judgement &other, std::optional<PolicyValue> value)
{
    judgement.add(other);
    if (judgement.verdict == Verdict::Refuse)
        value.reset();
    return {std::move(judgement), std::move(value), {}};
}

Judgement judgeSingle(const RouterAnalysis &analysis, std::int32_t model)
{
    for (const ReferencePolicy &policy : analysis.references) {
        if (policy.kind == ReferencePolicy::Kind::SingleModel && policy.model == model)
            return analysis.judge(policy);
    }
    return {Verdict::Refuse, {"There is no single model to compare with."}};
}

JudgedDifference withoutValue(const Error &error)
{
    return {{}, std::nullopt, error.message};
}

JudgedDifference toReference(const RouterAnalysis &analysis, const ComparisonReference &reference, double lo, double hi)
{
    if (reference.kind == ComparisonReference::Kind::LoggingPolicy) {
        JudgedDifference difference = differenceToLog(analysis, analysis.index->over(lo, hi));
        if (!difference.value && difference.judgement.verdict != Verdict::Refuse)
            difference.missing = "There is no paired difference to the log.";
        return difference;
    }
    auto difference = reference.kind == ComparisonReference::Kind::Router
                          ? differenceToRouter(analysis, *reference.router, lo, hi)
                          : differenceToModel(analysis, reference.model, lo, hi);
    return difference ? std::move(*difference) : withoutValue(difference.error());
}

} // namespace

JudgedDifference differenceToLog(const RouterAnalysis &analysis, const IntervalValue &over)
{
    return judged(analysis.judge(over.lo, over.hi), {}, over.versusLog);
}

JudgedDifference differenceToBestSingle(const RouterAnalysis &analysis, const IntervalValue &over)
{
    return judged(analysis.judge(over.lo, over.hi), judgeSingle(analysis, analysis.bestSingle), over.versusReference);
}

Result<JudgedDifference> differenceToModel(const RouterAnalysis &analysis, std::int32_t model, double lo, double hi)
{
    JudgedDifference result = judged(analysis.judge(lo, hi), judgeSingle(analysis, model), std::nullopt);
    if (result.judgement.verdict == Verdict::Refuse)
        return result;
    auto difference = differenceToModel(*analysis.heldOut, *analysis.index, static_cast<std::size_t>(model), lo, hi);
    if (!difference)
        return std::move(difference).error();
    result.value = *difference;
    return result;
}

Result<JudgedDifference> differenceToRouter(const RouterAnalysis &analysis, const RouterAnalysis &against, double lo,
                                            double hi)
{
    const std::string names = "Routers '" + analysis.router.name + "' and '" + against.router.name + "'";
    if (against.rows != analysis.rows || against.router.dataset != analysis.router.dataset)
        return makeError(ErrorCode::BadConfig, names + " were trained on different datasets, so there are no queries "
                                                       "on which to compare them.");
    JudgedDifference result = judged(analysis.judge(lo, hi), against.judge(lo, hi), std::nullopt);
    if (result.judgement.verdict == Verdict::Refuse)
        return result;
    auto difference = pairedDifference(*analysis.heldOut, *analysis.index, *against.index, lo, hi);
    if (!difference)
        return makeError(difference.error().code, names + " cannot be compared here. " + difference.error().message);
    result.value = *difference;
    return result;
}

Result<std::vector<ComparedDifference>> compareRouters(std::span<const std::shared_ptr<const RouterAnalysis>> routers,
                                                       const ComparisonReference &reference, double lo, double hi,
                                                       std::stop_token stop)
{
    std::vector<ComparedDifference> compared;
    for (const auto &router : routers) {
        if (stop.stop_requested())
            return makeError(ErrorCode::Cancelled, "Stopped while comparing routers.");
        const bool isReference = reference.router && reference.router->router.id == router->router.id;
        compared.push_back({isReference, isReference ? JudgedDifference{router->judge(lo, hi), std::nullopt, {}}
                                                     : toReference(*router, reference, lo, hi)});
    }
    return compared;
}

Result<EstimatorAnswer> estimatorsAt(const RouterAnalysis &analysis, double lambda, std::stop_token stop)
{
    EstimatorAnswer answer;
    answer.judgement = analysis.judge(lambda);
    if (answer.judgement.verdict == Verdict::Refuse)
        return answer;
    const HeldOutTables &tables = *analysis.heldOut;
    auto comparison = compareEstimators(tables, analysis.index->decisions(lambda), lambda, stop);
    if (!comparison)
        return std::move(comparison).error();
    answer.disagreements = disagreements(*comparison, RowClusters(tables.clusters));
    answer.comparison = std::move(*comparison);
    return answer;
}

} // namespace fairlead
