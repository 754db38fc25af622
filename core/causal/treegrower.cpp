#include "core/causal/treegrower.h"

#include "core/base/vectorclones.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fairlead {

namespace {

/// Per model: sum of what is left to explain, and rows.
struct ModelSums
{
    explicit ModelSums(std::size_t models)
        : sum(models)
        , count(models)
    {}

    void clear()
    {
        std::fill(sum.begin(), sum.end(), 0);
        std::fill(count.begin(), count.end(), 0);
    }

    std::vector<double> sum;
    std::vector<double> count;
};

double sharedShift(std::span<const double> sums, std::span<const double> counts, const ForestOptions &options)
{
    return std::accumulate(sums.begin(), sums.end(), 0.0) /
           (std::accumulate(counts.begin(), counts.end(), 0.0) + options.shared);
}

struct Split
{
    std::int32_t feature = -1;
    std::int32_t bin = 0;
    float gain = 0;
};

/// A part of fewer than one in this many queries is sparse: its rows' bins are gathered.
constexpr std::size_t kSparse = 8;

/// Models side by side, filled up with empty ones so that they make whole vectors.
constexpr std::size_t kLanes = 8;

inline float sumOf(const float *lanes)
{
    return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

/// One feature's rows by bin and model, and all of them; single precision, since it only ranks splits.
struct BinnedPart
{
    const float *sums = nullptr;      ///< bins x width
    const float *counts = nullptr;    ///< bins x width
    const float *allSums = nullptr;   ///< width
    const float *allCounts = nullptr; ///< width
    std::size_t bins = 0;
    std::size_t width = 0; ///< models in whole vectors
    float rows = 0;
    float sum = 0; ///< of allSums
};

/// The best bin to end the left part with, by what the shrunk values of both parts explain of the squares:
/// S^2 / (n + k0) + sum_t (s_t - c_t S / (n + k0))^2 / (c_t + k1), S and n being the sums over models.
/// @param scratch 2 widths
FAIRLEAD_VECTOR_CLONES Split bestBin(const BinnedPart &part, float shared, float own, float least, float *scratch)
{
    float *leftSum = scratch;
    float *leftCount = leftSum + part.width;
    std::fill(scratch, scratch + 2 * part.width, 0.0F);
    Split best;
    float inLeft = 0;
    float allLeft = 0;
    for (std::size_t b = 0; b + 1 < part.bins; ++b) {
        const float *sums = part.sums + b * part.width;
        const float *counts = part.counts + b * part.width;
        float binSum[kLanes] = {};
        float binCount[kLanes] = {};
        for (std::size_t first = 0; first < part.width; first += kLanes) {
            for (std::size_t j = 0; j < kLanes; ++j) {
                leftSum[first + j] += sums[first + j];
                leftCount[first + j] += counts[first + j];
                binSum[j] += sums[first + j];
                binCount[j] += counts[first + j];
            }
        }
        const float inBin = sumOf(binCount);
        inLeft += inBin;
        allLeft += sumOf(binSum);
        if (inBin == 0 || inLeft < least)
            continue;
        const float inRight = part.rows - inLeft;
        if (inRight < least)
            break;
        const float allRight = part.sum - allLeft;
        const float leftShift = allLeft / (inLeft + shared);
        const float rightShift = allRight / (inRight + shared);
        float squares[kLanes] = {};
        for (std::size_t first = 0; first < part.width; first += kLanes) {
            for (std::size_t j = 0; j < kLanes; ++j) {
                const float rightSum = part.allSums[first + j] - leftSum[first + j];
                const float rightCount = part.allCounts[first + j] - leftCount[first + j];
                const float leftRest = leftSum[first + j] - leftCount[first + j] * leftShift;
                const float rightRest = rightSum - rightCount * rightShift;
                squares[j] +=
                    leftRest * leftRest / (leftCount[first + j] + own) + rightRest * rightRest / (rightCount + own);
            }
        }
        const float gain = leftShift * allLeft + rightShift * allRight + sumOf(squares);
        if (gain > best.gain)
            best = {0, std::int32_t(b), gain};
    }
    return best;
}

class Grower
{
public:
    Grower(const TreeRows &rows, std::vector<std::int32_t> chosen, std::span<const double> root,
           const ForestOptions &options, Random random)
        : m_rows(rows)
        , m_options(options)
        , m_random(random)
        , m_chosen(std::move(chosen))
        , m_features(rows.bins->bin.rows())
        , m_values(root.begin(), root.end())
        , m_residual(m_chosen.size())
        , m_total(rows.models)
        , m_width((rows.models + kLanes - 1) / kLanes * kLanes)
        , m_allSum(m_width)
        , m_allCount(m_width)
        , m_scratch(2 * m_width)
    {
        std::iota(m_features.begin(), m_features.end(), std::size_t(0));
    }

    std::vector<TreeNode> grow()
    {
        m_nodes.push_back({});
        measure(0, m_chosen.size(), root());
        std::vector<double> values(m_rows.models);
        shrinkToParent(m_total.sum, m_total.count, root(), m_options, values);
        m_values = std::move(values);
        std::vector<Part> open{{0, 0, m_chosen.size(), 0}};
        while (!open.empty()) {
            const Part part = open.back();
            open.pop_back();
            if (part.depth >= m_options.depth || part.size() < 2 * std::size_t(m_options.minimumLeaf))
                continue;
            if (const Split split = bestSplit(part); split.feature >= 0)
                divide(part, split, open);
        }
        return std::move(m_nodes);
    }

private:
    struct Part
    {
        std::size_t node;
        std::size_t begin;
        std::size_t end;
        int depth;
        [[nodiscard]] std::size_t size() const { return end - begin; }
    };

    [[nodiscard]] std::span<const double> root() const { return std::span(m_values).first(m_rows.models); }
    [[nodiscard]] std::span<const double> valuesOf(std::size_t node) const
    {
        return std::span(m_values).subspan(node * m_rows.models, m_rows.models);
    }

    /// Sums of a part's rows over what `parent` says, into m_total; the rows' own into m_residual.
    void measure(std::size_t begin, std::size_t end, std::span<const double> parent)
    {
        m_total.clear();
        for (std::size_t i = begin; i < end; ++i) {
            const auto row = static_cast<std::size_t>(m_chosen[i]);
            const auto t = static_cast<std::size_t>(m_rows.model[row]);
            m_residual[i] = m_rows.outcome[row] - parent[t];
            m_total.sum[t] += m_residual[i];
            m_total.count[t] += 1;
        }
    }

    Split bestSplit(const Part &part)
    {
        measure(part.begin, part.end, valuesOf(part.node));
        load(part);
        const float before = explained(part);
        const std::size_t features = m_rows.bins->bin.rows();
        const auto wanted = std::size_t(std::ceil(m_options.featureShare * double(features)));
        const std::size_t tries =
            std::min(features, std::clamp<std::size_t>(wanted, 1, std::size_t(m_options.mostFeatures)));
        for (std::size_t k = 0; k < tries; ++k) // drawn without replacement
            std::swap(m_features[k], m_features[k + m_random.below(features - k)]);
        const bool isSparse = part.size() < m_rows.bins->byRow.rows() / kSparse;
        if (isSparse)
            gatherBins(part, tries);
        Split best;
        for (std::size_t k = 0; k < tries; ++k)
            searchFeature(part, m_features[k], isSparse ? &m_partBins[k * part.size()] : nullptr, before, best);
        return best;
    }

    /// Bins of the part's rows for the first features drawn, feature by feature. A feature's bins of all queries span
    /// many cache lines of which a small part would need nearly one a row; a query's bins lie side by side.
    void gatherBins(const Part &part, std::size_t tries)
    {
        constexpr std::size_t kAhead = 4;
        constexpr std::size_t kLine = 64;
        const auto &byRow = m_rows.bins->byRow;
        m_partBins.resize(tries * part.size());
        for (std::size_t i = 0; i < part.size(); ++i) {
            if (i + kAhead < part.size()) {
                const std::uint8_t *ahead = byRow.row(m_partQuery[i + kAhead]).data();
                for (std::size_t at = 0; at < byRow.cols(); at += kLine)
                    __builtin_prefetch(ahead + at);
            }
            const std::uint8_t *row = byRow.row(m_partQuery[i]).data();
            for (std::size_t k = 0; k < tries; ++k)
                m_partBins[k * part.size() + i] = row[m_features[k]];
        }
    }

    /// @param gathered the part's bins, or null: they are looked up; @param before what the part explains undivided
    void searchFeature(const Part &part, std::size_t feature, const std::uint8_t *gathered, float before, Split &best)
    {
        const std::size_t bins = m_rows.bins->thresholds[feature].size() + 1;
        m_binSum.assign(bins * m_width, 0);
        m_binCount.assign(bins * m_width, 0);
        if (gathered != nullptr) {
            fillHistogram(part, [gathered](std::size_t i) { return gathered[i]; });
        } else {
            const std::uint8_t *bin = m_rows.bins->bin.row(feature).data();
            fillHistogram(part, [&](std::size_t i) { return bin[m_partQuery[i]]; });
        }
        const BinnedPart binned{m_binSum.data(),
                                m_binCount.data(),
                                m_allSum.data(),
                                m_allCount.data(),
                                bins,
                                m_width,
                                float(part.size()),
                                m_all};
        const Split split = bestBin(binned, float(m_options.shared), float(m_options.own), float(m_options.minimumLeaf),
                                    m_scratch.data());
        if (split.gain - before > best.gain)
            best = {std::int32_t(feature), split.bin, split.gain - before};
    }

    template <typename BinOf>
    void fillHistogram(const Part &part, BinOf binOf)
    {
        for (std::size_t i = 0; i < part.size(); ++i) {
            const std::size_t at = binOf(i) * m_width + m_partModel[i];
            m_binSum[at] += m_partResidual[i];
            m_binCount[at] += 1;
        }
    }

    /// What the part's values explain undivided, as bestBin counts it.
    [[nodiscard]] float explained(const Part &part) const
    {
        const float shift = m_all / (float(part.size()) + float(m_options.shared));
        float squares = shift * m_all;
        for (std::size_t t = 0; t < m_rows.models; ++t) {
            const float rest = m_allSum[t] - m_allCount[t] * shift;
            squares += rest * rest / (m_allCount[t] + float(m_options.own));
        }
        return squares;
    }

    /// The part's rows and sums as the search of every feature reads them.
    void load(const Part &part)
    {
        m_partQuery.resize(part.size());
        m_partModel.resize(part.size());
        m_partResidual.resize(part.size());
        for (std::size_t i = 0; i < part.size(); ++i) {
            const auto row = std::size_t(m_chosen[part.begin + i]);
            m_partQuery[i] = std::uint32_t(m_rows.query[row]);
            m_partModel[i] = std::uint32_t(m_rows.model[row]);
            m_partResidual[i] = float(m_residual[part.begin + i]);
        }
        m_all = 0;
        for (std::size_t t = 0; t < m_rows.models; ++t) {
            m_allSum[t] = float(m_total.sum[t]);
            m_allCount[t] = float(m_total.count[t]);
            m_all += m_allSum[t];
        }
    }

    void divide(const Part &part, const Split &split, std::vector<Part> &open)
    {
        const auto bin = m_rows.bins->bin.row(std::size_t(split.feature));
        const auto begin = m_chosen.begin();
        const auto middle =
            std::partition(begin + std::ptrdiff_t(part.begin), begin + std::ptrdiff_t(part.end), [&](std::int32_t row) {
                return bin[std::size_t(m_rows.query[std::size_t(row)])] <= split.bin;
            });
        const auto at = std::size_t(middle - begin);
        const std::size_t left = m_nodes.size();
        m_nodes[part.node] = {split.feature, split.bin, std::int32_t(left)};
        for (const auto &[first, last] : {std::pair{part.begin, at}, std::pair{at, part.end}}) {
            const std::vector<double> parent(valuesOf(part.node).begin(), valuesOf(part.node).end());
            measure(first, last, parent);
            std::vector<double> values(m_rows.models);
            shrinkToParent(m_total.sum, m_total.count, parent, m_options, values);
            open.push_back({m_nodes.size(), first, last, part.depth + 1});
            m_nodes.push_back({});
            m_values.insert(m_values.end(), values.begin(), values.end());
        }
    }

    const TreeRows &m_rows;
    const ForestOptions &m_options;
    Random m_random;
    std::vector<std::int32_t> m_chosen; ///< rows, parts contiguous
    std::vector<std::size_t> m_features;
    std::vector<TreeNode> m_nodes;
    std::vector<double> m_values; ///< nodes x m
    std::vector<double> m_residual;
    ModelSums m_total;
    // The part whose split is searched, single precision.
    std::vector<std::uint32_t> m_partQuery;
    std::vector<std::uint32_t> m_partModel;
    std::vector<float> m_partResidual;
    std::vector<std::uint8_t> m_partBins;    ///< features drawn x rows of the part
    std::size_t m_width;                     ///< m, in whole vectors
    std::vector<float> m_binSum, m_binCount; ///< bins x width
    std::vector<float> m_allSum, m_allCount; ///< width
    std::vector<float> m_scratch;
    float m_all = 0; ///< sum of m_allSum
};

} // namespace

void shrinkToParent(std::span<const double> sums, std::span<const double> counts, std::span<const double> parent,
                    const ForestOptions &options, std::span<double> values)
{
    const double shift = sharedShift(sums, counts, options);
    for (std::size_t t = 0; t < sums.size(); ++t)
        values[t] = parent[t] + shift + (sums[t] - counts[t] * shift) / (counts[t] + options.own);
}

std::vector<TreeNode> growTree(const TreeRows &rows, std::vector<std::int32_t> chosen, std::span<const double> root,
                               const ForestOptions &options, Random random)
{
    return Grower(rows, std::move(chosen), root, options, random).grow();
}

MatrixD nodeValues(const std::vector<TreeNode> &nodes, const TreeRows &rows, std::span<const std::int32_t> chosen,
                   std::span<const double> root, const ForestOptions &options)
{
    const std::size_t models = rows.models;
    MatrixD sums(nodes.size(), models);
    MatrixD counts(nodes.size(), models);
    for (const std::int32_t row : chosen) {
        const auto t = std::size_t(rows.model[std::size_t(row)]);
        const auto query = std::size_t(rows.query[std::size_t(row)]);
        std::size_t node = 0;
        while (true) {
            sums(node, t) += rows.outcome[std::size_t(row)];
            counts(node, t) += 1;
            const TreeNode &at = nodes[node];
            if (at.feature < 0)
                break;
            const bool goesRight = rows.bins->bin(std::size_t(at.feature), query) > at.bin;
            node = std::size_t(at.left) + (goesRight ? 1 : 0);
        }
    }
    MatrixD values(nodes.size(), models);
    const auto fill = [&](std::size_t node, std::span<const double> parent) {
        for (std::size_t t = 0; t < models; ++t)
            sums(node, t) -= counts(node, t) * parent[t];
        shrinkToParent(sums.row(node), counts.row(node), parent, options, values.row(node));
    };
    fill(0, root);
    for (std::size_t node = 0; node < nodes.size(); ++node) { // children come after their parent
        if (nodes[node].feature < 0)
            continue;
        fill(std::size_t(nodes[node].left), values.row(node));
        fill(std::size_t(nodes[node].left) + 1, values.row(node));
    }
    return values;
}

} // namespace fairlead
