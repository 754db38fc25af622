#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/tensorbundle.h"
#include "core/causal/forest.h"
#include "core/features/featurerows.h"

#include <array>
#include <string>
#include <vector>

namespace fairlead {

/// One outcome's stacked regression, mu_t(x) = mean + theta_A (A_t(x) - mean) + theta_B (B_t(x) - mean) + theta_C
/// (C_t(x) - mean), where A is the hierarchical ridge, B the mean over codebooks of cell-by-model values (method, steps 3
/// to 5) and C the forest. Cells and forest may be empty.
struct StackedOutcome
{
    double mean = 0;
    double ridgeWeight = 0;                 ///< theta_A
    double cellsWeight = 0;                 ///< theta_B
    double forestWeight = 0;                ///< theta_C
    MatrixD ridge;                          ///< m x (d + 1): weights on z, then the intercept; fold-averaged
    std::vector<MatrixD> cells;             ///< per codebook: cells x m; fold-averaged
    Forest forest;                          ///< the trees of all folds
};

/// The deployed outcome model of quality and cost over standardised features; a value, safe to share.
struct OutcomeModel
{
    StackedOutcome quality;
    StackedOutcome cost;                    ///< in the unit it was fitted in
    std::vector<MatrixD> codebooks;         ///< per codebook: cells x d centroids, shared by both outcomes

    struct Prediction
    {
        MatrixD quality;                    ///< n x m
        MatrixD cost;                       ///< n x m
    };
    [[nodiscard]] Prediction predict(const FeatureRows &z) const;

    void save(TensorBundle &bundle) const;
    [[nodiscard]] static Result<OutcomeModel> load(const TensorBundle &bundle);
};

/// Nearest centroid per row, ties to the lower index.
[[nodiscard]] std::vector<std::int32_t> nearestCell(const FeatureRows &z, const MatrixD &centroids);
/// The same per codebook, the rows being read once.
[[nodiscard]] std::vector<std::vector<std::int32_t>> nearestCells(const FeatureRows &z,
                                                                  std::span<const MatrixD> codebooks);

} // namespace fairlead
