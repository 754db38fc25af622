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

/// Router minus "always this model" on the same rows, in the same manner. As everywhere a fixed model is one side, the
/// standard errors weigh in what corrections were to be expected (core/sweep/correctionnoise.h): what an index has for
/// its own reference model, for any model.
/// Refused for a model that some row could not be sent to: always choosing it is no policy there.
[[nodiscard]] Result<PolicyValue> differenceToModel(const HeldOutTables &tables, const SweepIndex &router,
                                                    std::size_t model, double lo, double hi);

} // namespace fairlead
