#include "tests/bench/sweepdata.h"

#include "core/base/parallel.h"
#include "core/base/random.h"

#include <array>
#include <cmath>

namespace fairlead::bench {

namespace {

constexpr std::size_t kModels = 11;
constexpr std::size_t kKnots = 8;
constexpr double kDearest = 0.02; ///< USD per query of the dearest model
constexpr double kClip = 0.01;

/// Cost per query of each model, the dearest 300 times the cheapest.
double costOf(std::size_t model)
{
    return kDearest * std::pow(300.0, -1 + static_cast<double>(model) / (kModels - 1));
}

} // namespace

SweepData::SweepData(std::size_t rows)
    : scores(rows, kKnots * kModels)
    , quality(rows, kModels)
    , cost(rows, kModels)
    , loggedQuality(rows)
    , loggedCost(rows)
{
    reference = kModels - 1;
    auto drawn = std::make_shared<CorrectionNoise>();
    const double lambdaMax = 1 / kDearest;
    for (std::size_t k = 0; k < kKnots; ++k)
        knots.push_back(lambdaMax * std::pow(static_cast<double>(k) / (kKnots - 1), 2));
    for (std::size_t t = 0; t < kModels; ++t) {
        tieCosts.push_back(costOf(t));
        drawn->residual.push_back({0.15, 0, std::pow(0.2 * costOf(t), 2)});
    }
    drawn->served.resize(rows);
    drawn->weight.resize(rows);
    drawn->correction.resize(rows);
    drawn->exposure = Matrix<float>(rows, kModels, static_cast<float>(kModels));
    forEachBlock(rows, 4096, {}, [&](std::size_t first, std::size_t last) {
        Random random(deriveSeed(1, "bench sweep", first));
        for (std::size_t i = first; i < last; ++i) {
            const double ease = random.uniform();
            const double length = std::exp(0.5 * random.normal());
            const std::size_t served = random.below(kModels);
            for (std::size_t t = 0; t < kModels; ++t) {
                const double skill = static_cast<double>(t) / (kModels - 1);
                const double predicted = 0.2 + 0.6 * ease + 0.3 * skill * (1 - ease) + 0.08 * random.normal();
                const double price = costOf(t) * length;
                for (std::size_t k = 0; k < kKnots; ++k)
                    scores(i, k * kModels + t) = predicted - knots[k] * price + 0.01 * random.normal();
                quality(i, t) = predicted;
                cost(i, t) = price;
            }
            drawn->served[i] = static_cast<std::uint16_t>(served);
            drawn->weight[i] = std::min<double>(kModels, 1 / kClip);
            drawn->correction[i] = {drawn->weight[i] * 0.4 * random.normal(),
                                    drawn->weight[i] * 0.2 * cost(i, served) * random.normal()};
            loggedQuality[i] = quality(i, served) + drawn->correction[i].quality / drawn->weight[i];
            loggedCost[i] = cost(i, served) + drawn->correction[i].cost / drawn->weight[i];
            quality(i, served) += drawn->correction[i].quality;
            cost(i, served) += drawn->correction[i].cost;
        }
    });
    noise = std::move(drawn);
}

SweepInput SweepData::input() const
{
    SweepInput input;
    input.knots = knots;
    input.tieCosts = tieCosts;
    input.scores = &scores;
    input.drQuality = &quality;
    input.drCost = &cost;
    input.loggedQuality = loggedQuality;
    input.loggedCost = loggedCost;
    input.referenceModel = reference;
    input.noise = noise;
    return input;
}

SweepInput SweepData::streamed() const
{
    SweepInput streaming = input();
    streaming.scores = nullptr;
    streaming.stream = {scores.rows(), [this](std::size_t first, std::size_t last) {
                            MatrixD block(last - first, scores.cols());
                            std::copy_n(scores.data() + first * scores.cols(), block.size(), block.data());
                            return Result<MatrixD>(std::move(block));
                        }};
    return streaming;
}

} // namespace fairlead::bench
