#pragma once

#include "core/base/result.h"
#include "core/evaluation/heldout.h"
#include "core/evaluation/rowvalues.h"
#include "core/sweep/sweepindex.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

namespace fairlead {

/// Estimators of a fixed policy's value on logged rows (formulas and sources: core/evaluation/README.md).
enum class Estimator
{
    Ips,      ///< inverse propensity scoring
    Snips,    ///< self-normalised IPS
    Dm,       ///< direct method: the regression alone
    Dr,       ///< doubly robust
    Sndr,     ///< self-normalised doubly robust
    SwitchDr, ///< doubly robust where the weight is at most tau, the regression elsewhere
    DrOs      ///< doubly robust with optimistic shrinkage of the weights
};
inline constexpr std::array kEstimators{Estimator::Ips,  Estimator::Snips,    Estimator::Dm,  Estimator::Dr,
                                        Estimator::Sndr, Estimator::SwitchDr, Estimator::DrOs};

[[nodiscard]] std::string_view estimatorKey(Estimator estimator); ///< "SNIPS", "Switch-DR"

/// One estimator's answer. Not a number where it has none: the weighted ones if no row was served as the policy would.
struct EstimatorValue
{
    Estimator estimator = Estimator::Dr;
    PolicyValue value;            ///< DR's errors are those of the sweep index (core/sweep/correctionnoise.h)
    RowValues rows;               ///< influence values; their means are the value, their spread the others' errors
    std::optional<double> tuning; ///< tau of Switch-DR, lambda of DRos; infinite: plain doubly robust
};

/// All estimators of one policy at one lambda, in the order of kEstimators.
struct EstimatorComparison
{
    double lambda = 0;
    std::size_t agreeingRows = 0;   ///< rows that were served as the policy would
    double effectiveSampleSize = 0; ///< of those rows' weights: (sum w)^2 / sum w^2
    std::vector<EstimatorValue> values;
};

/// @param decisions n_h, the policy's model for every held-out row
/// Decisions that are not models of these tables are BadInput; a stop is Cancelled.
[[nodiscard]] Result<EstimatorComparison> compareEstimators(const HeldOutTables &tables,
                                                            std::span<const std::uint16_t> decisions, double lambda,
                                                            std::stop_token stop = {});

/// Two estimators whose values differ by more than chance.
struct Disagreement
{
    Estimator a = Estimator::Dr;
    Estimator b = Estimator::Dr;
    std::string_view outcome; ///< "quality", "cost" or "utility"
    Estimate difference;      ///< a - b, paired by row
    double pValue = 1;        ///< Holm-adjusted
};

/// Pairs of estimators that differ at a family-wise level of 5%: all pairs, for quality, cost and utility, each tested
/// by its paired difference (normal, two-sided, cluster-robust), with Holm's step-down correction (1979) over all of
/// them. All estimators read the same rows, so their own intervals may overlap while the difference is beyond chance,
/// and the other way round. Empty where they agree; the surest first.
[[nodiscard]] std::vector<Disagreement> disagreements(const EstimatorComparison &comparison,
                                                      const RowClusters &clusters);

} // namespace fairlead
