#include "core/evaluation/costcurve.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

/// b lies on or below the straight line from a to c.
bool isUnderLine(CostQuality a, CostQuality b, CostQuality c)
{
    return (b.quality - a.quality) * (c.cost - a.cost) <= (c.quality - a.quality) * (b.cost - a.cost);
}

/// What rounding can make of the largest cost and quality.
CostQuality roundingOf(const std::vector<CostQuality> &points)
{
    CostQuality largest;
    for (const CostQuality point : points)
        largest = {std::max(largest.cost, std::abs(point.cost)), std::max(largest.quality, std::abs(point.quality))};
    return {kRounding * largest.cost, kRounding * largest.quality};
}

double trapezium(CostQuality a, CostQuality b)
{
    return (b.cost - a.cost) * (a.quality + b.quality) / 2;
}

} // namespace

CostCurve paretoEnvelope(std::vector<CostQuality> points)
{
    std::erase_if(points, [](CostQuality p) { return !std::isfinite(p.cost) || !std::isfinite(p.quality); });
    std::sort(points.begin(), points.end(), [](CostQuality a, CostQuality b) {
        return a.cost < b.cost || (a.cost == b.cost && a.quality > b.quality);
    });
    const CostQuality noise = roundingOf(points);
    CostCurve envelope;
    for (const CostQuality point : points) {
        if (envelope.empty() || point.quality > envelope.back().quality + noise.quality) {
            if (!envelope.empty() && point.cost <= envelope.back().cost + noise.cost)
                envelope.pop_back();
            envelope.push_back(point);
        }
    }
    return envelope;
}

CostCurve concaveHull(std::vector<CostQuality> points)
{
    CostCurve hull;
    for (const CostQuality point : paretoEnvelope(std::move(points))) {
        while (hull.size() > 1 && isUnderLine(hull[hull.size() - 2], hull.back(), point))
            hull.pop_back();
        hull.push_back(point);
    }
    return hull;
}

CostCurve joinedLeft(const CostCurve &curve, CostQuality anchor)
{
    CostCurve joined = curve;
    if (curve.empty() || anchor.cost < curve.front().cost)
        joined.insert(joined.begin(), anchor);
    return joined;
}

double qualityAt(const CostCurve &curve, double cost)
{
    const auto right = std::upper_bound(curve.begin(), curve.end(), cost,
                                        [](double value, CostQuality point) { return value < point.cost; });
    if (right == curve.begin())
        return curve.front().quality;
    const CostQuality left = *(right - 1);
    if (right == curve.end())
        return left.quality;
    return left.quality + (right->quality - left.quality) * (cost - left.cost) / (right->cost - left.cost);
}

Result<double> meanQualityOver(const CostCurve &curve, double lo, double hi)
{
    if (curve.empty())
        return makeError(ErrorCode::Refused, "There is no operating point to take an area under.");
    if (!(hi > lo))
        return makeError(ErrorCode::Refused, "The cost range has no width: everything in it costs the same.");
    CostQuality last{lo, qualityAt(curve, lo)};
    double area = 0;
    for (const CostQuality point : curve) {
        if (point.cost <= lo || point.cost >= hi)
            continue;
        area += trapezium(last, point);
        last = point;
    }
    return (area + trapezium(last, {hi, qualityAt(curve, hi)})) / (hi - lo);
}

} // namespace fairlead
