#pragma once

#include "core/experiment/analysis.h"
#include "core/sweep/correctionnoise.h"

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace fairlead {

/// The held-out rows of an analysis by segment, and the noise of their influence values; made once per analysis.
struct SegmentedRows
{
    struct Segment
    {
        std::string name;              ///< empty: the queries that have none
        std::vector<std::size_t> rows; ///< of the held-out tables, ascending
    };
    std::vector<Segment> segments; ///< in order of first appearance
    Segment all;
    CorrectionNoise noise;

    /// False where no query has a segment: there is nothing to tell apart then.
    [[nodiscard]] bool isSegmented() const
    {
        return segments.size() > 1 || (segments.size() == 1 && !segments.front().name.empty());
    }
};

[[nodiscard]] Result<SegmentedRows> segmentRows(Workspace &workspace, const RouterAnalysis &analysis,
                                                std::stop_token stop, const ReportProgress &report);

/// One segment at one lambda: the figures of the whole, from its rows alone. Costs are USD per query.
struct SegmentFigures
{
    std::string name;
    std::size_t queries = 0;
    std::vector<double> shares; ///< m, of its queries
    PolicyValue value;          ///< doubly robust, with the standard errors of an index
    PolicyValue versusLog;      ///< router minus log, paired by query
    /// Router minus always the best single model; nothing where that was not always available, or is refused here.
    std::optional<PolicyValue> versusBest;
    std::optional<PolicyValue> truth;
    std::optional<PolicyValue> trueVersusLog;
    RoutingSupport support;
    Judgement judgement; ///< its own support, then the log's; REFUSE: none of the estimates is to be shown
};

struct SegmentReport
{
    double lambda = 0;
    SegmentFigures all;
    std::vector<SegmentFigures> segments; ///< by gain in utility against the log, the largest first; refused ones last
};

/// @param lambda within the index's range; a stop is Cancelled
[[nodiscard]] Result<SegmentReport> segmentReport(const RouterAnalysis &analysis, const SegmentedRows &segments,
                                                  double lambda, std::stop_token stop);

} // namespace fairlead
