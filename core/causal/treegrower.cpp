#include "core/causal/treegrower.h"

#include "core/base/vectorclones.h"
#include "core/base/workcount.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
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
    std::size_t searched = 0; ///< bins whose gain was worked out
};

/// Of a feature.
constexpr std::size_t kMostBins = 256;

/// Features whose histograms are filled in one walk over the rows.
constexpr std::size_t kTogether = 4;

/// Models side by side, filled up with empty ones so that they make whole vectors.
constexpr std::size_t kLanes = 8;

/// Rows of a model in a bin as one number, so that a row is one addition: their sum, in the part's unit, in the upper
/// half, and how many they are in the lower. Sums of these are exact, whatever the order.
using Tally = std::uint64_t;
using Tallies [[gnu::vector_size(32)]] = Tally; ///< half the lanes
using Halves [[gnu::vector_size(32)]] = std::int32_t;
using Floats [[gnu::vector_size(32)]] = float;

constexpr int kSumShift = 32;
constexpr double kSumRange = double(1 << 30); ///< the absolute sums of a part are scaled to it

inline float sumIn(Tally tally)
{
    return float(std::int32_t(tally >> kSumShift));
}

inline float rowsIn(Tally tally)
{
    return float(std::uint32_t(tally));
}

// Operations, for countWork: a row's sum and count in a feature's histogram; both parts' squares of a model at a bin.
constexpr double kWorkPerRow = 2;
constexpr double kWorkPerSearch = 16;

/// One feature's rows by bin and model, and all of them.
struct BinnedPart
{
    Tally *cells = nullptr;     ///< bins x width; left empty behind
    const Tally *all = nullptr; ///< width
    std::size_t bins = 0;
    std::size_t width = 0; ///< models in whole vectors
    Tally total = 0;       ///< of all
};

