#include "core/experiment/studyvalue.h"

#include "core/evaluation/routersupport.h"
#include "core/evaluation/tablevalue.h"
#include "core/sweep/sweepindex.h"

#include <algorithm>
#include <cmath>
#include <numeric>

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

/// Estimates over the held-out draws. These are independent, so they are no clusters although some share a query.
class DrawnValues
{
public:
    explicit DrawnValues(const StudyHeldOut &heldOut)
        : m_heldOut(heldOut)
        , m_noise(correctionNoise(*heldOut.tables))
        , m_rows(heldOut.drawnRows.size())
    {
        std::iota(m_rows.begin(), m_rows.end(), std::size_t(0));
    }

    /// Decisions for the draws, from those for their queries.
    [[nodiscard]] std::vector<std::uint16_t> drawn(const std::vector<std::int32_t> &decisions) const
    {
        std::vector<std::uint16_t> models;
        for (const std::size_t query : m_heldOut.drawnRows)
            models.push_back(static_cast<std::uint16_t>(decisions[query]));
        return models;
    }
    [[nodiscard]] PolicyValue value(std::span<const PolicySlice> slices) const
    {
        return policyValue(*m_heldOut.tables, m_noise, m_rows, slices, RowClusters());
    }

private:
    const StudyHeldOut &m_heldOut;
    CorrectionNoise m_noise;
    std::vector<std::size_t> m_rows;
};

/// @param scores of the distinct queries
Result<Verdict> verdictOver(const Router &router, const MatrixD &scores, const StudyHeldOut &heldOut)
{
    const MatrixD drawn = takeRows(scores, heldOut.drawnRows);
    SweepInput input;
    input.knots = router.knots();
    input.tieCosts = router.tieCosts();
    input.scores = &drawn;
    const auto index = SweepIndex::build(input, {}, {});
    if (!index)
        return index.error();
    const HeldOutTables &tables = *heldOut.tables;
    const auto routing = RouterSupport::build(*index, tables.propensity, tables.loggedModel, heldOut.models,
                                              *heldOut.support, tables.clip);
    if (!routing)
        return routing.error();
    Judgement judgement = routing->over(index->lambdaMin(), index->lambdaMax()).judgement;
    judgement.add(heldOut.support->judgement());
    return judgement.verdict;
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
    const auto verdict = verdictOver(router, *scores, heldOut);
    if (!verdict)
        return verdict.error();
    StudyValue value;
    value.verdict = *verdict;
    const DrawnValues estimates(heldOut);
    std::vector<std::vector<std::uint16_t>> decisions;
    std::vector<PolicySlice> slices;
    const std::vector<double> lambdas = regretLambdas(lambdaMax);
    const auto count = static_cast<double>(lambdas.size());
    for (const double lambda : lambdas) {
        const auto outcome = outcomeAt(router, *scores, heldOut.truth, lambda);
        if (!outcome)
            return outcome.error();
        value.meanRegret += outcome->regret / count;
        value.meanUtility += (outcome->quality - lambda * outcome->cost) / count;
        decisions.push_back(estimates.drawn(outcome->decisions));
        slices.push_back({decisions.back(), lambda, 1 / count});
    }
    value.utilityEstimate = estimates.value(slices).utility;
    for (const double lambda : coverageLambdas(0, lambdaMax)) {
        const auto outcome = outcomeAt(router, *scores, heldOut.truth, lambda);
        if (!outcome)
            return outcome.error();
        const std::vector<std::uint16_t> drawn = estimates.drawn(outcome->decisions);
        const PolicySlice slice{drawn, lambda, 1};
        const PolicyValue stated = estimates.value({&slice, 1});
        const auto share = [](bool isCovered) { return isCovered ? 1.0 / kCoverageLambdas : 0.0; };
        value.coverageQuality += share(covers(stated.quality, outcome->quality));
        value.coverageCost += share(covers(stated.cost, outcome->cost));
        value.coverageUtility += share(covers(stated.utility, outcome->quality - lambda * outcome->cost));
    }
    return value;
}

} // namespace fairlead
