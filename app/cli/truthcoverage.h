#pragma once

#include "app/cli/verb.h"
#include "core/store/routerrepository.h"
#include "core/sweep/sweepindex.h"

#include <optional>

namespace fairlead::cli {

/// Shares, 0 to 1, of five lambdas over an interval at which the DR interval holds the truth of the same queries.
struct TruthCoverage
{
    double quality = 0;
    double cost = 0;
    double utility = 0;
};

/// @param index with DR values and truth
[[nodiscard]] TruthCoverage coverageOver(const SweepIndex &index, double lo, double hi);
void putCoverage(Json &document, const std::optional<TruthCoverage> &coverage);

/// From the record's summary; nothing where it has none.
[[nodiscard]] std::optional<double> trainSecondsOf(const RouterRecord &router);

} // namespace fairlead::cli
