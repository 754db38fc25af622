#pragma once

#include "core/base/blockallocator.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/sweep/switchevent.h"

#include <functional>
#include <span>
#include <stop_token>
#include <vector>

namespace fairlead {

/// What every query is served by at every lambda: the choice at the first knot, then all changes by lambda, then query.
struct SwitchTimeline
{
    std::vector<std::uint16_t> initial; ///< n
    BlockVector<SwitchEvent> events;

    /// How many events have happened at lambda.
    [[nodiscard]] std::size_t position(double lambda) const;
    [[nodiscard]] std::vector<std::uint16_t> decisions(double lambda) const;
};

/// Knot scores of one row (knots * m, knot-major), either a view or written into `scratch`. Called from several
/// threads.
using RowScores = std::function<std::span<const double>(std::size_t row, std::vector<double> &scratch)>;

/// Scores of rows [first, last), asked for block by block in ascending order; one block is held at a time.
using ScoreBlocks = std::function<Result<RowScores>(std::size_t first, std::size_t last)>;

/// Walks the envelope of every row, on all cores. A score that is not finite is BadInput and names row and model;
/// a stop is Cancelled.
[[nodiscard]] Result<SwitchTimeline> buildTimeline(std::size_t rows, std::span<const double> knots,
                                                   std::span<const double> tieCosts, const ScoreBlocks &blocks,
                                                   std::stop_token stop, const ReportProgress &report);

} // namespace fairlead
