#pragma once

#include "core/base/device.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/features/featurerows.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace fairlead {

struct MultinomialOptions
{
    double penalty = 1; ///< alpha, on the weights; intercepts are free
    int iterations = 60;
    double gainTolerance = 1e-3; ///< in nats of the whole log: far below what a row of data can tell
    bool singlePrecision = true; ///< of the products over rows; sums and steps are double
};

/// Multinomial logistic regression fitted outside each fold, all folds as one batch of matrix products:
/// argmin over (W, b) of -sum_i log softmax(W z_i + b)_{t_i} + alpha/2 |W|^2.
/// @param fold n values in [0, folds), or -1: the row is in every training set
/// @param start per fold m x (d + 1), the intercept last, to start from; empty: from the shares of the models
/// @param available n x m, null: all; the softmax of a row goes over its available models only
/// @return per fold m x (d + 1), the intercept last
[[nodiscard]] Result<std::vector<MatrixD>> fitMultinomial(const FeatureRows &z, std::span<const std::int32_t> model,
                                                          std::size_t models, std::span<const std::int32_t> fold,
                                                          int folds, const MultinomialOptions &options,
                                                          std::span<const MatrixD> start, DeviceChoice device,
                                                          std::stop_token stop,
                                                          const Matrix<std::uint8_t> *available = nullptr);

} // namespace fairlead
