#pragma once

#include "core/base/clusters.h"
#include "core/base/result.h"
#include "core/evaluation/heldout.h"
#include "core/sweep/sweepindex.h"

#include <cstdint>
#include <span>
#include <vector>

namespace fairlead {

/// One policy's outcomes row by row, whose means are its values: influence values, or their means over an interval.
struct RowValues
{
    std::vector<double> quality; ///< n
    std::vector<double> cost;    ///< n, USD
    std::vector<double> utility; ///< n; quality - lambda cost, or its mean over lambda

    [[nodiscard]] std::size_t rows() const { return quality.size(); }
};

/// Influence values at the chosen models, lambda fixed.
/// @param decisions n_h, below the number of models
[[nodiscard]] RowValues rowValuesAt(const HeldOutTables &tables, std::span<const std::uint16_t> decisions,
                                    double lambda);

/// Means over lambda, uniform on [lo, hi], of a router's influence values: exact, because its choices are constant
/// between events. The row values at lo where lo = hi. Bounds must lie in the index's range; the index must be of these
/// rows.
[[nodiscard]] RowValues rowValuesOver(const HeldOutTables &tables, const SweepIndex &index, double lo, double hi);

/// Row by row, a less b.
[[nodiscard]] RowValues differenceOf(const RowValues &a, const RowValues &b);

/// Means with cluster-robust standard errors.
[[nodiscard]] PolicyValue meanOfRows(const RowValues &values, const RowClusters &clusters);

/// Whether an index is of these rows and answers [lo, hi]; an error says what does not fit.
[[nodiscard]] Result<void> checkIndexOf(const HeldOutTables &tables, const SweepIndex &index, double lo, double hi);

} // namespace fairlead
