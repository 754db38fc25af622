#include "core/causal/folds.h"
#include "core/causal/nuisances.h"
#include "tests/core/causal/methodcase.h"
#include "tests/core/causal/simulatedlog.h"

#include <QTest>

#include <cmath>

using namespace fairlead;
using namespace fairlead::test;

namespace {

Result<Nuisances> fit(const SimulatedLog &log, const NuisanceOptions &options = {}, std::uint64_t seed = 1)
{
    return fitNuisances(log.z, log.view(), assignFolds({}, log.model.size(), options.folds, 1), options, seed,
                        DeviceChoice::Cpu, {}, {});
}

bool allFinite(const MatrixD &matrix)
{
    return std::all_of(matrix.data(), matrix.data() + matrix.size(), [](double v) { return std::isfinite(v); });
}

double meanSquaredDifference(const MatrixD &a, const MatrixD &b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += (a.data()[i] - b.data()[i]) * (a.data()[i] - b.data()[i]) / static_cast<double>(a.size());
    return sum;
}

} // namespace

class TestNuisances final : public QObject
{
    Q_OBJECT

private slots:
    void predictionsComeNearTheTruth()
    {
        const SimulatedLog log = simulateLog({.rows = 3000});
        const auto result = fit(log);
        QVERIFY(result);
        QVERIFY(meanSquaredDifference(result->quality, log.meanQuality) < 0.01);
        QVERIFY(meanSquaredDifference(result->cost, log.meanCost) < 0.002);
        const auto deployed = result->outcomeModel.predict(log.z);
        QVERIFY(meanSquaredDifference(deployed.quality, log.meanQuality) < 0.01);
        QVERIFY(meanSquaredDifference(deployed.cost, log.meanCost) < 0.002);
    }

    void theDecisionModelKnowsDifferencesAndItsOutOfFoldValuesTheLevelToo()
    {
        const SimulatedLog log = simulateLog({.rows = 3000});
        const auto result = fit(log);
        QVERIFY(result);
        QVERIFY(meanSquaredDifference(result->decisionQuality, log.meanQuality) < 0.01);
        const auto differences = [](const MatrixD &values) {
            MatrixD out = values;
            for (std::size_t i = 0; i < out.rows(); ++i) {
                for (std::size_t t = 0; t < out.cols(); ++t)
                    out(i, t) = values(i, t) - values(i, 0);
            }
            return out;
        };
        const auto deployed = result->decisionModel.predict(log.z);
        QVERIFY(meanSquaredDifference(differences(deployed.quality), differences(log.meanQuality)) < 0.02);
        QVERIFY(deployed.cost == result->outcomeModel.predict(log.z).cost);

        NuisanceOptions options;
        options.stack.contrasts = false;
        const auto plain = fit(log, options);
        QVERIFY(plain && plain->decisionQuality == plain->quality);
        QCOMPARE(plain->decisionModel.quality.forestWeight, plain->outcomeModel.quality.forestWeight);
    }

    void aPoisonedRowDoesNotReachItsOwnPredictionsAndScores()
    {
        // The few weights of the stacks are chosen over all rows; held at their prior, nothing else may see the row.
        NuisanceOptions options;
        options.stack.priorStrength = 1e12;
        options.stack.contrastPriorStrength = 1e12;
        SimulatedLog log = simulateLog({.rows = 300});
        const auto before = fit(log, options);
        log.quality[7] += 50;
        log.cost[7] += 50;
        const auto after = fit(log, options);
        QVERIFY(before && after);
        for (std::size_t t = 0; t < log.models; ++t) {
            QVERIFY(std::abs(after->quality(7, t) - before->quality(7, t)) < 1e-6);
            QVERIFY(std::abs(after->decisionQuality(7, t) - before->decisionQuality(7, t)) < 1e-6);
            QVERIFY(std::abs(after->cost(7, t) - before->cost(7, t)) < 1e-6);
            if (t != static_cast<std::size_t>(log.model[7]))
                QVERIFY(std::abs(after->qualityScores(7, t) - before->qualityScores(7, t)) < 1e-6);
        }
        QVERIFY(meanSquaredDifference(after->quality, before->quality) > 1e-4); // other rows' fits did see it
    }

