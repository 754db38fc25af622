#pragma once

#include "core/sweep/sweepindex.h"

#include <cstdint>
#include <vector>

namespace fairlead {

/// The Routing Collapse Index (Lai and Ye 2026, arXiv 2602.03478) of a router at every lambda: a step function, exact
/// over the sweep's events. In [0, 1]; lower is better.
class CollapseCurve
{
public:
    /// From this lambda on, so many queries count as collapsed.
    struct Step
    {
        double lambda = 0;
        std::uint32_t collapsed = 0;
    };

    CollapseCurve(std::vector<Step> steps, std::size_t queries, double lambdaMax);

    /// First at the sweep's lowest lambda, then one per change.
    [[nodiscard]] const std::vector<Step> &steps() const { return m_steps; }
    /// lambda is clamped to the sweep's range.
    [[nodiscard]] double at(double lambda) const;
    /// Mean over lambda uniform on [lo, hi]; the value at the point where lo = hi. Clamped, either order.
    [[nodiscard]] double over(double lo, double hi) const;

private:
    [[nodiscard]] std::size_t stepAt(double lambda) const;
    [[nodiscard]] double share(std::size_t step) const;

    std::vector<Step> m_steps;
    std::size_t m_queries;
    double m_lambdaMax;
};

/// A query is well routed where its model has the query's highest quality and no cheaper choice would have done: it is
/// not among the dearest models (highest mean true cost), or all models of that quality are; only models that the query
/// could be sent to count. RCI is the share of the others. Unsupported without truth: which models tie for best on one
/// query is never seen in a log, where each query has one outcome, and a doubly robust score is right on average only;
/// so there is no estimated version.
[[nodiscard]] Result<CollapseCurve> collapseCurve(const SweepIndex &index);

} // namespace fairlead
