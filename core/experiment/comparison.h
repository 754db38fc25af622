#pragma once

#include "core/evaluation/disagreement.h"
#include "core/experiment/analysis.h"

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace fairlead {

/// Routers of one dataset beside a reference: paired differences over an interval of lambda, or at one (lo = hi), and
/// the estimators of one router side by side. What is refused is not computed.

/// Router minus the other policy, with the graver verdict of both sides.
struct JudgedDifference
{
    Judgement judgement;
    std::optional<PolicyValue> value; ///< empty where refused, or where there is none
    std::string missing;              ///< why there is none although it is not refused
};

/// @param over of the router's own index
[[nodiscard]] JudgedDifference differenceToLog(const RouterAnalysis &analysis, const IntervalValue &over);
/// To the router's own best single model. @param over of the router's own index
[[nodiscard]] JudgedDifference differenceToBestSingle(const RouterAnalysis &analysis, const IntervalValue &over);
/// To any single model.
[[nodiscard]] Result<JudgedDifference> differenceToModel(const RouterAnalysis &analysis, std::int32_t model, double lo,
                                                         double hi);
/// BadConfig for a router of another dataset; an interval that either does not answer is an error that names both.
[[nodiscard]] Result<JudgedDifference> differenceToRouter(const RouterAnalysis &analysis, const RouterAnalysis &against,
                                                          double lo, double hi);

/// What routers are compared with.
struct ComparisonReference
{
    enum class Kind
    {
        LoggingPolicy,
        SingleModel,
        Router
    };
    Kind kind = Kind::LoggingPolicy;
    std::int32_t model = -1;                        ///< of a single model
    std::shared_ptr<const RouterAnalysis> router{}; ///< of a router
};

/// One router of a comparison: its difference, or what went wrong for it alone.
struct ComparedDifference
{
    bool isReference = false; ///< the router is the reference: nothing to compare
    JudgedDifference difference;
};

/// Every router less the reference, in their order. A router that cannot be compared says why in `missing`; only a stop
/// is an error, Cancelled.
[[nodiscard]] Result<std::vector<ComparedDifference>>
compareRouters(std::span<const std::shared_ptr<const RouterAnalysis>> routers, const ComparisonReference &reference,
               double lo, double hi, std::stop_token stop);

/// The seven estimators of one router at a lambda; no comparison where that is refused.
struct EstimatorAnswer
{
    Judgement judgement;
    std::optional<EstimatorComparison> comparison;
    std::vector<Disagreement> disagreements;
};
[[nodiscard]] Result<EstimatorAnswer> estimatorsAt(const RouterAnalysis &analysis, double lambda, std::stop_token stop);

} // namespace fairlead
