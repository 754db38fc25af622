#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/causal/options.h"
#include "core/causal/outcomes.h"
#include "core/causal/packedsymmetric.h"

#include <functional>
#include <span>
#include <stop_token>
#include <vector>

namespace fairlead {

/// What a hierarchical ridge needs to know about the rows. A training fold's sums are the total minus the fold's own;
/// of the large ones, Z'Z, only the totals are held, since one a fold and model would be several times the log.
struct RidgeSums
{
    RidgeSums(std::size_t foldCount, std::size_t modelCount, std::size_t featureCount);

    std::size_t folds;
    std::size_t models;
    std::size_t width;                 ///< p features, the constant one last
    std::vector<PackedSymmetric> gram; ///< per model: Z'Z of all rows, p x p
    std::vector<MatrixD> moments;      ///< [slot * models + t]: Z'[1, a, c], p x 3; slot `folds` holds the totals
    MatrixD totals;                    ///< (folds + 1) x 3: rows, sum of a, sum of c

    [[nodiscard]] std::size_t slot(std::size_t foldIndex, std::size_t model) const
    {
        return foldIndex * models + model;
    }
    /// Counts one row's outcomes in its fold and in the total; fold -1 only in the total.
    void countOutcomes(std::int32_t foldIndex, double quality, double cost);
};

/// Takes Z'Z of the rows of a fold that a model served away from `gram`, p x p; asked for once each, fold after fold,
/// the models of a fold from several threads at once.
using SubtractFold = std::function<void(std::size_t fold, std::size_t model, MatrixD &gram)>;

/// y = mean + z'(w0 + v_t), fitted outside one fold.
struct RidgeWeights
{
    PerOutcome<double> mean{};   ///< ybar of the training fold
    PerOutcome<MatrixD> weights; ///< m x p: w0 + v_t

    /// m x p with the constant feature's weight folded with the mean into an intercept.
    [[nodiscard]] MatrixD withIntercept(std::size_t outcome, double constant) const;
};

/// Hierarchical ridge in closed form, one per fold, on the rows outside it (method, step 3). With
/// S_t = (G_t + a1 I)^-1 the identity S_t G_t = I - a1 S_t turns the method's formulas into
/// M = (a0 + m a1) I - a1^2 sum_t S_t, w0 = M^-1 a1 sum_t S_t b_t, W_t = S_t b_t + a1 S_t w0.
/// A model without rows gets w0. A system that stays singular is BadConfig. A stop is Cancelled.
[[nodiscard]] Result<std::vector<RidgeWeights>> solveRidge(const RidgeSums &sums, const SubtractFold &subtractFold,
                                                           const RidgeOptions &options, std::stop_token stop);

} // namespace fairlead
