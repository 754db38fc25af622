#pragma once

#include "app/cli/verb.h"
#include "core/evaluation/band.h"
#include "core/experiment/comparison.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace fairlead::cli {

/// What `evaluate` says of one router beside its doubly robust value: the other estimators, paired differences, a band.
struct OffPolicyAnswers
{
    double middle = 0;                             ///< of the interval, lambda
    Judgement atMiddle;                            ///< of the router there
    std::optional<EstimatorComparison> estimators; ///< there; empty where it is refused
    std::vector<Disagreement> disagreements;
    JudgedDifference versusLog;
    JudgedDifference versusBestSingle;
    JudgedDifference versusRouter;
    std::string bestSingle;
    std::string against; ///< the other router; empty: none was asked for
    std::optional<Band> band;
    std::vector<Verdict> bandVerdicts; ///< of the router at each of the band's points
};

struct OffPolicyQuestion
{
    double lo = 0; ///< lambda, quality per USD
    double hi = 0;
    const RouterAnalysis *against = nullptr;
    bool isBandWanted = false;
};

/// Each answer is judged where it stands: the estimators at the middle, differences and the band over the interval, the
/// band's points each at its own lambda. What is refused is not computed. A router on another dataset or another range
/// of lambda cannot be set against this one: BadConfig.
[[nodiscard]] Result<OffPolicyAnswers> answerOffPolicy(const RouterAnalysis &analysis,
                                                       const OffPolicyQuestion &question, std::stop_token stop,
                                                       const ReportProgress &report);

/// Adds "estimators", "versus_log", "versus_best_single", "versus_router" and "band", each with its verdict; what is
/// refused is null there, and the last two are there only where they were asked for.
void putOffPolicy(Json &document, const OffPolicyAnswers &answers, bool isBandWanted);

/// Short tables, indented by nothing; reasons in the place of what is refused.
[[nodiscard]] std::string describeOffPolicy(const std::string &router, const OffPolicyAnswers &answers);

} // namespace fairlead::cli
