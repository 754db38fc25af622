#include "core/evaluation/disagreement.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>

namespace fairlead {

namespace {

/// Sets of estimators as bits.
using EstimatorSet = std::uint32_t;

EstimatorSet only(Estimator estimator)
{
    return EstimatorSet(1) << static_cast<unsigned>(estimator);
}

/// The smallest set that has a side of every disagreement; nothing where another one is as small.
std::optional<EstimatorSet> smallestCover(std::span<const Disagreement> found)
{
    std::optional<EstimatorSet> best;
    int bestSize = static_cast<int>(kEstimators.size()) + 1;
    for (EstimatorSet set = 0; set < EstimatorSet(1) << kEstimators.size(); ++set) {
        const int size = std::popcount(set);
        if (size > bestSize || !std::all_of(found.begin(), found.end(), [set](const Disagreement &each) {
                return (set & (only(each.a) | only(each.b))) != 0;
            }))
            continue;
        best = size < bestSize ? std::optional(set) : std::nullopt;
        bestSize = size;
    }
    return best;
}

} // namespace

DisagreementReading readDisagreements(std::span<const Disagreement> found)
{
    DisagreementReading reading;
    for (const Disagreement &each : found) {
        const bool isDirect = each.a == Estimator::Dm || each.b == Estimator::Dm;
        (isDirect ? reading.direct : reading.counted).push_back(each);
    }
    const auto cover = smallestCover(reading.counted);
    for (const Estimator estimator : kEstimators) {
        if (cover && (*cover & only(estimator)) != 0)
            reading.odd.push_back(estimator);
    }
    return reading;
}

} // namespace fairlead
