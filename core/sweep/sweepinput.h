#pragma once

#include "core/sweep/sweepindex.h"

namespace fairlead {

/// Shapes, knots and numbers of a sweep's input, apart from the scores' own numbers, which the walk checks on its way.
[[nodiscard]] Result<void> checkSweepInput(const SweepInput &input);

} // namespace fairlead
