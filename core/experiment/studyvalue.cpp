#include "core/experiment/studyvalue.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

constexpr int kRegretLambdas = 11;
constexpr int kCoverageLambdas = 5;

std::vector<double> spaced(double lo, double hi, int count)
{
    std::vector<double> lambdas;
    for (int k = 0; k < count; ++k)
        lambdas.push_back(k + 1 == count ? hi : lo + (hi - lo) * k / (count - 1));
    return lambdas;
}

/// A router's decisions at one lambda, and what they truly give.
struct TrueOutcome
{
    std::vector<std::int32_t> decisions; ///< distinct queries
    double quality = 0;
    double cost = 0;
    double regret = 0;
};

TrueOutcome outcomeOf(std::vector<std::int32_t> decisions, const FullOutcomes &truth, double lambda)
{
    TrueOutcome outcome{std::move(decisions), 0, 0, 0};
    const auto n = static_cast<double>(truth.quality.rows());
    for (std::size_t i = 0; i < truth.quality.rows(); ++i) {
        const auto chosen = static_cast<std::size_t>(outcome.decisions[i]);
        const auto utility = [&](std::size_t t) { return truth.quality(i, t) - lambda * truth.cost(i, t); };
        double best = utility(0);
        for (std::size_t t = 1; t < truth.quality.cols(); ++t)
            best = std::max(best, utility(t));
        outcome.quality += truth.quality(i, chosen) / n;
        outcome.cost += truth.cost(i, chosen) / n;
        outcome.regret += (best - utility(chosen)) / n;
    }
    return outcome;
}

Result<TrueOutcome> outcomeAt(const Router &router, const MatrixD &scores, const FullOutcomes &truth, double lambda)
{
    auto here = scoresAt(router, scores, lambda);
    if (!here)
        return here.error();
    return outcomeOf(chooseModels(*here, router.tieCosts()), truth, lambda);
}

std::vector<std::uint16_t> decisionsOfDraws(const TrueOutcome &outcome, std::span<const std::size_t> drawnRows)
{
    std::vector<std::uint16_t> decisions;
    for (const std::size_t row : drawnRows)
        decisions.push_back(static_cast<std::uint16_t>(outcome.decisions[row]));
    return decisions;
}

} // namespace

std::vector<double> regretLambdas(double lambdaMax)
{
    return spaced(0, lambdaMax, kRegretLambdas);
}

std::vector<double> coverageLambdas(double lambda0, double lambda1)
{
    return spaced(lambda0, lambda1, kCoverageLambdas);
}

bool covers(const Estimate &estimate, double truth)
{
    constexpr double kRounding = 1e-9;
    return std::abs(estimate.value - truth) <= Estimate::kZ95 * estimate.se + kRounding * std::abs(truth);
}

Result<StudyValue> valueForStudy(const Router &router, const StudyHeldOut &heldOut, double lambdaMax)
{
    auto scores = router.scores({&heldOut.embeddings, &heldOut.truth.quality, &heldOut.truth.cost});
    if (!scores)
        return scores.error();
    StudyValue value;
    std::vector<double> influence(heldOut.drawnRows.size(), 0);
    const std::vector<double> lambdas = regretLambdas(lambdaMax);
    const auto count = static_cast<double>(lambdas.size());
    for (const double lambda : lambdas) {
        const auto outcome = outcomeAt(router, *scores, heldOut.truth, lambda);
        if (!outcome)
            return outcome.error();
        value.meanRegret += outcome->regret / count;
        value.meanUtility += (outcome->quality - lambda * outcome->cost) / count;
        const auto decisions = decisionsOfDraws(*outcome, heldOut.drawnRows);
        for (std::size_t k = 0; k < decisions.size(); ++k)
            influence[k] += (heldOut.tables->quality(k, decisions[k]) - lambda * heldOut.tables->cost(k, decisions[k])) /
                            count;
    }
    value.utilityEstimate = meanOfRows(influence);
    for (const double lambda : coverageLambdas(0, lambdaMax)) {
        const auto outcome = outcomeAt(router, *scores, heldOut.truth, lambda);
        if (!outcome)
            return outcome.error();
        const PolicyValue dr = policyValue(*heldOut.tables, decisionsOfDraws(*outcome, heldOut.drawnRows), lambda);
        value.coverageQuality += covers(dr.quality, outcome->quality) / double(kCoverageLambdas);
        value.coverageCost += covers(dr.cost, outcome->cost) / double(kCoverageLambdas);
        value.coverageUtility +=
            covers(dr.utility, outcome->quality - lambda * outcome->cost) / double(kCoverageLambdas);
    }
    return value;
}

} // namespace fairlead
