#pragma once

#include "tests/bench/sweepdata.h"

#include <vector>

namespace fairlead::bench {

struct GridPoint
{
    double lambda = 0;
    double quality = 0; ///< means over the queries
    double cost = 0;
    double qualitySquared = 0;  ///< not of the means alone
    std::vector<double> counts; ///< queries of each model; not of the means alone
};

/// What others do, as fast as we could make it: scores at evenly spaced lambdas, the best model of each query, and what
/// an operating point of the index says: routing shares, mean quality and cost, and the differences to the log and to a
/// fixed model, each with its second moments for standard errors. The same scores in the same precision, on all cores,
/// in vectors of queries. It says nothing between the grid's lambdas.
[[nodiscard]] std::vector<GridPoint> sweepGrid(const SweepData &data, std::size_t points);

/// Means alone, in single precision, with outcomes looked up only where a query changes model: the least that a grid
/// can do.
[[nodiscard]] std::vector<GridPoint> sweepGridOfMeans(const SweepData &data, std::size_t points);

} // namespace fairlead::bench
