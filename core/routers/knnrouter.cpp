#include "core/base/tensorview.h"
#include "core/routers/basemodel.h"
#include "core/routers/builders.h"
#include "core/routers/kinds.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fairlead {

namespace {

constexpr std::size_t kBlockRows = 512;
/// Rows as similar as the k-th nearest all count, so that duplicates cannot make the answer depend on their order.
constexpr double kTieWidth = 1e-12;

/// The logged rows, grouped by model: model t's are [first[t], first[t + 1]).
struct Neighbours
{
    MatrixD unitRows;                ///< n x d, unit length, float32 values so that saving loses nothing
    std::vector<std::int64_t> first; ///< m + 1
    std::vector<double> quality;
    std::vector<double> cost; ///< engine unit
    int count = 0;            ///< k
};

void scaleToUnitLength(MatrixD &rows)
{
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const auto row = rows.row(i);
        const double norm = std::sqrt(std::inner_product(row.begin(), row.end(), row.begin(), 0.0));
        for (double &value : row)
            value = norm > 0 ? value / norm : 0;
    }
}

double meanOf(const std::vector<double> &values)
{
    return values.empty() ? 0 : std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

class KnnRouter final : public Router
{
public:
    KnnRouter(Standardizer standardizer, Neighbours neighbours, double lambdaMax, std::vector<double> tieCosts)
        : Router({0, lambdaMax}, std::move(tieCosts))
        , m_standardizer(std::move(standardizer))
        , m_logged(std::move(neighbours))
        , m_meanQuality(meanOf(m_logged.quality))
        , m_meanCost(meanOf(m_logged.cost))
    {}

    Method method() const override { return Method::KnnPlugIn; }

    Result<MatrixD> scores(const QueryBatch &queries) const override
    {
        if (const auto checked = requireEmbeddings(queries); !checked)
            return checked.error();
        auto z = m_standardizer.apply(*queries.embeddings);
        if (!z)
            return z.error();
        scaleToUnitLength(*z);
        MatrixD out(z->rows(), 2 * models());
        MatrixD similarity(std::min(kBlockRows, z->rows()), m_logged.unitRows.rows());
        const at::Tensor bank = tensorView(m_logged.unitRows).t();
        for (std::size_t from = 0; from < z->rows(); from += kBlockRows) {
            const auto rows = std::int64_t(std::min(kBlockRows, z->rows() - from));
            at::Tensor block = tensorView(similarity).narrow(0, 0, rows);
            at::mm_out(block, tensorView(*z).narrow(0, std::int64_t(from), rows), bank);
            for (std::size_t i = 0; i < std::size_t(rows); ++i)
                scoreQuery(similarity.row(i), out.row(from + i));
        }
        return out;
    }

    TensorBundle save() const override
    {
        TensorBundle bundle = beginBundle(*this);
        m_standardizer.save(bundle);
        MatrixF rows(m_logged.unitRows.rows(), m_logged.unitRows.cols());
        std::transform(m_logged.unitRows.data(), m_logged.unitRows.data() + rows.size(), rows.data(),
                       [](double value) { return static_cast<float>(value); });
        bundle.put("knn.rows", rows);
        bundle.put("knn.first", std::span<const std::int64_t>(m_logged.first));
        bundle.put("knn.quality", std::span<const double>(m_logged.quality));
        bundle.put("knn.cost", std::span<const double>(m_logged.cost));
        const std::int64_t count = m_logged.count;
        bundle.put("knn.neighbours", std::span<const std::int64_t>(&count, 1));
        return bundle;
    }

private:
    void scoreQuery(std::span<const double> similarity, std::span<double> out) const
    {
        std::vector<double> order;
        for (std::size_t t = 0; t < models(); ++t) {
            const auto begin = std::size_t(m_logged.first[t]);
            const auto own = similarity.subspan(begin, std::size_t(m_logged.first[t + 1]) - begin);
            double quality = m_meanQuality;
            double cost = m_meanCost;
            if (!own.empty()) {
                order.assign(own.begin(), own.end());
                const auto last = order.begin() + std::min<std::ptrdiff_t>(m_logged.count, std::ssize(order)) - 1;
                std::nth_element(order.begin(), last, order.end(), std::greater<>());
                std::tie(quality, cost) = meanAtLeast(own, *last - kTieWidth, begin);
            }
            out[t] = quality;
            out[models() + t] = quality - cost;
        }
    }

    std::pair<double, double> meanAtLeast(std::span<const double> similarity, double least, std::size_t begin) const
    {
        double quality = 0;
        double cost = 0;
        double rows = 0;
        for (std::size_t i = 0; i < similarity.size(); ++i) {
            if (similarity[i] < least)
                continue;
            quality += m_logged.quality[begin + i];
            cost += m_logged.cost[begin + i];
            ++rows;
        }
        return {quality / rows, cost / rows};
    }

    Standardizer m_standardizer;
    Neighbours m_logged;
    double m_meanQuality;
    double m_meanCost;
};

} // namespace

