#pragma once

#include "core/evaluation/heldout.h"
#include "core/sweep/sweepindex.h"

namespace fairlead {

/// Router minus router on the same held-out rows: the mean over rows of the difference of their influence values, which
/// is what makes it far more precise than the two values apart. Over [lo, hi] each row's difference is integrated
/// exactly over lambda first; at one lambda where lo = hi. Cluster-robust. A router minus itself is exactly zero.
///
/// Both indexes must be of these rows and answer the whole interval; the error names what does not fit.
[[nodiscard]] Result<PolicyValue> pairedDifference(const HeldOutTables &tables, const SweepIndex &router,
                                                   const SweepIndex &against, double lo, double hi);

} // namespace fairlead
