#pragma once

#include "core/sweep/sweepindex.h"

namespace fairlead {

/// Shapes, knots and numbers of a sweep's input, apart from the scores' own numbers, which the walk checks on its way.
[[nodiscard]] Result<void> checkSweepInput(const SweepInput &input);
/// Number of queries, given or streamed.
[[nodiscard]] std::size_t rowsOf(const SweepInput &input);
/// What a stream gave for so many rows.
[[nodiscard]] Result<void> checkScoreBlock(const SweepInput &input, const MatrixD &block, std::size_t rows);

/// Puts the scores of models that cannot be chosen below all others of their row at every knot, and so, the scores
/// being linear between knots, at every lambda.
/// @param scores knots * m, knot-major; @param available m flags, at least one set
void sinkUnavailable(std::span<double> scores, std::span<const std::uint8_t> available);

} // namespace fairlead
