#pragma once

#include "core/base/estimate.h"
#include "core/base/result.h"
#include "core/causal/support.h"
#include "core/evaluation/heldout.h"
#include "core/routers/router.h"
#include "core/store/dataset.h"

#include <span>
#include <string>
#include <vector>

namespace fairlead {

/// What a study says of one router: the truth over the held-out queries, and how the log's estimates fare beside it.
struct StudyValue
{
    double meanRegret = 0;      ///< of the 11 lambdas and the queries: max_t U_t - U_f
    double meanUtility = 0;     ///< the same mean of U_f
    Estimate utilityEstimate;   ///< DR, of the same mean
    double coverageQuality = 0; ///< share of five lambdas at which the DR interval holds the truth
    double coverageCost = 0;
    double coverageUtility = 0;
    /// What a user of the log, who has no truth, would have read beside the router's mean over its whole range: its own
    /// support on the held-out draws and the log's.
    Verdict verdict = Verdict::Ok;
};

/// Lambdas of the means, 11 in [0, lambdaMax], and of the coverage, 5.
[[nodiscard]] std::vector<double> regretLambdas(double lambdaMax);
[[nodiscard]] std::vector<double> coverageLambdas(double lo, double hi);

/// The interval holds the truth; rounding apart, so that a constant cost counts.
[[nodiscard]] bool covers(const Estimate &estimate, double truth);

struct StudyHeldOut
{
    MatrixF embeddings;                     ///< distinct held-out queries x d
    FullOutcomes truth;                     ///< distinct held-out queries x m
    std::span<const std::size_t> drawnRows; ///< distinct query of each row of the tables
    const HeldOutTables *tables = nullptr;
    std::span<const std::string> models;    ///< m names
    const SupportReport *support = nullptr; ///< of the training rows' log
};
[[nodiscard]] Result<StudyValue> valueForStudy(const Router &router, const StudyHeldOut &heldOut, double lambdaMax);

} // namespace fairlead
