#include "core/experiment/loggingpolicy.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

namespace fairlead {

namespace {

constexpr std::array kKinds{std::pair(LoggingKind::Embedding, std::string_view("embedding")),
                            std::pair(LoggingKind::Difficulty, std::string_view("difficulty")),
                            std::pair(LoggingKind::Price, std::string_view("price")),
                            std::pair(LoggingKind::Deterministic, std::string_view("deterministic"))};

/// To mean 0 and variance 1; all zero where the values do not differ.
void toUnitVariance(std::span<double> values)
{
    double sum = 0;
    double squares = 0;
    for (const double value : values) {
        sum += value;
        squares += value * value;
    }
    const double n = static_cast<double>(values.size());
    const double mean = sum / n;
    const double deviation = std::sqrt(std::max(squares / n - mean * mean, 0.0));
    for (double &value : values)
        value = deviation > 0 ? (value - mean) / deviation : 0;
}

MatrixD embeddingScores(const MatrixD &z, std::size_t models, std::uint64_t seed)
{
    MatrixD scores(z.rows(), models);
    std::vector<double> column(z.rows());
    for (std::size_t t = 0; t < models; ++t) {
        Random random(deriveSeed(seed, "logging direction", t));
        std::vector<double> direction(z.cols());
        for (double &each : direction)
            each = random.normal();
        for (std::size_t i = 0; i < z.rows(); ++i) {
            column[i] = 0;
            for (std::size_t j = 0; j < z.cols(); ++j)
                column[i] += z(i, j) * direction[j];
        }
        toUnitVariance(column);
        for (std::size_t i = 0; i < z.rows(); ++i)
            scores(i, t) = column[i];
    }
    return scores;
}

/// Mean of the numbers of a row or column, NaN left out; 0 where there is none.
template <typename Value>
double meanOfAnswers(std::size_t size, Value value)
{
    double sum = 0;
    double count = 0;
    for (std::size_t k = 0; k < size; ++k) {
        if (std::isnan(value(k)))
            continue;
        sum += value(k);
        count += 1;
    }
    return count > 0 ? sum / count : 0;
}

/// Ranks of the models by mean cost, cheapest lowest, at mean 0 and variance 1; equal costs share their mean rank.
std::vector<double> priceRanks(const MatrixD &cost)
{
    std::vector<double> price(cost.cols());
    for (std::size_t t = 0; t < price.size(); ++t)
        price[t] = meanOfAnswers(cost.rows(), [&](std::size_t i) { return cost(i, t); });
    std::vector<double> ranks(price.size());
    for (std::size_t t = 0; t < price.size(); ++t) {
        for (const double other : price)
            ranks[t] += other < price[t] ? 1.0 : other == price[t] ? 0.5 : 0.0;
    }
    toUnitVariance(ranks);
    return ranks;
}

MatrixD priceScores(const MatrixD &cost)
{
    const std::vector<double> ranks = priceRanks(cost);
    MatrixD scores(cost.rows(), cost.cols());
    for (std::size_t i = 0; i < scores.rows(); ++i) {
        for (std::size_t t = 0; t < scores.cols(); ++t)
            scores(i, t) = -ranks[t];
    }
    return scores;
}

MatrixD difficultyScores(const FullOutcomes &truth)
{
    const std::vector<double> ranks = priceRanks(truth.cost);
    std::vector<double> difficulty(truth.quality.rows());
    for (std::size_t i = 0; i < difficulty.size(); ++i)
        difficulty[i] = -meanOfAnswers(ranks.size(), [&](std::size_t t) { return truth.quality(i, t); });
    toUnitVariance(difficulty);
    MatrixD scores(difficulty.size(), ranks.size());
    for (std::size_t i = 0; i < scores.rows(); ++i) {
        for (std::size_t t = 0; t < scores.cols(); ++t)
            scores(i, t) = difficulty[i] * ranks[t];
    }
    return scores;
}

/// Probabilities over the models that answered the query.
void fillSoftmax(std::span<const double> scores, std::span<const double> answers, const LoggingPolicyOptions &options,
                 std::span<double> weights)
{
    double highest = 0; // the score that the bias favours most
    double total = 0;
    std::size_t available = 0;
    for (std::size_t t = 0; t < scores.size(); ++t) {
        if (std::isnan(answers[t]))
            continue;
        if (available == 0 || options.bias * scores[t] > options.bias * highest)
            highest = scores[t];
        ++available;
    }
    for (std::size_t t = 0; t < scores.size(); ++t) {
        if (std::isnan(answers[t]))
            continue;
        weights[t] = std::exp(options.bias * (scores[t] - highest));
        total += weights[t];
    }
    for (std::size_t t = 0; t < scores.size(); ++t) {
        if (!std::isnan(answers[t]))
            weights[t] = (1 - options.floor) * weights[t] / total + options.floor / static_cast<double>(available);
    }
}

void fillHighest(std::span<const double> scores, std::span<const double> answers, std::span<double> weights)
{
    std::size_t best = scores.size();
    for (std::size_t t = 0; t < scores.size(); ++t) {
        if (!std::isnan(answers[t]) && (best == scores.size() || scores[t] > scores[best]))
            best = t;
    }
    if (best < scores.size())
        weights[best] = 1;
}

} // namespace

std::string_view loggingKindKey(LoggingKind kind)
{
    for (const auto &[each, key] : kKinds) {
        if (each == kind)
            return key;
    }
    return kKinds.front().second;
}

Result<LoggingKind> loggingKindFromKey(std::string_view key)
{
    std::string keys;
    for (const auto &[kind, each] : kKinds) {
        if (each == key)
            return kind;
        keys += (keys.empty() ? "" : ", ") + std::string(each);
    }
    return makeError(ErrorCode::BadConfig,
                     "Unknown logging policy '" + std::string(key) + "'. Use one of: " + keys + ".");
}

Result<void> checkLoggingPolicy(const LoggingPolicyOptions &options)
{
    if (!std::isfinite(options.bias) || (options.bias < 0 && options.kind != LoggingKind::Price))
        return makeError(ErrorCode::BadConfig, "The bias of the logging policy must be 0 (uniform) or more; only the "
                                               "price policy takes a negative one, which prefers dear models.");
    if (!(options.floor >= 0 && options.floor <= 1))
        return makeError(ErrorCode::BadConfig, "The floor of the logging policy must lie between 0 and 1.");
    return {};
}

MatrixD loggingScores(const MatrixD &z, const FullOutcomes &truth, const LoggingPolicyOptions &options)
{
    switch (options.kind) {
    case LoggingKind::Difficulty:
        return difficultyScores(truth);
    case LoggingKind::Price:
        return priceScores(truth.cost);
    case LoggingKind::Embedding:
    case LoggingKind::Deterministic:
        break;
    }
    return embeddingScores(z, truth.quality.cols(), options.seed);
}

MatrixD loggingProbabilities(const MatrixD &z, const FullOutcomes &truth, const LoggingPolicyOptions &options)
{
    const MatrixD scores = loggingScores(z, truth, options);
    MatrixD probabilities(scores.rows(), scores.cols());
    for (std::size_t i = 0; i < scores.rows(); ++i) {
        if (options.kind == LoggingKind::Deterministic)
            fillHighest(scores.row(i), truth.quality.row(i), probabilities.row(i));
        else
            fillSoftmax(scores.row(i), truth.quality.row(i), options, probabilities.row(i));
    }
    return probabilities;
}

ServedModels::ServedModels(std::uint64_t seed)
    : m_random(deriveSeed(seed, "served model"))
{}

} // namespace fairlead
