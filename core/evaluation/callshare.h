#pragma once

#include "core/base/result.h"

#include <vector>

namespace fairlead {

/// One operating point of a router between two models.
struct SharePoint
{
    double share = 0;   ///< of queries sent to the strong model, in [0, 1]
    double quality = 0; ///< mean over queries
};

/// Performance gap recovered over the share of calls to the strong model (RouteLLM, Ong et al. 2024): PGR = (quality -
/// weak) / (strong - weak). Linear between operating points (a random mix of two policies), of equal shares the best;
/// both single models are its ends.
class GapCurve
{
public:
    /// Refused where the strong model is no better than the weak one: there is no gap to recover.
    [[nodiscard]] static Result<GapCurve> make(const std::vector<SharePoint> &points, double weakQuality,
                                               double strongQuality);

    /// PGR of any quality on these queries.
    [[nodiscard]] double recovered(double quality) const { return (quality - m_weak) / (m_strong - m_weak); }
    /// APGR: area under PGR over call shares 0 to 1. A random mix gives 1/2.
    [[nodiscard]] double area() const;
    /// CPT(x): least share of strong calls at which PGR reaches x. Refused for an x above all of the curve.
    [[nodiscard]] Result<double> callsFor(double recoveredShare) const;

private:
    struct Point
    {
        double share = 0;
        double recovered = 0;
    };
    GapCurve(double weak, double strong)
        : m_weak(weak)
        , m_strong(strong)
    {}

    double m_weak;
    double m_strong;
    std::vector<Point> m_points; ///< strictly ascending share, from 0 to 1
};

} // namespace fairlead
