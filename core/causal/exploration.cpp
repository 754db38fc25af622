#include "core/causal/exploration.h"

#include "core/causal/scores.h"
#include "core/causal/thresholds.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace fairlead {

namespace {

using namespace thresholds;

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr int kHalvings = 30; // an exploration share to nine digits

std::vector<double> candidateCounts(const LogView &log)
{
    std::vector<double> counts(log.rows(), static_cast<double>(log.models));
    for (std::size_t i = 0; log.available != nullptr && i < log.rows(); ++i)
        counts[i] = static_cast<double>(std::max<std::ptrdiff_t>(std::ranges::count(log.available->row(i), 1), 1));
    return counts;
}

/// The eps at which (1 - eps) e + eps * even reaches `enough`.
double shareToReach(double e, double even, double enough)
{
    if (e >= enough)
        return 0;
    return even >= enough ? (enough - e) / (even - e) : kNever;
}

/// The least share after which at most `allowed` rows still fall short.
std::optional<double> shareForAllBut(std::vector<double> needed, std::size_t allowed)
{
    if (allowed >= needed.size())
        return 0;
    const auto at = needed.begin() + static_cast<std::ptrdiff_t>(allowed);
    std::nth_element(needed.begin(), at, needed.end(), std::greater<>());
    return std::isfinite(*at) ? std::optional(*at) : std::nullopt;
}

std::optional<double> shareOverClip(const LogView &log, const MatrixD &propensity, std::size_t model,
                                    const std::vector<double> &candidates)
{
    std::vector<double> needed;
    for (std::size_t i = 0; i < log.rows(); ++i) {
        if (log.isAvailable(i, model))
            needed.push_back(shareToReach(propensity(i, model), 1 / candidates[i], kClip));
    }
    const double limit = std::ceil(kCautionClipShare * static_cast<double>(needed.size()) - 1e-9);
    return shareForAllBut(std::move(needed), limit > 0 ? static_cast<std::size_t>(limit) - 1 : 0);
}

std::optional<double> shareOfOverlap(const LogView &log, const MatrixD &propensity,
                                     const std::vector<double> &candidates)
{
    const double enough = std::min(kComparablePropensity, kComparableEvenShare / static_cast<double>(log.models));
    std::vector<double> needed;
    for (std::size_t i = 0; i < log.rows(); ++i) {
        if (candidates[i] < 2)
            continue;
        std::vector<double> row(propensity.row(i).begin(), propensity.row(i).end());
        std::ranges::nth_element(row, row.begin() + 1, std::greater<>());
        needed.push_back(shareToReach(row[1], 1 / candidates[i], enough));
    }
    const double allowed = std::floor((1 - kCautionComparableShare) * static_cast<double>(needed.size()) + 1e-9);
    return shareForAllBut(std::move(needed), static_cast<std::size_t>(allowed));
}

/// What the rows that one model served weigh under more exploration.
struct ServedRows
{
    std::vector<double> propensity;
    std::vector<double> even;

    struct Weights
    {
        double sum = 0;
        double squares = 0;
        double largest = 0;
    };
    [[nodiscard]] Weights at(double share) const
    {
        Weights weights;
        for (std::size_t j = 0; j < propensity.size(); ++j) {
            const double weight = 1 / std::max((1 - share) * propensity[j] + share * even[j], 1e-12);
            weights.sum += weight;
            weights.squares += weight * weight;
            weights.largest = std::max(weights.largest, weight);
        }
        return weights;
    }
};

/// The least share for which `isEnough` holds, by halving: it holds more easily the evener the weights.
std::optional<double> leastShare(const ServedRows &rows,
                                 const std::function<bool(const ServedRows::Weights &)> &isEnough)
{
    if (rows.propensity.empty() || isEnough(rows.at(0)))
        return 0;
    if (!isEnough(rows.at(1)))
        return std::nullopt;
    double tooLittle = 0;
    double enough = 1;
    for (int k = 0; k < kHalvings; ++k) {
        const double middle = (tooLittle + enough) / 2;
        (isEnough(rows.at(middle)) ? enough : tooLittle) = middle;
    }
    return enough;
}

} // namespace

double explorationOfFixedRule(std::size_t models)
{
    const auto m = static_cast<double>(models);
    return std::min(1.0, std::max(std::min(kComparablePropensity, kComparableEvenShare / m), kClip) * m);
}

ExplorationNeeds measureExploration(const LogView &log, const MatrixD &propensity)
{
    ExplorationNeeds needs;
    const std::vector<double> candidates = candidateCounts(log);
    const std::vector<double> served = servedPropensity(log, propensity);
    std::vector<ServedRows> rows(log.models);
    for (std::size_t i = 0; i < log.rows(); ++i) {
        ServedRows &each = rows[static_cast<std::size_t>(log.model[i])];
        each.propensity.push_back(served[i]);
        each.even.push_back(1 / candidates[i]);
    }
    for (std::size_t t = 0; t < log.models; ++t) {
        ModelExploration model;
        model.underClip = shareOverClip(log, propensity, t, candidates);
        model.effectiveRows = leastShare(rows[t], [](const ServedRows::Weights &weights) {
            return weights.sum * weights.sum >= kCautionEffectiveRows * weights.squares;
        });
        model.heavyRow = leastShare(rows[t], [](const ServedRows::Weights &weights) {
            return weights.largest <= kCautionWeightShare * weights.sum;
        });
        needs.models.push_back(model);
    }
    needs.overlap = log.models > 1 ? shareOfOverlap(log, propensity, candidates) : std::nullopt;
    return needs;
}

} // namespace fairlead
