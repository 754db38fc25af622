#pragma once

#include "core/base/matrix.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/causal/log.h"
#include "core/causal/options.h"
#include "core/causal/outcomes.h"
#include "core/features/featurerows.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace fairlead {

/// Cell-by-model values of one codebook, cross-fitted: hierarchical ridge on [onehot(cell), constant], that is, means
/// of each cell and model shrunk to cell plus model effects.
struct CellTables
{
    PerOutcome<MatrixD> outOfFold; ///< n x m
    PerOutcome<MatrixD> deployed;  ///< cells x m, mean over folds
};

/// @param cell n values in [0, cells)
[[nodiscard]] Result<CellTables> fitCellTables(std::span<const std::int32_t> cell, std::size_t cells,
                                               const LogView &log, std::span<const std::int32_t> fold, int folds,
                                               const RidgeOptions &options, std::stop_token stop);

/// Bagged cells (method, step 4: outcome model B): the mean over several codebooks. Codebooks see no outcome, so they
/// are made once on all rows; the tables are cross-fitted.
struct CellsFit
{
    std::vector<MatrixD> codebooks;          ///< cells x d
    PerOutcome<std::vector<MatrixD>> tables; ///< per codebook: cells x m, for new rows
    PerOutcome<MatrixD> outOfFold;           ///< n x m, mean over codebooks
};

[[nodiscard]] Result<CellsFit> fitCells(const FeatureRows &z, const LogView &log, std::span<const std::int32_t> fold,
                                        int folds, const CellOptions &options, std::uint64_t seed, std::stop_token stop,
                                        const ReportProgress &report);

} // namespace fairlead
