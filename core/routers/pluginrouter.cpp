#include "core/routers/basemodel.h"
#include "core/routers/builders.h"
#include "core/routers/kinds.h"

namespace fairlead {

namespace {

/// f = mu_a(x) - lambda mu_c(x): one line per model, two knots.
class PlugInRouter final : public Router
{
public:
    PlugInRouter(Method method, Standardizer standardizer, OutcomeModel model, double lambdaMax,
                 std::vector<double> tieCosts)
        : Router({0, lambdaMax}, std::move(tieCosts))
        , m_method(method)
        , m_standardizer(std::move(standardizer))
        , m_model(std::move(model))
    {}

    Method method() const override { return m_method; }

    Result<MatrixD> scores(const QueryBatch &queries) const override
    {
        if (const auto checked = requireEmbeddings(queries); !checked)
            return checked.error();
        const auto z = featuresOf(*queries.embeddings, m_standardizer);
        if (!z)
            return z.error();
        const OutcomeModel::Prediction mu = m_model.predict(*z);
        MatrixD out(z->rows(), 2 * models());
        for (std::size_t i = 0; i < out.rows(); ++i) {
            for (std::size_t t = 0; t < models(); ++t) {
                out(i, t) = mu.quality(i, t);
                out(i, models() + t) = mu.quality(i, t) - mu.cost(i, t);
            }
        }
        return out;
    }

    TensorBundle save() const override
    {
        TensorBundle bundle = beginBundle(*this);
        m_standardizer.save(bundle);
        m_model.save(bundle);
        return bundle;
    }

private:
    Method m_method;
    Standardizer m_standardizer;
    OutcomeModel m_model;
};

} // namespace

std::unique_ptr<Router> makePlugInRouter(Standardizer standardizer, OutcomeModel model, double lambdaMax,
                                         std::vector<double> tieCosts, Method method)
{
    return std::make_unique<PlugInRouter>(method, std::move(standardizer), std::move(model), lambdaMax,
                                          std::move(tieCosts));
}

LoadedRouter loadPlugInRouter(const RouterHeader &header, const TensorBundle &bundle)
{
    auto base = loadBaseModel(bundle, header.models());
    if (!base)
        return base.error();
    if (header.knots.size() != 2)
        return damagedRouter("a plug-in router has two knots");
    return makePlugInRouter(std::move(base->standardizer), std::move(base->model), header.lambdaMax(), header.tieCosts,
                            header.method);
}

} // namespace fairlead
