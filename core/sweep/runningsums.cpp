#include "core/sweep/runningsums.h"

#include "core/base/parallel.h"
#include "core/sweep/blocksums.h"
#include "core/sweep/compensatedsum.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

/// Events between stored sums; a look-up adds at most this many.
constexpr std::size_t kStride = 128;
constexpr std::size_t kBlock = 64; ///< strides per unit of work
constexpr std::size_t kAhead = 12; ///< events to fetch in advance

std::size_t storedCount(std::size_t events)
{
    return events / kStride + 1;
}

struct CompensatedMoments
{
    CompensatedSum quality, cost, qualitySquared, qualityCost, costSquared;

    void add(const Moments &change)
    {
        quality.add(change.quality);
        cost.add(change.cost);
        qualitySquared.add(change.qualitySquared);
        qualityCost.add(change.qualityCost);
        costSquared.add(change.costSquared);
    }
    [[nodiscard]] Moments value() const
    {
        return {quality.value(), cost.value(), qualitySquared.value(), qualityCost.value(), costSquared.value()};
    }
};

} // namespace

void Moments::add(Outcome fromOrigin, double sign)
{
    quality += sign * fromOrigin.quality;
    cost += sign * fromOrigin.cost;
    qualitySquared += sign * fromOrigin.quality * fromOrigin.quality;
    qualityCost += sign * fromOrigin.quality * fromOrigin.cost;
    costSquared += sign * fromOrigin.cost * fromOrigin.cost;
}

Moments &Moments::operator+=(const Moments &other)
{
    quality += other.quality;
    cost += other.cost;
    qualitySquared += other.qualitySquared;
    qualityCost += other.qualityCost;
    costSquared += other.costSquared;
    return *this;
}

Sums &Sums::operator+=(const Sums &other)
{
    rows += other.rows;
    clusters += other.clusters;
    return *this;
}

Outcome meanAtStart(const SwitchTimeline &timeline, const OutcomeTable &outcomes, std::span<const Outcome> baseline)
{
    const auto parts = sumsOfBlocks(timeline.initial.size(), {}, [&](std::size_t first, std::size_t last) {
        Outcome sum;
        for (std::size_t query = first; query < last; ++query) {
            const Outcome outcome = outcomes(query, timeline.initial[query]);
            sum = sum + (baseline.empty() ? outcome : outcome - baseline[query]);
        }
        return sum;
    });
    CompensatedSum quality;
    CompensatedSum cost;
    for (const Outcome &part : parts) {
        quality.add(part.quality);
        cost.add(part.cost);
    }
    const auto n = static_cast<double>(timeline.initial.size());
    return {quality.value() / n, cost.value() / n};
}

RunningSums::RunningSums(const SwitchTimeline &timeline, const OutcomeTable &outcomes,
                         std::span<const Outcome> baseline, const ClusterPath *path, const std::stop_token &stop)
    : m_timeline(&timeline)
    , m_outcomes(&outcomes)
    , m_baseline(baseline)
    , m_path(path)
    , m_origin(meanAtStart(timeline, outcomes, baseline))
    , m_stored(storedCount(timeline.events.size()))
    , m_storedClusters(path ? m_stored.size() : 0)
{
    CompensatedMoments rows;
    CompensatedMoments clusters;
    rows.add(rowsAtStart());
    if (m_path)
        clusters.add(clustersAtStart());
    forEachBlock(m_stored.size(), kBlock, stop, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = std::max<std::size_t>(1, first); i < last; ++i)
            store(i, sumOver((i - 1) * kStride, i * kStride));
    });
    for (std::size_t i = 0; i < m_stored.size(); ++i) {
        if (i > 0) {
            rows.add(m_stored[i]);
            if (m_path)
                clusters.add(m_storedClusters[i]);
        }
        store(i, {rows.value(), clusters.value()});
    }
}

void RunningSums::store(std::size_t stored, const Sums &sums)
{
    m_stored[stored] = sums.rows;
    if (m_path)
        m_storedClusters[stored] = sums.clusters;
}

Moments RunningSums::rowsAtStart() const
{
    const auto parts = sumsOfBlocks(m_timeline->initial.size(), {}, [&](std::size_t first, std::size_t last) {
        Moments part;
        for (std::size_t query = first; query < last; ++query)
            part.add(fromOrigin(query, m_timeline->initial[query]), 1);
        return part;
    });
    CompensatedMoments sum;
    for (const Moments &part : parts)
        sum.add(part);
    return sum.value();
}

Moments RunningSums::clustersAtStart()
{
    const RowClusters &clusters = m_path->clusters();
    m_shift.assign(clusters.count(m_timeline->initial.size()), {});
    for (std::size_t query = 0; query < m_timeline->initial.size(); ++query) {
        Outcome &sum = m_shift[clusters.of(query)];
        sum = sum + fromOrigin(query, m_timeline->initial[query]);
    }
    CompensatedMoments moments;
    for (std::size_t cluster = 0; cluster < m_shift.size(); ++cluster) {
        Moments one;
        one.add(m_shift[cluster], 1);
        one.quality *= clusters.size(cluster);
        one.cost *= clusters.size(cluster);
        moments.add(one);
        m_shift[cluster] = m_shift[cluster] - m_path->atStart(cluster);
    }
    return moments.value();
}

