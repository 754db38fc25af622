#include "core/routers/builders.h"
#include "core/routers/gumbelnoise.h"
#include "core/routers/kinds.h"

#include <algorithm>
#include <bit>

namespace fairlead {

namespace {

/// One uniform draw per query, the same at every lambda.
class RandomRouter final : public Router
{
public:
    RandomRouter(std::uint64_t seed, double lambdaMax, std::vector<double> tieCosts)
        : Router({0, lambdaMax}, std::move(tieCosts))
        , m_seed(seed)
    {}

    Method method() const override { return Method::Random; }

    Result<MatrixD> scores(const QueryBatch &queries) const override
    {
        if (const auto checked = requireEmbeddings(queries); !checked)
            return checked.error();
        MatrixD out(queries.embeddings->rows(), 2 * models());
        for (std::size_t i = 0; i < out.rows(); ++i) {
            const auto first = out.row(i).first(models());
            addGumbelNoise(first, queries.embeddings->row(i), m_seed);
            std::copy(first.begin(), first.end(), out.row(i).begin() + static_cast<std::ptrdiff_t>(models()));
        }
        return out;
    }

    TensorBundle save() const override
    {
        TensorBundle bundle = beginBundle(*this);
        const auto seed = std::bit_cast<std::int64_t>(m_seed);
        bundle.put("random.seed", std::span<const std::int64_t>(&seed, 1));
        return bundle;
    }

private:
    std::uint64_t m_seed;
};

} // namespace

std::unique_ptr<Router> makeRandomRouter(std::uint64_t seed, double lambdaMax, std::vector<double> tieCosts)
{
    return std::make_unique<RandomRouter>(seed, lambdaMax, std::move(tieCosts));
}

LoadedRouter loadRandomRouter(const RouterHeader &header, const TensorBundle &bundle)
{
    const auto seed = bundle.vectorI("random.seed");
    if (!seed)
        return seed.error();
    if (seed->size() != 1 || header.knots.size() != 2)
        return damagedRouter("its seed is not one number");
    return makeRandomRouter(std::bit_cast<std::uint64_t>(seed->front()), header.lambdaMax(), header.tieCosts);
}

} // namespace fairlead
