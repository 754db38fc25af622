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

/// Influence values of the held-out draws under decisions that were made for their queries. The draws are independent,
/// so their plain standard error is right although some share a query.
struct DrawnInfluence
{
    std::vector<double> quality;
    std::vector<double> cost;
    std::vector<double> utility;
};

DrawnInfluence influenceOf(const TrueOutcome &outcome, const StudyHeldOut &heldOut, double lambda)
{
    DrawnInfluence influence;
    for (std::size_t k = 0; k < heldOut.drawnRows.size(); ++k) {
        const auto chosen = static_cast<std::size_t>(outcome.decisions[heldOut.drawnRows[k]]);
        influence.quality.push_back(heldOut.tables->quality(k, chosen));
        influence.cost.push_back(heldOut.tables->cost(k, chosen));
        influence.utility.push_back(influence.quality.back() - lambda * influence.cost.back());
    }
    return influence;
}

} // namespace

std::vector<double> regretLambdas(double lambdaMax)
{
    return spaced(0, lambdaMax, kRegretLambdas);
}

std::vector<double> coverageLambdas(double lo, double hi)
{
    return spaced(lo, hi, kCoverageLambdas);
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
        const DrawnInfluence drawn = influenceOf(*outcome, heldOut, lambda);
        for (std::size_t k = 0; k < influence.size(); ++k)
            influence[k] += drawn.utility[k] / count;
    }
    value.utilityEstimate = meanOfRows(influence);
    for (const double lambda : coverageLambdas(0, lambdaMax)) {
        const auto outcome = outcomeAt(router, *scores, heldOut.truth, lambda);
        if (!outcome)
            return outcome.error();
        const DrawnInfluence drawn = influenceOf(*outcome, heldOut, lambda);
        const auto share = [](bool isCovered) { return isCovered ? 1.0 / kCoverageLambdas : 0.0; };
        value.coverageQuality += share(covers(meanOfRows(drawn.quality), outcome->quality));
        value.coverageCost += share(covers(meanOfRows(drawn.cost), outcome->cost));
        value.coverageUtility += share(covers(meanOfRows(drawn.utility), outcome->quality - lambda * outcome->cost));
    }
    return value;
}

} // namespace fairlead
