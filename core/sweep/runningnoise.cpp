#include "core/sweep/runningnoise.h"

#include "core/base/parallel.h"
#include "core/sweep/blocksums.h"

#include <algorithm>

namespace fairlead {

namespace {

/// Events between stored moments; a look-up adds at most this many.
constexpr std::size_t kStride = 128;
constexpr std::size_t kBlock = 64; ///< strides per unit of work
constexpr std::size_t kAhead = 12; ///< events to fetch in advance

/// A row's share of the time that begins at `from`, for as long as nothing follows.
ModelShare until(std::uint16_t model, double from, double to, double lo, double hi)
{
    const double constant = (to - from) / (hi - lo);
    return {model, constant, constant * (from + to) / 2};
}

void addShare(std::vector<ModelShare> &shares, std::size_t first, const ModelShare &share)
{
    const auto begin = shares.begin() + static_cast<std::ptrdiff_t>(first);
    const auto known = std::find_if(begin, shares.end(), [&](const ModelShare &s) { return s.model == share.model; });
    if (known == shares.end()) {
        shares.push_back(share);
    } else {
        known->constant += share.constant;
        known->lambda += share.lambda;
    }
}

} // namespace

NoiseMoments &NoiseMoments::operator+=(const NoiseMoments &other)
{
    agreeing += other.agreeing;
    weight += other.weight;
    weightSquared += other.weightSquared;
    correction = correction + other.correction;
    excess.quality += other.excess.quality;
    excess.qualityCost += other.excess.qualityCost;
    excess.cost += other.excess.cost;
    return *this;
}

NoiseMoments &NoiseMoments::operator-=(const NoiseMoments &other)
{
    agreeing -= other.agreeing;
    weight -= other.weight;
    weightSquared -= other.weightSquared;
    correction = correction - other.correction;
    excess.quality -= other.excess.quality;
    excess.qualityCost -= other.excess.qualityCost;
    excess.cost -= other.excess.cost;
    return *this;
}

NoiseTotals NoiseMoments::at(double lambda) const
{
    return {agreeing,
            weight,
            weightSquared,
            {correction.quality, excess.quality},
            {correction.cost, excess.cost},
            {correction.quality - lambda * correction.cost, excess.utility(lambda)}};
}

IntervalShares sharesOver(const SwitchTimeline &timeline, double lo, double hi)
{
    const std::size_t first = timeline.position(lo);
    const auto inside = std::span(timeline.events).subspan(first, timeline.position(hi) - first);
    // Events of a row side by side, in order of lambda: counted, then placed.
    std::vector<std::uint32_t> place(timeline.initial.size() + 1);
    for (const SwitchEvent &event : inside)
        ++place[event.query + 1];
    IntervalShares result;
    for (std::size_t row = 0; row < timeline.initial.size(); ++row) {
        if (place[row + 1] > 0)
            result.rows.push_back({static_cast<std::uint32_t>(row), 0, 0});
        place[row + 1] += place[row];
    }
    std::vector<std::uint32_t> ordered(inside.size());
    for (std::size_t i = 0; i < inside.size(); ++i)
        ordered[place[inside[i].query]++] = static_cast<std::uint32_t>(i);
    result.shares.reserve(inside.size() + result.rows.size());
    std::size_t next = 0;
    for (IntervalShares::Row &row : result.rows) {
        row.first = result.shares.size();
        double from = lo;
        std::uint16_t model = inside[ordered[next]].from;
        for (; next < ordered.size() && inside[ordered[next]].query == row.query; ++next) {
            const SwitchEvent &event = inside[ordered[next]];
            addShare(result.shares, row.first, until(model, from, event.lambda, lo, hi));
            from = event.lambda;
            model = event.to;
        }
        addShare(result.shares, row.first, until(model, from, hi, lo, hi));
        row.count = result.shares.size() - row.first;
    }
    return result;
}

RunningNoise::RunningNoise(const SwitchTimeline &timeline, const RunningSums &sums, const CorrectionNoise &noise,
                           std::optional<std::size_t> reference, const std::stop_token &stop)
    : m_timeline(&timeline)
    , m_sums(&sums)
    , m_noise(&noise)
    , m_stored(timeline.events.size() / kStride + 1)
{
    if (reference)
        m_reference = static_cast<std::uint16_t>(*reference);
    const auto parts = sumsOfBlocks(timeline.initial.size(), stop, [&](std::size_t first, std::size_t last) {
        NoiseMoments sum;
        for (std::size_t row = first; row < last; ++row)
            sum += part(row, timeline.initial[row]);
        return sum;
    });
    for (const NoiseMoments &each : parts)
        m_stored[0] += each;
    forEachBlock(m_stored.size(), kBlock, stop, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = std::max<std::size_t>(1, first); i < last; ++i)
            m_stored[i] = sumOver((i - 1) * kStride, i * kStride);
    });
    for (std::size_t i = 1; i < m_stored.size(); ++i)
        m_stored[i] += m_stored[i - 1];
}

