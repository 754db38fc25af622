#include "core/evaluation/frontiermetrics.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace fairlead {

namespace {

bool isCheaper(CostQuality a, CostQuality b)
{
    return a.cost < b.cost;
}

Result<const OutcomeTable *> outcomesOf(const SweepIndex &index, OutcomeKind kind)
{
    const OutcomeTable *table = kind == OutcomeKind::True ? index.trueOutcomes() : index.drOutcomes();
    if (table)
        return table;
    return makeError(ErrorCode::Unsupported, kind == OutcomeKind::True
                                                 ? "There is no truth: these queries have no full feedback."
                                                 : "There are no estimates of what other models would have given.");
}

/// Mean outcome of serving row i with `model(i)`.
CostQuality meanOutcome(const OutcomeTable &table, const std::function<std::size_t(std::size_t)> &model)
{
    CostQuality mean;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        const Outcome &outcome = table(i, model(i));
        mean.cost += outcome.cost;
        mean.quality += outcome.quality;
    }
    const auto n = static_cast<double>(table.rows());
    return {mean.cost / n, mean.quality / n};
}

CostQuality meanOfModel(const OutcomeTable &table, std::size_t model)
{
    return meanOutcome(table, [model](std::size_t) { return model; });
}

bool isAlwaysAvailable(const SweepIndex &index, std::size_t model)
{
    for (std::size_t i = 0; i < index.queries(); ++i)
        if (!index.isAvailable(i, model))
            return false;
    return true;
}

/// The candidate of a row that no other comes before; of equal ones the lower index.
template <typename Before>
std::size_t firstCandidate(const SweepIndex &index, std::size_t row, Before isBefore)
{
    std::size_t first = index.models();
    for (std::size_t t = 0; t < index.models(); ++t)
        if (index.isAvailable(row, t) && (first == index.models() || isBefore(t, first)))
            first = t;
    return first;
}

/// Bounds from every row's own cheapest and dearest model.
void setRowwiseBounds(CostBounds &bounds, const SweepIndex &index, const OutcomeTable &table)
{
    bounds.cheapest = meanOutcome(table, [&](std::size_t i) {
        return firstCandidate(index, i, [&](auto a, auto b) { return table(i, a).cost < table(i, b).cost; });
    });
    bounds.lower = bounds.cheapest.cost;
    const CostQuality dearest = meanOutcome(table, [&](std::size_t i) {
        return firstCandidate(index, i, [&](auto a, auto b) { return table(i, a).cost > table(i, b).cost; });
    });
    bounds.upper = dearest.cost;
}

} // namespace

Result<CostBounds> costBounds(const SweepIndex &index, OutcomeKind kind, const std::vector<bool> &trusted)
{
    const auto table = outcomesOf(index, kind);
    if (!table)
        return table.error();
    CostBounds bounds;
    for (std::size_t t = 0; t < index.models(); ++t)
        if ((kind == OutcomeKind::True || t >= trusted.size() || trusted[t]) && isAlwaysAvailable(index, t))
            bounds.singles.push_back(meanOfModel(**table, t));
    if (kind == OutcomeKind::True) {
        setRowwiseBounds(bounds, index, **table);
        return bounds;
    }
    if (bounds.singles.empty())
        return makeError(ErrorCode::Refused, "No model that was available for every query has an estimate that can be "
                                             "trusted, so there is no scale to set a router on. Log more answers of "
                                             "each model.");
    bounds.cheapest = *std::min_element(bounds.singles.begin(), bounds.singles.end(), isCheaper);
    bounds.lower = bounds.cheapest.cost;
    bounds.upper = std::max_element(bounds.singles.begin(), bounds.singles.end(), isCheaper)->cost;
    return bounds;
}

Result<std::vector<CostQuality>> operatingPoints(const SweepIndex &index, OutcomeKind kind)
{
    if (const auto table = outcomesOf(index, kind); !table)
        return table.error();
    std::vector<CostQuality> points;
    index.forEachPoint([&](const OperatingPoint &point) {
        const PolicyValue &value = kind == OutcomeKind::True ? *point.truth : *point.dr;
        points.push_back({value.cost.value, value.quality.value});
    });
    return points;
}

