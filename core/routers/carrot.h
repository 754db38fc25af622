#pragma once

#include "core/routers/loggedrows.h"

#include <stop_token>

namespace fairlead {

/// Rows in a neighbourhood, all models' together; one size for each outcome.
struct CarrotNeighbours
{
    std::int64_t quality = 1;
    std::int64_t cost = 1;
};

/// Sizes by cross-validation: the least squared error of a neighbourhood's mean at the served model, rows of a row's
/// own fold left out; of equal errors the smaller. CARROT-KNN chooses among 2, 4, ... 512 in the same way, where a row
/// holds every model's outcome. In a log it holds one, so m times as many are taken. On long logs 4,096 rows, evenly
/// spread, judge.
/// @param fold of each logged row as it was before grouping
/// @param perModel candidate sizes; each is multiplied by the number of models and capped by the rows
[[nodiscard]] Result<CarrotNeighbours> chooseCarrotNeighbours(const LoggedRows &logged,
                                                              std::span<const std::int32_t> fold, int folds,
                                                              std::span<const int> perModel, std::stop_token stop);

} // namespace fairlead
