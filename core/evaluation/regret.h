#pragma once

#include "core/base/estimate.h"
#include "core/base/result.h"
#include "core/evaluation/heldout.h"
#include "core/sweep/sweepindex.h"

namespace fairlead {

/// Regret at one lambda where the truth is not known: by how much "for each row the model of the highest predicted
/// utility" beats the router, both valued by the tables' influence values, row by row (paired, cluster-robust). The
/// predictions of a row come from regressions that did not see it. True regret is larger wherever the predictions miss
/// the best model, and this one may be negative where the router chooses better than they do.
/// Ties go to the model of the lower predicted cost, then to the lower index. Grows with rows times models.
[[nodiscard]] Result<Estimate> estimatedRegret(const HeldOutTables &tables, const SweepIndex &index, double lambda);

} // namespace fairlead
