#pragma once

#include "core/base/matrix.h"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace fairlead {

/// Queries of about the same propensity, and how often the model served them.
struct CalibrationBin
{
    double count = 0;     ///< queries
    double predicted = 0; ///< mean propensity
    double observed = 0;  ///< share that the model served
    double chance = 0;    ///< standard error of that share if the propensities are right, sqrt(sum e (1 - e)) / count
    double lower = 0;     ///< 95% interval of the share (wilsonInterval)
    double upper = 0;

    bool operator==(const CalibrationBin &) const = default;
};

/// Bins of equal count after sorting by e_t (equal values share one), in ascending order.
[[nodiscard]] std::vector<CalibrationBin>
calibrationCurve(const MatrixD &propensity, std::span<const std::int32_t> served, std::size_t model, std::size_t bins);

/// 95% score interval of a binomial share (Wilson 1927); all of [0, 1] for no trials.
[[nodiscard]] std::pair<double, double> wilsonInterval(double successes, double trials);

/// How far predicted propensities are from observed shares.
struct CalibrationError
{
    double observed = 0; ///< mean over equal-count bins of |mean e - observed share|
    double byChance = 0; ///< what a perfectly calibrated e would show on average with these counts
};

/// Expected calibration error of e_t for one model, over the bins of calibrationCurve.
[[nodiscard]] CalibrationError calibrationError(const MatrixD &propensity, std::span<const std::int32_t> served,
                                                std::size_t model, std::size_t bins);

} // namespace fairlead
