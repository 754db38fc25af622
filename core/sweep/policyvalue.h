#pragma once

#include "core/base/estimate.h"

namespace fairlead {

/// A policy's mean outcomes over an index's rows, with influence-value standard errors, cluster-robust where rows have
/// clusters (not a number for a single row or cluster).
struct PolicyValue
{
    Estimate quality;
    Estimate cost;    ///< USD per query
    Estimate utility; ///< quality - lambda cost
};

} // namespace fairlead
