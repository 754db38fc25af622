#include "core/evaluation/estimators.h"

#include "core/causal/guard.h"
#include "core/evaluation/tablevalue.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace fairlead {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinite = std::numeric_limits<double>::infinity();
/// One-sided 95%: the estimated bias counts as its upper bound when a tuning is chosen.
constexpr double kZBias = 1.6448536269514722;
/// Places of the tuning grid between the direct method and plain doubly robust.
constexpr int kGrid = 20;
constexpr double kFamilyError = 0.05;

/// A fixed policy on the held-out rows, as the estimators read it.
struct PolicyRows
{
    std::vector<double> weight;        ///< 1 / max(e, clip) where the log agrees, else 0
    std::vector<double> prediction[2]; ///< quality, cost: the regression at the policy's model
    std::vector<double> outcome[2];
    std::vector<double> chosenWeight;      ///< 1 / max(e, clip) of the policy's model, whoever served the row
    std::vector<double> servedResidual[2]; ///< at the model that served the row
    RowClusters clusters;

    [[nodiscard]] std::size_t rows() const { return weight.size(); }
    [[nodiscard]] double residual(int which, std::size_t i) const { return outcome[which][i] - prediction[which][i]; }
};

PolicyRows policyRows(const HeldOutTables &tables, std::span<const std::uint16_t> decisions)
{
    PolicyRows rows;
    rows.outcome[0] = tables.loggedQuality;
    rows.outcome[1] = tables.loggedCost;
    rows.clusters = RowClusters(tables.clusters);
    for (std::size_t i = 0; i < decisions.size(); ++i) {
        const bool agrees = static_cast<std::int32_t>(decisions[i]) == tables.loggedModel[i];
        rows.weight.push_back(agrees ? 1 / std::max(tables.served[i], tables.clip) : 0);
        rows.prediction[0].push_back(tables.predictedQuality(i, decisions[i]));
        rows.prediction[1].push_back(tables.predictedCost(i, decisions[i]));
        rows.chosenWeight.push_back(1 / std::max(tables.propensity(i, decisions[i]), tables.clip));
        const auto served = static_cast<std::size_t>(tables.loggedModel[i]);
        rows.servedResidual[0].push_back(tables.loggedQuality[i] - tables.predictedQuality(i, served));
        rows.servedResidual[1].push_back(tables.loggedCost[i] - tables.predictedCost(i, served));
    }
    return rows;
}

