#pragma once

#include "core/base/matrix.h"

#include <cstdint>
#include <span>

namespace fairlead {

/// How far predicted propensities are from observed shares.
struct CalibrationError
{
    double observed = 0; ///< mean over equal-count bins of |mean e - observed share|
    double byChance = 0; ///< what a perfectly calibrated e would show on average with these counts
};

/// Expected calibration error of e_t for one model, bins of equal count after sorting by e_t
/// (equal values share one).
[[nodiscard]] CalibrationError calibrationError(const MatrixD &propensity, std::span<const std::int32_t> served,
                                                std::size_t model, std::size_t bins);

} // namespace fairlead
