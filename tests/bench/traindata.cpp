#include "tests/bench/traindata.h"

#include "core/base/parallel.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>

namespace fairlead::bench {

namespace {

constexpr std::size_t kTopics = 24; ///< directions that mean something

/// A query: where it lies along the topics.
std::vector<double> drawTopics(Random &random)
{
    std::vector<double> topics(kTopics);
    for (double &each : topics)
        each = random.normal();
    return topics;
}

double dot(const std::vector<double> &a, const double *b)
{
    double sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k)
        sum += a[k] * b[k];
    return sum;
}

} // namespace

RunData makeTrainData(std::size_t queries, std::size_t dimensions, std::size_t models, std::uint64_t seed)
{
    Random fixed(deriveSeed(seed, "bench directions"));
    const auto drawn = [&](std::size_t count, double scale) {
        std::vector<double> values(count);
        for (double &each : values)
            each = scale * fixed.normal();
        return values;
    };
    const std::vector<double> loadings = drawn(dimensions * kTopics, 0.5);
    const std::vector<double> skills = drawn(models * kTopics, 0.25);
    const std::vector<double> habits = drawn(models * kTopics, 0.15);
    const std::vector<double> hardness = drawn(kTopics, 0.2);
    RunData data;
    data.info.name = "bench";
    data.info.queryCount = queries;
    data.info.modelCount = models;
    data.info.embeddingDim = dimensions;
    data.embeddings = MatrixF(queries, dimensions);
    data.outcomes.model.resize(queries);
    data.outcomes.quality.resize(queries);
    data.outcomes.cost.resize(queries);
    data.groups.resize(queries);
    forEachBlock(queries, 512, {}, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            Random random(deriveSeed(seed, "bench query", i));
            const std::vector<double> topics = drawTopics(random);
            for (std::size_t j = 0; j < dimensions; ++j)
                data.embeddings(i, j) = static_cast<float>(dot(topics, &loadings[j * kTopics]) + random.normal());
            std::vector<double> weights(models);
            for (std::size_t t = 0; t < models; ++t)
                weights[t] = 0.02 + std::exp(dot(topics, &habits[t * kTopics]));
            const std::size_t served = random.pick(weights);
            const double rank = static_cast<double>(served) / static_cast<double>(models - 1);
            const double score = 0.2 + rank - dot(topics, hardness.data()) + dot(topics, &skills[served * kTopics]);
            data.outcomes.model[i] = static_cast<std::int32_t>(served);
            data.outcomes.quality[i] = random.uniform() < 1 / (1 + std::exp(-score)) ? 1 : 0;
            data.outcomes.cost[i] = 0.02 * std::pow(200.0, rank - 1) * std::exp(0.4 * random.normal());
        }
    });
    for (std::size_t i = 0; i < queries; ++i) {
        if (i % 10 < 3)
            data.heldOutRows.push_back(static_cast<std::int64_t>(i));
        else
            data.trainRows.push_back(i);
    }
    data.info.trainCount = data.trainRows.size();
    for (std::size_t t = 0; t < models; ++t)
        data.models.push_back({"model " + std::to_string(t + 1), 0, 0, 0});
    for (const std::int32_t model : data.outcomes.model)
        ++data.models[static_cast<std::size_t>(model)].count;
    return data;
}

} // namespace fairlead::bench
