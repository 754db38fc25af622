#include "core/sweep/clusterpath.h"

#include "core/sweep/compensatedsum.h"

namespace fairlead {

namespace {

/// Events between two questions whether to stop.
constexpr std::size_t kStopEvery = 1 << 16;

struct CompensatedOutcome
{
    CompensatedSum quality;
    CompensatedSum cost;

    void add(Outcome outcome)
    {
        quality.add(outcome.quality);
        cost.add(outcome.cost);
    }
    [[nodiscard]] Outcome value() const { return {quality.value(), cost.value()}; }
};

} // namespace

ClusterPath::ClusterPath(const SwitchTimeline &timeline, const OutcomeTable &outcomes, Outcome origin,
                         const RowClusters &clusters, const std::stop_token &stop)
    : m_clusters(&clusters)
{
    const std::size_t rows = timeline.initial.size();
    std::vector<CompensatedOutcome> sums(clusters.count(rows));
    for (std::size_t row = 0; row < rows; ++row)
        sums[clusters.of(row)].add(outcomes(row, timeline.initial[row]) - origin);
    m_start.reserve(sums.size());
    for (const CompensatedOutcome &sum : sums)
        m_start.push_back(sum.value());

    m_before.resize(timeline.events.size());
    for (std::size_t i = 0; i < m_before.size(); ++i) {
        if (i % kStopEvery == 0 && stop.stop_requested())
            return;
        const SwitchEvent &event = timeline.events[i];
        CompensatedOutcome &sum = sums[clusters.of(event.query)];
        m_before[i] = sum.value();
        sum.add(outcomes(event.query, event.to) - outcomes(event.query, event.from));
    }
}

} // namespace fairlead
