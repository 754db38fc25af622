#include "core/evaluation/callshare.h"

#include "core/base/format.h"
#include "core/evaluation/costcurve.h"

#include <algorithm>

namespace fairlead {

Result<GapCurve> GapCurve::make(const std::vector<SharePoint> &points, double weakQuality, double strongQuality)
{
    if (!(strongQuality > weakQuality))
        return makeError(ErrorCode::Refused, "The model that was better on the training rows is no better than the "
                                             "other on these queries, so there is no gap to recover.");
    GapCurve curve(weakQuality, strongQuality);
    std::vector<SharePoint> sorted = points;
    sorted.push_back({0, weakQuality});
    sorted.push_back({1, strongQuality});
    std::sort(sorted.begin(), sorted.end(), [](const SharePoint &a, const SharePoint &b) {
        return a.share < b.share || (a.share == b.share && a.quality > b.quality);
    });
    for (const SharePoint &point : sorted)
        if (curve.m_points.empty() || point.share > curve.m_points.back().share)
            curve.m_points.push_back({point.share, curve.recovered(point.quality)});
    return curve;
}

double GapCurve::area() const
{
    double area = 0;
    for (std::size_t k = 1; k < m_points.size(); ++k)
        area += (m_points[k].share - m_points[k - 1].share) * (m_points[k].recovered + m_points[k - 1].recovered) / 2;
    return area;
}

Result<double> GapCurve::callsFor(double recoveredShare) const
{
    const auto reached = std::find_if(m_points.begin(), m_points.end(), [&](const Point &point) {
        return point.recovered >= recoveredShare - kRounding;
    });
    if (reached == m_points.end())
        return makeError(ErrorCode::Refused, "This router never recovers " + formatPercent(recoveredShare) +
                                                 " of the gap between the two models.");
    if (reached == m_points.begin())
        return reached->share;
    const Point &before = *(reached - 1);
    const double way = (recoveredShare - before.recovered) / (reached->recovered - before.recovered);
    return before.share + (reached->share - before.share) * std::min(1.0, way);
}

} // namespace fairlead
