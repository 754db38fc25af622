#pragma once

#include "core/sweep/sweepindex.h"

namespace fairlead {

/// Shapes, knots and numbers of a sweep's input, apart from the scores' own numbers, which the walk checks on its way.
[[nodiscard]] Result<void> checkSweepInput(const SweepInput &input);

/// Puts the scores of models that cannot be chosen below all others of their row at every knot, and so, the scores being
/// linear between knots, at every lambda.
/// @param scores knots * m, knot-major; @param available m flags, at least one set
void sinkUnavailable(std::span<double> scores, std::span<const std::uint8_t> available);

} // namespace fairlead
