#pragma once

#include "core/experiment/datasetsummary.h"

#include <vector>

namespace fairlead {

/// Describes the values of every model; sorts them in place. Values that are not finite are left out by the caller.
[[nodiscard]] DistributionSet describeValues(std::vector<std::vector<float>> &values);

/// Counts per model over time in the narrowest of a ladder of widths (a second to years, weeks beginning on Mondays)
/// that needs at most DatasetSummary::kMostSteps steps.
/// @param times seconds since 1970; @param models the ordinal at each
[[nodiscard]] TimeSummary describeTimes(const std::vector<double> &times, const std::vector<std::uint32_t> &models,
                                        std::size_t modelCount);

} // namespace fairlead
