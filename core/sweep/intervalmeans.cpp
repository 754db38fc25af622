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

/// Sum and sum of squares of one quantity over all queries.
struct SquareSum
{
    double sum = 0;
    double squares = 0;

    /// One query's value goes from `before` to `before + by`.
    void change(double before, double by)
    {
        sum += by;
        squares += by * (2 * before + by);
    }
    [[nodiscard]] Estimate estimate(double origin, double n) const
    {
        const double mean = sum / n;
        return {origin + mean, std::sqrt(std::max(0.0, squares / n - mean * mean) / (n - 1))};
    }
};

} // namespace

std::vector<QueryChange> changesOver(const SwitchTimeline &timeline, const OutcomeTable &outcomes, double lo, double hi)
{
    std::vector<QueryChange> changes;
    std::vector<std::uint32_t> place(timeline.initial.size()); // 1 + index into changes; 0: none yet
    for (const SwitchEvent &event : eventsInside(timeline, lo, hi)) {
        if (place[event.query] == 0) {
            changes.push_back({event.query, event.from, {}, 0});
            place[event.query] = static_cast<std::uint32_t>(changes.size());
        }
        QueryChange &change = changes[place[event.query] - 1];
        const Share share(event.lambda, lo, hi);
        const Outcome difference = outcomes(event.query, event.to) - outcomes(event.query, event.from);
        change.outcome.quality += share.constant * difference.quality;
        change.outcome.cost += share.constant * difference.cost;
        change.lambdaCost += share.lambda * difference.cost;
    }
    return changes;
}

PolicyValue valueOver(const SwitchTimeline &timeline, const RunningSums &sums, const std::vector<QueryChange> &changes,
                      double lo, double hi)
{
    const double middle = (lo + hi) / 2;
    const Moments atLo = sums.at(timeline.position(lo));
    SquareSum quality{atLo.quality, atLo.qualitySquared};
    SquareSum cost{atLo.cost, atLo.costSquared};
    SquareSum utility{atLo.quality - middle * atLo.cost,
                      atLo.qualitySquared - 2 * middle * atLo.qualityCost + middle * middle * atLo.costSquared};
    for (const QueryChange &change : changes) {
        const Outcome before = sums.fromOrigin(change.query, change.modelAtLo);
        quality.change(before.quality, change.outcome.quality);
        cost.change(before.cost, change.outcome.cost);
        utility.change(before.quality - middle * before.cost, change.outcome.quality - change.lambdaCost);
    }
    const auto n = static_cast<double>(timeline.initial.size());
    const Outcome origin = sums.origin();
    return {quality.estimate(origin.quality, n), cost.estimate(origin.cost, n),
            utility.estimate(origin.quality - middle * origin.cost, n)};
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
