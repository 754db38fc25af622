#include "core/causal/predictability.h"

#include "core/base/tensorview.h"
#include "core/causal/guard.h"
#include "core/causal/linear.h"
#include "core/causal/multinomial.h"
#include "core/causal/principal.h"
#include "core/causal/thresholds.h"

#include <algorithm>
#include <limits>

namespace fairlead {

namespace {

using namespace thresholds;

constexpr std::size_t kMostRows = 5000; ///< of the log that are looked at, evenly spread over it
constexpr std::size_t kNeighbourDirections = 16;
constexpr std::int64_t kNeighbours = 5;
constexpr std::int64_t kBlockRows = 1024;
/// All but none, so that weights may grow as far as a fixed rule needs.
constexpr double kRulePenalty = 1e-5;
constexpr int kRuleIterations = 80;

/// Evenly spread rows, at most kMostRows of them.
std::vector<std::size_t> sampledRows(std::size_t n)
{
    const std::size_t count = std::min(n, kMostRows);
    std::vector<std::size_t> rows(count);
    for (std::size_t i = 0; i < count; ++i)
        rows[i] = i * n / count;
    return rows;
}

double shareRight(const MatrixD &scores, std::span<const std::int32_t> model)
{
    std::size_t right = 0;
    for (std::size_t i = 0; i < scores.rows(); ++i) {
        const auto row = scores.row(i);
        right += std::max_element(row.begin(), row.end()) - row.begin() == model[i];
    }
    return static_cast<double>(right) / static_cast<double>(scores.rows());
}

/// Accuracy, on its own rows, of a multinomial regression that is hardly penalised.
double linearRule(const MatrixD &coordinates, std::span<const std::int32_t> model, std::size_t models,
                  std::stop_token stop)
{
    const std::vector<std::int32_t> fold(model.size(), -1); // every row in the training set
    MultinomialOptions options;
    options.penalty = kRulePenalty;
    options.iterations = kRuleIterations;
    const auto weights =
        valueOrThrow(fitMultinomial(coordinates, model, models, fold, 1, options, {}, DeviceChoice::Cpu, stop));
    return shareRight(linearScores(coordinates, weights.front()), model);
}

/// Accuracy of the vote of the nearest other rows.
double neighbourVote(const MatrixD &coordinates, std::span<const std::int32_t> model, std::size_t models,
                     const std::stop_token &stop)
{
    const auto n = static_cast<std::int64_t>(coordinates.rows());
    const std::int64_t k = std::min(kNeighbours, n - 1);
    if (k <= 0)
        return 0;
    const at::Tensor all = tensorView(coordinates).to(at::kFloat);
    const at::Tensor norms = all.square().sum(1);
    MatrixD votes(model.size(), models);
    for (std::int64_t begin = 0; begin < n; begin += kBlockRows) {
        throwIfStopped(stop);
        const std::int64_t count = std::min(kBlockRows, n - begin);
        at::Tensor distance = at::addmm(norms.unsqueeze(0), all.narrow(0, begin, count), all.t(), 1, -2);
        distance.diagonal(begin).fill_(std::numeric_limits<float>::infinity());
        const at::Tensor nearest = std::get<1>(distance.topk(k, 1, false)).contiguous();
        const std::int64_t *index = nearest.data_ptr<std::int64_t>();
        for (std::int64_t i = 0; i < count; ++i) {
            for (std::int64_t j = 0; j < k; ++j)
                votes(static_cast<std::size_t>(begin + i),
                      static_cast<std::size_t>(model[static_cast<std::size_t>(index[i * k + j])])) += 1;
        }
    }
    return shareRight(votes, model);
}

double meanLargest(const MatrixD &propensity)
{
    double sum = 0;
    for (std::size_t i = 0; i < propensity.rows(); ++i)
        sum += *std::max_element(propensity.row(i).begin(), propensity.row(i).end());
    return sum / static_cast<double>(propensity.rows());
}

double largestShare(std::span<const std::int32_t> model, std::size_t models)
{
    std::vector<double> counts(models, 0);
    for (const std::int32_t t : model)
        counts[static_cast<std::size_t>(t)] += 1;
    return *std::max_element(counts.begin(), counts.end()) / static_cast<double>(model.size());
}

} // namespace

double Predictability::unexplained() const
{
    const double best = std::max(neighbours, separable.value_or(0));
    return mostServed < 1 ? (1 - best) / (1 - mostServed) : 0;
}

Result<Predictability> measurePredictability(const FeatureRows &z, const LogView &log, const MatrixD &propensity,
                                             std::stop_token stop)
{
    return guarded<Predictability>("Could not tell how the log chose its models", [&] {
        const std::vector<std::size_t> rows = sampledRows(log.rows());
        std::vector<std::int32_t> model;
        for (const std::size_t row : rows)
            model.push_back(log.model[row]);
        const FeatureRows sample = z.select(rows);
        const std::size_t directions = std::min(z.cols(), rows.size() / (kRowsPerDirection * log.models));
        const MatrixD coordinates = principalCoordinates(sample, std::max(directions, kNeighbourDirections));

        Predictability result;
        result.mostServed = largestShare(model, log.models);
        result.promised = meanLargest(propensity);
        const auto leading = [&](std::size_t count) {
            return toMatrix<double>(
                tensorView(coordinates).narrow(1, 0, static_cast<std::int64_t>(std::min(count, coordinates.cols()))));
        };
        result.neighbours = neighbourVote(leading(kNeighbourDirections), model, log.models, stop);
        if (directions > 0)
            result.separable = linearRule(leading(directions), model, log.models, stop);
        return result;
    });
}

} // namespace fairlead
