#pragma once

#include "core/base/device.h"
#include "core/base/matrix.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/causal/log.h"
#include "core/causal/loggedpropensity.h"
#include "core/causal/options.h"
#include "core/causal/outcomemodel.h"
#include "core/causal/propensity.h"
#include "core/features/featurerows.h"

#include <stop_token>
#include <vector>

namespace fairlead {

/// Everything a run learns about the log before a router is trained. Row i is training row i.
/// Cross-fitted: no row's out-of-fold value uses a model fitted on that row.
struct Nuisances
{
    std::vector<std::int32_t> fold;  ///< n
    PropensityModel propensityModel; ///< for new rows
    OutcomeModel outcomeModel;       ///< deployed stack, fold-averaged; for new rows
    OutcomeModel decisionModel;      ///< the same with the quality's weights for decisions (stackContrasts)
    MatrixD propensity;              ///< n x m, out-of-fold, calibrated
    MatrixD quality;                 ///< n x m, out-of-fold stacked prediction
    MatrixD cost;                    ///< n x m
    MatrixD decisionQuality;         ///< n x m, out-of-fold, of the decision model
    MatrixD qualityScores;           ///< n x m, A_i(t) around decisionQuality: doubly robust unless options differ
    MatrixD costScores;              ///< n x m, C_i(t)
    double qualityShrinkage = 0;     ///< eta in [0, 1]
    double costShrinkage = 0;
    PropensityChoice propensityChoice;    ///< whether the log's own propensities weight the served models
};

/// Steps 2 to 6 of the method, from standardised features z (n x d). Logged propensities, where the log has them for
/// every row and the options have them used, weight the served model; the rest of e comes from the fitted model.
/// A stop returns ErrorCode::Cancelled.
[[nodiscard]] Result<Nuisances> fitNuisances(const FeatureRows &z, const LogView &log, std::vector<std::int32_t> fold,
                                             const NuisanceOptions &options, std::uint64_t seed, DeviceChoice device,
                                             std::stop_token stop, const ReportProgress &report);

} // namespace fairlead
