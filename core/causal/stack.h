#pragma once

#include "core/base/matrix.h"
#include "core/causal/options.h"

#include <array>
#include <span>

namespace fairlead {

/// Two outcome models in one: mu(x) = mean + sum_k weight_k (mu_k(x) - mean).
struct Stack
{
    double mean = 0;
    std::array<double, 2> weight{};

    [[nodiscard]] MatrixD combine(const MatrixD &first, const MatrixD &second) const;
};

/// Weighted ridge towards `options.prior` under non-negative weights (method, step 5):
/// theta = argmin_{theta >= 0} sum w (y - mean - sum_k theta_k A_k)^2 + R sum_k (theta_k - prior)^2,
/// R = priorStrength sum w (y - mean)^2, A_k the out-of-fold prediction of the served model minus mean, w scaled to
/// mean 1. A constant outcome keeps the prior.
/// @param outcome, weight, first, second one value a row; predictions out-of-fold, at the served model
[[nodiscard]] Stack fitStack(std::span<const double> outcome, std::span<const double> weight,
                             std::span<const double> first, std::span<const double> second,
                             const StackOptions &options);

} // namespace fairlead
