#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/tensorbundle.h"
#include "core/routers/method.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace fairlead {

/// Queries to be scored. Only the oracle reads the truth.
struct QueryBatch
{
    const MatrixF *embeddings = nullptr;  ///< n x d, as stored (not standardised)
    const MatrixD *trueQuality = nullptr; ///< n x m, or null
    const MatrixD *trueCost = nullptr;
};

/// A learned routing rule: for every query, one score per model that is piecewise linear in lambda (quality per USD),
/// given by its values at the knots. Scores do not depend on which models a query can be sent to: who chooses leaves out
/// those it cannot (SweepInput::available, chooseModels). Immutable, safe to share between threads.
class Router
{
public:
    virtual ~Router() = default;

    [[nodiscard]] virtual Method method() const = 0;
    /// Ascending, at least two; first and last bound the lambdas this router answers.
    [[nodiscard]] const std::vector<double> &knots() const { return m_knots; }
    [[nodiscard]] std::size_t models() const { return m_tieCosts.size(); }
    /// Mean logged cost per model; of equal scores the cheaper model wins, then the lower index.
    [[nodiscard]] const std::vector<double> &tieCosts() const { return m_tieCosts; }

    /// n x (knots * m), knot-major: column k * m + t is model t's score at knots()[k].
    [[nodiscard]] virtual Result<MatrixD> scores(const QueryBatch &queries) const = 0;
    /// Everything needed to rebuild it with loadRouter.
    [[nodiscard]] virtual TensorBundle save() const = 0;

protected:
    Router(std::vector<double> knots, std::vector<double> tieCosts)
        : m_knots(std::move(knots))
        , m_tieCosts(std::move(tieCosts))
    {}

private:
    std::vector<double> m_knots;
    std::vector<double> m_tieCosts;
};

[[nodiscard]] Result<std::unique_ptr<Router>> loadRouter(const TensorBundle &bundle);

/// A lambda beyond an end of the knots by no more than people's rounding (1e-5 of the range) is that end; one further
/// out is BadConfig, and the message says the range.
[[nodiscard]] Result<double> lambdaWithin(std::span<const double> knots, double lambda);

/// Scores at one lambda out of knot scores: n x m. lambda must lie within the knots, as lambdaWithin has it.
[[nodiscard]] Result<MatrixD> scoresAt(const Router &router, const MatrixD &knotScores, double lambda);

/// The chosen model per row of n x m scores, ties to the cheaper model, then the lower index.
/// @param available n x m, 1 where a model can be chosen, at least one a row; null: everywhere
[[nodiscard]] std::vector<std::int32_t> chooseModels(const MatrixD &scores, std::span<const double> tieCosts,
                                                     const Matrix<std::uint8_t> *available = nullptr);

} // namespace fairlead
