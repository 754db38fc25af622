#include "core/routers/router.h"

#include "core/base/format.h"
#include "core/routers/interpolatescore.h"

#include <algorithm>
#include <numeric>

namespace fairlead {

namespace {

/// Ranges are shown to people with six digits, and come back as they were shown.
constexpr double kRoundingShare = 1e-5;

} // namespace

Result<double> lambdaWithin(std::span<const double> knots, double lambda)
{
    const double slack = kRoundingShare * (knots.back() - knots.front());
    if (lambda >= knots.front() - slack && lambda <= knots.back() + slack)
        return std::clamp(lambda, knots.front(), knots.back());
    return makeError(ErrorCode::BadConfig,
                     "Lambda " + formatSignificant(lambda, 6) + " is outside the range this router answers, " +
                         formatSignificant(knots.front(), 6) + " to " + formatSignificant(knots.back(), 6) +
                         " quality units per USD. Choose a lambda inside it, or train with a larger lambda_max.");
}

Result<MatrixD> scoresAt(const Router &router, const MatrixD &knotScores, double lambda)
{
    const std::vector<double> &knots = router.knots();
    const std::size_t models = router.models();
    if (knotScores.cols() != knots.size() * models)
        return makeError(ErrorCode::Internal, "The scores do not belong to this router.");
    const Result<double> within = lambdaWithin(knots, lambda);
    if (!within)
        return within.error();
    const auto above = std::upper_bound(knots.begin() + 1, knots.end() - 1, *within);
    const std::size_t k = static_cast<std::size_t>(above - knots.begin()) - 1;

    MatrixD out(knotScores.rows(), models);
    for (std::size_t i = 0; i < out.rows(); ++i) {
        const double *left = knotScores.row(i).data() + k * models;
        const double *right = left + models;
        for (std::size_t t = 0; t < models; ++t)
            out(i, t) = interpolateScore(left[t], right[t], knots[k], knots[k + 1], *within);
    }
    return out;
}

std::vector<std::int32_t> chooseModels(const MatrixD &scores, std::span<const double> tieCosts,
                                       const Matrix<std::uint8_t> *available)
{
    std::vector<std::int32_t> byCost(tieCosts.size());
    std::iota(byCost.begin(), byCost.end(), 0);
    std::stable_sort(byCost.begin(), byCost.end(),
                     [&](std::int32_t a, std::int32_t b) { return tieCosts[size_t(a)] < tieCosts[size_t(b)]; });

    std::vector<std::int32_t> chosen(scores.rows());
    for (std::size_t i = 0; i < scores.rows(); ++i) {
        const auto row = scores.row(i);
        std::int32_t best = -1;
        for (const std::int32_t t : byCost) {
            if (available != nullptr && (*available)(i, std::size_t(t)) == 0)
                continue;
            if (best < 0 || row[std::size_t(t)] > row[std::size_t(best)])
                best = t;
        }
        chosen[i] = std::max(best, 0);
    }
    return chosen;
}

} // namespace fairlead
