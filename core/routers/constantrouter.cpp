#include "core/routers/builders.h"
#include "core/routers/kinds.h"

#include <algorithm>

namespace fairlead {

namespace {

/// The same scores for every query.
class ConstantRouter final : public Router
{
public:
    /// @param line 2 m scores: at lambda 0, then at lambda_max
    ConstantRouter(Method method, std::vector<double> line, double lambdaMax, std::vector<double> tieCosts)
        : Router({0, lambdaMax}, std::move(tieCosts))
        , m_method(method)
        , m_line(std::move(line))
    {}

    Method method() const override { return m_method; }

    Result<MatrixD> scores(const QueryBatch &queries) const override
    {
        if (const auto checked = requireEmbeddings(queries); !checked)
            return checked.error();
        MatrixD out(queries.embeddings->rows(), m_line.size());
        for (std::size_t i = 0; i < out.rows(); ++i)
            std::copy(m_line.begin(), m_line.end(), out.row(i).begin());
        return out;
    }

    TensorBundle save() const override
    {
        TensorBundle bundle = beginBundle(*this);
        bundle.put("constant.scores", std::span<const double>(m_line));
        return bundle;
    }

private:
    Method m_method;
    std::vector<double> m_line;
};

} // namespace

std::unique_ptr<Router> makeConstantRouter(Method method, std::vector<double> quality, std::vector<double> cost,
                                           double lambdaMax, std::vector<double> tieCosts)
{
    const std::size_t models = tieCosts.size();
    std::vector<double> line(2 * models);
    for (std::size_t t = 0; t < models; ++t) {
        const bool isCheapest = method == Method::Cheapest;
        line[t] = isCheapest ? -cost[t] : quality[t];
        line[models + t] = isCheapest ? -cost[t] : quality[t] - cost[t];
    }
    return std::make_unique<ConstantRouter>(method, std::move(line), lambdaMax, std::move(tieCosts));
}

LoadedRouter loadConstantRouter(const RouterHeader &header, const TensorBundle &bundle)
{
    auto line = bundle.vectorD("constant.scores");
    if (!line)
        return line.error();
    if (header.knots.size() != 2 || line->size() != 2 * header.models() || !allFinite(*line))
        return damagedRouter("its scores do not fit its models");
    return std::make_unique<ConstantRouter>(header.method, *std::move(line), header.lambdaMax(), header.tieCosts);
}

} // namespace fairlead
