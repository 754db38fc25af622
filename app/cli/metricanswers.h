#pragma once

#include "app/cli/answers.h"
#include "core/evaluation/frontiermetrics.h"
#include "core/experiment/analysis.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fairlead::cli {

/// Metrics of one router's frontier, and what is needed to set it on one range with others.
struct MetricAnswers
{
    /// Estimates, or the truth beside them.
    struct Side
    {
        std::string suffix; ///< "_dr", "_truth"
        std::vector<std::pair<std::string, Result<double>>> values;
        std::optional<FrontierMetrics> frontier; ///< absent where the whole side is
        std::optional<std::pair<double, double>> sharedCosts;

        /// A value by its name without suffix; null where there is none.
        [[nodiscard]] std::optional<double> value(const std::string &name) const;
    };
    std::string router;
    std::string dataset;
    Judgement frontier;      ///< of the router over its whole range of lambda, which the estimates are of
    std::vector<Side> sides; ///< the estimates; then the truth, where it is asked for
};

/// Everything but the metrics that need the other routers' range. A router that is refused over its whole range has no
/// estimates; one that is refused over [lo, hi] has no PGR.
/// RCI and PGR are over lambda in [lo, hi], the others of the whole frontier.
[[nodiscard]] MetricAnswers makeMetricAnswers(const RouterAnalysis &analysis, double lo, double hi, bool isTruthWanted);

/// Adds AIQ over the cost range that the routers of one dataset share.
void setOnSharedRanges(const std::vector<MetricAnswers *> &answers);

/// Flat: name plus suffix, the estimates' verdict and reasons; what is undefined is null, and `undefined` says why.
/// `ranges` holds L, U and AIQ's range.
[[nodiscard]] Json toJson(const MetricAnswers &answers);
[[nodiscard]] std::string metricTable(const std::vector<const MetricAnswers *> &answers);

} // namespace fairlead::cli