Result<CostQuality> singleModel(const SweepIndex &index, OutcomeKind kind, std::int32_t model)
{
    const auto table = outcomesOf(index, kind);
    if (!table)
        return table.error();
    if (model < 0 || static_cast<std::size_t>(model) >= index.models())
        return makeError(ErrorCode::Refused, "No single model could be chosen as the best on the training rows.");
    if (!isAlwaysAvailable(index, static_cast<std::size_t>(model)))
        return makeError(ErrorCode::Refused, "The best single model was not available for every query, so serving "
                                             "every query with it is no policy to set a router against.");
    return meanOfModel(**table, static_cast<std::size_t>(model));
}

Result<double> normalizedAuc(std::vector<CostQuality> points, const CostBounds &bounds)
{
    points.push_back(bounds.cheapest);
    return meanQualityOver(paretoEnvelope(std::move(points)), bounds.lower, bounds.upper);
}

Result<double> averageQuality(const CostCurve &hull, CostQuality cheapest, double lo, double hi)
{
    const bool isShort = hull.empty() || hull.front().cost > lo;
    return meanQualityOver(isShort ? joinedLeft(hull, cheapest) : hull, lo, hi);
}

Result<double> aboveZeroRouter(const CostCurve &hull, const std::vector<CostQuality> &singles)
{
    const CostCurve zero = concaveHull(singles);
    if (zero.empty())
        return makeError(ErrorCode::Refused, "There is no single model to set the router against.");
    const double lo = zero.front().cost;
    const double hi = std::max_element(singles.begin(), singles.end(), isCheaper)->cost;
    const auto below = meanQualityOver(zero, lo, hi);
    if (!below)
        return below.error();
    const auto router = averageQuality(hull, zero.front(), lo, hi);
    return router ? Result<double>(*router - *below) : router;
}

Result<double> qualityNeutralCost(const std::vector<CostQuality> &points, CostQuality single)
{
    if (!(single.cost > 0))
        return makeError(ErrorCode::Refused, "The best single model costs nothing, so no cost can be set against it.");
    const double target = single.quality - kRounding * std::max(1.0, std::abs(single.quality));
    double least = std::numeric_limits<double>::infinity();
    for (const CostQuality point : points)
        if (point.quality >= target)
            least = std::min(least, point.cost);
    if (!std::isfinite(least))
        return makeError(ErrorCode::Refused, "This router never reaches the best single model's quality.");
    return least / single.cost;
}

Result<FrontierMetrics> frontierMetrics(const SweepIndex &index, OutcomeKind kind, std::int32_t bestSingle,
                                        const std::vector<bool> &trusted)
{
    auto bounds = costBounds(index, kind, trusted);
    if (!bounds)
        return bounds.error();
    auto points = operatingPoints(index, kind);
    if (!points)
        return points.error();
    const auto [cheapest, dearest] = std::minmax_element(points->begin(), points->end(), isCheaper);
    CostCurve hull = concaveHull(*points);
    const auto single = singleModel(index, kind, bestSingle);
    Result<double> qnc = single ? qualityNeutralCost(*points, *single) : Result<double>(single.error());
    Result<double> above = aboveZeroRouter(hull, bounds->singles);
    const CostQuality peak = hull.back();
    const double minCost = cheapest->cost;
    const double maxCost = dearest->cost;
    Result<double> nauc = normalizedAuc(std::move(*points), *bounds);
    return FrontierMetrics{std::move(*bounds), std::move(hull),  minCost,       maxCost, peak,
                           std::move(nauc),    std::move(above), std::move(qnc)};
}

Result<GapCurve> gapCurve(const SweepIndex &index, OutcomeKind kind, std::int32_t strong)
{
    if (index.models() != 2)
        return makeError(ErrorCode::Unsupported, "The recovered gap is defined between two models only.");
    const auto strongModel = singleModel(index, kind, strong);
    if (!strongModel)
        return strongModel.error();
    const auto weakModel = singleModel(index, kind, 1 - strong);
    if (!weakModel)
        return weakModel.error();
    std::vector<SharePoint> points;
    index.forEachPoint([&](const OperatingPoint &point) {
        const PolicyValue &value = kind == OutcomeKind::True ? *point.truth : *point.dr;
        const double share = point.counts[static_cast<std::size_t>(strong)] / static_cast<double>(index.queries());
        points.push_back({share, value.quality.value});
    });
    return GapCurve::make(points, weakModel->quality, strongModel->quality);
}

} // namespace fairlead
