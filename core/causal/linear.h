#pragma once

#include "core/base/matrix.h"
#include "core/features/featurerows.h"

#include <cstdint>
#include <span>
#include <vector>

namespace fairlead {

/// Linear scores z W' + b, n x m.
/// @param z n x d; @param weights m x (d + 1), the intercept last
[[nodiscard]] MatrixD linearScores(const MatrixD &z, const MatrixD &weights);

/// The same of features that are read block by block.
[[nodiscard]] MatrixD linearScores(const FeatureRows &z, const MatrixD &weights);

/// Row i scored with the weights of its own fold, that is: with the model that did not see it. Rows of no fold (-1)
/// stay zero.
/// @param weights per fold: m x (d + 1)
[[nodiscard]] MatrixD outOfFoldScores(const FeatureRows &z, std::span<const std::int32_t> fold,
                                      std::span<const MatrixD> weights);

/// Elementwise mean of matrices of one shape.
[[nodiscard]] MatrixD meanOf(std::span<const MatrixD> matrices);

} // namespace fairlead
