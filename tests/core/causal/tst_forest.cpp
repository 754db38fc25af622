#include "core/base/random.h"
#include "core/causal/folds.h"
#include "core/causal/forest.h"
#include "core/causal/treegrower.h"
#include "tests/core/causal/simulatedlog.h"

#include <QTest>

#include <cmath>

using namespace fairlead;
using namespace fairlead::test;

namespace {

/// Two models on one useful feature of three: model 1 is good where z[0] > 0, model 0 everywhere the same.
struct StepLog
{
    explicit StepLog(std::size_t rows, std::uint64_t seed = 1)
        : z(rows, 3)
        , fold(assignFolds(std::vector<std::string>(rows), rows, 5, 1))
    {
        Random random(seed);
        for (std::size_t i = 0; i < rows; ++i) {
            for (std::size_t j = 0; j < 3; ++j)
                z(i, j) = random.normal();
            model.push_back(random.uniform() < 0.5 ? 0 : 1);
            quality.push_back(truth(i, std::size_t(model.back())) + 0.2 * random.normal());
            cost.push_back(model.back() == 0 ? 0 : (z(i, 1) > 0 ? 0.004 : 0.002));
        }
    }
    [[nodiscard]] double truth(std::size_t row, std::size_t t) const { return t == 0 ? 0.5 : (z(row, 0) > 0 ? 1 : 0); }
    [[nodiscard]] LogView view() const { return {model, quality, cost, {}, 2}; }
    [[nodiscard]] ForestRows rows() const { return {z, {}, view(), fold, 5}; }

    MatrixD z;
    std::vector<std::int32_t> fold;
    std::vector<std::int32_t> model;
    std::vector<double> quality;
    std::vector<double> cost;
};

ForestFit fit(const StepLog &log, const ForestOptions &options = {}, std::uint64_t seed = 1)
{
    auto result = fitForest(log.rows(), options, seed, {}, {});
    if (!result)
        qFatal("%s", result.error().message.c_str());
    return std::move(*result);
}

double largestGap(const MatrixD &a, const MatrixD &b)
{
    double gap = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        gap = std::max(gap, std::abs(a.data()[i] - b.data()[i]));
    return gap;
}

} // namespace

class TestForest final : public QObject
{
    Q_OBJECT

private slots:
    void aPartsValuesMoveFromItsParentByHand()
    {
        // Model 0: 4 rows 2 above the parent in all; model 1: 2 rows, 1 below. shared = 1 / (6 + 4) = 0.1,
        // own 0: (2 - 0.4) / (4 + 1) = 0.32, own 1: (-1 - 0.2) / (2 + 1) = -0.4; model 2 has no rows: the shared part.
        ForestOptions options;
        options.shared = 4;
        options.own = 1;
        std::vector<double> values(3);
        shrinkToParent(std::vector<double>{2, -1, 0}, std::vector<double>{4, 2, 0}, std::vector<double>{0.5, 0.6, 0.7},
                       options, values);
        QVERIFY(std::abs(values[0] - 0.92) < 1e-12);
        QVERIFY(std::abs(values[1] - 0.3) < 1e-12);
        QVERIFY(std::abs(values[2] - 0.8) < 1e-12);
    }

    void binsCutBetweenValuesAndNeverPartEqualOnes()
    {
        MatrixD z(8, 2);
        const std::vector<double> column{3, 1, 1, 2, 2, 2, 5, 4};
        for (std::size_t i = 0; i < 8; ++i) {
            z(i, 0) = column[i];
            z(i, 1) = 7;
        }
        const FeatureBins bins = binFeatures(z, 4); // quartiles start at 2, 2 and 4
        QCOMPARE(bins.thresholds[0], (std::vector<double>{2.5, 4.5}));
        QVERIFY(bins.thresholds[1].empty());
        QCOMPARE(int(bins.bin(3, 0)), 0);
        QCOMPARE(int(bins.bin(0, 0)), 1);
        QCOMPARE(int(bins.bin(6, 0)), 2);
        QCOMPARE(int(bins.bin(6, 1)), 0);
    }

