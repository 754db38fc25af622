#pragma once

#include "core/sweep/sweepindex.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace fairlead {

/// The nearest lambda after, or before, the given one at which some query changes model; nothing where none does.
[[nodiscard]] std::optional<double> nextBreakpoint(const SweepIndex &index, double lambda);
[[nodiscard]] std::optional<double> previousBreakpoint(const SweepIndex &index, double lambda);

/// How many queries change model in each of `bins` equally wide parts of [lambdaMin, lambdaMax]. A change on the border
/// between two parts counts in the left one.
[[nodiscard]] std::vector<std::size_t> breakpointDensity(const SweepIndex &index, std::size_t bins);

} // namespace fairlead
