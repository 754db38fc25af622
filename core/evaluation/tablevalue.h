#pragma once

#include "core/base/clusters.h"
#include "core/evaluation/heldout.h"
#include "core/sweep/correctionnoise.h"

#include <cstdint>
#include <span>

namespace fairlead {

/// Values of policies straight from the held-out tables, with the standard errors that an index over them gives.

/// The noise of the tables' influence values. Residual moments are those of a model's own answers with one row of all
/// models' beside them (costs relative to the model's mean), so that a model with few answers is not taken for sure.
[[nodiscard]] CorrectionNoise correctionNoise(const HeldOutTables &tables);

/// Decisions at one lambda, and the share that they have in a mixture; shares sum to 1.
struct PolicySlice
{
    std::span<const std::uint16_t> decisions; ///< n_h, by row of the tables
    double lambda = 0;
    double share = 1;
};

/// Value of the mixture over these rows of the tables. Its utility is the mean of quality - lambda cost.
/// @param clusters of these rows, in their order
/// Not a number where there are too few rows to tell.
[[nodiscard]] PolicyValue policyValue(const HeldOutTables &tables, const CorrectionNoise &noise,
                                      std::span<const std::size_t> rows, std::span<const PolicySlice> slices,
                                      const RowClusters &clusters);

/// Value of a fixed policy on all rows at lambda, cluster-robust (core/base/clusters.h).
[[nodiscard]] PolicyValue policyValue(const HeldOutTables &tables, std::span<const std::uint16_t> decisions,
                                      double lambda);

} // namespace fairlead