/// The best bin to end the left part with, by what the shrunk values of both parts explain of the squares:
/// S^2 / (n + k0) + sum_t (s_t - c_t S / (n + k0))^2 / (c_t + k1), S and n being the sums over models. Single
/// precision, since it only ranks splits.
/// @param left width of scratch
FAIRLEAD_VECTOR_CLONES Split bestBin(const BinnedPart &part, float shared, float own, float least, Tally *left)
{
    constexpr std::size_t kHalf = kLanes / 2;
    std::fill(left, left + part.width, Tally(0));
    Split best;
    Tally inLeft = 0;
    std::size_t b = 0;
    for (; b + 1 < part.bins; ++b) {
        Tally *cells = part.cells + b * part.width;
        Tallies inBin = {};
        for (std::size_t at = 0; at < part.width; at += kHalf) {
            Tallies cell, sum;
            std::memcpy(&cell, cells + at, sizeof(cell));
            std::memcpy(&sum, left + at, sizeof(sum));
            inBin += cell;
            sum += cell;
            std::memcpy(left + at, &sum, sizeof(sum));
        }
        const Tally added = (inBin[0] + inBin[1]) + (inBin[2] + inBin[3]);
        if (added == 0)
            continue;
        constexpr Tallies kNone = {};
        for (std::size_t at = 0; at < part.width; at += kHalf)
            std::memcpy(cells + at, &kNone, sizeof(kNone));
        inLeft += added;
        const Tally inRight = part.total - inLeft;
        if (rowsIn(inLeft) < least)
            continue;
        if (rowsIn(inRight) < least)
            break;
        const float leftShift = sumIn(inLeft) / (rowsIn(inLeft) + shared);
        const float rightShift = sumIn(inRight) / (rowsIn(inRight) + shared);
        Floats squares = {};
        for (std::size_t at = 0; at < part.width; at += kLanes) {
            Tallies low, high, allLow, allHigh;
            std::memcpy(&low, left + at, sizeof(low));
            std::memcpy(&high, left + at + kHalf, sizeof(high));
            std::memcpy(&allLow, part.all + at, sizeof(allLow));
            std::memcpy(&allHigh, part.all + at + kHalf, sizeof(allHigh));
            allLow -= low;
            allHigh -= high;
            Halves first, second;
            std::memcpy(&first, &low, sizeof(first));
            std::memcpy(&second, &high, sizeof(second));
            // Which lane a model comes to lie in does not matter; within 128 bits it is one instruction.
            const Floats leftRows =
                __builtin_convertvector(__builtin_shufflevector(first, second, 0, 2, 8, 10, 4, 6, 12, 14), Floats);
            const Floats leftSums =
                __builtin_convertvector(__builtin_shufflevector(first, second, 1, 3, 9, 11, 5, 7, 13, 15), Floats);
            std::memcpy(&first, &allLow, sizeof(first));
            std::memcpy(&second, &allHigh, sizeof(second));
            const Floats rightRows =
                __builtin_convertvector(__builtin_shufflevector(first, second, 0, 2, 8, 10, 4, 6, 12, 14), Floats);
            const Floats rightSums =
                __builtin_convertvector(__builtin_shufflevector(first, second, 1, 3, 9, 11, 5, 7, 13, 15), Floats);
            const Floats leftRest = leftSums - leftRows * leftShift;
            const Floats rightRest = rightSums - rightRows * rightShift;
            const Floats leftOwn = leftRows + own;
            const Floats rightOwn = rightRows + own;
            squares += (leftRest * leftRest * rightOwn + rightRest * rightRest * leftOwn) / (leftOwn * rightOwn);
        }
        const float gain = leftShift * sumIn(inLeft) + rightShift * sumIn(inRight) +
                           (((squares[0] + squares[4]) + (squares[1] + squares[5])) +
                            ((squares[2] + squares[6]) + (squares[3] + squares[7])));
        ++best.searched;
        if (gain > best.gain)
            best = {0, std::int32_t(b), gain, best.searched};
    }
    std::memset(part.cells + b * part.width, 0, (part.bins - b) * part.width * sizeof(Tally));
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
        , m_features(rows.bins->bin.cols())
        , m_values(root.begin(), root.end())
        , m_residual(m_chosen.size())
        , m_total(rows.models)
        , m_width((rows.models + kLanes - 1) / kLanes * kLanes)
        , m_cells(kTogether * kMostBins * m_width)
        , m_all(m_width)
        , m_scratch(m_width)
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
        countWork(m_work);
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
        const std::size_t features = m_rows.bins->bin.cols();
        const auto wanted = std::size_t(std::ceil(m_options.featureShare * double(features)));
        const std::size_t tries =
            std::min(features, std::clamp<std::size_t>(wanted, 1, std::size_t(m_options.mostFeatures)));
        for (std::size_t k = 0; k < tries; ++k) // drawn without replacement
            std::swap(m_features[k], m_features[k + m_random.below(features - k)]);
        gatherBins(part, tries);
        Split best;
        for (std::size_t k = 0; k < tries; k += kTogether) {
            if (tries - k >= kTogether)
                fillHistograms<kTogether>(part, k);
            for (std::size_t j = k; j < std::min(tries, k + kTogether); ++j) {
                if (tries - k < kTogether)
                    fillHistograms<1>(part, j);
                searchFeature(m_features[j], tries - k < kTogether ? 0 : j - k, before, best);
            }
        }
        return best;
    }

    /// Bins of the part's rows for the first features drawn, in groups of features that are read together.
    void gatherBins(const Part &part, std::size_t tries)
    {
        constexpr std::size_t kAhead = 4;
        constexpr std::size_t kLine = 64;
        const auto &all = m_rows.bins->bin;
        const std::size_t grouped = tries - tries % kTogether;
        m_partBins.resize(tries * part.size());
        for (std::size_t i = 0; i < part.size(); ++i) {
            if (i + kAhead < part.size()) {
                const std::uint8_t *ahead = all.row(m_partQuery[i + kAhead]).data();
                for (std::size_t at = 0; at < all.cols(); at += kLine)
                    __builtin_prefetch(ahead + at);
            }
            const std::uint8_t *row = all.row(m_partQuery[i]).data();
            std::uint8_t *bins = m_partBins.data() + i * kTogether;
            for (std::size_t k = 0; k < grouped; k += kTogether, bins += part.size() * kTogether) {
                for (std::size_t j = 0; j < kTogether; ++j)
                    bins[j] = row[m_features[k + j]];
            }
            for (std::size_t k = grouped; k < tries; ++k)
                m_partBins[k * part.size() + i] = row[m_features[k]];
        }
    }

    /// Rows by bin and model of Count features drawn, from the k-th on, from what gatherBins left.
    template <std::size_t Count>
    void fillHistograms(const Part &part, std::size_t k)
    {
        std::array<const std::uint8_t *, Count> bins;
        for (std::size_t j = 0; j < Count; ++j)
            bins[j] = &m_partBins[k * part.size() + j];
        m_work += kWorkPerRow * double(Count * part.size());
        Tally *cells = m_cells.data();
        const std::size_t feature = kMostBins * m_width;
        for (std::size_t i = 0; i < part.size(); ++i) {
            const Tally tally = m_partTally[i];
            const std::size_t row = i * Count;
            const std::size_t model = m_partModel[i];
            for (std::size_t j = 0; j < Count; ++j)
                cells[j * feature + bins[j][row] * m_width + model] += tally;
        }
    }

    /// @param histogram its number; @param before what the part explains undivided
    void searchFeature(std::size_t feature, std::size_t histogram, float before, Split &best)
    {
        const std::size_t bins = m_rows.bins->thresholds[feature].size() + 1;
        const BinnedPart binned{&m_cells[histogram * kMostBins * m_width], m_all.data(), bins, m_width, m_whole};
        const Split split = bestBin(binned, float(m_options.shared), float(m_options.own), float(m_options.minimumLeaf),
                                    m_scratch.data());
        m_work += kWorkPerSearch * double(split.searched * m_rows.models);
        if (split.gain - before > best.gain)
            best = {std::int32_t(feature), split.bin, split.gain - before, 0};
    }

    /// What the part's values explain undivided, as bestBin counts it.
    [[nodiscard]] float explained(const Part &part) const
    {
        const float shift = sumIn(m_whole) / (float(part.size()) + float(m_options.shared));
        float squares = shift * sumIn(m_whole);
        for (const Tally model : m_all) {
            const float rest = sumIn(model) - rowsIn(model) * shift;
            squares += rest * rest / (rowsIn(model) + float(m_options.own));
        }
        return squares;
    }

    /// The part's rows and sums as the search of every feature reads them.
    void load(const Part &part)
    {
        m_partQuery.resize(part.size());
        m_partModel.resize(part.size());
        m_partTally.resize(part.size());
        double size = 0;
        for (std::size_t i = part.begin; i < part.end; ++i)
            size += std::abs(m_residual[i]);
        const double unit = size > 0 ? kSumRange / size : 0;
        std::fill(m_all.begin(), m_all.end(), Tally(0));
        m_whole = 0;
        for (std::size_t i = 0; i < part.size(); ++i) {
            const auto row = std::size_t(m_chosen[part.begin + i]);
            m_partQuery[i] = std::uint32_t(m_rows.query[row]);
            m_partModel[i] = std::uint32_t(m_rows.model[row]);
            m_partTally[i] = (Tally(std::llround(m_residual[part.begin + i] * unit)) << kSumShift) + 1;
            m_all[m_partModel[i]] += m_partTally[i];
            m_whole += m_partTally[i];
        }
    }

    void divide(const Part &part, const Split &split, std::vector<Part> &open)
    {
        const auto begin = m_chosen.begin();
        const auto middle =
            std::partition(begin + std::ptrdiff_t(part.begin), begin + std::ptrdiff_t(part.end), [&](std::int32_t row) {
                const auto query = std::size_t(m_rows.query[std::size_t(row)]);
                return m_rows.bins->bin(query, std::size_t(split.feature)) <= split.bin;
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
    // The part whose split is searched.
    std::vector<std::uint32_t> m_partQuery;
    std::vector<std::uint32_t> m_partModel;
    std::vector<Tally> m_partTally;
    std::vector<std::uint8_t> m_partBins; ///< features drawn x rows of the part
    std::size_t m_width;                  ///< m, in whole vectors
    std::vector<Tally> m_cells;           ///< features together x bins x width, empty between features
    std::vector<Tally> m_all;             ///< width
    std::vector<Tally> m_scratch;         ///< width
    Tally m_whole = 0;                    ///< sum of m_all
    double m_work = 0;                    ///< operations, as countWork counts them
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
            const bool goesRight = rows.bins->bin(query, std::size_t(at.feature)) > at.bin;
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
