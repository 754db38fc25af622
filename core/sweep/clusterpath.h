#pragma once

#include "core/base/clusters.h"
#include "core/sweep/outcometable.h"
#include "core/sweep/timeline.h"

#include <stop_token>
#include <vector>

namespace fairlead {

/// The sum of outcomes over each cluster of rows, followed along a timeline: what it is before every event. One pass in
/// order, because a cluster's squared sum changes by an amount that depends on all its rows; with it every other
/// clustered sum can be added up in blocks. 16 bytes an event; made only where clusters exist.
class ClusterPath
{
public:
    /// @param origin taken off every outcome, near their mean; @param clusters kept alive by the caller
    ClusterPath(const SwitchTimeline &timeline, const OutcomeTable &outcomes, Outcome origin,
                const RowClusters &clusters, const std::stop_token &stop);

    [[nodiscard]] const RowClusters &clusters() const { return *m_clusters; }
    [[nodiscard]] Outcome atStart(std::size_t cluster) const { return m_start[cluster]; }
    /// Of the cluster whose row the event at this position changes.
    [[nodiscard]] Outcome before(std::size_t position) const { return m_before[position]; }

private:
    const RowClusters *m_clusters;
    std::vector<Outcome> m_start;
    std::vector<Outcome> m_before;
};

} // namespace fairlead
