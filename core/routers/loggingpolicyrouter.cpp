#include "core/routers/basemodel.h"
#include "core/routers/builders.h"
#include "core/routers/gumbelnoise.h"
#include "core/routers/kinds.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace fairlead {

namespace {

constexpr double kSmallestPropensity = 1e-12;

/// One draw per query from the fitted propensities, the same at every lambda.
class LoggingPolicyRouter final : public Router
{
public:
    LoggingPolicyRouter(Standardizer standardizer, PropensityModel propensity, std::uint64_t seed, double lambdaMax,
                        std::vector<double> tieCosts)
        : Router({0, lambdaMax}, std::move(tieCosts))
        , m_standardizer(std::move(standardizer))
        , m_propensity(std::move(propensity))
        , m_seed(seed)
    {}

    Method method() const override { return Method::LoggingPolicy; }

    Result<MatrixD> scores(const QueryBatch &queries) const override
    {
        if (const auto checked = requireEmbeddings(queries); !checked)
            return checked.error();
        const auto z = featuresOf(*queries.embeddings, m_standardizer);
        if (!z)
            return z.error();
        const MatrixD propensity = m_propensity.predict(*z);
        MatrixD out(z->rows(), 2 * models());
        for (std::size_t i = 0; i < out.rows(); ++i) {
            const auto first = out.row(i).first(models());
            for (std::size_t t = 0; t < models(); ++t)
                first[t] = std::log(std::max(propensity(i, t), kSmallestPropensity));
            addGumbelNoise(first, queries.embeddings->row(i), m_seed);
            std::copy(first.begin(), first.end(), out.row(i).begin() + static_cast<std::ptrdiff_t>(models()));
        }
        return out;
    }

    TensorBundle save() const override
    {
        TensorBundle bundle = beginBundle(*this);
        m_standardizer.save(bundle);
        m_propensity.save(bundle);
        const auto seed = std::bit_cast<std::int64_t>(m_seed);
        bundle.put("random.seed", std::span<const std::int64_t>(&seed, 1));
        return bundle;
    }

private:
    Standardizer m_standardizer;
    PropensityModel m_propensity;
    std::uint64_t m_seed;
};

bool fits(const PropensityModel &model, std::size_t models, std::size_t d)
{
    if (model.weights.empty() || !std::isfinite(model.temperature) || !std::isfinite(model.penalty) ||
        !(model.floor >= 0 && model.floor <= 1))
        return false;
    return std::all_of(model.weights.begin(), model.weights.end(), [&](const MatrixD &weights) {
        return weights.rows() == models && weights.cols() == d + 1 && allFinite(weights);
    });
}

} // namespace

std::unique_ptr<Router> makeLoggingPolicyRouter(Standardizer standardizer, PropensityModel propensity,
                                                std::uint64_t seed, double lambdaMax, std::vector<double> tieCosts)
{
    return std::make_unique<LoggingPolicyRouter>(std::move(standardizer), std::move(propensity), seed, lambdaMax,
                                                 std::move(tieCosts));
}

LoadedRouter loadLoggingPolicyRouter(const RouterHeader &header, const TensorBundle &bundle)
{
    auto standardizer = loadStandardizer(bundle);
    if (!standardizer)
        return standardizer.error();
    auto propensity = PropensityModel::load(bundle);
    if (!propensity)
        return propensity.error();
    const auto seed = bundle.vectorI("random.seed");
    if (!seed)
        return seed.error();
    if (seed->size() != 1 || header.knots.size() != 2)
        return damagedRouter("its seed is not one number");
    if (!fits(*propensity, header.models(), standardizer->mean.size()))
        return damagedRouter("its propensity models do not fit its features and models");
    return makeLoggingPolicyRouter(*std::move(standardizer), *std::move(propensity),
                                   std::bit_cast<std::uint64_t>(seed->front()), header.lambdaMax(), header.tieCosts);
}

} // namespace fairlead
