#pragma once

#include "core/export/routerexport.h"

namespace fairlead {

/// How an exported file compares with the router it came from.
struct ReloadCheck
{
    double largestDifference = 0;   ///< of scores, relative to the largest score at that lambda
    std::size_t otherDecisions = 0; ///< queries that change model and are no exact tie
};

/// Scores at every knot, at the middle between knots and at a tenth of the range, both ways.
[[nodiscard]] Result<ReloadCheck> compareWithRouter(const ImportedRouter &reloaded, const Router &router,
                                                    const MatrixF &embeddings);

} // namespace fairlead