    void theSameSeedGivesTheSameNuisances()
    {
        const SimulatedLog log = simulateLog({.rows = 300});
        const auto first = fit(log);
        const auto second = fit(log);
        QVERIFY(first && second);
        QVERIFY(first->qualityScores == second->qualityScores);
        QVERIFY(first->propensity == second->propensity);
        QVERIFY(first->outcomeModel.codebooks == second->outcomeModel.codebooks);
    }

    void tinyAndDegenerateLogsStayFinite_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("dimensions");
        QTest::addColumn<int>("unusedModels");
        QTest::addColumn<bool>("constant");
        QTest::newRow("twenty rows, more features than rows") << 20 << 50 << 0 << false;
        QTest::newRow("models that served nothing") << 60 << 4 << 3 << false;
        QTest::newRow("outcomes that never change") << 60 << 4 << 0 << true;
        QTest::newRow("fewer rows than folds") << 4 << 3 << 0 << false;
    }
    void tinyAndDegenerateLogsStayFinite()
    {
        QFETCH(int, rows);
        QFETCH(int, dimensions);
        QFETCH(int, unusedModels);
        QFETCH(bool, constant);
        SimulatedLog log =
            simulateLog({.rows = static_cast<std::size_t>(rows), .dimensions = static_cast<std::size_t>(dimensions)});
        log.models += static_cast<std::size_t>(unusedModels);
        if (constant) {
            std::fill(log.quality.begin(), log.quality.end(), 1.0);
            std::fill(log.cost.begin(), log.cost.end(), 0.002);
        }
        const auto result = fit(log);
        QVERIFY2(result, result ? "" : result.error().message.c_str());
        for (const MatrixD *matrix :
             {&result->propensity, &result->quality, &result->cost, &result->qualityScores, &result->costScores})
            QVERIFY(allFinite(*matrix));
        QVERIFY(allFinite(result->outcomeModel.predict(log.z).quality));
    }

    void theOutcomeModelSurvivesSavingAndLoading()
    {
        const SimulatedLog log = simulateLog({.rows = 200});
        const auto result = fit(log);
        QVERIFY(result);
        TensorBundle bundle;
        result->outcomeModel.save(bundle);
        const auto loaded = OutcomeModel::load(bundle);
        QVERIFY(loaded);
        QVERIFY(loaded->predict(log.z).cost == result->outcomeModel.predict(log.z).cost);
        bundle.tensors.erase("outcome.cost.cells.3");
        QVERIFY(!OutcomeModel::load(bundle));
    }

    void loggedPropensitiesWeightTheScores()
    {
        const SimulatedLog log = simulateLog({.rows = 500});
        NuisanceOptions options;
        options.scores.kind = ScoreKind::InversePropensity;
        const auto result = fitNuisances(log.z, log.viewWithPropensity(), assignFolds({}, 500, 5, 1), options, 1,
                                         DeviceChoice::Cpu, {}, {});
        QVERIFY(result);
        for (std::size_t i = 0; i < 500; ++i) {
            const double expected = log.quality[i] * std::min(1 / log.served[i], 20.0);
            QVERIFY(std::abs(result->qualityScores(i, static_cast<std::size_t>(log.model[i])) - expected) < 1e-12);
        }
    }

    void oneGroupForAllRowsIsRefused()
    {
        const SimulatedLog log = simulateLog({.rows = 50});
        const auto result =
            fitNuisances(log.z, log.view(), std::vector<std::int32_t>(50, 0), {}, 1, DeviceChoice::Cpu, {}, {});
        QVERIFY(!result);
        QVERIFY(result.error().code == ErrorCode::Refused);
    }

    void numbersThatAreNotFiniteAreBadInput()
    {
        SimulatedLog log = simulateLog({.rows = 50});
        log.quality[7] = std::nan("");
        const auto result = fit(log);
        QVERIFY(!result);
        QVERIFY(result.error().code == ErrorCode::BadInput);
    }

    void aStopIsCancelled()
    {
        const SimulatedLog log = simulateLog({.rows = 50});
        std::stop_source source;
        source.request_stop();
        const auto result = fitNuisances(log.z, log.view(), assignFolds({}, 50, 5, 1), {}, 1, DeviceChoice::Cpu,
                                         source.get_token(), {});
        QVERIFY(!result);
        QVERIFY(result.error().code == ErrorCode::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestNuisances)
#include "tst_nuisances.moc"
