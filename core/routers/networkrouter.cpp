#include "core/routers/basemodel.h"
#include "core/routers/builders.h"
#include "core/routers/kinds.h"

namespace fairlead {

namespace {

/// f = delta(x, lambda) alone, networks without a base; linear between knots. One output a model for all lambdas is the
/// same rule at every price.
class NetworkRouter final : public Router
{
public:
    NetworkRouter(Method method, Standardizer standardizer, CorrectionNetworks networks, std::vector<double> knots,
                  std::vector<double> tieCosts)
        : Router(std::move(knots), std::move(tieCosts))
        , m_method(method)
        , m_standardizer(std::move(standardizer))
        , m_networks(std::move(networks))
    {}

    Method method() const override { return m_method; }

    Result<MatrixD> scores(const QueryBatch &queries) const override
    {
        if (const auto checked = requireEmbeddings(queries); !checked)
            return checked.error();
        const auto z = featuresOf(*queries.embeddings, m_standardizer);
        if (!z)
            return z.error();
        MatrixD delta = m_networks.delta(*z);
        if (delta.cols() == knots().size() * models())
            return delta;
        MatrixD out(delta.rows(), knots().size() * models());
        for (std::size_t i = 0; i < out.rows(); ++i) {
            for (std::size_t j = 0; j < out.cols(); ++j)
                out(i, j) = delta(i, j % models());
        }
        return out;
    }

    TensorBundle save() const override
    {
        TensorBundle bundle = beginBundle(*this);
        markWithoutBase(bundle);
        m_standardizer.save(bundle);
        m_networks.save(bundle);
        return bundle;
    }

private:
    Method m_method;
    Standardizer m_standardizer;
    CorrectionNetworks m_networks;
};

} // namespace

std::unique_ptr<Router> makeNetworkRouter(Method method, Standardizer standardizer, CorrectionNetworks networks,
                                          const std::vector<double> &knotPositions, double lambdaMax,
                                          std::vector<double> tieCosts)
{
    return std::make_unique<NetworkRouter>(method, std::move(standardizer), std::move(networks),
                                           routerKnots(knotPositions, lambdaMax), std::move(tieCosts));
}

LoadedRouter loadNetworkRouter(const RouterHeader &header, const TensorBundle &bundle)
{
    auto standardizer = loadStandardizer(bundle);
    if (!standardizer)
        return standardizer.error();
    auto networks = CorrectionNetworks::load(bundle);
    if (!networks)
        return networks.error();
    if (!fitsNetworks(header, *networks, standardizer->mean.size()))
        return damagedRouter("its networks do not fit its features, knots and models");
    return std::make_unique<NetworkRouter>(header.method, *std::move(standardizer), *std::move(networks), header.knots,
                                           header.tieCosts);
}

} // namespace fairlead
