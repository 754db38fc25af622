#pragma once

#include "core/sweep/outcometable.h"
#include "core/sweep/runningsums.h"
#include "core/sweep/sweepindex.h"
#include "core/sweep/timeline.h"

#include <span>
#include <vector>

namespace fairlead {

/// Per query, means over lambda uniform on [lo, hi] of the outcome at its choice; exact, because the choice is constant
/// between events. lambdaCost is the mean of lambda times cost.
struct IntervalMeans
{
    std::vector<Outcome> outcome;
    std::vector<double> lambdaCost;
};

/// @param outcomes n x m; @param lo less than hi
[[nodiscard]] IntervalMeans meansOver(const SwitchTimeline &timeline, const OutcomeTable &outcomes, double lo,
                                      double hi);

/// Means over queries with standard errors from the per-query means, less a baseline (n, or empty for none).
[[nodiscard]] PolicyValue valueFrom(const IntervalMeans &means, std::span<const Outcome> baseline, double lo,
                                    double hi);

/// Mean over queries and lambda of quality - lambda cost at the timeline's choices; work follows the events inside
/// only.
[[nodiscard]] double meanUtilityOver(const SwitchTimeline &timeline, const OutcomeTable &outcomes,
                                     const RunningSums &sums, double lo, double hi);

} // namespace fairlead
