#pragma once

#include "core/base/device.h"
#include "core/base/matrix.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/causal/log.h"
#include "core/causal/options.h"
#include "core/causal/ridgesystem.h"
#include "core/features/featurerows.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace fairlead {

/// Hierarchical ridge on standardised features, cross-fitted (method, step 3: outcome model A).
struct RidgeFit
{
    std::vector<RidgeWeights> perFold; ///< the constant feature last; fitted outside each fold
    PerOutcome<MatrixD> outOfFold;     ///< n x m; rows of no fold stay zero
    PerOutcome<MatrixD> deployed;      ///< m x (d + 1), the intercept last; mean over folds
};

/// @param z n x d
/// @param fold n values in [0, folds), or -1: the row is in every training set and gets no out-of-fold prediction
/// @param device resolved; carries the Gram products, the solves stay on the CPU
[[nodiscard]] Result<RidgeFit> fitRidge(const FeatureRows &z, const LogView &log, std::span<const std::int32_t> fold,
                                        int folds, const RidgeOptions &options, DeviceChoice device,
                                        std::stop_token stop, const ReportProgress &report);

} // namespace fairlead
