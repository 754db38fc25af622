#pragma once

#include "core/sweep/sweepindex.h"

#include <cstdint>
#include <span>
#include <vector>

namespace fairlead::test {

/// How the scores of a random sweep are drawn; the ties are the point of the last three.
enum class ScoreShape
{
    Free,       ///< independent at every knot
    Lines,      ///< quality - lambda cost, as a plug-in rule gives
    Quantised,  ///< small multiples of 1/4, so that lines meet each other and the knots exactly
    Duplicated, ///< some models are copies of others, some equal at one knot only
    Constant    ///< do not depend on lambda
};

/// Everything a sweep index is built from, with values to own it, and the plain way to the same answers.
struct RandomSweep
{
    std::vector<double> knots;
    std::vector<double> tieCosts;
    MatrixD scores;
    MatrixD drQuality, drCost, trueQuality, trueCost;
    std::vector<double> loggedQuality, loggedCost;
    std::vector<std::int32_t> clusters; ///< empty: rows are independent
    std::size_t reference = 0;          ///< model that differences are taken to

    [[nodiscard]] std::size_t rows() const { return scores.rows(); }
    [[nodiscard]] std::size_t models() const { return tieCosts.size(); }
    [[nodiscard]] SweepInput input() const;
    [[nodiscard]] double lambdaAt(double share) const { return knots.front() + share * (knots.back() - knots.front()); }

    /// One score, straight from the definition.
    [[nodiscard]] double score(std::size_t row, std::size_t model, double lambda) const;
    [[nodiscard]] std::uint16_t choice(std::size_t row, double lambda) const;
    [[nodiscard]] std::vector<std::uint16_t> choices(double lambda) const;
    /// The operating point of given choices, from two-pass sums.
    [[nodiscard]] OperatingPoint point(std::span<const std::uint16_t> choices, double lambda) const;
};

[[nodiscard]] RandomSweep makeRandomSweep(std::uint64_t seed, ScoreShape shape, std::size_t rows, std::size_t models,
                                          std::size_t knots);

/// Puts the rows into clusters of very different sizes, in no order.
void drawClusters(RandomSweep &sweep, std::uint64_t seed, std::size_t clusters);

/// Mean and standard error in two passes, straight from the definition.
/// @param clusters one per value; empty: values are independent
[[nodiscard]] Estimate meanOf(std::span<const double> values, std::span<const std::int32_t> clusters);

} // namespace fairlead::test
