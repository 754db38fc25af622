#include "exploresample.h"

#include "core/base/random.h"

#include <QtGlobal>

#include <array>
#include <cmath>

namespace fairlead {

namespace {

struct SampleModel
{
    const char *name;
    double cost;       ///< USD per query
    double strength;   ///< logit of the mean quality
    std::size_t field; ///< the kind of query it is better at
};

constexpr std::array<SampleModel, 8> kModels{{{"gpt-4", 0.0052, 1.6, 0},
                                              {"claude-v2", 0.0041, 1.3, 1},
                                              {"gpt-3.5-turbo", 0.00062, 0.7, 2},
                                              {"llama-2-70b-chat", 0.00085, 0.5, 1},
                                              {"mixtral-8x7b", 0.00048, 0.8, 0},
                                              {"code-llama-34b", 0.00056, 0.1, 3},
                                              {"wizardlm-13b", 0.00024, 0.0, 2},
                                              {"mistral-7b", 0.00014, 0.2, 1}}};
constexpr std::size_t kFields = 4;
constexpr double kLambdaMax = 200;

double logistic(double x)
{
    return 1 / (1 + std::exp(-x));
}

struct Tables
{
    MatrixD scores, quality, cost, drQuality, drCost;
    std::vector<double> loggedQuality, loggedCost;
};

std::array<double, kModels.size()> loggingPolicy(double difficulty)
{
    std::array<double, kModels.size()> e{};
    double sum = 0;
    for (std::size_t t = 0; t < e.size(); ++t)
        sum += e[t] = std::exp(0.6 * difficulty * (kModels[t].cost > 0.003 ? 1 : -0.5) + 0.3 * kModels[t].strength);
    for (double &p : e)
        p = 0.92 * p / sum + 0.08 / static_cast<double>(e.size());
    return e;
}

/// What is true of a query, what the log saw of it, and what the router believes of it.
void fillRow(Tables &tables, std::size_t i, double noise, Random &world, Random &belief)
{
    const double difficulty = world.normal();
    const std::size_t field = world.below(kFields);
    const double length = std::exp(0.4 * world.normal());
    const auto e = loggingPolicy(difficulty);
    const std::size_t served = world.pick(e);
    for (std::size_t t = 0; t < kModels.size(); ++t) {
        const SampleModel &model = kModels[t];
        const double mean = logistic(model.strength - 1.1 * difficulty + (model.field == field ? 0.9 : 0));
        const double meanCost = model.cost * length;
        const double seenQuality = std::clamp(mean + noise * belief.normal(), 0.0, 1.0);
        const double seenCost = meanCost * std::exp(0.1 * belief.normal());
        tables.quality(i, t) = world.uniform() < mean ? 1 : 0;
        tables.cost(i, t) = meanCost * std::exp(0.1 * world.normal());
        tables.scores(i, t) = seenQuality;
        tables.scores(i, kModels.size() + t) = seenQuality - kLambdaMax * seenCost;
        const double weight = t == served ? 1 / e[t] : 0;
        tables.drQuality(i, t) = mean + weight * (tables.quality(i, t) - mean);
        tables.drCost(i, t) = meanCost + weight * (tables.cost(i, t) - meanCost);
    }
    tables.loggedQuality.push_back(tables.quality(i, served));
    tables.loggedCost.push_back(tables.cost(i, served));
}

Estimate meanOf(const MatrixD &matrix, std::size_t column)
{
    const auto n = static_cast<double>(matrix.rows());
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 0; i < matrix.rows(); ++i) {
        sum += matrix(i, column);
        squares += matrix(i, column) * matrix(i, column);
    }
    return {sum / n, std::sqrt((squares / n - sum / n * sum / n) / n)};
}

MatrixD asColumn(const std::vector<double> &values)
{
    MatrixD column(values.size(), 1);
    std::copy(values.begin(), values.end(), column.data());
    return column;
}

void addReferences(RouterAnalysis &analysis, const Tables &tables, bool truth)
{
    const Estimate quality = meanOf(asColumn(tables.loggedQuality), 0);
    const Estimate cost = meanOf(asColumn(tables.loggedCost), 0);
    ReferencePolicy log{ReferencePolicy::Kind::LoggingPolicy, "logging policy", -1, quality, cost, {}, {}};
    if (truth) {
        log.trueQuality = quality.value;
        log.trueCost = cost.value;
    }
    analysis.references.push_back(log);
    for (std::size_t t = 0; t < kModels.size(); ++t) {
        ReferencePolicy single{ReferencePolicy::Kind::SingleModel,
                               kModels[t].name,
                               static_cast<std::int32_t>(t),
                               meanOf(tables.drQuality, t),
                               meanOf(tables.drCost, t),
                               {},
                               {}};
        if (truth) {
            single.trueQuality = meanOf(tables.quality, t).value;
            single.trueCost = meanOf(tables.cost, t).value;
        }
        analysis.references.push_back(single);
        analysis.models.push_back({kModels[t].name, 100, single.quality.value, single.cost.value});
        analysis.support.models.push_back({100, 0.1, 80, 0, 10, 0.01, Verdict::Ok, {}});
    }
    analysis.bestSingle = 4;
}

} // namespace

std::shared_ptr<const RouterAnalysis> sampleAnalysis(const SampleOptions &options)
{
    const std::size_t n = options.queries;
    const std::size_t m = kModels.size();
    Tables tables{MatrixD(n, 2 * m), MatrixD(n, m), MatrixD(n, m), MatrixD(n, m), MatrixD(n, m), {}, {}};
    Random world(deriveSeed(7, "world"));
    Random belief(deriveSeed(7, "belief", static_cast<std::uint64_t>(options.id)));
    for (std::size_t i = 0; i < n; ++i)
        fillRow(tables, i, options.noise, world, belief);

    SweepInput input;
    input.knots = {0, kLambdaMax};
    for (const SampleModel &model : kModels)
        input.tieCosts.push_back(model.cost);
    input.scores = &tables.scores;
    input.drQuality = &tables.drQuality;
    input.drCost = &tables.drCost;
    input.loggedQuality = tables.loggedQuality;
    input.loggedCost = tables.loggedCost;
    if (options.truth) {
        input.trueQuality = &tables.quality;
        input.trueCost = &tables.cost;
    }
    auto index = SweepIndex::build(input, {}, {});
    if (!index)
        qFatal("%s", index.error().message.c_str());

    auto analysis = std::make_shared<RouterAnalysis>();
    analysis->router.id = RouterId{options.id};
    analysis->router.name = options.name;
    analysis->router.dataset = DatasetId{1};
    analysis->router.datasetName = "support log, March";
    analysis->router.method = "rm-interval";
    analysis->router.created = "2026-01-01T00:00:00Z";
    analysis->index = std::make_shared<const SweepIndex>(std::move(*index));
    analysis->verdict = analysis->support.verdict = options.verdict;
    if (options.verdict != Verdict::Ok)
        analysis->support.reasons = {
            "Two models served fewer than 30 queries. Log more of them before relying on this."};
    addReferences(*analysis, tables, options.truth);
    return analysis;
}

} // namespace fairlead
