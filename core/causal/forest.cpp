#include "core/causal/forest.h"

#include "core/base/parallel.h"
#include "core/causal/guard.h"
#include "core/causal/treegrower.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fairlead {

namespace {

constexpr std::size_t kPredictBlock = 256;

/// What is fitted on the rows outside one fold.
struct FoldData
{
    std::vector<std::int32_t> chosen;        ///< rows
    PerOutcome<std::vector<double>> scale;   ///< per model: 1 for quality, mean cost for cost
    PerOutcome<std::vector<double>> outcome; ///< per row, divided by its model's scale
    PerOutcome<std::vector<double>> root;    ///< per model: the mean over all chosen rows
};

std::vector<double> meanCosts(const LogView &log, std::span<const std::int32_t> chosen)
{
    std::vector<double> sum(log.models);
    std::vector<double> count(log.models);
    for (const std::int32_t row : chosen) {
        sum[std::size_t(log.model[std::size_t(row)])] += log.cost[std::size_t(row)];
        count[std::size_t(log.model[std::size_t(row)])] += 1;
    }
    const double overall = std::accumulate(sum.begin(), sum.end(), 0.0) / double(chosen.size());
    for (std::size_t t = 0; t < sum.size(); ++t)
        sum[t] = count[t] > 0 ? sum[t] / count[t] : overall;
    return sum;
}

FoldData takeFold(const ForestRows &rows, std::span<const std::int32_t> query, int fold)
{
    FoldData data;
    for (std::size_t i = 0; i < rows.log.rows(); ++i) {
        if (rows.fold[std::size_t(query[i])] != fold)
            data.chosen.push_back(std::int32_t(i));
    }
    if (data.chosen.empty())
        return data;
    data.scale[kQuality].assign(rows.log.models, 1);
    data.scale[kCost] = meanCosts(rows.log, data.chosen);
    for (const std::size_t each : {kQuality, kCost}) {
        const auto values = outcomesOf(rows.log)[each];
        auto &scaled = data.outcome[each];
        scaled.assign(rows.log.rows(), 0);
        double total = 0;
        for (const std::int32_t row : data.chosen) {
            const auto i = std::size_t(row);
            const double scale = data.scale[each][std::size_t(rows.log.model[i])];
            scaled[i] = scale > 0 ? values[i] / scale : 1; // what costs nothing costs its mean
            total += scaled[i];
        }
        data.root[each].assign(rows.log.models, total / double(data.chosen.size()));
    }
    return data;
}

struct Tree
{
    std::vector<TreeNode> nodes;
    std::vector<float> leaves; ///< m values of each leaf, in the order of the nodes and the outcome's own unit
};

Tree growOne(const FoldData &data, std::size_t outcome, const ForestRows &rows, std::span<const std::int32_t> query,
             const FeatureBins &bins, const ForestOptions &options, std::uint64_t seed)
{
    const TreeRows treeRows{&bins, query, rows.log.model, data.outcome[outcome], rows.log.models};
    Random random(seed);
    std::vector<std::int32_t> sample = data.chosen;
    if (sample.size() > std::size_t(options.treeRows)) {
        random.shuffle(std::span(sample));
        sample.resize(std::size_t(options.treeRows));
    }
    Tree tree;
    tree.nodes = growTree(treeRows, std::move(sample), data.root[outcome], options, random);
    const MatrixD values = nodeValues(tree.nodes, treeRows, data.chosen, data.root[outcome], options);
    for (std::size_t node = 0; node < tree.nodes.size(); ++node) {
        for (std::size_t t = 0; tree.nodes[node].feature < 0 && t < rows.log.models; ++t)
            tree.leaves.push_back(static_cast<float>(values(node, t) * data.scale[outcome][t]));
    }
    tree.leaves.shrink_to_fit();
    return tree;
}

Forest flatten(std::span<const Tree> trees, const FeatureBins &bins, std::size_t models)
{
    Forest forest;
    std::vector<float> leaves;
    std::int64_t leaf = 0;
    for (const Tree &tree : trees) {
        const auto first = std::int64_t(forest.feature.size());
        forest.roots.push_back(first);
        for (std::size_t node = 0; node < tree.nodes.size(); ++node) {
            const TreeNode &from = tree.nodes[node];
            const bool isLeaf = from.feature < 0;
            forest.feature.push_back(from.feature);
            forest.threshold.push_back(isLeaf ? 0 : bins.thresholds[std::size_t(from.feature)][std::size_t(from.bin)]);
            forest.left.push_back(isLeaf ? leaf++ : first + from.left);
        }
        leaves.insert(leaves.end(), tree.leaves.begin(), tree.leaves.end());
    }
    forest.values = MatrixF(leaves.size() / models, models);
    std::copy(leaves.begin(), leaves.end(), forest.values.data());
    return forest;
}

} // namespace

MatrixD Forest::predict(const FeatureRows &z) const
{
    const std::size_t models = values.cols();
    MatrixD out(z.rows(), models);
    const double share = 1 / double(std::max<std::size_t>(roots.size(), 1));
    forEachBlock(z.rows(), kPredictBlock, {}, [&](std::size_t first, std::size_t last) {
        MatrixD block(last - first, z.cols());
        for (std::size_t i = first; i < last; ++i)
            z.readRow(i, block.row(i - first).data());
        for (const std::int64_t root : roots) {
            for (std::size_t i = first; i < last; ++i) {
                const double *row = block.row(i - first).data();
                auto node = std::size_t(root);
                while (feature[node] >= 0) {
                    const bool goesRight = row[std::size_t(feature[node])] > threshold[node];
                    node = std::size_t(left[node]) + (goesRight ? 1 : 0);
                }
                const auto leaf = values.row(std::size_t(left[node]));
                for (std::size_t t = 0; t < models; ++t)
                    out(i, t) += double(leaf[t]);
            }
        }
        for (std::size_t i = first; i < last; ++i) {
            for (double &value : out.row(i))
                value *= share;
        }
    });
    return out;
}

