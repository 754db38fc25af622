#pragma once

#include "core/base/result.h"

#include <vector>

namespace fairlead {

/// Mean cost (USD per query) and mean quality of one policy over a set of queries.
struct CostQuality
{
    double cost = 0;
    double quality = 0;

    bool operator==(const CostQuality &) const = default;
};

/// Quality as a function of cost: ascending cost, linear between points (a random mix of two policies is a policy),
/// the last quality carried to the right, the first to the left.
using CostCurve = std::vector<CostQuality>;

/// Sums of the same outcomes in another order differ by this share of their size at most: less is no difference.
inline constexpr double kRounding = 1e-12;

/// The points that no other dominates: cost and quality both ascending by more than rounding, of equal costs the best.
/// Points that are not finite are left out.
[[nodiscard]] CostCurve paretoEnvelope(std::vector<CostQuality> points);

/// Non-decreasing concave hull: from the cheapest point to the best one, slopes strictly falling.
[[nodiscard]] CostCurve concaveHull(std::vector<CostQuality> points);

/// The curve with one more point on its left, where `anchor` is cheaper than all of it; else the curve itself.
[[nodiscard]] CostCurve joinedLeft(const CostCurve &curve, CostQuality anchor);

[[nodiscard]] double qualityAt(const CostCurve &curve, double cost);

/// Area under the curve over [lo, hi] divided by hi - lo, exact. Refused for no points or no width.
[[nodiscard]] Result<double> meanQualityOver(const CostCurve &curve, double lo, double hi);

} // namespace fairlead