double meanOf(const std::vector<double> &values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Influence values of both outcomes from what `row` gives for one of them and one row.
template <typename Row>
RowValues influence(const PolicyRows &policy, double lambda, Row row)
{
    RowValues values;
    for (std::size_t i = 0; i < policy.rows(); ++i) {
        values.quality.push_back(row(0, i));
        values.cost.push_back(row(1, i));
        values.utility.push_back(values.quality.back() - lambda * values.cost.back());
    }
    return values;
}

/// mu + w' (y - mu) with weights w' of one's own.
RowValues doublyRobust(const PolicyRows &policy, double lambda, const std::vector<double> &weight)
{
    return influence(policy, lambda, [&](int which, std::size_t i) {
        return policy.prediction[which][i] + weight[i] * policy.residual(which, i);
    });
}

/// Per row: `base` + ratio + w / mean(w) (v - ratio), where ratio = sum w v / sum w: the delta method of
/// mean(base) + ratio.
template <typename Base, typename Value>
RowValues selfNormalised(const PolicyRows &policy, double lambda, Base base, Value value)
{
    const double meanWeight = meanOf(policy.weight);
    double ratio[2] = {0, 0};
    for (int which : {0, 1})
        for (std::size_t i = 0; i < policy.rows(); ++i)
            ratio[which] += policy.weight[i] * value(which, i) / meanWeight / static_cast<double>(policy.rows());
    return influence(policy, lambda, [&](int which, std::size_t i) {
        return base(which, i) + ratio[which] + policy.weight[i] / meanWeight * (value(which, i) - ratio[which]);
    });
}

/// What a weight counts as at a place of the tuning grid.
using WeightRule = double (*)(double weight, double place);

double switched(double weight, double tau)
{
    return weight > tau ? 0 : weight;
}

double shrunk(double weight, double lambda)
{
    if (lambda == kInfinite)
        return weight;
    return lambda > 0 ? lambda * weight / (weight * weight + lambda) : 0;
}

std::vector<double> weighted(const std::vector<double> &weights, WeightRule rule, double place)
{
    std::vector<double> kept;
    for (const double weight : weights)
        kept.push_back(rule(weight, place));
    return kept;
}

/// Weights of the rows that agree, ascending.
std::vector<double> agreeingWeights(const PolicyRows &policy)
{
    std::vector<double> weights;
    std::copy_if(policy.weight.begin(), policy.weight.end(), std::back_inserter(weights),
                 [](double w) { return w > 0; });
    std::sort(weights.begin(), weights.end());
    return weights;
}

/// Zero (the direct method), quantiles of the weights, infinity (doubly robust).
std::vector<double> switchGrid(const std::vector<double> &weights)
{
    std::vector<double> grid{0};
    for (int k = 1; k < kGrid && !weights.empty(); ++k)
        grid.push_back(weights[(weights.size() - 1) * static_cast<std::size_t>(k) / kGrid]);
    grid.push_back(kInfinite);
    return grid;
}

/// Zero, squares from a tenth of the smallest weight to ten times the largest in equal ratios, infinity.
std::vector<double> shrinkageGrid(const std::vector<double> &weights)
{
    std::vector<double> grid{0};
    if (!weights.empty()) {
        const double lo = 0.1 * weights.front();
        const double ratio = std::pow(10 * weights.back() / lo, 1.0 / (kGrid - 1));
        for (int k = 0; k < kGrid; ++k)
            grid.push_back(std::pow(lo * std::pow(ratio, k), 2));
    }
    grid.push_back(kInfinite);
    return grid;
}

/// Bound of the bias that the utility gets from counting weights less than they are, the smaller of two:
/// R times the mean share of its correction that the policy loses (Wang, Agarwal, Dudik 2017; R is the root mean square
/// of all residuals, as if the regression were wrong by that much everywhere, because outcomes have no known range),
/// and the one-sided 95% bound of what is lost of the correction itself, an unbiased estimate of the bias (Su et al.
/// 2020).
double biasBound(const PolicyRows &policy, double lambda, const std::vector<double> &kept, WeightRule rule,
                 double place)
{
    double squares = 0;
    double lostShare = 0;
    std::vector<double> lost(policy.rows());
    for (std::size_t i = 0; i < lost.size(); ++i) {
        lost[i] = (policy.weight[i] - kept[i]) * (policy.residual(0, i) - lambda * policy.residual(1, i));
        squares += std::pow(policy.servedResidual[0][i] - lambda * policy.servedResidual[1][i], 2);
        lostShare += 1 - rule(policy.chosenWeight[i], place) / policy.chosenWeight[i];
    }
    const Estimate bias = meanOfRows(lost, policy.clusters);
    const auto n = static_cast<double>(policy.rows());
    return std::min(std::abs(bias.value) + kZBias * bias.se, std::sqrt(squares / n) * lostShare / n);
}

/// The place of the grid with the least (bias bound)^2 + variance of the utility; of equal ones the last, which loses
/// least.
EstimatorValue tuned(Estimator estimator, const PolicyRows &policy, double lambda, const std::vector<double> &grid,
                     WeightRule rule, const std::stop_token &stop)
{
    EstimatorValue best{estimator, {}, {}, {}};
    double least = kInfinite;
    for (const double place : grid) {
        throwIfStopped(stop);
        const std::vector<double> kept = weighted(policy.weight, rule, place);
        RowValues rows = doublyRobust(policy, lambda, kept);
        const double bias = biasBound(policy, lambda, kept, rule, place);
        const double se = meanOfRows(rows.utility, policy.clusters).se;
        const double error = bias * bias + se * se;
        if (error <= least || !best.tuning || std::isnan(error)) {
            least = std::isnan(error) ? kInfinite : error;
            best.rows = std::move(rows);
            best.tuning = place;
        }
    }
    return best;
}

EstimatorValue estimate(Estimator estimator, const PolicyRows &policy, double lambda, const std::stop_token &stop)
{
    const auto outcome = [&](int which, std::size_t i) { return policy.outcome[which][i]; };
    const auto prediction = [&](int which, std::size_t i) { return policy.prediction[which][i]; };
    const auto residual = [&](int which, std::size_t i) { return policy.residual(which, i); };
    const auto nothing = [](int, std::size_t) { return 0.0; };
    switch (estimator) {
    case Estimator::Ips:
        return {
            estimator,
            {},
            influence(policy, lambda, [&](int which, std::size_t i) { return policy.weight[i] * outcome(which, i); }),
            {}};
    case Estimator::Snips:
        return {estimator, {}, selfNormalised(policy, lambda, nothing, outcome), {}};
    case Estimator::Dm:
        return {estimator, {}, influence(policy, lambda, prediction), {}};
    case Estimator::Sndr:
        return {estimator, {}, selfNormalised(policy, lambda, prediction, residual), {}};
    case Estimator::SwitchDr:
        return tuned(estimator, policy, lambda, switchGrid(agreeingWeights(policy)), switched, stop);
    case Estimator::DrOs:
        return tuned(estimator, policy, lambda, shrinkageGrid(agreeingWeights(policy)), shrunk, stop);
    case Estimator::Dr:
        break;
    }
    return {Estimator::Dr, {}, doublyRobust(policy, lambda, policy.weight), {}};
}

bool needsAgreement(Estimator estimator)
{
    return estimator == Estimator::Ips || estimator == Estimator::Snips || estimator == Estimator::Sndr;
}

Result<void> checkDecisions(const HeldOutTables &tables, std::span<const std::uint16_t> decisions)
{
    const std::size_t models = tables.predictedQuality.cols();
    const bool fits = decisions.size() == tables.predictedQuality.rows() && !decisions.empty() &&
                      std::all_of(decisions.begin(), decisions.end(), [&](std::size_t t) { return t < models; });
    if (!fits)
        return makeError(ErrorCode::BadInput, "Could not value the policy: it does not name a model of this log for "
                                              "every held-out query. Analyse it again.");
    return {};
}

/// Two-sided p-value of a paired difference of which rounding may have left something where there is nothing.
double pValueOf(const Estimate &difference, double scale)
{
    if (!(std::abs(difference.value) > 1e-12 * scale))
        return 1;
    return difference.se > 0 ? std::erfc(std::abs(difference.value) / difference.se / std::sqrt(2.0)) : 0;
}

/// Every pair of estimators that have an answer, with raw p-values.
std::vector<Disagreement> pairedTests(const EstimatorComparison &comparison, const RowClusters &clusters)
{
    std::vector<Disagreement> tests;
    const auto &values = comparison.values;
    for (std::size_t a = 0; a < values.size(); ++a)
        for (std::size_t b = 0; b < a; ++b) {
            const PolicyValue difference = meanOfRows(differenceOf(values[b].rows, values[a].rows), clusters);
            const auto size = [&](Estimate PolicyValue::*which) {
                return std::abs((values[a].value.*which).value) + std::abs((values[b].value.*which).value);
            };
            const auto add = [&](std::string_view outcome, const Estimate &by, double scale) {
                if (std::isfinite(by.se))
                    tests.push_back({values[b].estimator, values[a].estimator, outcome, by, pValueOf(by, scale)});
            };
            const double quality = size(&PolicyValue::quality);
            const double cost = size(&PolicyValue::cost);
            add("quality", difference.quality, quality);
            add("cost", difference.cost, cost);
            add("utility", difference.utility, quality + comparison.lambda * cost);
        }
    return tests;
}

} // namespace

