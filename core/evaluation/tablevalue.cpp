#include "core/evaluation/tablevalue.h"

#include "core/evaluation/rowvalues.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fairlead {

namespace {

/// How many rows of all models' residuals stand beside a model's own.
constexpr double kPooledRows = 1;

void add(Covariance &sum, Outcome residual, double scale)
{
    sum.quality += residual.quality * residual.quality;
    sum.qualityCost += residual.quality * residual.cost / scale;
    sum.cost += residual.cost * residual.cost / (scale * scale);
}

/// Mean size of each model's predicted cost; 1 where that is nothing.
std::vector<double> costScales(const MatrixD &predicted)
{
    std::vector<double> scales(predicted.cols(), 0);
    for (std::size_t i = 0; i < predicted.rows(); ++i) {
        for (std::size_t t = 0; t < predicted.cols(); ++t)
            scales[t] += std::abs(predicted(i, t)) / static_cast<double>(predicted.rows());
    }
    std::replace(scales.begin(), scales.end(), 0.0, 1.0);
    return scales;
}

std::vector<Covariance> residualMoments(const HeldOutTables &tables)
{
    const std::size_t n = tables.served.size();
    const std::vector<double> scales = costScales(tables.predictedCost);
    std::vector<Covariance> moments(scales.size());
    std::vector<double> counts(scales.size(), 0);
    Covariance pooled;
    for (std::size_t i = 0; i < n; ++i) {
        const auto t = static_cast<std::size_t>(tables.loggedModel[i]);
        const Outcome residual{tables.loggedQuality[i] - tables.predictedQuality(i, t),
                               tables.loggedCost[i] - tables.predictedCost(i, t)};
        add(moments[t], residual, 1);
        add(pooled, residual, scales[t]);
        ++counts[t];
    }
    for (std::size_t t = 0; t < moments.size(); ++t) {
        const double rows = counts[t] + kPooledRows;
        const double part = kPooledRows / static_cast<double>(n) / rows;
        moments[t] = {moments[t].quality / rows + part * pooled.quality,
                      moments[t].qualityCost / rows + part * scales[t] * pooled.qualityCost,
                      moments[t].cost / rows + part * scales[t] * scales[t] * pooled.cost};
    }
    return moments;
}

/// A row's policy: each model of its slices once.
void gather(std::span<const PolicySlice> slices, std::size_t row, std::vector<ModelShare> &policy)
{
    policy.clear();
    for (const PolicySlice &slice : slices) {
        const std::uint16_t model = slice.decisions[row];
        const auto known = std::find_if(policy.begin(), policy.end(), [&](const auto &s) { return s.model == model; });
        ModelShare &share = known == policy.end() ? policy.emplace_back(ModelShare{model, 0, 0}) : *known;
        share.constant += slice.share;
        share.lambda += slice.share * slice.lambda;
    }
}

} // namespace

CorrectionNoise correctionNoise(const HeldOutTables &tables)
{
    CorrectionNoise noise;
    noise.residual = residualMoments(tables);
    noise.exposure = Matrix<float>(tables.propensity.rows(), tables.propensity.cols());
    for (std::size_t k = 0; k < noise.exposure.size(); ++k) {
        const double e = tables.propensity.data()[k];
        const double counted = std::max(e, tables.clip);
        noise.exposure.data()[k] = static_cast<float>(e / (counted * counted));
    }
    for (std::size_t i = 0; i < tables.served.size(); ++i) {
        const auto t = static_cast<std::size_t>(tables.loggedModel[i]);
        noise.served.push_back(static_cast<std::uint16_t>(t));
        noise.weight.push_back(1 / std::max(tables.served[i], tables.clip));
        noise.correction.push_back(
            {tables.quality(i, t) - tables.predictedQuality(i, t), tables.cost(i, t) - tables.predictedCost(i, t)});
    }
    return noise;
}

PolicyValue policyValue(const HeldOutTables &tables, const CorrectionNoise &noise, std::span<const std::size_t> rows,
                        std::span<const PolicySlice> slices, const RowClusters &clusters)
{
    RowValues values;
    NoiseTotals totals;
    std::vector<ModelShare> policy;
    for (const std::size_t i : rows) {
        gather(slices, i, policy);
        Outcome outcome;
        double utility = 0;
        for (const ModelShare &share : policy) {
            outcome.quality += share.constant * tables.quality(i, share.model);
            outcome.cost += share.constant * tables.cost(i, share.model);
            utility += share.constant * tables.quality(i, share.model) - share.lambda * tables.cost(i, share.model);
        }
        totals.add(noise, i, policy, outcome, utility);
        values.quality.push_back(outcome.quality);
        values.cost.push_back(outcome.cost);
        values.utility.push_back(utility);
    }
    return withExpectedNoise(meanOfRows(values, clusters), totals, {}, 0, rows.size());
}

PolicyValue policyValue(const HeldOutTables &tables, std::span<const std::uint16_t> decisions, double lambda)
{
    std::vector<std::size_t> rows(decisions.size());
    std::iota(rows.begin(), rows.end(), std::size_t(0));
    const PolicySlice slice{decisions, lambda, 1};
    return policyValue(tables, correctionNoise(tables), rows, {&slice, 1}, RowClusters(tables.clusters));
}

} // namespace fairlead
