#include "ui/plots/frontierband.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fairlead {

namespace {

struct Extent
{
    double lo = std::numeric_limits<double>::infinity();
    double hi = -std::numeric_limits<double>::infinity();

    void add(double value)
    {
        if (!std::isfinite(value))
            return;
        lo = std::min(lo, value);
        hi = std::max(hi, value);
    }
    void add(const QVector<double> &values)
    {
        for (const double value : values)
            add(value);
    }
    [[nodiscard]] bool isEmpty() const { return lo > hi; }
};

struct Pool
{
    Extent cost;
    Extent leastPositiveCost;
    Extent quality;

    void addCosts(const QVector<double> &costs)
    {
        for (const double value : costs)
            addCost(value);
    }
    void addCost(double value)
    {
        cost.add(value);
        if (value > 0)
            leastPositiveCost.add(value);
    }
};

Pool pooled(const FrontierContent &content)
{
    Pool pool;
    for (const FrontierCurve &curve : content.curves) {
        pool.addCosts(curve.estimate.cost);
        pool.addCosts(curve.truth.cost);
        pool.quality.add(curve.estimate.quality);
        pool.quality.add(curve.truth.quality);
    }
    if (content.current >= 0 && content.current < content.curves.size()) {
        pool.quality.add(content.curves[content.current].lower);
        pool.quality.add(content.curves[content.current].upper);
    }
    pool.addCosts(content.oracle.cost);
    pool.quality.add(content.oracle.quality);
    for (const FrontierReference &reference : content.references) {
        pool.addCost(reference.cost.value);
        pool.quality.add(reference.quality.value);
    }
    if (pool.cost.lo < pool.cost.hi || pool.quality.lo < pool.quality.hi)
        return pool;
    // One point alone, as where estimates are withheld: its interval is all there is to see.
    for (const FrontierReference &reference : content.references) {
        for (const double cost : {reference.cost.lower(), reference.cost.upper()})
            pool.addCost(std::max(0.0, cost));
        for (const double quality : {reference.quality.lower(), reference.quality.upper()})
            pool.quality.add(quality);
    }
    return pool;
}

} // namespace

CostBand bandByCost(const FrontierCurve &curve, bool logarithmic, int columns)
{
    CostBand band;
    const auto scaled = [logarithmic](double cost) { return logarithmic ? std::log(cost) : cost; };
    Extent extent;
    for (const double cost : curve.estimate.cost)
        extent.add(scaled(cost));
    if (extent.isEmpty())
        return band;
    QVector<Extent> heights(columns);
    QVector<Extent> costs(columns);
    const double width = std::max(extent.hi - extent.lo, 1e-300);
    for (qsizetype k = 0; k < curve.estimate.cost.size(); ++k) {
        const double cost = curve.estimate.cost[k];
        if (!std::isfinite(scaled(cost)))
            continue;
        const auto column = std::clamp(static_cast<int>((scaled(cost) - extent.lo) / width * columns), 0, columns - 1);
        heights[column].add(curve.lower[k]);
        heights[column].add(curve.upper[k]);
        costs[column].add(cost);
    }
    for (int column = 0; column < columns; ++column) {
        if (heights[column].isEmpty())
            continue;
        band.cost.append((costs[column].lo + costs[column].hi) / 2);
        band.lower.append(heights[column].lo);
        band.upper.append(heights[column].hi);
    }
    return band;
}

FrontierRanges frontierRanges(const FrontierContent &content, bool logarithmic)
{
    const Pool pool = pooled(content);
    FrontierRanges ranges;
    if (!pool.quality.isEmpty()) {
        const double room = std::max(0.07 * (pool.quality.hi - pool.quality.lo), 0.02);
        ranges.qualityLo = pool.quality.lo - room;
        ranges.qualityHi = pool.quality.hi + room;
    }
    if (pool.cost.isEmpty())
        return ranges;
    if (logarithmic && !pool.leastPositiveCost.isEmpty()) {
        const double room = std::max(std::pow(pool.leastPositiveCost.hi / pool.leastPositiveCost.lo, 0.06), 1.1);
        ranges.costLo = pool.leastPositiveCost.lo / room;
        ranges.costHi = pool.leastPositiveCost.hi * room;
        return ranges;
    }
    const double room = std::max(0.06 * (pool.cost.hi - pool.cost.lo), 0.05 * std::abs(pool.cost.hi));
    const bool fromZero = pool.cost.lo >= 0 && pool.cost.lo < 0.4 * pool.cost.hi;
    ranges.costLo = fromZero ? 0 : pool.cost.lo - room;
    ranges.costHi = std::max(pool.cost.hi + room, ranges.costLo + 1e-12);
    return ranges;
}

} // namespace fairlead
