#include "core/causal/treegrower.h"

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

/// What shrunk values explain of the squares in a part.
double explained(std::span<const double> sums, std::span<const double> counts, const ForestOptions &options)
{
    const double shift = sharedShift(sums, counts, options);
    double squares = shift * std::accumulate(sums.begin(), sums.end(), 0.0);
    for (std::size_t t = 0; t < sums.size(); ++t) {
        const double own = sums[t] - counts[t] * shift;
        squares += own * own / (counts[t] + options.own);
    }
    return squares;
}

struct Split
{
    std::int32_t feature = -1;
    std::int32_t bin = 0;
    double gain = 0;
};

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
        , m_left(rows.models)
        , m_right(rows.models)
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
        const double before = explained(m_total.sum, m_total.count, m_options);
        const std::size_t features = m_rows.bins->bin.rows();
        const auto wanted = std::size_t(std::ceil(m_options.featureShare * double(features)));
        const std::size_t tries = std::clamp<std::size_t>(wanted, 1, std::size_t(m_options.mostFeatures));
        Split best;
        for (std::size_t k = 0; k < std::min(tries, features); ++k) { // drawn without replacement
            std::swap(m_features[k], m_features[k + m_random.below(features - k)]);
            searchFeature(part, m_features[k], before, best);
        }
        return best;
    }

    void searchFeature(const Part &part, std::size_t feature, double before, Split &best)
    {
        const std::size_t models = m_rows.models;
        const std::size_t bins = m_rows.bins->thresholds[feature].size() + 1;
        m_histogram.assign(bins * models, {});
        const auto bin = m_rows.bins->bin.row(feature);
        for (std::size_t i = part.begin; i < part.end; ++i) {
            const auto row = static_cast<std::size_t>(m_chosen[i]);
            Bucket &bucket = m_histogram[bin[std::size_t(m_rows.query[row])] * models + std::size_t(m_rows.model[row])];
            bucket.sum += m_residual[i];
            bucket.count += 1;
        }
        m_left.clear();
        double inLeft = 0;
        const auto least = double(m_options.minimumLeaf);
        for (std::size_t b = 0; b + 1 < bins; ++b) {
            double inBin = 0;
            for (std::size_t t = 0; t < models; ++t) {
                const Bucket &bucket = m_histogram[b * models + t];
                m_left.sum[t] += bucket.sum;
                m_left.count[t] += bucket.count;
                inBin += bucket.count;
            }
            inLeft += inBin;
            if (inBin == 0 || inLeft < least)
                continue;
            if (double(part.size()) - inLeft < least)
                break;
            for (std::size_t t = 0; t < models; ++t) {
                m_right.sum[t] = m_total.sum[t] - m_left.sum[t];
                m_right.count[t] = m_total.count[t] - m_left.count[t];
            }
            const double gain = explained(m_left.sum, m_left.count, m_options) +
                                explained(m_right.sum, m_right.count, m_options) - before;
            if (gain > best.gain)
                best = {std::int32_t(feature), std::int32_t(b), gain};
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

    struct Bucket
    {
        double sum = 0;
        double count = 0;
    };

    const TreeRows &m_rows;
    const ForestOptions &m_options;
    Random m_random;
    std::vector<std::int32_t> m_chosen; ///< rows, parts contiguous
    std::vector<std::size_t> m_features;
    std::vector<TreeNode> m_nodes;
    std::vector<double> m_values; ///< nodes x m
    std::vector<double> m_residual;
    std::vector<Bucket> m_histogram; ///< bins x m
    ModelSums m_total;
    ModelSums m_left;
    ModelSums m_right;
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
