#include "core/routers/basemodel.h"
#include "core/routers/builders.h"
#include "core/routers/kinds.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <tuple>

namespace fairlead {

namespace {

double meanOf(const std::vector<double> &values)
{
    return values.empty() ? 0 : std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

class KnnRouter final : public Router
{
public:
    KnnRouter(Standardizer standardizer, LoggedRows rows, int neighbours, double lambdaMax,
              std::vector<double> tieCosts)
        : Router({0, lambdaMax}, std::move(tieCosts))
        , m_standardizer(std::move(standardizer))
        , m_logged(std::move(rows))
        , m_neighbours(neighbours)
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
        MatrixD out(z->rows(), 2 * models());
        forEachSimilarity(m_logged, *std::move(z), [&](std::size_t i, std::span<const double> similarity) {
            scoreQuery(similarity, out.row(i));
        });
        return out;
    }

    TensorBundle save() const override
    {
        TensorBundle bundle = beginBundle(*this);
        m_standardizer.save(bundle);
        m_logged.save(bundle, "knn");
        const std::int64_t count = m_neighbours;
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
                const auto last = order.begin() + std::min<std::ptrdiff_t>(m_neighbours, std::ssize(order)) - 1;
                std::nth_element(order.begin(), last, order.end(), std::greater<>());
                std::tie(quality, cost) = meanAtLeast(own, *last - kSimilarityTie, begin);
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
    LoggedRows m_logged;
    int m_neighbours; ///< k
    double m_meanQuality;
    double m_meanCost;
};

} // namespace

std::unique_ptr<Router> makeKnnRouter(Standardizer standardizer, MatrixF z, std::vector<std::int32_t> model,
                                      std::vector<double> quality, std::vector<double> cost, int neighbours,
                                      double lambdaMax, std::vector<double> tieCosts)
{
    LoggedRows rows = LoggedRows::group(z, model, quality, cost, tieCosts.size());
    return std::make_unique<KnnRouter>(std::move(standardizer), std::move(rows), neighbours, lambdaMax,
                                       std::move(tieCosts));
}

LoadedRouter loadKnnRouter(const RouterHeader &header, const TensorBundle &bundle)
{
    auto standardizer = loadStandardizer(bundle);
    if (!standardizer)
        return standardizer.error();
    auto rows = LoggedRows::load(bundle, "knn", standardizer->mean.size(), header.models());
    if (!rows)
        return rows.error();
    if (header.knots.size() != 2)
        return damagedRouter("a plug-in router has two knots");
    const auto neighbours = bundle.vectorI("knn.neighbours");
    if (!neighbours || neighbours->size() != 1 || neighbours->front() < 1 || neighbours->front() > 1'000'000'000)
        return damagedRouter("its number of neighbours is not a positive number");

    return std::make_unique<KnnRouter>(*std::move(standardizer), *std::move(rows),
                                       static_cast<int>(neighbours->front()), header.lambdaMax(), header.tieCosts);
}

} // namespace fairlead
