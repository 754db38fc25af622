#include "core/causal/scores.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace fairlead {

namespace {

/// Count, sum and sum of squared deviations, updated row by row (Welford 1962).
struct CellMoments
{
    std::size_t count = 0;
    double mean = 0;
    double squares = 0;

    void add(double value)
    {
        ++count;
        const double before = value - mean;
        mean += before / static_cast<double>(count);
        squares += before * (value - mean);
    }
};

double shareApplied(std::span<const double> residual, std::span<const std::int32_t> model,
                    std::span<const std::int32_t> cluster, const ScoreOptions &options)
{
    switch (options.kind) {
    case ScoreKind::ShrunkDoublyRobust:
        return residualShrinkage(residual, cluster, model, options.minimumCellRows);
    case ScoreKind::DirectMethod:
        return 0;
    case ScoreKind::DoublyRobust:
    case ScoreKind::InversePropensity:
        return 1;
    }
    return 0;
}

} // namespace

bool hasLoggedPropensity(const LogView &log)
{
    return log.rows() > 0 && log.propensity.size() == log.rows() &&
           std::all_of(log.propensity.begin(), log.propensity.end(),
                       [](double p) { return std::isfinite(p) && p > 0 && p <= 1; });
}

std::vector<double> servedPropensity(const LogView &log, const MatrixD &propensity)
{
    if (hasLoggedPropensity(log))
        return {log.propensity.begin(), log.propensity.end()};
    return atServed(propensity, log.model);
}

std::vector<double> inverseWeights(std::span<const double> served, double clip, double cap)
{
    std::vector<double> weights;
    weights.reserve(served.size());
    for (const double e : served)
        weights.push_back(std::min(1 / std::max(e, clip), cap));
    return weights;
}

std::vector<double> atServed(const MatrixD &values, std::span<const std::int32_t> model)
{
    std::vector<double> out;
    out.reserve(model.size());
    for (std::size_t i = 0; i < model.size(); ++i)
        out.push_back(values(i, static_cast<std::size_t>(model[i])));
    return out;
}

double residualShrinkage(std::span<const double> residual, std::span<const std::int32_t> cluster,
                         std::span<const std::int32_t> model, int minimumCellRows)
{
    std::map<std::pair<std::int32_t, std::int32_t>, CellMoments> cells;
    for (std::size_t i = 0; i < residual.size(); ++i)
        cells[{cluster[i], model[i]}].add(residual[i]);
    double signal = 0;
    double noise = 0;
    const auto enough = static_cast<std::size_t>(std::max(minimumCellRows, 2));
    for (const auto &[key, cell] : cells) {
        if (cell.count < enough)
            continue;
        const auto n = static_cast<double>(cell.count);
        signal += n * cell.mean * n * cell.mean;
        noise += n * cell.squares / (n - 1);
    }
    return signal > 0 ? std::max(0.0, 1 - noise / signal) : 0;
}

OutcomeScores outcomeScores(const MatrixD &prediction, std::span<const double> outcome,
                            std::span<const std::int32_t> model, std::span<const double> served,
                            std::span<const std::int32_t> cluster, const ScoreOptions &options)
{
    const bool usesModel = options.kind != ScoreKind::InversePropensity;
    OutcomeScores result{usesModel ? prediction : MatrixD(prediction.rows(), prediction.cols()), 0};
    std::vector<double> residual = inverseWeights(served, options.clip, options.cap);
    for (std::size_t i = 0; i < residual.size(); ++i)
        residual[i] *= outcome[i] - result.scores(i, static_cast<std::size_t>(model[i]));
    result.shrinkage = shareApplied(residual, model, cluster, options);
    for (std::size_t i = 0; i < residual.size(); ++i)
        result.scores(i, static_cast<std::size_t>(model[i])) += result.shrinkage * residual[i];
    return result;
}

} // namespace fairlead
