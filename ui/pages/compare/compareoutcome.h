#pragma once

#include "core/sweep/policyvalue.h"
#include "ui/plots/forestplot.h"

namespace fairlead {

/// What the plots of the comparison measure. Costs are USD per 1,000 queries.
enum class CompareOutcome
{
    Utility,
    Quality,
    Cost
};

[[nodiscard]] Estimate outcomeOf(const PolicyValue &value, CompareOutcome outcome);
[[nodiscard]] ForestContent::Unit unitOf(CompareOutcome outcome);

} // namespace fairlead