NoiseMoments RunningNoise::part(std::size_t row, std::uint16_t model) const
{
    if (m_reference == model)
        return {};
    NoiseMoments moments;
    moments.excess = m_noise->expected(row, model);
    if (m_reference) {
        const Covariance taken = m_noise->expected(row, *m_reference);
        moments.excess = {moments.excess.quality + taken.quality, moments.excess.qualityCost + taken.qualityCost,
                          moments.excess.cost + taken.cost};
    }
    const std::uint16_t served = m_noise->served[row];
    if (served != model && m_reference != served)
        return moments;
    const double sign = served == model ? 1 : -1;
    const Outcome correction{sign * m_noise->correction[row].quality, sign * m_noise->correction[row].cost};
    const Outcome outcome = m_sums->fromOrigin(row, model);
    moments.agreeing = 1;
    moments.weight = m_noise->weight[row];
    moments.weightSquared = moments.weight * moments.weight;
    moments.correction = correction;
    // (outcome - correction)(outcome - correction)' less outcome outcome'
    moments.excess.quality += correction.quality * (correction.quality - 2 * outcome.quality);
    moments.excess.qualityCost +=
        correction.quality * correction.cost - outcome.quality * correction.cost - outcome.cost * correction.quality;
    moments.excess.cost += correction.cost * (correction.cost - 2 * outcome.cost);
    return moments;
}

NoiseMoments RunningNoise::sumOver(std::size_t first, std::size_t last) const
{
    const std::span<const SwitchEvent> events = m_timeline->events;
    NoiseMoments sum;
    for (std::size_t i = first; i < last; ++i) {
        if (const std::size_t ahead = i + kAhead; ahead < events.size()) {
            __builtin_prefetch(&m_noise->exposure(events[ahead].query, events[ahead].from));
            __builtin_prefetch(&m_noise->served[events[ahead].query]);
        }
        advance(sum, i);
    }
    return sum;
}

NoiseMoments RunningNoise::at(std::size_t position) const
{
    const std::size_t stored = position / kStride;
    NoiseMoments moments = m_stored[stored];
    moments += sumOver(stored * kStride, position);
    return moments;
}

void RunningNoise::advance(NoiseMoments &moments, std::size_t position) const
{
    const SwitchEvent &event = m_timeline->events[position];
    moments -= part(event.query, event.from);
    moments += part(event.query, event.to);
}

NoiseTotals RunningNoise::over(const IntervalShares &shares, double lo, double hi) const
{
    struct Part
    {
        NoiseMoments atLo; ///< of the rows that change, as they are at lo
        NoiseTotals totals;
    };
    const double middle = (lo + hi) / 2;
    const auto parts = sumsOfBlocks(shares.rows.size(), {}, [&](std::size_t first, std::size_t last) {
        Part sum;
        std::vector<ModelShare> policy;
        for (const IntervalShares::Row &row : std::span(shares.rows).subspan(first, last - first)) {
            const auto served = shares.of(row);
            sum.atLo += part(row.query, served.front().model);
            Outcome outcome;
            double utility = 0;
            for (const ModelShare &share : served) {
                const Outcome each = m_sums->fromOrigin(row.query, share.model);
                outcome.quality += share.constant * each.quality;
                outcome.cost += share.constant * each.cost;
                utility += share.constant * each.quality - share.lambda * each.cost;
            }
            policy.assign(served.begin(), served.end());
            if (m_reference)
                addShare(policy, 0, {*m_reference, -1, -middle});
            sum.totals.add(*m_noise, row.query, policy, outcome, utility);
        }
        return sum;
    });
    NoiseMoments steady = at(m_timeline->position(lo));
    for (const Part &each : parts)
        steady -= each.atLo;
    NoiseTotals totals = steady.at(middle);
    for (const Part &each : parts)
        totals += each.totals;
    return totals;
}

} // namespace fairlead
