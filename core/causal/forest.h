#pragma once

#include "core/base/matrix.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/base/tensorbundle.h"
#include "core/causal/log.h"
#include "core/causal/options.h"
#include "core/causal/outcomes.h"
#include "core/features/featurerows.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace fairlead {

/// Regression trees with one value per model in every leaf, as flat arrays. A value, safe to share.
struct Forest
{
    std::vector<std::int64_t> roots;   ///< first node of each tree
    std::vector<std::int64_t> feature; ///< per node; -1: a leaf
    std::vector<double> threshold;     ///< a row with z[feature] <= threshold goes left
    std::vector<std::int64_t> left;    ///< left child, the right one follows it; of a leaf its row in `values`
    MatrixF values;                    ///< leaves x m

    [[nodiscard]] bool empty() const { return roots.empty(); }
    /// Mean over the trees, n x m.
    [[nodiscard]] MatrixD predict(const FeatureRows &z) const;

    void save(TensorBundle &bundle, const std::string &prefix) const; ///< tensors "PREFIX.roots", ".feature", ...
    /// Children follow their parents, so that every walk ends at a leaf; anything else is BadInput, said as a cause.
    [[nodiscard]] static Result<Forest> load(const TensorBundle &bundle, const std::string &prefix,
                                             std::size_t features, std::size_t models);
};

/// What a forest is grown on. A log has one row per query; full feedback has several, so rows name their query.
struct ForestRows
{
    FeatureRows z;                       ///< queries x d, standardised
    std::span<const std::int32_t> query; ///< per row; empty: row i is query i
    LogView log;                         ///< n rows
    std::span<const std::int32_t> fold;  ///< per query, in [0, folds), or -1: in every training set
    int folds = 5;
};

/// Bagged trees whose splits all models share (outcome model C), cross-fitted; see core/causal/README.md.
struct ForestFit
{
    PerOutcome<Forest> deployed;   ///< the trees of all folds
    PerOutcome<MatrixD> outOfFold; ///< queries x m, from the trees that did not see the query's fold
};

/// The same seed gives the same trees for any number of threads. No trees asked for: an empty fit. A stop is Cancelled.
[[nodiscard]] Result<ForestFit> fitForest(const ForestRows &rows, const ForestOptions &options, std::uint64_t seed,
                                          std::stop_token stop, const ReportProgress &report);

} // namespace fairlead
