#pragma once

#include "core/base/matrix.h"
#include "core/causal/log.h"
#include "core/causal/options.h"

#include <cstdint>
#include <span>
#include <vector>

namespace fairlead {

/// e_{t_i}(x_i): the logged propensities where the log has one, in (0, 1], for every row; else the fitted ones.
/// @param propensity n x m
[[nodiscard]] std::vector<double> servedPropensity(const LogView &log, const MatrixD &propensity);
[[nodiscard]] bool hasLoggedPropensity(const LogView &log);

/// min(1 / max(e, clip), cap) per row.
[[nodiscard]] std::vector<double> inverseWeights(std::span<const double> served, double clip, double cap);

/// Entry i of a row-per-query matrix at the model that served row i.
[[nodiscard]] std::vector<double> atServed(const MatrixD &values, std::span<const std::int32_t> model);

/// How much of a residual's sum over cells is more than chance: eta = max(0, 1 - V / S), S = sum (sum r)^2 over
/// (cluster, served model) cells with enough rows, V = sum of rows times variance (method, step 6). 0 without such
/// cells.
[[nodiscard]] double residualShrinkage(std::span<const double> residual, std::span<const std::int32_t> cluster,
                                       std::span<const std::int32_t> model, int minimumCellRows);

/// Pseudo-outcomes g_t(x_i) of one outcome, linear in it: whatever the kind, the scores of a - lambda c are A - lambda
/// C where eta is fixed.
struct OutcomeScores
{
    MatrixD scores;       ///< n x m
    double shrinkage = 0; ///< eta: share of the correction that was applied
};

/// Scores of the kind asked for: mu_t + eta 1{t_i = t} w_i (y_i - mu_{t_i}), or w_i y_i at the served model and zero
/// elsewhere for inverse propensity.
/// @param prediction n x m, out-of-fold; @param served propensity of the served model
/// @param cluster n, for the shrinkage; unused by other kinds
[[nodiscard]] OutcomeScores outcomeScores(const MatrixD &prediction, std::span<const double> outcome,
                                          std::span<const std::int32_t> model, std::span<const double> served,
                                          std::span<const std::int32_t> cluster, const ScoreOptions &options);

} // namespace fairlead
