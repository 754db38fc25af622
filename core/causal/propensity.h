#pragma once

#include "core/base/device.h"
#include "core/base/matrix.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/base/tensorbundle.h"
#include "core/causal/options.h"
#include "core/features/featurerows.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace fairlead {

/// e(x) = (1 - floor) softmax(temperature (W z + b)) + floor / m, averaged over the fold models; where only some models
/// were available, softmax and m are over these.
struct PropensityModel
{
    std::vector<MatrixD> weights;        ///< per fold: m x (d + 1), the intercept last
    double penalty = 1;                  ///< alpha chosen on out-of-fold likelihood
    double temperature = 1;              ///< kappa
    double floor = 0;                    ///< eps

    /// n x m; rows sum to 1. @param available n x m, null: all; models that could not be chosen get 0
    [[nodiscard]] MatrixD predict(const FeatureRows &z, const Matrix<std::uint8_t> *available = nullptr) const;
    void save(TensorBundle &bundle) const;
    [[nodiscard]] static Result<PropensityModel> load(const TensorBundle &bundle);
};

struct PropensityFit
{
    PropensityModel model;
    MatrixD outOfFold;                   ///< n x m, calibrated
    double logLikelihood = 0;            ///< mean out-of-fold log-likelihood of the served model
};

/// Multinomial logistic regression per fold on the other folds, all folds as one batch, full-batch L-BFGS; then
/// penalty, temperature and floor by out-of-fold log-likelihood (method, step 2). Where the weakest penalty wins with a
/// sharpening temperature (above 1), the grid is continued in that direction.
/// @param z n x d; @param model n values in [0, models)
/// @param fold n values in [0, folds), or -1: the row is in every training set and its out-of-fold values mean nothing
/// @param device resolved
/// @param available n x m, null: every model could be chosen for every row; the served one is among them
[[nodiscard]] Result<PropensityFit> fitPropensity(const FeatureRows &z, std::span<const std::int32_t> model, std::size_t models,
                                                  std::span<const std::int32_t> fold, int folds,
                                                  const PropensityOptions &options, std::stop_token stop,
                                                  const ReportProgress &report,
                                                  DeviceChoice device = DeviceChoice::Cpu,
                                                  const Matrix<std::uint8_t> *available = nullptr);

} // namespace fairlead
