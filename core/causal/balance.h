#pragma once

#include "core/base/matrix.h"

#include <cstdint>
#include <span>
#include <vector>

namespace fairlead {

/// How the queries that one model served differ from all queries, before and after weighting by 1/e: the standardised
/// mean difference (mean over the model's rows - mean over all rows) / sd over all rows, one per direction (Austin
/// 2009). Where weighting does its work, those after it are chance.
struct ModelBalance
{
    std::vector<double> before; ///< signed, one per direction; empty for a model without rows
    std::vector<double> after;  ///< signed, weights normalised to sum 1
    double largestBefore = 0;   ///< of the absolute values
    double largestAfter = 0;
    double meanBefore = 0; ///< of the absolute values
    double meanAfter = 0;
    double excess = 0; ///< the most that an absolute difference after weighting exceeds what chance gives; 0 at least
};

/// Balance of every model. Chance: the standard error of each weighted mean, sqrt(sum w^2 (u - mean)^2) / sum w, times
/// sqrt(2 ln(2 k m)), which the largest of k m normal errors hardly exceeds.
/// @param coordinates n x k, mean 0 and sd 1 over all rows: principalCoordinates
/// @param model n values in [0, models); @param served n propensities of the served model; @param clip from below
[[nodiscard]] std::vector<ModelBalance> measureBalance(const MatrixD &coordinates, std::span<const std::int32_t> model,
                                                       std::span<const double> served, std::size_t models, double clip);

} // namespace fairlead
