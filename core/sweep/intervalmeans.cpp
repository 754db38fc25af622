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

/// Sums of one quantity over all queries, and over the clusters of rows that are not independent.
struct SquareSum
{
    double sum = 0;
    double weighted = 0; ///< sum over clusters of size times sum
    double squares = 0;  ///< sum over clusters of the squared sum

    /// A cluster's sum goes from `before` to `before + by`.
    void change(double size, double before, double by)
    {
        sum += by;
        weighted += size * by;
        squares += by * (2 * before + by);
    }
    [[nodiscard]] Estimate estimate(double origin, std::size_t rows, const RowClusters &clusters) const
    {
        const double mean = sum / static_cast<double>(rows);
        const double deviations = squares - 2 * mean * weighted + mean * mean * clusters.squaredSizes(rows);
        return {origin + mean,
                std::sqrt(std::max(0.0, deviations) * clusteredVarianceFactor(rows, clusters.count(rows)))};
    }
};

/// Quality, cost and utility of an interval, from the sums at its lower end.
struct IntervalSums
{
    SquareSum quality, cost, utility;
    double middle;

    IntervalSums(const Moments &rows, const Moments &squared, double middleLambda)
        : quality{rows.quality, squared.quality, squared.qualitySquared}
        , cost{rows.cost, squared.cost, squared.costSquared}
        , utility{rows.quality - middleLambda * rows.cost, squared.quality - middleLambda * squared.cost,
                  squared.qualitySquared - 2 * middleLambda * squared.qualityCost +
                      middleLambda * middleLambda * squared.costSquared}
        , middle(middleLambda)
    {}

    void change(double size, Outcome before, Outcome by, double lambdaCost)
    {
        quality.change(size, before.quality, by.quality);
        cost.change(size, before.cost, by.cost);
        utility.change(size, before.quality - middle * before.cost, by.quality - lambdaCost);
    }
};

/// Index into `changes` of what `key` has there, made by `create` where there is none yet.
/// @param place 1 + that index per key; 0: none yet
template <typename Change, typename Create>
Change &changeOf(std::vector<Change> &changes, std::vector<std::uint32_t> &place, std::size_t key, Create create)
{
    if (place[key] == 0) {
        changes.push_back(create());
        place[key] = static_cast<std::uint32_t>(changes.size());
    }
    return changes[place[key] - 1];
}

} // namespace

IntervalChanges changesOver(const SwitchTimeline &timeline, const OutcomeTable &outcomes, const ClusterPath *path,
                            double lo, double hi)
{
    IntervalChanges changes;
    const std::size_t rows = timeline.initial.size();
    std::vector<std::uint32_t> queryPlace(rows);
    std::vector<std::uint32_t> clusterPlace(path ? path->clusters().count(rows) : 0);
    const std::size_t first = timeline.position(lo);
    const std::span<const SwitchEvent> inside = eventsInside(timeline, lo, hi);
    for (std::size_t i = 0; i < inside.size(); ++i) {
        const SwitchEvent &event = inside[i];
        const Share share(event.lambda, lo, hi);
        const Outcome difference = outcomes(event.query, event.to) - outcomes(event.query, event.from);
        const auto add = [&](auto &change) {
            change.outcome.quality += share.constant * difference.quality;
            change.outcome.cost += share.constant * difference.cost;
            change.lambdaCost += share.lambda * difference.cost;
        };
        if (!path) {
            add(changeOf(changes.queries, queryPlace, event.query, [&] {
                return QueryChange{event.query, event.from, {}, 0};
            }));
            continue;
        }
        const std::size_t cluster = path->clusters().of(event.query);
        add(changeOf(changes.clusters, clusterPlace, cluster, [&] {
            return ClusterChange{first + i, path->clusters().size(cluster), {}, 0};
        }));
    }
    return changes;
}

PolicyValue valueOver(const SwitchTimeline &timeline, const RunningSums &sums, const IntervalChanges &changes,
                      double lo, double hi)
{
    static const RowClusters kAlone;
    const RowClusters &clusters = sums.path() ? sums.path()->clusters() : kAlone;
    const double middle = (lo + hi) / 2;
    const Sums atLo = sums.at(timeline.position(lo));
    IntervalSums over(atLo.rows, sums.path() ? atLo.clusters : atLo.rows, middle);
    for (const QueryChange &change : changes.queries)
        over.change(1, sums.fromOrigin(change.query, change.modelAtLo), change.outcome, change.lambdaCost);
    for (const ClusterChange &change : changes.clusters)
        over.change(change.size, sums.clusterBefore(change.firstEvent), change.outcome, change.lambdaCost);
    const std::size_t n = timeline.initial.size();
    const Outcome origin = sums.origin();
    return {over.quality.estimate(origin.quality, n, clusters), over.cost.estimate(origin.cost, n, clusters),
            over.utility.estimate(origin.quality - middle * origin.cost, n, clusters)};
}

double meanUtilityOver(const SwitchTimeline &timeline, const OutcomeTable &outcomes, const RunningSums &sums, double lo,
                       double hi)
{
    const auto n = static_cast<double>(timeline.initial.size());
    const Moments atLo = sums.at(timeline.position(lo)).rows;
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
