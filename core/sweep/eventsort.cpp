#include "core/sweep/eventsort.h"

#include "core/base/matrix.h"
#include "core/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace fairlead {

namespace {

using Events = std::vector<SwitchEvent>;

constexpr std::size_t kStretchEvents = 4096; ///< of a stretch, about: its sort stays in the cache
constexpr std::size_t kSampled = 16;         ///< of them looked at to place the cuts

bool isEarlier(const SwitchEvent &a, const SwitchEvent &b)
{
    return a.lambda != b.lambda ? a.lambda < b.lambda : a.query < b.query;
}

/// An even sample of the events' lambdas, ascending.
std::vector<double> sampledLambdas(const std::vector<Events> &runs)
{
    constexpr std::size_t kEvery = kStretchEvents / kSampled;
    std::vector<double> sample;
    std::size_t next = 0; ///< counted over all runs
    std::size_t before = 0;
    for (const Events &run : runs) {
        for (; next < before + run.size(); next += kEvery)
            sample.push_back(run[next - before].lambda);
        before += run.size();
    }
    std::sort(sample.begin(), sample.end());
    return sample;
}

/// Cuts lambda into stretches of about kStretchEvents events.
class Stretches
{
public:
    explicit Stretches(const std::vector<double> &sample)
    {
        for (std::size_t i = kSampled; i < sample.size(); i += kSampled)
            m_cuts.push_back(sample[i]);
        if (m_cuts.empty())
            return;
        m_lo = m_cuts.front();
        m_perLambda = m_cuts.back() > m_lo ? kGuesses / (m_cuts.back() - m_lo) : 0;
        m_guess.resize(kGuesses + 1);
        for (std::size_t cut = m_cuts.size(); cut-- > 0;)
            m_guess[place(m_cuts[cut])] = cut;
        for (std::size_t k = 1, last = 0; k < m_guess.size(); ++k)
            last = m_guess[k] = std::max(m_guess[k], last);
    }

    [[nodiscard]] std::size_t count() const { return m_cuts.size() + 1; }
    /// Number of cuts at or below lambda.
    [[nodiscard]] std::size_t of(double lambda) const
    {
        if (m_cuts.empty() || lambda < m_lo)
            return 0;
        std::size_t stretch = m_guess[place(lambda)];
        while (stretch < m_cuts.size() && m_cuts[stretch] <= lambda)
            ++stretch;
        return stretch;
    }

private:
    static constexpr std::size_t kGuesses = 1 << 14;
    /// Ascending in lambda, so the first cut of a place has all cuts of earlier places before it.
    [[nodiscard]] std::size_t place(double lambda) const
    {
        return static_cast<std::size_t>(std::min<double>(kGuesses, (lambda - m_lo) * m_perLambda));
    }

    std::vector<double> m_cuts;
    double m_lo = 0;
    double m_perLambda = 0;
    std::vector<std::size_t> m_guess; ///< a cut at or before the first above any lambda of the place
};

/// Sorts a stretch: dealt into as many slots of even width as there are events, then put right among neighbours.
void sortStretch(std::span<SwitchEvent> events, Events &scratch, std::vector<std::uint32_t> &slots)
{
    if (events.size() < 2)
        return;
    const auto [least, most] = std::minmax_element(events.begin(), events.end(),
                                                   [](const auto &a, const auto &b) { return a.lambda < b.lambda; });
    const double lo = least->lambda;
    const double scale = static_cast<double>(events.size() - 1) / (most->lambda - lo);
    if (!std::isfinite(scale))
        return std::sort(events.begin(), events.end(), isEarlier);
    const auto slotOf = [&](const SwitchEvent &event) { return static_cast<std::size_t>((event.lambda - lo) * scale); };
    slots.assign(events.size() + 2, 0);
    for (const SwitchEvent &event : events)
        ++slots[slotOf(event) + 1];
    for (std::size_t slot = 1; slot < slots.size(); ++slot)
        slots[slot] += slots[slot - 1];
    scratch.resize(events.size());
    for (const SwitchEvent &event : events)
        scratch[slots[slotOf(event)]++] = event;
    // slots[k] is now where slot k ends; most hold one or two events.
    std::uint32_t begin = 0;
    for (std::size_t slot = 0; slot <= events.size(); ++slot) {
        const auto first = scratch.begin() + begin;
        const auto last = scratch.begin() + slots[slot];
        if (last - first > 1)
            std::sort(first, last, isEarlier);
        begin = slots[slot];
    }
    std::copy(scratch.begin(), scratch.end(), events.begin());
}

} // namespace

BlockVector<SwitchEvent> sortEvents(std::vector<Events> runs, const std::stop_token &stop)
{
    const Stretches stretches(sampledLambdas(runs));
    // Where each run's events of each stretch go: first how many there are, then how many come before.
    Matrix<std::size_t> places(runs.size(), stretches.count());
    forEachBlock(runs.size(), 1, stop, [&](std::size_t run, std::size_t) {
        for (const SwitchEvent &event : runs[run])
            ++places(run, stretches.of(event.lambda));
    });
    std::vector<std::size_t> begins;
    std::size_t placed = 0;
    for (std::size_t stretch = 0; stretch < stretches.count(); ++stretch) {
        begins.push_back(placed);
        for (std::size_t run = 0; run < runs.size(); ++run)
            placed += std::exchange(places(run, stretch), placed);
    }
    begins.push_back(placed);
    BlockVector<SwitchEvent> sorted(stop.stop_requested() ? 0 : placed);
    forEachBlock(runs.size(), 1, stop, [&](std::size_t run, std::size_t) {
        for (const SwitchEvent &event : runs[run])
            sorted[places(run, stretches.of(event.lambda))++] = event;
        runs[run] = {};
    });
    constexpr std::size_t kAtOnce = 16;
    forEachBlock(stretches.count(), kAtOnce, stop, [&](std::size_t first, std::size_t last) {
        Events scratch;
        std::vector<std::uint32_t> slots;
        for (std::size_t stretch = first; stretch < last; ++stretch)
            sortStretch(std::span(sorted).subspan(begins[stretch], begins[stretch + 1] - begins[stretch]), scratch,
                        slots);
    });
    return sorted;
}

} // namespace fairlead
