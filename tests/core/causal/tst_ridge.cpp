#include "core/base/random.h"
#include "core/causal/folds.h"
#include "core/causal/ridge.h"
#include "tests/core/causal/methodcase.h"

#include <QTest>

#include <cmath>

using namespace fairlead;
using namespace fairlead::test;

namespace {

struct SmallLog
{
    MatrixD z;
    std::vector<std::int32_t> model;
    std::vector<double> quality;
    std::vector<double> cost;
    std::size_t models;

    [[nodiscard]] LogView view() const { return {model, quality, cost, {}, models}; }
};

SmallLog makeLog(std::size_t rows, std::size_t dimensions, std::size_t models)
{
    Random random(5);
    SmallLog log{MatrixD(rows, dimensions), {}, {}, {}, models};
    for (std::size_t i = 0; i < rows; ++i) {
        for (double &value : log.z.row(i))
            value = random.normal() / std::sqrt(static_cast<double>(dimensions));
        log.model.push_back(static_cast<std::int32_t>(random.below(models)));
        log.quality.push_back(random.uniform());
        log.cost.push_back(0.1 + random.uniform());
    }
    return log;
}

RidgeFit fit(const SmallLog &log, std::span<const std::int32_t> fold, int folds)
{
    auto result = fitRidge(log.z, log.view(), fold, folds, {}, DeviceChoice::Cpu, {}, {});
    if (!result)
        qFatal("%s", result.error().message.c_str());
    return *std::move(result);
}

} // namespace

class TestRidge final : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithTheWorkedCase()
    {
        FAIRLEAD_NEED_SHARED_DATA(path, "method_case.json");
        const MethodCase data(path);
        const auto result =
            fitRidge(data.standardised(), data.log(), data.fold, data.folds, {}, DeviceChoice::Cpu, {}, {});
        QVERIFY(result);
        const RidgeWeights &first = result->perFold.front();
        QVERIFY(largestDifference(first.mean, data.numbers("/ridge_A/fold0_ybar")) < kCaseTolerance);
        for (const std::size_t outcome : {kQuality, kCost}) {
            QVERIFY(largestDifference(first.weights[outcome], data.perModelWeights("/ridge_A/fold0_W", outcome)) <
                    kCaseTolerance);
            QVERIFY(largestDifference(result->outOfFold[outcome], data.perModel("/ridge_A/oof", outcome)) <
                    kCaseTolerance);
        }
    }

    void aRowsOwnOutcomeDoesNotReachItsPrediction()
    {
        SmallLog log = makeLog(120, 5, 3);
        const auto fold = assignFolds({}, 120, 5, 1);
        const RidgeFit before = fit(log, fold, 5);
        log.quality[17] += 100;
        log.cost[17] -= 50;
        const RidgeFit after = fit(log, fold, 5);
        for (std::size_t t = 0; t < 3; ++t) {
            QVERIFY(std::abs(before.outOfFold[kQuality](17, t) - after.outOfFold[kQuality](17, t)) < 1e-9);
            QVERIFY(std::abs(before.outOfFold[kCost](17, t) - after.outOfFold[kCost](17, t)) < 1e-9);
        }
        QVERIFY(largestDifference(before.outOfFold[kQuality], after.outOfFold[kQuality]) > 0.1);
    }

    void isAffineInTheOutcomes()
    {
        SmallLog log = makeLog(90, 4, 3);
        const auto fold = assignFolds({}, 90, 5, 1);
        const RidgeFit parts = fit(log, fold, 5);
        for (std::size_t i = 0; i < log.quality.size(); ++i)
            log.quality[i] -= 0.7 * log.cost[i];
        const RidgeFit utility = fit(log, fold, 5);
        for (std::size_t i = 0; i < parts.outOfFold[kQuality].size(); ++i) {
            const double expected = parts.outOfFold[kQuality].data()[i] - 0.7 * parts.outOfFold[kCost].data()[i];
            QVERIFY(std::abs(utility.outOfFold[kQuality].data()[i] - expected) < 1e-10);
        }
    }

    void aModelWithoutRowsGetsWhatAllShare()
    {
        SmallLog log = makeLog(80, 4, 2);
        log.models = 4;
        const RidgeFit result = fit(log, assignFolds({}, 80, 5, 1), 5);
        for (std::size_t i = 0; i < 80; ++i)
            QCOMPARE(result.outOfFold[kQuality](i, 2), result.outOfFold[kQuality](i, 3));
        QVERIFY(std::isfinite(result.outOfFold[kQuality](0, 2)));
    }

    void moreFeaturesThanRowsAndConstantOutcomesStayFinite()
    {
        SmallLog log = makeLog(20, 60, 3);
        std::fill(log.quality.begin(), log.quality.end(), 1.0);
        const RidgeFit result = fit(log, assignFolds({}, 20, 5, 1), 5);
        for (std::size_t i = 0; i < result.outOfFold[kQuality].size(); ++i)
            QVERIFY(std::abs(result.outOfFold[kQuality].data()[i] - 1) < 1e-9);
    }

    void rowsOfNoFoldTrainEveryFoldAndAreNotPredicted()
    {
        SmallLog log = makeLog(60, 3, 2);
        std::vector<std::int32_t> fold(60, -1);
        for (std::size_t i = 40; i < 60; ++i)
            fold[i] = static_cast<std::int32_t>(i % 2);
        const RidgeFit before = fit(log, fold, 2);
        const auto served = static_cast<std::size_t>(log.model[0]);
        log.quality[0] += 10;
        const RidgeFit after = fit(log, fold, 2);
        for (std::size_t i = 0; i < 60; ++i) {
            if (fold[i] < 0)
                QCOMPARE(after.outOfFold[kQuality](i, 0), 0.0);
            else
                QVERIFY(std::abs(before.outOfFold[kQuality](i, served) - after.outOfFold[kQuality](i, served)) > 1e-3);
        }
    }

    void aStopIsCancelled()
    {
        const SmallLog log = makeLog(30, 3, 2);
        std::stop_source source;
        source.request_stop();
        const auto result =
            fitRidge(log.z, log.view(), assignFolds({}, 30, 5, 1), 5, {}, DeviceChoice::Cpu, source.get_token(), {});
        QVERIFY(!result);
        QVERIFY(result.error().code == ErrorCode::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestRidge)
#include "tst_ridge.moc"