void Forest::save(TensorBundle &bundle, const std::string &prefix) const
{
    bundle.put(prefix + ".roots", std::span(roots));
    bundle.put(prefix + ".feature", std::span(feature));
    bundle.put(prefix + ".threshold", std::span(threshold));
    bundle.put(prefix + ".left", std::span(left));
    bundle.put(prefix + ".values", values);
}

Result<Forest> Forest::load(const TensorBundle &bundle, const std::string &prefix, std::size_t features,
                            std::size_t models)
{
    auto roots = bundle.vectorI(prefix + ".roots");
    auto feature = bundle.vectorI(prefix + ".feature");
    auto threshold = bundle.vectorD(prefix + ".threshold");
    auto left = bundle.vectorI(prefix + ".left");
    auto values = bundle.matrixF(prefix + ".values");
    const auto damaged = [](const char *what) { return makeError(ErrorCode::BadInput, what); };
    if (!roots || !feature || !threshold || !left || !values)
        return damaged("a part of its forest is missing");
    const auto nodes = std::int64_t(feature->size());
    if (roots->empty() || threshold->size() != feature->size() || left->size() != feature->size() ||
        values->cols() != models)
        return damaged("the parts of its forest differ in length");
    if (!std::all_of(roots->begin(), roots->end(), [nodes](std::int64_t root) { return root >= 0 && root < nodes; }))
        return damaged("a tree of its forest begins outside it");
    for (std::int64_t node = 0; node < nodes; ++node) {
        const auto at = std::size_t(node);
        const std::int64_t child = (*left)[at];
        const bool isLeaf = (*feature)[at] == -1;
        const bool isSplit = (*feature)[at] >= 0 && (*feature)[at] < std::int64_t(features);
        if (!std::isfinite((*threshold)[at]))
            return damaged("a split of its forest is not a finite number");
        const bool fits =
            isLeaf ? child >= 0 && child < std::int64_t(values->rows()) : isSplit && child > node && child < nodes - 1;
        if (!fits)
            return damaged("a tree of its forest is broken");
    }
    if (!std::all_of(values->data(), values->data() + values->size(), [](float v) { return std::isfinite(v); }))
        return damaged("a value of its forest is not a finite number");
    return Forest{*std::move(roots), *std::move(feature), *std::move(threshold), *std::move(left), *std::move(values)};
}

Result<ForestFit> fitForest(const ForestRows &rows, const ForestOptions &options, std::uint64_t seed,
                            std::stop_token stop, const ReportProgress &report)
{
    return guarded<ForestFit>("Could not grow the forest", [&] {
        ForestFit fit;
        if (options.trees == 0)
            return fit;
        std::vector<std::int32_t> query(rows.query.begin(), rows.query.end());
        if (query.empty()) {
            query.resize(rows.log.rows());
            std::iota(query.begin(), query.end(), 0);
        }
        const FeatureBins bins = binFeatures(rows.z, options.bins);
        const auto folds = std::size_t(rows.folds);
        const auto trees = std::size_t(options.trees);
        std::vector<FoldData> data;
        for (int k = 0; k < rows.folds; ++k)
            data.push_back(takeFold(rows, query, k));

        PerOutcome<std::vector<Tree>> grown;
        for (auto &each : grown)
            each.resize(folds * trees);
        const double total = double(2 * folds * trees);
        const bool finished = forEachBlock(
            2 * folds * trees, 1, stop,
            [&](std::size_t first, std::size_t) {
                const std::size_t outcome = first % 2;
                const std::size_t at = first / 2;
                if (data[at / trees].chosen.empty())
                    return;
                grown[outcome][at] = growOne(data[at / trees], outcome, rows, query, bins, options,
                                             deriveSeed(seed, outcome == kQuality ? "quality tree" : "cost tree", at));
            },
            [&](std::size_t done) {
                if (report)
                    report({"Growing trees", double(done), total, "trees"});
            });
        if (!finished)
            throw StopRequested{};

        for (const std::size_t outcome : {kQuality, kCost}) {
            auto &all = grown[outcome];
            fit.outOfFold[outcome] = MatrixD(rows.z.rows(), rows.log.models);
            for (std::size_t k = 0; k < folds; ++k) {
                std::vector<std::size_t> own;
                for (std::size_t q = 0; q < rows.z.rows(); ++q) {
                    if (rows.fold[q] == std::int32_t(k))
                        own.push_back(q);
                }
                if (own.empty() || data[k].chosen.empty())
                    continue;
                const Forest forest = flatten(std::span(all).subspan(k * trees, trees), bins, rows.log.models);
                const MatrixD predicted = forest.predict(rows.z.select(own));
                for (std::size_t i = 0; i < own.size(); ++i)
                    std::copy(predicted.row(i).begin(), predicted.row(i).end(),
                              fit.outOfFold[outcome].row(own[i]).begin());
            }
            std::erase_if(all, [](const Tree &tree) { return tree.nodes.empty(); });
            fit.deployed[outcome] = flatten(all, bins, rows.log.models);
        }
        return fit;
    });
}

} // namespace fairlead
