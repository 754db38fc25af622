#pragma once

#include "core/base/device.h"
#include "core/base/matrix.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/base/tensorbundle.h"
#include "core/causal/log.h"
#include "core/causal/loggedpropensity.h"
#include "core/causal/options.h"
#include "core/features/featurerows.h"
#include "core/sweep/sweepindex.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace fairlead {

/// Influence values of "serve row i with t" for every held-out row and model; a policy's value is the mean of its
/// chosen entries. Beside them what the other estimators need. Depends on the data only, never on a router, so it is
/// computed once per dataset.
struct HeldOutTables
{
    std::vector<std::int64_t> rows;    ///< dataset rows, ascending; n_h
    MatrixD propensity;                ///< n_h x m, cross-fitted (or logged for the served model)
    MatrixD quality;                   ///< n_h x m, psi^a
    MatrixD cost;                      ///< n_h x m, psi^c, USD
    MatrixD predictedQuality;          ///< n_h x m, cross-fitted regression
    MatrixD predictedCost;             ///< n_h x m, USD
    std::vector<double> served;        ///< n_h, propensity of the served model, not clipped
    std::vector<double> loggedQuality; ///< n_h
    std::vector<double> loggedCost;    ///< n_h, USD
    std::vector<std::int32_t> loggedModel;
    /// n_h; rows of one query group share an integer, an empty group stands alone. Empty: rows are independent.
    std::vector<std::int32_t> clusters;
    double clip = 0;                   ///< propensities below it count as it
    PropensityChoice propensityChoice; ///< of these rows

    [[nodiscard]] TensorBundle save() const;
    [[nodiscard]] static Result<HeldOutTables> load(const TensorBundle &bundle);
};

/// psi_i(t) = mu_t(x_i) + 1{t_i = t} / max(e_t(x_i), clip) (y_i - mu_t(x_i)) of one outcome (method, step 9), n x m.
/// @param prediction mu, n x m; @param served propensity of the served model, n
[[nodiscard]] MatrixD influenceValues(const MatrixD &prediction, std::span<const double> outcome,
                                      std::span<const std::int32_t> model, std::span<const double> served, double clip);

/// Influence values of both outcomes on the held-out rows.
/// Nuisances: propensities cross-fitted over training plus held-out rows (for held-out fold f: all training rows and
/// the other held-out folds); hierarchical ridge cross-fitted over the held-out rows alone, because a router that was
/// chosen on the training rows follows their noise, and a regression with the same noise would praise it for that.
/// @param z all rows of the log, standardised; @param log all rows; @param heldOut their rows, ascending
/// @param groups one per row of the log (may hold empty strings), kept together in folds
[[nodiscard]] Result<HeldOutTables>
makeHeldOutTables(const FeatureRows &z, const LogView &log, std::span<const std::int64_t> heldOut,
                  std::span<const std::string> groups, const NuisanceOptions &options, double clip, std::uint64_t seed,
                  DeviceChoice device, std::stop_token stop, const ReportProgress &report);

} // namespace fairlead
