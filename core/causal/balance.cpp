#include "core/causal/balance.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

/// Weighted mean of one coordinate over a model's rows, and its standard error.
struct WeightedMeans
{
    std::vector<double> mean;
    std::vector<double> error;
};

WeightedMeans weightedMeans(const MatrixD &coordinates, const std::vector<std::size_t> &rows,
                            const std::vector<double> &weights)
{
    const std::size_t k = coordinates.cols();
    WeightedMeans means{std::vector<double>(k, 0), std::vector<double>(k, 0)};
    double total = 0;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        total += weights[r];
        for (std::size_t j = 0; j < k; ++j)
            means.mean[j] += weights[r] * coordinates(rows[r], j);
    }
    for (double &mean : means.mean)
        mean /= total;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t j = 0; j < k; ++j) {
            const double part = weights[r] / total * (coordinates(rows[r], j) - means.mean[j]);
            means.error[j] += part * part;
        }
    }
    for (double &error : means.error)
        error = std::sqrt(error);
    return means;
}

double largestOf(const std::vector<double> &values)
{
    double largest = 0;
    for (const double value : values)
        largest = std::max(largest, std::abs(value));
    return largest;
}

double meanOf(const std::vector<double> &values)
{
    double sum = 0;
    for (const double value : values)
        sum += std::abs(value);
    return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

} // namespace

std::vector<ModelBalance> measureBalance(const MatrixD &coordinates, std::span<const std::int32_t> model,
                                         std::span<const double> served, std::size_t models, double clip)
{
    std::vector<std::vector<std::size_t>> rows(models);
    std::vector<std::vector<double>> weights(models);
    for (std::size_t i = 0; i < model.size(); ++i) {
        rows[static_cast<std::size_t>(model[i])].push_back(i);
        weights[static_cast<std::size_t>(model[i])].push_back(1 / std::max(served[i], clip));
    }
    const double comparisons = 2.0 * static_cast<double>(coordinates.cols() * models);
    const double chance = comparisons > 1 ? std::sqrt(2 * std::log(comparisons)) : 0;
    std::vector<ModelBalance> balances(models);
    for (std::size_t t = 0; t < models; ++t) {
        if (rows[t].empty())
            continue;
        ModelBalance &balance = balances[t];
        balance.before = weightedMeans(coordinates, rows[t], std::vector<double>(rows[t].size(), 1)).mean;
        WeightedMeans after = weightedMeans(coordinates, rows[t], weights[t]);
        for (std::size_t j = 0; j < after.mean.size(); ++j)
            balance.excess = std::max(balance.excess, std::abs(after.mean[j]) - chance * after.error[j]);
        balance.after = std::move(after.mean);
        balance.largestBefore = largestOf(balance.before);
        balance.largestAfter = largestOf(balance.after);
        balance.meanBefore = meanOf(balance.before);
        balance.meanAfter = meanOf(balance.after);
    }
    return balances;
}

} // namespace fairlead
