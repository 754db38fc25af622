#include "core/sweep/correctionnoise.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

/// @param expectedShare of the expected variance, 0 to 1; @param mean less the origin
double blended(double se, double expectedShare, const ScalarNoise &noise, double mean, std::size_t rows)
{
    const double observed = se * se;
    const double change = noise.varianceChange(mean, static_cast<double>(rows));
    // Clusters whose rows offset each other may be surer than their rows are; what they show then counts for its share.
    return std::sqrt(std::max((1 - expectedShare) * observed, observed + expectedShare * change));
}

} // namespace

Covariance CorrectionNoise::expected(std::size_t row, std::size_t model) const
{
    const double times = exposure(row, model);
    const Covariance &each = residual[model];
    return {times * each.quality, times * each.qualityCost, times * each.cost};
}

double ScalarNoise::varianceChange(double mean, double rows) const
{
    const double meanCorrection = correction / rows;
    return (excess + rows * meanCorrection * (2 * mean - meanCorrection)) / (rows * (rows - 1));
}

void NoiseTotals::add(const CorrectionNoise &noise, std::size_t row, std::span<const ModelShare> policy,
                      Outcome outcome, double utilityHere)
{
    Outcome correction;
    double utilityCorrection = 0;
    Covariance expected;
    double utilityExpected = 0;
    for (const ModelShare &share : policy) {
        if (noise.served[row] == share.model && share.constant != 0) {
            const Outcome &happened = noise.correction[row];
            correction = {share.constant * happened.quality, share.constant * happened.cost};
            utilityCorrection = correction.quality - share.lambda * happened.cost;
            const double part = std::abs(share.constant) * noise.weight[row];
            agreeing += 1;
            weight += part;
            weightSquared += part * part;
        }
        const Covariance each = noise.expected(row, share.model);
        expected.quality += share.constant * share.constant * each.quality;
        expected.cost += share.constant * share.constant * each.cost;
        utilityExpected += share.constant * share.constant * each.quality -
                           2 * share.constant * share.lambda * each.qualityCost +
                           share.lambda * share.lambda * each.cost;
    }
    quality.add(outcome.quality, correction.quality, expected.quality);
    cost.add(outcome.cost, correction.cost, expected.cost);
    utility.add(utilityHere, utilityCorrection, utilityExpected);
}

NoiseTotals &NoiseTotals::operator+=(const NoiseTotals &other)
{
    agreeing += other.agreeing;
    weight += other.weight;
    weightSquared += other.weightSquared;
    quality += other.quality;
    cost += other.cost;
    utility += other.utility;
    return *this;
}

double NoiseTotals::effectiveRows() const
{
    return agreeing > 0.5 && weightSquared > 0 ? weight * weight / weightSquared : 0;
}

PolicyValue withExpectedNoise(PolicyValue value, const NoiseTotals &noise, Outcome origin, double lambda,
                              std::size_t rows)
{
    if (rows < 2)
        return value;
    const double share = kExpectedSpreadRows / (kExpectedSpreadRows + noise.effectiveRows());
    const auto blend = [&](Estimate &estimate, const ScalarNoise &each, double from) {
        if (std::isfinite(estimate.se))
            estimate.se = blended(estimate.se, share, each, estimate.value - from, rows);
    };
    blend(value.quality, noise.quality, origin.quality);
    blend(value.cost, noise.cost, origin.cost);
    blend(value.utility, noise.utility, origin.quality - lambda * origin.cost);
    return value;
}

} // namespace fairlead
