#include "core/causal/supportfigures.h"

#include "core/causal/scores.h"
#include "core/causal/thresholds.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace fairlead {

namespace {

using namespace thresholds;

constexpr double kBinsPerDecade = 8;
constexpr double kDecades = 3;

double edge(double bin) ///< lower edge of bin 1 is 10^-3
{
    return std::pow(10, -kDecades + (bin - 1) / kBinsPerDecade);
}

/// Columns at mean 0 and standard deviation 1; those without variance are left out.
NamedFeatures standardized(const NamedFeatures &named)
{
    const auto n = static_cast<double>(named.values.rows());
    NamedFeatures out;
    std::vector<std::size_t> kept;
    std::vector<double> means;
    std::vector<double> deviations;
    for (std::size_t j = 0; j < named.names.size(); ++j) {
        double sum = 0;
        double squares = 0;
        for (std::size_t i = 0; i < named.values.rows(); ++i)
            sum += named.values(i, j);
        const double mean = sum / n;
        for (std::size_t i = 0; i < named.values.rows(); ++i)
            squares += (named.values(i, j) - mean) * (named.values(i, j) - mean);
        const double deviation = std::sqrt(squares / n);
        if (!(deviation > 1e-9 * (1 + std::abs(mean))))
            continue;
        kept.push_back(j);
        means.push_back(mean);
        deviations.push_back(deviation);
        out.names.push_back(named.names[j]);
    }
    out.values = MatrixD(named.values.rows(), kept.size());
    for (std::size_t i = 0; i < named.values.rows(); ++i) {
        for (std::size_t k = 0; k < kept.size(); ++k)
            out.values(i, k) = (named.values(i, kept[k]) - means[k]) / deviations[k];
    }
    return out;
}

PropensityHistogram histogramOf(const LogView &log, const MatrixD &propensity, std::span<const double> served,
                                std::size_t model)
{
    PropensityHistogram histogram{std::vector<double>(kPropensityBins, 0), std::vector<double>(kPropensityBins, 0)};
    for (std::size_t i = 0; i < log.rows(); ++i) {
        if (log.isAvailable(i, model))
            histogram.all[propensityBin(propensity(i, model))] += 1;
        if (log.model[i] == static_cast<std::int32_t>(model))
            histogram.served[propensityBin(served[i])] += 1;
    }
    return histogram;
}

std::vector<LoggedCell> loggedCells(const LogView &log, const MatrixD &propensity, std::span<const double> logged,
                                    std::size_t model)
{
    std::map<std::pair<std::size_t, std::size_t>, double> counts;
    for (std::size_t i = 0; i < logged.size(); ++i) {
        if (log.model[i] == static_cast<std::int32_t>(model))
            counts[{propensityBin(propensity(i, model)), propensityBin(logged[i])}] += 1;
    }
    std::vector<LoggedCell> cells;
    for (const auto &[bins, count] : counts)
        cells.push_back({bins.first, bins.second, count});
    return cells;
}

} // namespace

std::size_t propensityBin(double propensity)
{
    const double at = std::floor((std::log10(std::max(propensity, 1e-12)) + kDecades) * kBinsPerDecade + 1e-9) + 1;
    return static_cast<std::size_t>(std::clamp(at, 0.0, static_cast<double>(kPropensityBins - 1)));
}

double propensityBinLower(std::size_t bin)
{
    return edge(static_cast<double>(bin));
}

double propensityBinUpper(std::size_t bin)
{
    return edge(static_cast<double>(bin) + 1);
}

SupportFigures makeSupportFigures(const LogView &log, const MatrixD &propensity, std::span<const double> logged,
                                  const NamedFeatures &named)
{
    SupportFigures figures;
    figures.rows = log.rows();
    figures.models.resize(log.models);
    if (log.rows() == 0) {
        figures.exploration.models.resize(log.models);
        return figures;
    }
    const std::vector<double> served = servedPropensity(log, propensity);
    NamedFeatures features = standardized(named);
    auto balances = measureBalance(features.values, log.model, served, log.models, kClip);
    for (std::size_t t = 0; t < log.models; ++t) {
        ModelFigures &model = figures.models[t];
        model.propensity = histogramOf(log, propensity, served, t);
        model.calibration = calibrationCurve(propensity, log.model, t, kCalibrationBins);
        model.calibrationByChance = calibrationError(propensity, log.model, t, kCalibrationBins).byChance;
        model.logged = loggedCells(log, propensity, logged, t);
        model.before = std::move(balances[t].before);
        model.after = std::move(balances[t].after);
    }
    figures.features = std::move(features.names);
    figures.exploration = measureExploration(log, propensity);
    return figures;
}

std::vector<FeatureBalance> featureBalance(const ModelSupport &support, const SupportFigures &figures,
                                           std::size_t model)
{
    std::vector<FeatureBalance> lines;
    const ModelFigures &own = figures.models[model];
    for (std::size_t j = 0; j < own.before.size(); ++j)
        lines.push_back({figures.features[j], own.before[j], own.after[j]});
    for (std::size_t j = 0; j < support.balance.before.size(); ++j)
        lines.push_back(
            {"principal direction " + std::to_string(j + 1), support.balance.before[j], support.balance.after[j]});
    std::ranges::stable_sort(lines, [](const FeatureBalance &a, const FeatureBalance &b) {
        return std::abs(a.before) > std::abs(b.before);
    });
    return lines;
}

double balanceLimit(const ModelSupport &support, std::size_t models)
{
    const double comparisons =
        2.0 * static_cast<double>(std::max<std::size_t>(support.balance.after.size(), 1) * models);
    const double chance = comparisons > 1 ? std::sqrt(2 * std::log(comparisons)) : 0;
    return kCautionImbalance + (support.effectiveSampleSize > 0 ? chance / std::sqrt(support.effectiveSampleSize) : 0);
}

} // namespace fairlead
