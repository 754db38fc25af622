#include "core/experiment/routerfigures.h"

#include <algorithm>
#include <limits>

namespace fairlead {

namespace {

std::vector<bool> trustedModels(const RouterAnalysis &analysis)
{
    std::vector<bool> trusted;
    for (const ModelSupport &model : analysis.support.models)
        trusted.push_back(model.verdict != Verdict::Refuse);
    return trusted;
}

} // namespace

Result<FrontierMetrics> judgedFrontierMetrics(const RouterAnalysis &analysis, OutcomeKind kind)
{
    if (kind == OutcomeKind::Estimated && analysis.verdict == Verdict::Refuse)
        return makeError(ErrorCode::Refused, "The log cannot support estimates of this router; see its reasons.");
    return frontierMetrics(*analysis.index, kind, analysis.bestQuality, trustedModels(analysis));
}

RouterFrontier frontierOf(const RouterAnalysis &analysis)
{
    return {analysis.judge(analysis.index->lambdaMin(), analysis.index->lambdaMax()),
            judgedFrontierMetrics(analysis, OutcomeKind::Estimated), judgedFrontierMetrics(analysis, OutcomeKind::True),
            collapseCurve(*analysis.index)};
}

std::optional<std::pair<double, double>> sharedCostRange(std::span<const FrontierMetrics *const> frontiers)
{
    if (frontiers.empty())
        return std::nullopt;
    double lo = std::numeric_limits<double>::infinity();
    double hi = -lo;
    for (const FrontierMetrics *frontier : frontiers) {
        lo = std::min(lo, frontier->minCost);
        hi = std::max(hi, frontier->maxCost);
    }
    return std::pair(lo, hi);
}

std::optional<Estimate> savingAgainstLog(const std::vector<ReferencePolicy> &references,
                                         const std::optional<PolicyValue> &versusLog)
{
    if (!versusLog || references.empty() || !(references.front().cost.value > 0))
        return std::nullopt;
    const double logged = references.front().cost.value;
    return Estimate{-versusLog->cost.value / logged, versusLog->cost.se / logged};
}

IntervalFigures figuresOver(const RouterAnalysis &analysis, double lo, double hi)
{
    IntervalFigures figures;
    figures.value = analysis.index->over(lo, hi);
    figures.judgement = analysis.judge(figures.value.lo, figures.value.hi);
    figures.saving = savingAgainstLog(analysis.references, figures.value.versusLog);
    return figures;
}

} // namespace fairlead