std::string_view estimatorKey(Estimator estimator)
{
    switch (estimator) {
    case Estimator::Ips:
        return "IPS";
    case Estimator::Snips:
        return "SNIPS";
    case Estimator::Dm:
        return "DM";
    case Estimator::Sndr:
        return "SNDR";
    case Estimator::SwitchDr:
        return "Switch-DR";
    case Estimator::DrOs:
        return "DRos";
    case Estimator::Dr:
        break;
    }
    return "DR";
}

Result<EstimatorComparison> compareEstimators(const HeldOutTables &tables, std::span<const std::uint16_t> decisions,
                                              double lambda, std::stop_token stop)
{
    if (auto valid = checkDecisions(tables, decisions); !valid)
        return std::move(valid).error();
    return guarded<EstimatorComparison>("Could not compare the estimators", [&] {
        const PolicyRows policy = policyRows(tables, decisions);
        const std::vector<double> weights = agreeingWeights(policy);
        EstimatorComparison comparison;
        comparison.lambda = lambda;
        comparison.agreeingRows = weights.size();
        const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
        const double squares = std::inner_product(weights.begin(), weights.end(), weights.begin(), 0.0);
        comparison.effectiveSampleSize = weights.empty() ? 0 : sum * sum / squares;
        for (const Estimator estimator : kEstimators) {
            throwIfStopped(stop);
            EstimatorValue value = estimate(estimator, policy, lambda, stop);
            if (weights.empty() && needsAgreement(estimator))
                value.rows = influence(policy, lambda, [](int, std::size_t) { return kNone; });
            value.value = estimator == Estimator::Dr ? policyValue(tables, decisions, lambda)
                                                     : meanOfRows(value.rows, policy.clusters);
            comparison.values.push_back(std::move(value));
        }
        return comparison;
    });
}

std::vector<Disagreement> disagreements(const EstimatorComparison &comparison, const RowClusters &clusters)
{
    std::vector<Disagreement> tests = pairedTests(comparison, clusters);
    std::stable_sort(tests.begin(), tests.end(),
                     [](const Disagreement &a, const Disagreement &b) { return a.pValue < b.pValue; });
    std::vector<Disagreement> found;
    double adjusted = 0;
    for (std::size_t k = 0; k < tests.size(); ++k) {
        adjusted = std::max(adjusted, std::min(1.0, static_cast<double>(tests.size() - k) * tests[k].pValue));
        if (adjusted > kFamilyError)
            break;
        found.push_back(tests[k]);
        found.back().pValue = adjusted;
    }
    return found;
}

} // namespace fairlead
