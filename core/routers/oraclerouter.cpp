#include "core/routers/builders.h"
#include "core/routers/kinds.h"

#include <cmath>

namespace fairlead {

namespace {

/// Below every utility a log can hold: a model without an answer to a query is never chosen where another has one.
constexpr double kNoAnswer = -1e12;

/// f = a_i(t) - lambda c_i(t), the truth itself.
class OracleRouter final : public Router
{
public:
    OracleRouter(double lambdaMax, std::vector<double> tieCosts)
        : Router({0, lambdaMax}, std::move(tieCosts))
    {}

    Method method() const override { return Method::Oracle; }

    Result<MatrixD> scores(const QueryBatch &queries) const override
    {
        const MatrixD *quality = queries.trueQuality;
        const MatrixD *cost = queries.trueCost;
        if (quality == nullptr || cost == nullptr)
            return makeError(
                ErrorCode::Unsupported,
                "The oracle reads every model's true outcome, and this dataset holds only what was logged. "
                "Use it on full feedback or on a log simulated from it.");
        if (quality->cols() != models() || cost->cols() != models() || cost->rows() != quality->rows())
            return makeError(ErrorCode::BadInput, "The true outcomes do not fit the oracle's models.");
        MatrixD out(quality->rows(), 2 * models());
        for (std::size_t i = 0; i < out.rows(); ++i) {
            for (std::size_t t = 0; t < models(); ++t) {
                const double a = (*quality)(i, t);
                const double u = a - knots().back() * (*cost)(i, t);
                const bool isAnswered = std::isfinite(u);
                out(i, t) = isAnswered ? a : kNoAnswer;
                out(i, models() + t) = isAnswered ? u : kNoAnswer;
            }
        }
        return out;
    }

    TensorBundle save() const override { return beginBundle(*this); }
};

} // namespace

std::unique_ptr<Router> makeOracleRouter(double lambdaMax, std::vector<double> tieCosts)
{
    return std::make_unique<OracleRouter>(lambdaMax, std::move(tieCosts));
}

LoadedRouter loadOracleRouter(const RouterHeader &header, const TensorBundle &)
{
    if (header.knots.size() != 2)
        return damagedRouter("an oracle has two knots");
    return makeOracleRouter(header.lambdaMax(), header.tieCosts);
}

} // namespace fairlead
