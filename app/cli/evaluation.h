#pragma once

#include "app/cli/answers.h"
#include "app/cli/estimatoranswers.h"
#include "app/cli/metricanswers.h"
#include "app/cli/truthcoverage.h"
#include "core/experiment/analysis.h"

#include <string>
#include <vector>

namespace fairlead::cli {

/// What is said of one router over one interval of lambda; small, so that many routers can be set side by side.
struct Evaluation
{
    std::string router;
    std::string method;
    std::string dataset;
    std::vector<ModelInfo> models;
    std::vector<ReferencePolicy> references;
    std::int32_t bestSingle = -1;
    std::vector<Judgement> judgements;     ///< of the references, in their order
    Judgement judgement;                   ///< of the router's value over the interval
    std::vector<VerdictStretch> stretches; ///< where in the interval the router's own support changes verdict
    RoutingSupport routing;                ///< in the middle of the interval
    std::vector<std::string> warnings;
    std::size_t queries = 0;
    IntervalValue value;
    std::optional<PolicyValue> oracle;     ///< where the truth is asked for
    std::optional<TruthCoverage> coverage; ///< beside the truth
    std::optional<double> trainSeconds;
    bool isTruthWanted = false;
    bool withTruth = false; ///< wanted, and there is one
    MetricAnswers metrics;
    OffPolicyAnswers offPolicy;
    bool isBandWanted = false;

    /// Estimates are shown at all.
    [[nodiscard]] bool isShown() const { return judgement.verdict != Verdict::Refuse && value.dr.has_value(); }
};

[[nodiscard]] Evaluation evaluate(const RouterAnalysis &analysis, double lo, double hi, bool isTruthWanted);

/// Sets the routers of each dataset on one scale, once all are evaluated.
void compare(std::vector<Evaluation> &evaluations);

/// A refused estimate is null; `reasons` says why. So is a truth that was wanted and is not there.
[[nodiscard]] Json toJson(const Evaluation &evaluation);
[[nodiscard]] std::string describe(const std::vector<Evaluation> &evaluations);

} // namespace fairlead::cli
