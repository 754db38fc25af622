#pragma once

#include "core/base/matrix.h"
#include "core/base/random.h"
#include "core/base/result.h"
#include "core/store/dataset.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fairlead {

/// What a simulated logging policy looks at when it chooses a model.
enum class LoggingKind
{
    Embedding,    ///< a seeded random direction of the standardised embedding per model
    Difficulty,   ///< hard queries go to dear models, easy ones to cheap models
    Price,        ///< the model's price alone: cheap ones with a positive bias, dear ones with a negative
    Deterministic ///< the highest score of Embedding, always: no log of it can be corrected
};
[[nodiscard]] std::string_view loggingKindKey(LoggingKind kind);            ///< "embedding", "difficulty", ...
[[nodiscard]] Result<LoggingKind> loggingKindFromKey(std::string_view key); ///< the error lists the keys

/// A confounded logging policy over full feedback:
/// e(x) = (1 - floor) softmax(bias * s(x)) + floor / m over the models that answered, each kind with its own score s
/// of unit variance. bias 0 is uniform logging.
struct LoggingPolicyOptions
{
    double bias = 1.0;
    double floor = 0.02; ///< share of the uniform policy; a deterministic policy has neither bias nor floor
    std::uint64_t seed = 1;
    LoggingKind kind = LoggingKind::Embedding;
};

/// A negative bias (but for Price), or a floor outside 0 to 1, is BadConfig.
[[nodiscard]] Result<void> checkLoggingPolicy(const LoggingPolicyOptions &options);

/// n x m scores s. Embedding: z_i . d_t, d_t seeded normal, every model's column at mean 0 and variance 1.
/// Price: minus the model's price rank (mean cost, ties share a rank), at mean 0 and variance 1 over models.
/// Difficulty: h_i times the price rank, h_i = minus the query's mean quality over models, at mean 0, variance 1.
/// @param z n x d, standardised; only the embedding's kinds read it
/// @param truth n x m, NaN where a model has no answer
[[nodiscard]] MatrixD loggingScores(const MatrixD &z, const FullOutcomes &truth, const LoggingPolicyOptions &options);

/// n x m probabilities e of serving; 0 where a model has no answer.
[[nodiscard]] MatrixD loggingProbabilities(const MatrixD &z, const FullOutcomes &truth,
                                           const LoggingPolicyOptions &options);

/// Draws the served model of rows, one after the other, in a stream of its own for a seed.
class ServedModels
{
public:
    explicit ServedModels(std::uint64_t seed);
    [[nodiscard]] std::size_t draw(std::span<const double> probabilities) { return m_random.pick(probabilities); }

private:
    Random m_random;
};

} // namespace fairlead
