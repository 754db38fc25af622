#pragma once

#include "core/base/matrix.h"
#include "core/causal/log.h"

#include <cstdint>
#include <vector>

namespace fairlead::test {

/// A confounded log whose truth is known: z normal with mean squared norm 1, propensities a multinomial in z mixed with
/// uniform, mean outcomes linear in z per model.
struct SimulatedLog
{
    MatrixD z; ///< n x d
    std::vector<std::int32_t> model;
    std::vector<double> quality;
    std::vector<double> cost;
    std::vector<double> served; ///< true propensity of the served model
    MatrixD propensity;         ///< n x m, true
    MatrixD meanQuality;        ///< n x m, true
    MatrixD meanCost;
    std::size_t models = 0;

    [[nodiscard]] LogView view() const { return {model, quality, cost, {}, models}; }
    [[nodiscard]] LogView viewWithPropensity() const { return {model, quality, cost, served, models}; }
};

struct SimulatedLogOptions
{
    std::size_t rows = 1000;
    std::size_t dimensions = 4;
    std::size_t models = 3;
    double bias = 1.5; ///< strength of the logging policy's preference
    double floor = 0.1;
    double noise = 0.2;
    std::uint64_t seed = 1; ///< of the draws; the world itself is always the same
};

[[nodiscard]] SimulatedLog simulateLog(const SimulatedLogOptions &options);

} // namespace fairlead::test
