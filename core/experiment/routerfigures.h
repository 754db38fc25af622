#pragma once

#include "core/evaluation/collapse.h"
#include "core/evaluation/frontiermetrics.h"
#include "core/experiment/analysis.h"

#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace fairlead {

/// What is said of one router when it is set beside others: figures of its whole frontier and of an interval of lambda,
/// each with its verdict; those at one lambda are pointFigures.

/// Of the whole frontier. Refused for estimates of a router that is refused over its whole range; Unsupported for the
/// truth where there is none.
[[nodiscard]] Result<FrontierMetrics> judgedFrontierMetrics(const RouterAnalysis &analysis, OutcomeKind kind);

/// What depends on no interval, made once per router: a walk over every operating point. Shared between threads.
struct RouterFrontier
{
    Judgement judgement; ///< over the router's whole range; of the estimates
    Result<FrontierMetrics> estimated;
    Result<FrontierMetrics> truth;
    Result<CollapseCurve> collapse;
};
[[nodiscard]] RouterFrontier frontierOf(const RouterAnalysis &analysis);

/// The cost range over which AIQ sets frontiers side by side: least to highest cost among them. Nothing for none.
[[nodiscard]] std::optional<std::pair<double, double>>
sharedCostRange(std::span<const FrontierMetrics *const> frontiers);

/// What a router spends less than the logging policy, as a share of the latter's own mean cost. Nothing without a
/// paired difference or where the log cost nothing.
/// @param references the logging policy first
[[nodiscard]] std::optional<Estimate> savingAgainstLog(const std::vector<ReferencePolicy> &references,
                                                       const std::optional<PolicyValue> &versusLog);

/// Means over an interval. Its work grows with the queries that change model inside.
struct IntervalFigures
{
    IntervalValue value;
    Judgement judgement;
    std::optional<Estimate> saving;

    /// Estimates may be shown.
    [[nodiscard]] bool isShown() const { return judgement.verdict != Verdict::Refuse && value.dr.has_value(); }
};
[[nodiscard]] IntervalFigures figuresOver(const RouterAnalysis &analysis, double lo, double hi);

} // namespace fairlead
