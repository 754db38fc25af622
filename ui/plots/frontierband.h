#pragma once

#include "ui/plots/series.h"

namespace fairlead {

/// The band of a curve as a function of cost: lowest `lower` and highest `upper` in each of `columns` cost columns, so
/// that a curve that turns back on itself still has one clean band. Columns without points are left out.
struct CostBand
{
    QVector<double> cost;
    QVector<double> lower;
    QVector<double> upper;
};
[[nodiscard]] CostBand bandByCost(const FrontierCurve &curve, bool logarithmic, int columns);

/// Axis ranges that hold the curves, their bands and every reference point; intervals of references may reach out.
struct FrontierRanges
{
    double costLo = 0;
    double costHi = 1;
    double qualityLo = 0;
    double qualityHi = 1;
};
[[nodiscard]] FrontierRanges frontierRanges(const FrontierContent &content, bool logarithmic);

} // namespace fairlead
