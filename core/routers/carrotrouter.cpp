#include "core/routers/basemodel.h"
#include "core/routers/builders.h"
#include "core/routers/kinds.h"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

namespace fairlead {

namespace {

class CarrotRouter final : public Router
{
public:
    CarrotRouter(Standardizer standardizer, LoggedRows rows, CarrotNeighbours neighbours, double lambdaMax,
                 std::vector<double> tieCosts)
        : Router({0, lambdaMax}, std::move(tieCosts))
        , m_standardizer(std::move(standardizer))
        , m_logged(std::move(rows))
        , m_neighbours(neighbours)
        , m_meanQuality(modelMeans(m_logged, m_logged.quality))
        , m_meanCost(modelMeans(m_logged, m_logged.cost))
    {}

    Method method() const override { return Method::Carrot; }

    Result<MatrixD> scores(const QueryBatch &queries) const override
    {
        if (const auto checked = requireEmbeddings(queries); !checked)
            return checked.error();
        auto z = m_standardizer.apply(*queries.embeddings);
        if (!z)
            return z.error();
        MatrixD out(z->rows(), 2 * models());
        std::vector<double> quality(models()), cost(models());
        forEachSimilarity(m_logged, *std::move(z), [&](std::size_t i, std::span<const double> similarity) {
            predict(similarity, m_neighbours.quality, m_logged.quality, m_meanQuality, quality);
            predict(similarity, m_neighbours.cost, m_logged.cost, m_meanCost, cost);
            for (std::size_t t = 0; t < models(); ++t) {
                out(i, t) = quality[t];
                out(i, models() + t) = quality[t] - cost[t];
            }
        });
        return out;
    }

    TensorBundle save() const override
    {
        TensorBundle bundle = beginBundle(*this);
        m_standardizer.save(bundle);
        m_logged.save(bundle, "carrot");
        const std::array<std::int64_t, 2> neighbours{m_neighbours.quality, m_neighbours.cost};
        bundle.put("carrot.neighbours", std::span<const std::int64_t>(neighbours));
        return bundle;
    }

private:
    /// Mean outcome of each model; of a model without rows the mean over all.
    static std::vector<double> modelMeans(const LoggedRows &rows, const std::vector<double> &outcome)
    {
        const auto mean = [&](std::size_t from, std::size_t to) {
            const double sum =
                std::accumulate(outcome.begin() + std::ptrdiff_t(from), outcome.begin() + std::ptrdiff_t(to), 0.0);
            return to > from ? sum / double(to - from) : 0;
        };
        std::vector<double> means;
        for (std::size_t t = 0; t < rows.models(); ++t) {
            const auto from = std::size_t(rows.first[t]);
            const auto to = std::size_t(rows.first[t + 1]);
            means.push_back(from == to ? mean(0, rows.size()) : mean(from, to));
        }
        return means;
    }

    /// One outcome of every model as its mean among the `count` most similar rows.
    void predict(std::span<const double> similarity, std::int64_t count, const std::vector<double> &outcome,
                 const std::vector<double> &otherwise, std::vector<double> &out) const
    {
        std::vector<double> order(similarity.begin(), similarity.end());
        double least = 0;
        if (!order.empty()) {
            const auto last = order.begin() + std::min<std::ptrdiff_t>(count, std::ssize(order)) - 1;
            std::nth_element(order.begin(), last, order.end(), std::greater<>());
            least = *last - kSimilarityTie;
        }
        for (std::size_t t = 0; t < models(); ++t) {
            double sum = 0;
            double rows = 0;
            for (auto i = std::size_t(m_logged.first[t]); i < std::size_t(m_logged.first[t + 1]); ++i) {
                if (similarity[i] < least)
                    continue;
                sum += outcome[i];
                ++rows;
            }
            out[t] = rows > 0 ? sum / rows : otherwise[t];
        }
    }

    Standardizer m_standardizer;
    LoggedRows m_logged;
    CarrotNeighbours m_neighbours;
    std::vector<double> m_meanQuality; ///< m
    std::vector<double> m_meanCost;
};

} // namespace

std::unique_ptr<Router> makeCarrotRouter(Standardizer standardizer, const LoggedRows &rows,
                                         const CarrotNeighbours &neighbours, double lambdaMax,
                                         std::vector<double> tieCosts)
{
    return std::make_unique<CarrotRouter>(std::move(standardizer), rows, neighbours, lambdaMax, std::move(tieCosts));
}

LoadedRouter loadCarrotRouter(const RouterHeader &header, const TensorBundle &bundle)
{
    auto standardizer = loadStandardizer(bundle);
    if (!standardizer)
        return standardizer.error();
    auto rows = LoggedRows::load(bundle, "carrot", standardizer->mean.size(), header.models());
    if (!rows)
        return rows.error();
    const auto neighbours = bundle.vectorI("carrot.neighbours");
    if (!neighbours || neighbours->size() != 2 || neighbours->front() < 1 || neighbours->back() < 1)
        return damagedRouter("its neighbourhood sizes are not two positive numbers");
    if (header.knots.size() != 2)
        return damagedRouter("a plug-in router has two knots");
    return std::make_unique<CarrotRouter>(*std::move(standardizer), *std::move(rows),
                                          CarrotNeighbours{neighbours->front(), neighbours->back()}, header.lambdaMax(),
                                          header.tieCosts);
}

} // namespace fairlead
