#pragma once

#include "core/base/matrix.h"
#include "core/features/featurerows.h"

#include <cstdint>
#include <vector>

namespace fairlead {

/// Features cut at their quantiles, so that a split is searched among few places. Thresholds lie half-way between
/// neighbouring values: no row sits on one.
struct FeatureBins
{
    Matrix<std::uint8_t> bin; ///< n x d
    /// Per feature, ascending; bin b is (thresholds[b - 1], thresholds[b]].
    std::vector<std::vector<double>> thresholds;
};

/// @param z n x d, finite; @param bins at least 2, at most 256 a feature
[[nodiscard]] FeatureBins binFeatures(const FeatureRows &z, int bins);

} // namespace fairlead
