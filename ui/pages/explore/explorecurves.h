#pragma once

#include "core/experiment/analysis.h"
#include "core/sweep/routerfit.h"
#include "ui/plots/series.h"
#include "ui/widgets/costunit.h"

#include <memory>

namespace fairlead {

/// One router's analysis with the curves drawn of it, made once, off the GUI thread; shared between threads.
struct ExploredRouter
{
    std::shared_ptr<const RouterAnalysis> analysis;
    FrontierCurve frontier; ///< `name` filled, `color` left to the page
    SharesContent shares;
    QVector<FrontierReference> references;
    FrontierLine hull;   ///< of the single models that are drawn
    FrontierLine oracle; ///< empty without full feedback
    /// Of the estimates that are shown; null where none is.
    std::shared_ptr<const RouterFit> fit;
    std::shared_ptr<const MeanCostMap> meanCost;
    QString refusal; ///< why estimates are withheld; empty unless the verdict is REFUSE
};

/// Walks every distinct operating point once and keeps those that a screen can tell apart: a frontier point that moved
/// by 1/2000 of the cost or quality range, the last share step of each 1/4000 of the lambda range.
[[nodiscard]] std::shared_ptr<const ExploredRouter> explore(std::shared_ptr<const RouterAnalysis> analysis);

inline constexpr double kCostQueries = 1000; ///< costs are shown per this many queries

} // namespace fairlead
