#include "core/sweep/breakpoints.h"

#include <algorithm>

namespace fairlead {

std::optional<double> nextBreakpoint(const SweepIndex &index, double lambda)
{
    const auto events = index.events();
    const auto after = std::ranges::upper_bound(events, lambda, {}, &SwitchEvent::lambda);
    return after == events.end() ? std::nullopt : std::optional(after->lambda);
}

std::optional<double> previousBreakpoint(const SweepIndex &index, double lambda)
{
    const auto events = index.events();
    const auto after = std::ranges::lower_bound(events, lambda, {}, &SwitchEvent::lambda);
    return after == events.begin() ? std::nullopt : std::optional(std::prev(after)->lambda);
}

std::vector<std::size_t> breakpointDensity(const SweepIndex &index, std::size_t bins)
{
    std::vector<std::size_t> counts(bins);
    const auto events = index.events();
    const double width = (index.lambdaMax() - index.lambdaMin()) / static_cast<double>(bins);
    auto from = events.begin();
    for (std::size_t bin = 0; bin < bins; ++bin) {
        const double end = index.lambdaMin() + width * static_cast<double>(bin + 1);
        const auto to = bin + 1 == bins ? events.end()
                                        : std::ranges::upper_bound(from, events.end(), end, {}, &SwitchEvent::lambda);
        counts[bin] = static_cast<std::size_t>(to - from);
        from = to;
    }
    return counts;
}

} // namespace fairlead
