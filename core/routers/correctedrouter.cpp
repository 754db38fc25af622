#include "core/routers/basemodel.h"
#include "core/routers/builders.h"
#include "core/routers/kinds.h"

#include <cmath>

namespace fairlead {

namespace {

/// f = [mu_a(x) - lambda mu_c(x)] / tau + delta(x, lambda), delta linear between knots (Fairlead's method, step 8).
class CorrectedRouter final : public Router
{
public:
    CorrectedRouter(Method method, Standardizer standardizer, OutcomeModel model, CorrectionNetworks networks,
                    double temperature, std::vector<double> knots, std::vector<double> tieCosts)
        : Router(std::move(knots), std::move(tieCosts))
        , m_method(method)
        , m_standardizer(std::move(standardizer))
        , m_model(std::move(model))
        , m_networks(std::move(networks))
        , m_temperature(temperature)
    {}

    Method method() const override { return m_method; }

    Result<MatrixD> scores(const QueryBatch &queries) const override
    {
        if (const auto checked = requireEmbeddings(queries); !checked)
            return checked.error();
        const auto z = featuresOf(*queries.embeddings, m_standardizer);
        if (!z)
            return z.error();
        return correctedScores(m_model.predict(*z), m_networks.delta(*z), knots(), m_temperature);
    }

    TensorBundle save() const override
    {
        TensorBundle bundle = beginBundle(*this);
        m_standardizer.save(bundle);
        m_model.save(bundle);
        m_networks.save(bundle);
        bundle.put("router.temperature", std::span<const double>(&m_temperature, 1));
        return bundle;
    }

private:
    Method m_method;
    Standardizer m_standardizer;
    OutcomeModel m_model;
    CorrectionNetworks m_networks;
    double m_temperature;
};

/// The columns `times` over, side by side.
MatrixD repeated(const MatrixD &columns, std::size_t times)
{
    MatrixD out(columns.rows(), times * columns.cols());
    for (std::size_t i = 0; i < out.rows(); ++i) {
        for (std::size_t j = 0; j < out.cols(); ++j)
            out(i, j) = columns(i, j % columns.cols());
    }
    return out;
}

} // namespace

MatrixD correctedScores(const OutcomeModel::Prediction &base, MatrixD delta, std::span<const double> knots,
                        double temperature)
{
    const std::size_t models = base.quality.cols();
    MatrixD out = delta.cols() == models ? repeated(delta, knots.size()) : std::move(delta);
    for (std::size_t i = 0; i < out.rows(); ++i) {
        for (std::size_t k = 0; k < knots.size(); ++k) {
            const double lambda = knots[k] / knots.back(); // engine unit, in which the cost was fitted
            for (std::size_t t = 0; t < models; ++t)
                out(i, k * models + t) += (base.quality(i, t) - lambda * base.cost(i, t)) / temperature;
        }
    }
    return out;
}

std::vector<double> routerKnots(const std::vector<double> &positions, double lambdaMax)
{
    if (positions.size() < 2)
        return {0, lambdaMax};
    std::vector<double> knots;
    for (const double position : positions)
        knots.push_back(lambdaMax * position);
    return knots;
}

bool fitsNetworks(const RouterHeader &header, const CorrectionNetworks &networks, std::size_t d)
{
    const std::size_t outputs = networks.outputBias.front().size();
    const bool isSingle = header.knots.size() == 2 && outputs == header.models();
    return networks.hiddenWeights.front().cols() == d && (isSingle || outputs == header.knots.size() * header.models());
}

std::unique_ptr<Router> makeCorrectedRouter(Method method, Standardizer standardizer, OutcomeModel model,
                                            CorrectionNetworks networks, double temperature, double lambdaMax,
                                            std::vector<double> tieCosts, const std::vector<double> &positions)
{
    CorrectionOptions spaced;
    spaced.knots = int(networks.outputBias.front().size() / tieCosts.size());
    spaced.knotPositions = positions;
    std::vector<double> knots = routerKnots(knotPositions(spaced), lambdaMax);
    return std::make_unique<CorrectedRouter>(method, std::move(standardizer), std::move(model), std::move(networks),
                                             temperature, std::move(knots), std::move(tieCosts));
}

LoadedRouter loadCorrectedRouter(const RouterHeader &header, const TensorBundle &bundle)
{
    auto base = loadBaseModel(bundle, header.models());
    if (!base)
        return base.error();
    auto networks = CorrectionNetworks::load(bundle);
    if (!networks)
        return networks.error();
    const auto temperature = bundle.vectorD("router.temperature");
    if (!temperature)
        return temperature.error();
    if (temperature->size() != 1 || !std::isfinite(temperature->front()) || !(temperature->front() > 0))
        return damagedRouter("its temperature is not a positive number");
    if (!fitsNetworks(header, *networks, base->standardizer.mean.size()))
        return damagedRouter("its correction networks do not fit its features, knots and models");
    return std::make_unique<CorrectedRouter>(header.method, std::move(base->standardizer), std::move(base->model),
                                             *std::move(networks), temperature->front(), header.knots, header.tieCosts);
}

} // namespace fairlead