    void aTreeSplitsWhereTheModelsPart()
    {
        const StepLog log(400);
        const FeatureBins bins = binFeatures(log.z, 32);
        std::vector<std::int32_t> all(400);
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] = std::int32_t(i);
        ForestOptions options;
        options.featureShare = 1;
        options.depth = 1;
        const TreeRows rows{&bins, all, log.model, log.quality, 2};
        const std::vector<double> root{0.5, 0.5};
        const auto nodes = growTree(rows, all, root, options, Random(1));
        QCOMPARE(nodes.size(), std::size_t(3));
        QCOMPARE(nodes[0].feature, 0);
        QVERIFY(std::abs(bins.thresholds[0][std::size_t(nodes[0].bin)]) < 0.15);
        const MatrixD values = nodeValues(nodes, rows, all, root, options);
        QVERIFY(std::abs(values(1, 1) - 0) < 0.12);
        QVERIFY(std::abs(values(2, 1) - 1) < 0.12);
        QVERIFY(std::abs(values(1, 0) - 0.5) < 0.12);
    }

    void itLearnsWhatNoLineCan()
    {
        const StepLog log(2000);
        const ForestFit forest = fit(log);
        double error = 0;
        for (std::size_t i = 0; i < 2000; ++i)
            error += std::abs(forest.outOfFold[kQuality](i, 1) - log.truth(i, 1)) / 2000;
        QVERIFY2(error < 0.1, qPrintable(QString::number(error)));
    }

    void noRowIsPredictedByTreesThatSawIt()
    {
        StepLog log(300);
        const ForestFit before = fit(log);
        log.quality[17] = 1000;
        log.cost[17] = 1000;
        const ForestFit after = fit(log);
        for (const std::size_t outcome : {kQuality, kCost}) {
            for (std::size_t i = 0; i < 300; ++i) {
                if (log.fold[i] != log.fold[17])
                    continue;
                for (std::size_t t = 0; t < 2; ++t)
                    QCOMPARE(after.outOfFold[outcome](i, t), before.outOfFold[outcome](i, t));
            }
        }
        QVERIFY(largestGap(after.outOfFold[kQuality], before.outOfFold[kQuality]) > 1);
    }

    void aFreeModelStaysFreeAndCostsScaleWithTheirUnit()
    {
        StepLog log(600);
        const ForestFit inUsd = fit(log);
        for (std::size_t i = 0; i < 600; ++i)
            QCOMPARE(inUsd.outOfFold[kCost](i, 0), 0.0);
        for (double &cost : log.cost)
            cost *= 1024;
        const ForestFit scaled = fit(log);
        for (std::size_t i = 0; i < 600; ++i)
            QVERIFY(std::abs(scaled.outOfFold[kCost](i, 1) - 1024 * inUsd.outOfFold[kCost](i, 1)) < 1e-5);
    }

    void theSameSeedGrowsTheSameTrees()
    {
        const StepLog log(400);
        const ForestFit one = fit(log, {}, 5);
        QVERIFY(fit(log, {}, 5).deployed[kQuality].threshold == one.deployed[kQuality].threshold);
        QVERIFY(fit(log, {}, 6).deployed[kQuality].threshold != one.deployed[kQuality].threshold);
    }

    void rowsOfFullFeedbackShareTheirQuerysFeatures()
    {
        // Every query twice, once per model, is what two rows a query say; its fold is the query's.
        const StepLog log(400);
        std::vector<std::int32_t> query, model;
        std::vector<double> quality, cost;
        for (std::size_t i = 0; i < 400; ++i) {
            for (const std::int32_t t : {0, 1}) {
                query.push_back(std::int32_t(i));
                model.push_back(t);
                quality.push_back(log.truth(i, std::size_t(t)));
                cost.push_back(t == 0 ? 1 : 2);
            }
        }
        const auto forest =
            fitForest({log.z, query, {model, quality, cost, {}, 2}, log.fold, 5}, ForestOptions{}, 1, {}, {});
        QVERIFY(forest.has_value());
        QCOMPARE(forest->outOfFold[kQuality].rows(), std::size_t(400));
        double error = 0;
        for (std::size_t i = 0; i < 400; ++i)
            error += std::abs(forest->outOfFold[kQuality](i, 1) - log.truth(i, 1)) / 400;
        QVERIFY2(error < 0.1, qPrintable(QString::number(error)));
    }

    void aForestSurvivesSavingAndLoading()
    {
        const StepLog log(300);
        const Forest forest = fit(log).deployed[kQuality];
        TensorBundle bundle;
        forest.save(bundle, "f");
        const auto loaded = Forest::load(bundle, "f", 3, 2);
        QVERIFY(loaded.has_value());
        QVERIFY(loaded->predict(log.z) == forest.predict(log.z));
    }

    void aDamagedForestIsAnError_data()
    {
        QTest::addColumn<int>("damage");
        QTest::newRow("a child that is its own ancestor, a walk without end") << 0;
        QTest::newRow("a child beyond the last node") << 1;
        QTest::newRow("a feature that there is not") << 2;
        QTest::newRow("a leaf without values") << 3;
        QTest::newRow("a root that there is not") << 4;
        QTest::newRow("another number of models") << 5;
        QTest::newRow("a part is missing") << 6;
        QTest::newRow("a threshold that is no number") << 7;
    }
    void aDamagedForestIsAnError()
    {
        QFETCH(int, damage);
        Forest forest{{0}, {0, -1, -1}, {0.5, 0, 0}, {1, 0, 1}, MatrixF(2, 2, 1.0f)};
        TensorBundle good;
        forest.save(good, "f");
        QVERIFY(Forest::load(good, "f", 3, 2).has_value());
        if (damage == 0)
            forest.left[0] = 0;
        else if (damage == 1)
            forest.left[0] = 2;
        else if (damage == 2)
            forest.feature[0] = 3;
        else if (damage == 3)
            forest.left[2] = 2;
        else if (damage == 4)
            forest.roots[0] = 3;
        else if (damage == 5)
            forest.values = MatrixF(2, 3, 1.0f);
        else if (damage == 7)
            forest.threshold[0] = std::nan("");
        TensorBundle bundle;
        forest.save(bundle, "f");
        if (damage == 6)
            bundle.tensors.erase("f.left");
        QVERIFY(!Forest::load(bundle, "f", 3, 2));
    }

    void aStopIsHeard()
    {
        std::stop_source source;
        source.request_stop();
        const StepLog log(300);
        const auto stopped = fitForest(log.rows(), {}, 1, source.get_token(), {});
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestForest)
#include "tst_forest.moc"