Sums RunningSums::at(std::size_t position) const
{
    const std::size_t stored = position / kStride;
    Sums sums{m_stored[stored], m_path ? m_storedClusters[stored] : Moments()};
    sums += sumOver(stored * kStride, position);
    return sums;
}

void RunningSums::advance(Sums &sums, std::size_t position) const
{
    if ((position + 1) % kStride == 0)
        sums = at(position + 1);
    else
        apply(sums, position);
}

Covariance RunningSums::covariance(const Sums &sums) const
{
    static const RowClusters kAlone;
    const std::size_t rows = m_timeline->initial.size();
    const RowClusters &clusters = m_path ? m_path->clusters() : kAlone;
    const Moments &squares = m_path ? sums.clusters : sums.rows;
    const double quality = sums.rows.quality / static_cast<double>(rows);
    const double cost = sums.rows.cost / static_cast<double>(rows);
    const double sizes = clusters.squaredSizes(rows);
    const double factor = clusteredVarianceFactor(rows, clusters.count(rows));
    // sum over clusters of (S_g - N_g mean)(S_g - N_g mean)'
    return {factor * (squares.qualitySquared - 2 * quality * squares.quality + quality * quality * sizes),
            factor * (squares.qualityCost - quality * squares.cost - cost * squares.quality + quality * cost * sizes),
            factor * (squares.costSquared - 2 * cost * squares.cost + cost * cost * sizes)};
}

PolicyValue RunningSums::value(const Sums &sums, double lambda) const
{
    const auto n = static_cast<double>(m_timeline->initial.size());
    const Covariance spread = covariance(sums);
    const auto root = [](double variance) { return std::sqrt(variance < 0 ? 0 : variance); }; // a NaN stays
    PolicyValue value;
    value.quality = {m_origin.quality + sums.rows.quality / n, root(spread.quality)};
    value.cost = {m_origin.cost + sums.rows.cost / n, root(spread.cost)};
    value.utility = {value.quality.value - lambda * value.cost.value, root(spread.utility(lambda))};
    return value;
}

Outcome RunningSums::clusterBefore(std::size_t position) const
{
    return m_path->before(position) + m_shift[m_path->clusters().of(m_timeline->events[position].query)];
}

Outcome RunningSums::fromOrigin(std::size_t query, std::uint16_t model) const
{
    const Outcome outcome = (*m_outcomes)(query, model) - m_origin;
    return m_baseline.empty() ? outcome : outcome - m_baseline[query];
}

void RunningSums::apply(Sums &sums, std::size_t position) const
{
    const SwitchEvent &event = m_timeline->events[position];
    sums.rows.add(fromOrigin(event.query, event.from), -1);
    sums.rows.add(fromOrigin(event.query, event.to), 1);
    if (m_path)
        applyToCluster(sums.clusters, position);
}

void RunningSums::applyToCluster(Moments &moments, std::size_t position) const
{
    const SwitchEvent &event = m_timeline->events[position];
    const RowClusters &clusters = m_path->clusters();
    const double size = clusters.size(clusters.of(event.query));
    const Outcome before = clusterBefore(position);
    const Outcome change = (*m_outcomes)(event.query, event.to) - (*m_outcomes)(event.query, event.from);
    moments.quality += size * change.quality;
    moments.cost += size * change.cost;
    moments.qualitySquared += change.quality * (2 * before.quality + change.quality);
    moments.qualityCost += before.quality * change.cost + before.cost * change.quality + change.quality * change.cost;
    moments.costSquared += change.cost * (2 * before.cost + change.cost);
}

Sums RunningSums::sumOver(std::size_t first, std::size_t last) const
{
    const std::span<const SwitchEvent> events = m_timeline->events;
    Sums sum;
    for (std::size_t i = first; i < last; ++i) {
        if (const std::size_t ahead = i + kAhead; ahead < events.size()) {
            __builtin_prefetch(&(*m_outcomes)(events[ahead].query, events[ahead].from));
            __builtin_prefetch(&(*m_outcomes)(events[ahead].query, events[ahead].to));
        }
        apply(sum, i);
    }
    return sum;
}

RunningCounts::RunningCounts(const SwitchTimeline &timeline, std::size_t models)
    : m_timeline(&timeline)
    , m_stored(storedCount(timeline.events.size()), models)
{
    std::vector<std::uint32_t> counts(models);
    for (const std::uint16_t model : timeline.initial)
        ++counts[model];
    for (std::size_t i = 0; i <= timeline.events.size(); ++i) {
        if (i % kStride == 0)
            std::copy(counts.begin(), counts.end(), m_stored.row(i / kStride).begin());
        if (i == timeline.events.size())
            break;
        --counts[timeline.events[i].from];
        ++counts[timeline.events[i].to];
    }
}

void RunningCounts::at(std::size_t position, std::vector<std::uint32_t> &counts) const
{
    const std::size_t stored = position / kStride;
    counts.assign(m_stored.row(stored).begin(), m_stored.row(stored).end());
    for (const SwitchEvent &event : std::span(m_timeline->events).subspan(stored * kStride, position % kStride)) {
        --counts[event.from];
        ++counts[event.to];
    }
}

} // namespace fairlead
