#include "core/causal/folds.h"
#include "core/causal/multinomial.h"
#include "core/causal/propensity.h"
#include "tests/core/causal/methodcase.h"
#include "tests/core/causal/simulatedlog.h"

#include <QTest>

#include <cmath>

using namespace fairlead;
using namespace fairlead::test;

namespace {

PropensityFit fit(const SimulatedLog &log, const PropensityOptions &options = {})
{
    const auto fold = assignFolds({}, log.model.size(), 5, 1);
    auto result = fitPropensity(log.z, log.model, log.models, fold, 5, options, {}, {});
    if (!result)
        qFatal("%s", result.error().message.c_str());
    return *std::move(result);
}

double meanDifference(const MatrixD &a, const MatrixD &b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += std::abs(a.data()[i] - b.data()[i]) / static_cast<double>(a.size());
    return sum;
}

} // namespace

class TestPropensity final : public QObject
{
    Q_OBJECT

private slots:
    void theMultinomialOptimumAgreesWithTheWorkedCase()
    {
        FAIRLEAD_NEED_SHARED_DATA(path, "method_case.json");
        const MethodCase data(path);
        const MatrixD z = data.standardised();
        const std::vector<std::int32_t> everyRowTrains(z.rows(), -1);
        const MultinomialOptions options{
            .penalty = 1, .iterations = 1000, .gainTolerance = 1e-22, .singlePrecision = false};
        auto weights =
            fitMultinomial(z, data.model, data.models, everyRowTrains, 1, options, {}, DeviceChoice::Cpu, {});
        QVERIFY(weights);
        const PropensityModel model{*std::move(weights), 1, 1, 0};
        const MatrixD probabilities = model.predict(z);
        QVERIFY(largestDifference({probabilities.data(), probabilities.size()},
                                  data.numbers("/multinomial/probabilities")) < kCaseTolerance);
    }

    void singlePrecisionFindsTheSamePropensities()
    {
        const SimulatedLog log = simulateLog({.rows = 600});
        const auto fold = assignFolds({}, 600, 5, 1);
        MatrixD predictions[2];
        for (const bool single : {false, true}) {
            MultinomialOptions options;
            options.singlePrecision = single;
            auto weights = fitMultinomial(log.z, log.model, log.models, fold, 5, options, {}, DeviceChoice::Cpu, {});
            QVERIFY(weights);
            predictions[single] = PropensityModel{*std::move(weights), 1, 1, 0}.predict(log.z);
        }
        QVERIFY(largestDifference(predictions[0], predictions[1]) < 0.005);
    }

    void recoversAKnownLoggingPolicy()
    {
        const SimulatedLog log = simulateLog({.rows = 6000, .bias = 2, .floor = 0.02});
        const PropensityFit result = fit(log);
        QVERIFY2(meanDifference(result.outOfFold, log.propensity) < 0.02,
                 qPrintable(QString::number(meanDifference(result.outOfFold, log.propensity))));
        QVERIFY(meanDifference(result.model.predict(log.z), log.propensity) < 0.02);
    }

    void rowsSumToOneAndStayPositive()
    {
        SimulatedLog log = simulateLog({.rows = 40, .dimensions = 60, .bias = 5, .floor = 0});
        log.models = 5; // two models served nothing
        const PropensityFit result = fit(log);
        for (std::size_t i = 0; i < 40; ++i) {
            double sum = 0;
            for (const double e : result.outOfFold.row(i)) {
                QVERIFY(e > 0);
                sum += e;
            }
            QVERIFY(std::abs(sum - 1) < 1e-12);
        }
    }

    void aRowsOwnModelDoesNotReachItsPropensities()
    {
        SimulatedLog log = simulateLog({.rows = 200});
        const PropensityOptions options{.penalties = {1}, .temperatures = {1}, .floors = {0.01}, .iterations = 500};
        const PropensityFit before = fit(log, options);
        log.model[3] = (log.model[3] + 1) % 3;
        const PropensityFit after = fit(log, options);
        const auto difference = [&](std::size_t i) { return std::abs(before.outOfFold(i, 0) - after.outOfFold(i, 0)); };
        QVERIFY(difference(3) < 1e-3);
        double others = 0;
        for (std::size_t i = 0; i < 200; ++i)
            others = std::max(others, difference(i));
        QVERIFY(others > 5e-3);
    }

    void survivesSavingAndLoading()
    {
        const SimulatedLog log = simulateLog({.rows = 100});
        const PropensityModel model = fit(log).model;
        TensorBundle bundle;
        model.save(bundle);
        const auto loaded = PropensityModel::load(bundle);
        QVERIFY(loaded);
        QVERIFY(loaded->predict(log.z) == model.predict(log.z));
        bundle.tensors.erase("propensity.weights.0");
        QVERIFY(!PropensityModel::load(bundle));
    }

    void optionsThatMakeNoSenseAreNamed()
    {
        const SimulatedLog log = simulateLog({.rows = 20});
        PropensityOptions options;
        options.penalties = {};
        const auto result = fitPropensity(log.z, log.model, 3, assignFolds({}, 20, 5, 1), 5, options, {}, {});
        QVERIFY(!result);
        QVERIFY(result.error().code == ErrorCode::BadConfig);
    }
};

QTEST_APPLESS_MAIN(TestPropensity)
#include "tst_propensity.moc"
