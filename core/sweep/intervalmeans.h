#pragma once

#include "core/sweep/outcometable.h"
#include "core/sweep/runningsums.h"
#include "core/sweep/sweepindex.h"
#include "core/sweep/timeline.h"

#include <cstdint>
#include <vector>

namespace fairlead {

/// What an interval of lambda, uniform on [lo, hi], makes of one query that changes model inside it: by how much its
/// mean outcome differs from staying with the model at lo. Exact, because the choice is constant between events.
struct QueryChange
{
    std::uint32_t query = 0;
    std::uint16_t modelAtLo = 0;
    Outcome outcome;
    double lambdaCost = 0; ///< of the mean of lambda times cost
};

/// The same of a cluster of rows, where clusters exist.
struct ClusterChange
{
    std::size_t firstEvent = 0; ///< of its rows, inside the interval
    double size = 0;
    Outcome outcome; ///< summed over its rows
    double lambdaCost = 0;
};

/// What changes inside an interval.
struct IntervalChanges
{
    std::vector<QueryChange> queries;    ///< one per query with events inside, where rows are independent
    std::vector<ClusterChange> clusters; ///< else one per cluster with events inside
};

/// @param path null: rows are independent; @param lo less than hi
[[nodiscard]] IntervalChanges changesOver(const SwitchTimeline &timeline, const OutcomeTable &outcomes,
                                          const ClusterPath *path, double lo, double hi);

/// Means over [lo, hi] and queries, with standard errors from the per-query means: the sums at lo, corrected for the
/// queries that change. `changes` must come from the same outcomes and path as `sums`.
[[nodiscard]] PolicyValue valueOver(const SwitchTimeline &timeline, const RunningSums &sums,
                                    const IntervalChanges &changes, double lo, double hi);

/// Mean over queries and lambda of quality - lambda cost at the timeline's choices.
[[nodiscard]] double meanUtilityOver(const SwitchTimeline &timeline, const OutcomeTable &outcomes,
                                     const RunningSums &sums, double lo, double hi);

} // namespace fairlead