std::unique_ptr<Router> makeKnnRouter(Standardizer standardizer, MatrixF z, std::vector<std::int32_t> model,
                                      std::vector<double> quality, std::vector<double> cost, int neighbours,
                                      double lambdaMax, std::vector<double> tieCosts)
{
    std::vector<std::size_t> order(model.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return model[a] < model[b]; });

    Neighbours logged{MatrixD(z.rows(), z.cols()), std::vector<std::int64_t>(tieCosts.size() + 1), {}, {}, neighbours};
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto from = z.row(order[i]);
        std::copy(from.begin(), from.end(), logged.unitRows.row(i).begin());
        logged.quality.push_back(quality[order[i]]);
        logged.cost.push_back(cost[order[i]]);
        ++logged.first[std::size_t(model[order[i]]) + 1];
    }
    std::partial_sum(logged.first.begin(), logged.first.end(), logged.first.begin());
    scaleToUnitLength(logged.unitRows);
    std::for_each(logged.unitRows.data(), logged.unitRows.data() + logged.unitRows.size(),
                  [](double &value) { value = static_cast<float>(value); });
    return std::make_unique<KnnRouter>(std::move(standardizer), std::move(logged), lambdaMax, std::move(tieCosts));
}

LoadedRouter loadKnnRouter(const RouterHeader &header, const TensorBundle &bundle)
{
    auto standardizer = loadStandardizer(bundle);
    if (!standardizer)
        return standardizer.error();
    const auto rows = bundle.matrixF("knn.rows");
    auto first = bundle.vectorI("knn.first");
    auto quality = bundle.vectorD("knn.quality");
    auto cost = bundle.vectorD("knn.cost");
    const auto neighbours = bundle.vectorI("knn.neighbours");
    if (!rows || !first || !quality || !cost || !neighbours)
        return damagedRouter("its logged rows are missing");

    const std::size_t n = rows->rows();
    if (header.knots.size() != 2 || rows->cols() != standardizer->mean.size() || quality->size() != n ||
        cost->size() != n || !allFinite(*rows) || !allFinite(*quality) || !allFinite(*cost))
        return damagedRouter("its logged rows do not fit its features");
    if (first->size() != header.models() + 1 || first->front() != 0 || first->back() != std::int64_t(n) ||
        !std::is_sorted(first->begin(), first->end()))
        return damagedRouter("its logged rows are not grouped by model");
    if (neighbours->size() != 1 || neighbours->front() < 1 || neighbours->front() > 1'000'000'000)
        return damagedRouter("its number of neighbours is not a positive number");

    Neighbours logged{MatrixD(n, rows->cols()), *std::move(first), *std::move(quality), *std::move(cost),
                      static_cast<int>(neighbours->front())};
    std::copy(rows->data(), rows->data() + rows->size(), logged.unitRows.data());
    return std::make_unique<KnnRouter>(*std::move(standardizer), std::move(logged), header.lambdaMax(),
                                       header.tieCosts);
}

} // namespace fairlead
