#pragma once

#include "core/base/matrix.h"
#include "core/causal/options.h"

#include <span>
#include <vector>

namespace fairlead {

/// Several outcome models in one: mu(x) = mean + sum_k weight_k (mu_k(x) - mean).
struct Stack
{
    double mean = 0;
    std::vector<double> weight; ///< one a member

    /// @param members n x m each, in the order of the weights
    [[nodiscard]] MatrixD combine(std::span<const MatrixD *const> members) const;
};

/// Weighted ridge towards a prior under non-negative weights (method, step 5):
/// theta = argmin_{theta >= 0} sum w (y - mean - sum_k theta_k A_k)^2 + R sum_k (theta_k - prior_k)^2,
/// R = priorStrength sum w (y - mean)^2, A_k the out-of-fold prediction of the served model minus mean, w scaled to
/// mean 1. Exact: of all sets of members that get a weight, the best. A constant outcome keeps the prior.
/// @param outcome, weight one value a row
/// @param members per member one out-of-fold prediction a row, at the served model
/// @param prior one value a member
[[nodiscard]] Stack fitStack(std::span<const double> outcome, std::span<const double> weight,
                             std::span<const std::vector<double>> members, std::span<const double> prior,
                             double priorStrength);

/// Weights for decisions: only what members say of the differences between models counts, whatever the level of a
/// query. The residual-on-residual loss of the R-learner (Robinson 1988; Nie and Wager 2021) with fixed members and
/// several treatments, under the constraints of fitStack: theta = argmin_{theta >= 0} sum w (y - m - sum_k theta_k
/// D_k)^2 + R sum_k (theta_k - prior_k)^2, m = sum_t e_t mu_t, D_k = A_k(served) - sum_t e_t A_k(t), R = priorStrength
/// times the mean over k of sum w D_k^2. Members that all say the models are alike keep the prior.
/// @param residual y - m, one value a row; @param contrasts per member D_k, one value a row
[[nodiscard]] std::vector<double> fitContrastWeights(std::span<const double> residual, std::span<const double> weight,
                                                     std::span<const std::vector<double>> contrasts,
                                                     std::span<const double> prior, double priorStrength);

} // namespace fairlead
