#pragma once

#include "app/cli/verb.h"
#include "core/evaluation/band.h"
#include "core/evaluation/estimators.h"
#include "core/experiment/analysis.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace fairlead::cli {

/// What `evaluate` says of one router beside its doubly robust value: the other estimators, paired differences, a band.
struct OffPolicyAnswers
{
    std::optional<EstimatorComparison> estimators; ///< at the middle of the interval
    std::vector<Disagreement> disagreements;
    std::optional<PolicyValue> versusLog;
    std::optional<PolicyValue> versusBestSingle; ///< empty where the log says too little of that model
    std::optional<PolicyValue> versusRouter;     ///< empty where either is refused
    std::string bestSingle;
    std::string against; ///< the other router; empty: none was asked for
    std::optional<Band> band;
};

struct OffPolicyQuestion
{
    double lo = 0; ///< lambda, quality per USD
    double hi = 0;
    const RouterAnalysis *against = nullptr;
    bool isBandWanted = false;
};

/// Nothing is computed of a refused router. A router on another dataset or another range of lambda cannot be set
/// against this one: BadConfig.
[[nodiscard]] Result<OffPolicyAnswers> answerOffPolicy(const RouterAnalysis &analysis,
                                                       const OffPolicyQuestion &question, std::stop_token stop,
                                                       const ReportProgress &report);

/// Adds "estimators", "versus_log", "versus_best_single", "versus_router" and "band"; what is refused is null, and the
/// last two are there only where they were asked for.
void putOffPolicy(Json &document, const OffPolicyAnswers &answers, bool isBandWanted);

/// Short tables, indented by nothing; empty where everything is refused.
[[nodiscard]] std::string describeOffPolicy(const std::string &router, const OffPolicyAnswers &answers);

} // namespace fairlead::cli
