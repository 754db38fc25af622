#include "core/causal/calibration.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace fairlead {

CalibrationError calibrationError(const MatrixD &propensity, std::span<const std::int32_t> served, std::size_t model,
                                  std::size_t bins)
{
    std::vector<std::size_t> order(served.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return propensity(a, model) < propensity(b, model); });

    CalibrationError error;
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
        error.observed += std::abs(predicted - observed) / static_cast<double>(n);
        // The mean absolute value of a centred normal is sqrt(2 / pi) times its standard deviation.
        error.byChance += std::sqrt(2 / std::numbers::pi * variance) / static_cast<double>(n);
        begin = end;
    }
    return error;
}

} // namespace fairlead
