#pragma once

#include "core/base/random.h"
#include "core/causal/featurebins.h"
#include "core/causal/options.h"

#include <cstdint>
#include <span>
#include <vector>

namespace fairlead {

/// For core/causal only. The rows one tree may learn from.
struct TreeRows
{
    const FeatureBins *bins = nullptr;
    std::span<const std::int32_t> query; ///< per row, column of the bins
    std::span<const std::int32_t> model; ///< per row
    std::span<const double> outcome;     ///< per row
    std::size_t models = 0;
};

struct TreeNode
{
    std::int32_t feature = -1; ///< -1: a leaf
    std::int32_t bin = 0;      ///< rows in bins up to it go left
    std::int32_t left = -1;    ///< the right child follows
};

/// Values of all models in one part of the feature space: the parent's, moved by what the part's rows have in common
/// and by each model's own deviation, both shrunk:
///   shared = sum_t s_t / (sum_t c_t + k0),   value_t = parent_t + shared + (s_t - c_t shared) / (c_t + k1)
/// with c_t rows of model t and s_t their sum of outcome - parent_t.
void shrinkToParent(std::span<const double> sums, std::span<const double> counts, std::span<const double> parent,
                    const ForestOptions &options, std::span<double> values);

/// Grows one tree on the rows given. A split is chosen for all models at once: among sampled features and their bins
/// the one that raises most the shrunk squares
///   (sum_t s_t)^2 / (sum_t c_t + k0) + sum_t (s_t - c_t shared)^2 / (c_t + k1)
/// of its two parts, which is what the parts' values explain.
/// @param root m values that the whole starts from
/// @return nodes in the order they were made, the root first
[[nodiscard]] std::vector<TreeNode> growTree(const TreeRows &rows, std::vector<std::int32_t> chosen,
                                             std::span<const double> root, const ForestOptions &options, Random random);

/// Values of every node (nodes x m) from all rows given, the root's from `root` down.
[[nodiscard]] MatrixD nodeValues(const std::vector<TreeNode> &nodes, const TreeRows &rows,
                                 std::span<const std::int32_t> chosen, std::span<const double> root,
                                 const ForestOptions &options);

} // namespace fairlead
