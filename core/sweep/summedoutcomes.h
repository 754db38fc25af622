#pragma once

#include "core/base/clusters.h"
#include "core/sweep/clusterpath.h"
#include "core/sweep/outcometable.h"
#include "core/sweep/runningsums.h"
#include "core/sweep/timeline.h"

#include <optional>
#include <stop_token>
#include <utility>

namespace fairlead {

/// Outcomes of one kind over a timeline, with their sums at every place. Timeline and clusters are kept alive by the
/// caller. Not movable: the sums point at the table and the path beside them.
struct SummedOutcomes
{
    SummedOutcomes(const SwitchTimeline &timeline, OutcomeTable outcomes, const RowClusters &clusters,
                   const std::stop_token &stop)
        : table(std::move(outcomes))
        , path(clusters.areAllRowsAlone()
                   ? std::optional<ClusterPath>()
                   : ClusterPath(timeline, table, meanAtStart(timeline, table, {}), clusters, stop))
        , sums(timeline, table, {}, pathOrNull(), stop)
    {}
    SummedOutcomes(const SummedOutcomes &) = delete;
    SummedOutcomes &operator=(const SummedOutcomes &) = delete;

    [[nodiscard]] const ClusterPath *pathOrNull() const { return path ? &*path : nullptr; }

    OutcomeTable table;
    std::optional<ClusterPath> path;
    RunningSums sums;
};

} // namespace fairlead
