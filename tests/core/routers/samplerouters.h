#pragma once

#include "core/base/random.h"
#include "core/routers/builders.h"

#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fairlead::test {

constexpr std::size_t kSampleModels = 3;
constexpr std::size_t kSampleDim = 4;
constexpr double kSampleLambdaMax = 250;

inline MatrixD normalMatrix(std::size_t rows, std::size_t cols, std::uint64_t seed, double size = 1)
{
    Random random(seed);
    MatrixD out(rows, cols);
    for (std::size_t i = 0; i < out.size(); ++i)
        out.data()[i] = size * random.normal();
    return out;
}

inline MatrixF toFloat(const MatrixD &matrix)
{
    MatrixF out(matrix.rows(), matrix.cols());
    for (std::size_t i = 0; i < out.size(); ++i)
        out.data()[i] = static_cast<float>(matrix.data()[i]);
    return out;
}

inline MatrixF sampleEmbeddings(std::size_t rows = 200)
{
    return toFloat(normalMatrix(rows, kSampleDim, 3));
}

inline std::vector<double> sampleTieCosts()
{
    return {0.004, 0.001, 0.001};
}

inline Standardizer sampleStandardizer()
{
    return {{0.1, -0.2, 0.3, 0}, 1.9};
}

inline StackedOutcome sampleOutcome(std::uint64_t seed, double mean)
{
    StackedOutcome outcome{mean, 0.7, 0.4, 0.3, normalMatrix(kSampleModels, kSampleDim + 1, seed, 0.4), {}, {}};
    // One tree of a single leaf, one with two splits.
    outcome.forest = {{0, 1}, {-1, 0, -1, 1, -1, -1}, {0, 0.1, 0, -0.2, 0, 0}, {0, 2, 1, 4, 2, 3}, {}};
    const MatrixD leaves = normalMatrix(4, kSampleModels, seed + 7, 0.3);
    outcome.forest.values = MatrixF(4, kSampleModels);
    for (std::size_t i = 0; i < leaves.size(); ++i)
        outcome.forest.values.data()[i] = static_cast<float>(leaves.data()[i]);
    outcome.cells.push_back(normalMatrix(6, kSampleModels, seed + 1, 0.3));
    outcome.cells.push_back(normalMatrix(2, kSampleModels, seed + 2, 0.3));
    return outcome;
}

inline OutcomeModel sampleOutcomeModel()
{
    return {sampleOutcome(20, 0.6),
            sampleOutcome(30, 0.3),
            {normalMatrix(6, kSampleDim, 41), normalMatrix(2, kSampleDim, 42)}};
}

inline CorrectionNetworks sampleNetworks(std::size_t knots)
{
    constexpr std::size_t kHidden = 8;
    CorrectionNetworks networks;
    networks.inputScale = 4;
    for (std::uint64_t k = 0; k < 3; ++k) {
        networks.hiddenWeights.push_back(toFloat(normalMatrix(kHidden, kSampleDim, 50 + k, 0.5)));
        networks.outputWeights.push_back(toFloat(normalMatrix(knots * kSampleModels, kHidden, 60 + k, 0.5)));
        networks.hiddenBias.emplace_back(kHidden, 0.1F);
        networks.outputBias.emplace_back(knots * kSampleModels, -0.2F);
    }
    return networks;
}

/// The third model has no rows; some rows are duplicates, so that neighbours tie.
inline std::unique_ptr<Router> sampleKnn()
{
    MatrixF z = toFloat(normalMatrix(60, kSampleDim, 70));
    std::vector<std::int32_t> model;
    std::vector<double> quality, cost;
    for (std::size_t i = 0; i < z.rows(); ++i) {
        if (i % 5 == 4)
            std::copy(z.row(i - 4).begin(), z.row(i - 4).end(), z.row(i).begin());
        model.push_back(std::int32_t(i / 5 % 2));
        quality.push_back(i % 3 == 0 ? 1 : 0);
        cost.push_back(model.back() == 0 ? 0.9 : 0.2);
    }
    return makeKnnRouter(sampleStandardizer(), std::move(z), model, quality, cost, 7, kSampleLambdaMax,
                         sampleTieCosts());
}

