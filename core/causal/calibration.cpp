#include "core/causal/calibration.h"

#include "core/base/estimate.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace fairlead {

std::pair<double, double> wilsonInterval(double successes, double trials)
{
    if (!(trials > 0))
        return {0, 1};
    constexpr double z = Estimate::kZ95;
    const double share = successes / trials;
    const double scale = 1 + z * z / trials;
    const double centre = (share + z * z / (2 * trials)) / scale;
    const double half = z / scale * std::sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials));
    return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

std::vector<CalibrationBin> calibrationCurve(const MatrixD &propensity, std::span<const std::int32_t> served,
                                             std::size_t model, std::size_t bins)
{
    std::vector<std::size_t> order(served.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return propensity(a, model) < propensity(b, model); });

    std::vector<CalibrationBin> curve;
    const std::size_t n = order.size();
    std::size_t begin = 0;
    for (std::size_t b = 0; b < bins && begin < n; ++b) {
        std::size_t end = std::max((b + 1) * n / bins, begin + 1);
        // Equal propensities stay in one bin: their order is that of the file and says nothing.
        while (end < n && propensity(order[end], model) == propensity(order[end - 1], model))
            ++end;
        double predicted = 0;
        double variance = 0;
        double observed = 0;
        for (std::size_t j = begin; j < end; ++j) {
            const double e = propensity(order[j], model);
            predicted += e;
            variance += e * (1 - e);
            observed += served[order[j]] == static_cast<std::int32_t>(model);
        }
        const auto count = static_cast<double>(end - begin);
        const auto [lower, upper] = wilsonInterval(observed, count);
        curve.push_back(
            {count, predicted / count, observed / count, std::sqrt(std::max(variance, 0.0)) / count, lower, upper});
        begin = end;
    }
    return curve;
}

CalibrationError calibrationError(const MatrixD &propensity, std::span<const std::int32_t> served, std::size_t model,
                                  std::size_t bins)
{
    CalibrationError error;
    const auto n = static_cast<double>(served.size());
    for (const CalibrationBin &bin : calibrationCurve(propensity, served, model, bins)) {
        error.observed += bin.count / n * std::abs(bin.predicted - bin.observed);
        // The mean absolute value of a centred normal is sqrt(2 / pi) times its standard deviation.
        error.byChance += bin.count / n * std::sqrt(2 / std::numbers::pi) * bin.chance;
    }
    return error;
}

} // namespace fairlead
