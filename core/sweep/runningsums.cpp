#include "core/sweep/runningsums.h"

#include "core/base/parallel.h"

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

/// A sum that keeps what rounding loses (Neumaier 1974): millions of small changes leave it exact to the last digits.
struct CompensatedSum
{
    double sum = 0;
    double lost = 0;

    void add(double value)
    {
        const double next = sum + value;
        lost += std::abs(sum) >= std::abs(value) ? (sum - next) + value : (value - next) + sum;
        sum = next;
    }
    [[nodiscard]] double value() const { return sum + lost; }
};

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

PolicyValue valueFrom(const Moments &moments, Outcome origin, std::size_t n, double lambda)
{
    const auto count = static_cast<double>(n);
    const double quality = moments.quality / count;
    const double cost = moments.cost / count;
    const double varQuality = moments.qualitySquared / count - quality * quality;
    const double varCost = moments.costSquared / count - cost * cost;
    const double covariance = moments.qualityCost / count - quality * cost;
    // sum (x - mean)^2 / (n - 1) / n, from the mean square; unknown for a single query.
    const auto standardError = [&](double variance) { return std::sqrt(std::max(0.0, variance) / (count - 1)); };

    PolicyValue value;
    value.quality = {origin.quality + quality, standardError(varQuality)};
    value.cost = {origin.cost + cost, standardError(varCost)};
    value.utility = {value.quality.value - lambda * value.cost.value,
                     standardError(varQuality - 2 * lambda * covariance + lambda * lambda * varCost)};
    return value;
}

RunningSums::RunningSums(const SwitchTimeline &timeline, const OutcomeTable &outcomes,
                         std::span<const Outcome> baseline, const std::stop_token &stop)
    : m_timeline(&timeline)
    , m_outcomes(&outcomes)
    , m_baseline(baseline)
    , m_stored(storedCount(timeline.events.size()))
{
    const std::size_t n = timeline.initial.size();
    CompensatedMoments running;
    for (std::size_t query = 0; query < n; ++query) {
        const Outcome outcome = fromOrigin(query, timeline.initial[query]);
        running.quality.add(outcome.quality);
        running.cost.add(outcome.cost);
    }
    m_origin = {running.quality.value() / static_cast<double>(n), running.cost.value() / static_cast<double>(n)};

    running = {};
    for (std::size_t query = 0; query < n; ++query) {
        Moments one;
        one.add(fromOrigin(query, timeline.initial[query]), 1);
        running.add(one);
    }
    forEachBlock(m_stored.size(), kBlock, stop, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = std::max<std::size_t>(1, first); i < last; ++i)
            m_stored[i] = sumOver((i - 1) * kStride, i * kStride);
    });
    for (std::size_t i = 0; i < m_stored.size(); ++i) {
        if (i > 0)
            running.add(m_stored[i]);
        m_stored[i] = running.value();
    }
}

Moments RunningSums::at(std::size_t position) const
{
    const std::size_t stored = position / kStride;
    Moments moments = m_stored[stored];
    moments += sumOver(stored * kStride, position);
    return moments;
}

void RunningSums::advance(Moments &moments, std::size_t position) const
{
    if ((position + 1) % kStride == 0)
        moments = m_stored[(position + 1) / kStride];
    else
        apply(moments, m_timeline->events[position]);
}

Outcome RunningSums::fromOrigin(std::size_t query, std::uint16_t model) const
{
    const Outcome outcome = (*m_outcomes)(query, model) - m_origin;
    return m_baseline.empty() ? outcome : outcome - m_baseline[query];
}

void RunningSums::apply(Moments &moments, const SwitchEvent &event) const
{
    moments.add(fromOrigin(event.query, event.from), -1);
    moments.add(fromOrigin(event.query, event.to), 1);
}

Moments RunningSums::sumOver(std::size_t first, std::size_t last) const
{
    const std::span<const SwitchEvent> events = m_timeline->events;
    Moments sum;
    for (std::size_t i = first; i < last; ++i) {
        if (const std::size_t ahead = i + kAhead; ahead < events.size()) {
            __builtin_prefetch(&(*m_outcomes)(events[ahead].query, events[ahead].from));
            __builtin_prefetch(&(*m_outcomes)(events[ahead].query, events[ahead].to));
        }
        apply(sum, events[i]);
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