/// Rows as of sampleKnn, the third model without any.
inline std::unique_ptr<Router> sampleCarrot()
{
    MatrixF z = toFloat(normalMatrix(60, kSampleDim, 70));
    std::vector<std::int32_t> model;
    std::vector<double> quality, cost;
    for (std::size_t i = 0; i < z.rows(); ++i) {
        if (i % 5 == 4)
            std::copy(z.row(i - 4).begin(), z.row(i - 4).end(), z.row(i).begin());
        model.push_back(std::int32_t(i / 5 % 2));
        quality.push_back(i % 3 == 0 ? 1 : 0);
        cost.push_back(model.back() == 0 ? 0.9 : 0.2);
    }
    return makeCarrotRouter(sampleStandardizer(), LoggedRows::group(z, model, quality, cost, kSampleModels), {3, 20},
                            kSampleLambdaMax, sampleTieCosts());
}

inline PropensityModel samplePropensity()
{
    return {{normalMatrix(kSampleModels, kSampleDim + 1, 80), normalMatrix(kSampleModels, kSampleDim + 1, 81)},
            1,
            0.8,
            0.05};
}

using NamedRouter = std::pair<std::string, std::unique_ptr<Router>>;

/// One router of every kind that can be deployed.
inline std::vector<NamedRouter> deployableRouters()
{
    const auto corrected = [](Method method, std::size_t knots) {
        return makeCorrectedRouter(method, sampleStandardizer(), sampleOutcomeModel(), sampleNetworks(knots), 0.05,
                                   kSampleLambdaMax, sampleTieCosts());
    };
    OutcomeModel noCells = sampleOutcomeModel();
    noCells.codebooks.clear();
    noCells.quality.cells.clear();
    noCells.cost.cells.clear();

    std::vector<NamedRouter> out;
    out.emplace_back("RM-Interval", corrected(Method::RmInterval, 5));
    out.emplace_back("RM-Softmax, one correction", corrected(Method::RmSoftmax, 1));
    out.emplace_back("RM-Classification", corrected(Method::RmClassification, 2));
    out.emplace_back("RM-Interval, given knots",
                     makeCorrectedRouter(Method::RmInterval, sampleStandardizer(), sampleOutcomeModel(),
                                         sampleNetworks(3), 0.05, kSampleLambdaMax, sampleTieCosts(), {0, 0.1, 1}));
    out.emplace_back("full feedback", corrected(Method::FullFeedback, 5));
    const auto networksAlone = [](Method method, const std::vector<double> &positions) {
        return makeNetworkRouter(method, sampleStandardizer(), sampleNetworks(positions.size()), positions,
                                 kSampleLambdaMax, sampleTieCosts());
    };
    out.emplace_back("RM-Interval without base", networksAlone(Method::RmInterval, {0, 0.3, 1}));
    out.emplace_back("RM-Softmax without base, one lambda", networksAlone(Method::RmSoftmax, {0.5}));
    out.emplace_back("IPW policy", networksAlone(Method::IpwPolicy, {0, 0.25, 0.5, 0.75, 1}));
    out.emplace_back("neural plug-in", networksAlone(Method::PlugInNeural, {0, 1}));
    out.emplace_back("CARROT", sampleCarrot());
    out.emplace_back("plug-in, ridge per model",
                     makePlugInRouter(sampleStandardizer(), sampleOutcomeModel(), kSampleLambdaMax, sampleTieCosts(),
                                      Method::PlugInRidge));
    out.emplace_back("plug-in",
                     makePlugInRouter(sampleStandardizer(), sampleOutcomeModel(), kSampleLambdaMax, sampleTieCosts()));
    out.emplace_back("plug-in without cells",
                     makePlugInRouter(sampleStandardizer(), noCells, kSampleLambdaMax, sampleTieCosts()));
    out.emplace_back("kNN", sampleKnn());
    out.emplace_back("best single", makeConstantRouter(Method::BestSingle, {0.8, 0.5, 0.5}, {1, 0.25, 0.25},
                                                       kSampleLambdaMax, sampleTieCosts()));
    out.emplace_back("cheapest", makeConstantRouter(Method::Cheapest, {0.8, 0.5, 0.5}, {1, 0.25, 0.25},
                                                    kSampleLambdaMax, sampleTieCosts()));
    return out;
}

/// And the references to compare with.
inline std::vector<NamedRouter> allRouters()
{
    std::vector<NamedRouter> out = deployableRouters();
    out.emplace_back("random", makeRandomRouter(5, kSampleLambdaMax, sampleTieCosts()));
    out.emplace_back("logging policy", makeLoggingPolicyRouter(sampleStandardizer(), samplePropensity(), 5,
                                                               kSampleLambdaMax, sampleTieCosts()));
    out.emplace_back("oracle", makeOracleRouter(kSampleLambdaMax, sampleTieCosts()));
    return out;
}

} // namespace fairlead::test
