#include "core/export/reloadcheck.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

/// Scores that differ by less than this share of the largest one tie: rounding decides between them.
constexpr double kTieShare = 1e-9;

std::vector<double> lambdasToCheck(const std::vector<double> &knots)
{
    std::vector<double> lambdas(knots);
    for (std::size_t k = 1; k < knots.size(); ++k)
        lambdas.push_back((knots[k - 1] + knots[k]) / 2);
    lambdas.push_back(knots.front() + 0.1 * (knots.back() - knots.front()));
    return lambdas;
}

double largestSize(const MatrixD &scores)
{
    double largest = 0;
    for (std::size_t i = 0; i < scores.size(); ++i)
        largest = std::max(largest, std::abs(scores.data()[i]));
    return largest;
}

void compareAt(const MatrixD &expected, const MatrixD &actual, const std::vector<double> &tieCosts, ReloadCheck &check)
{
    const double scale = std::max(largestSize(expected), 1e-300);
    for (std::size_t i = 0; i < expected.size(); ++i)
        check.largestDifference =
            std::max(check.largestDifference, std::abs(expected.data()[i] - actual.data()[i]) / scale);
    const auto wanted = chooseModels(expected, tieCosts);
    const auto given = chooseModels(actual, tieCosts);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const double gap = expected(i, std::size_t(wanted[i])) - expected(i, std::size_t(given[i]));
        check.otherDecisions += wanted[i] != given[i] && gap > kTieShare * scale;
    }
}

} // namespace

Result<ReloadCheck> compareWithRouter(const ImportedRouter &reloaded, const Router &router, const MatrixF &embeddings)
{
    QueryBatch queries;
    queries.embeddings = &embeddings;
    const auto knotScores = router.scores(queries);
    if (!knotScores)
        return knotScores.error();
    ReloadCheck check;
    for (const double lambda : lambdasToCheck(router.knots())) {
        const auto expected = scoresAt(router, *knotScores, lambda);
        if (!expected)
            return expected.error();
        const auto actual = reloaded.scores(embeddings, lambda);
        if (!actual)
            return actual.error();
        compareAt(*expected, *actual, router.tieCosts(), check);
    }
    return check;
}

} // namespace fairlead
