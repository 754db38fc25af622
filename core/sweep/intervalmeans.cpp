#include "core/sweep/intervalmeans.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

std::span<const SwitchEvent> eventsInside(const SwitchTimeline &timeline, double lo, double hi)
{
    const std::size_t first = timeline.position(lo);
    return std::span(timeline.events).subspan(first, timeline.position(hi) - first);
}

/// What a model counts that serves from lambda to hi, as a share of [lo, hi]: of a constant, and of lambda itself.
struct Share
{
    double constant;
    double lambda;

    Share(double from, double lo, double hi)
        : constant((hi - from) / (hi - lo))
        , lambda(constant * (hi + from) / 2)
    {}
};

template <typename Value>
Estimate estimate(std::size_t n, Value value)
{
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i)
        sum += value(i);
    const double mean = sum / static_cast<double>(n);
    double squares = 0;
    double rest = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double distance = value(i) - mean;
        squares += distance * distance;
        rest += distance;
    }
    // `rest` is zero but for rounding; taking it back corrects both the mean and the squares.
    const double correction = rest / static_cast<double>(n);
    squares = std::max(0.0, squares - rest * correction);
    return {mean + correction, std::sqrt(squares / static_cast<double>(n - 1) / static_cast<double>(n))};
}

} // namespace

IntervalMeans meansOver(const SwitchTimeline &timeline, const OutcomeTable &outcomes, double lo, double hi)
{
    const std::vector<std::uint16_t> atLo = timeline.decisions(lo);
    IntervalMeans means{std::vector<Outcome>(atLo.size()), std::vector<double>(atLo.size())};
    const Share whole(lo, lo, hi);
    for (std::size_t query = 0; query < atLo.size(); ++query) {
        means.outcome[query] = outcomes(query, atLo[query]);
        means.lambdaCost[query] = whole.lambda * means.outcome[query].cost;
    }
    for (const SwitchEvent &event : eventsInside(timeline, lo, hi)) {
        const Share share(event.lambda, lo, hi);
        const Outcome change = outcomes(event.query, event.to) - outcomes(event.query, event.from);
        means.outcome[event.query].quality += share.constant * change.quality;
        means.outcome[event.query].cost += share.constant * change.cost;
        means.lambdaCost[event.query] += share.lambda * change.cost;
    }
    return means;
}

PolicyValue valueFrom(const IntervalMeans &means, std::span<const Outcome> baseline, double lo, double hi)
{
    const auto base = [&](std::size_t i) { return baseline.empty() ? Outcome{} : baseline[i]; };
    const std::size_t n = means.outcome.size();
    PolicyValue value;
    value.quality = estimate(n, [&](std::size_t i) { return means.outcome[i].quality - base(i).quality; });
    value.cost = estimate(n, [&](std::size_t i) { return means.outcome[i].cost - base(i).cost; });
    value.utility = estimate(n, [&](std::size_t i) {
        return (means.outcome[i].quality - means.lambdaCost[i]) - (base(i).quality - (lo + hi) / 2 * base(i).cost);
    });
    return value;
}

double meanUtilityOver(const SwitchTimeline &timeline, const OutcomeTable &outcomes, const RunningSums &sums, double lo,
                       double hi)
{
    const auto n = static_cast<double>(timeline.initial.size());
    const Moments atLo = sums.at(timeline.position(lo));
    double utility = (sums.origin().quality + atLo.quality / n) - (lo + hi) / 2 * (sums.origin().cost + atLo.cost / n);
    double gained = 0;
    for (const SwitchEvent &event : eventsInside(timeline, lo, hi)) {
        const Share share(event.lambda, lo, hi);
        const Outcome change = outcomes(event.query, event.to) - outcomes(event.query, event.from);
        gained += share.constant * change.quality - share.lambda * change.cost;
    }
    return utility + gained / n;
}

} // namespace fairlead
