#pragma once

#include "core/sweep/sweepindex.h"

#include <vector>

namespace fairlead::bench {

/// Scores and outcomes as a router between 11 models leaves them: predicted quality less lambda times predicted cost,
/// with a correction of its own at each of 8 knots; one model's outcome was logged for each query. Seeded.
struct SweepData
{
    explicit SweepData(std::size_t rows);

    [[nodiscard]] SweepInput input() const;
    /// With the scores in blocks, as a router gives them.
    [[nodiscard]] SweepInput streamed() const;

    std::size_t reference = 0; ///< model that differences are taken to
    std::vector<double> knots;
    std::vector<double> tieCosts;
    MatrixD scores; ///< rows x (knots * models)
    MatrixD quality, cost;
    std::vector<double> loggedQuality, loggedCost;
    std::shared_ptr<const CorrectionNoise> noise;
};

} // namespace fairlead::bench
