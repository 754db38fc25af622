#include "core/base/random.h"
#include "core/evaluation/estimators.h"
#include "core/evaluation/tablevalue.h"
#include "tests/core/causal/simulatedlog.h"
#include "tests/core/evaluation/heldoutcase.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace fairlead;
using namespace fairlead::test;

namespace {

/// Weights of the policy {0, 1, 0, 1}: 2, 4, none, 2; residuals .2, -.5, -, 0 of quality and -1, 0, -, 2 of cost.
HeldOutTables fourRows()
{
    return tablesOfRows({{0, 0.5, 1.0, 3, 0.8, 0.4, 4, 1},
                         {1, 0.25, 0.0, 2, 0.5, 0.5, 4, 2},
                         {1, 0.5, 1.0, 9, 0.6, 0.9, 4, 9},
                         {1, 0.5, 0.5, 4, 0.3, 0.5, 4, 2}});
}
const std::vector<std::uint16_t> kPolicy{0, 1, 0, 1};

EstimatorComparison compare(const HeldOutTables &tables, std::span<const std::uint16_t> decisions, double lambda)
{
    auto comparison = compareEstimators(tables, decisions, lambda);
    if (!comparison)
        qFatal("%s", comparison.error().message.c_str());
    return std::move(*comparison);
}

const EstimatorValue &valueOf(const EstimatorComparison &comparison, Estimator estimator)
{
    return comparison.values[static_cast<std::size_t>(estimator)];
}

bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-12 * std::max(1.0, std::abs(b));
}

/// Model 2 where the first feature is positive, else model 0.
std::vector<std::uint16_t> fixedRule(const SimulatedLog &log)
{
    std::vector<std::uint16_t> decisions;
    for (std::size_t i = 0; i < log.model.size(); ++i)
        decisions.push_back(log.z(i, 0) > 0 ? 2 : 0);
    return decisions;
}

/// Tables of a simulated log with nuisances of one's choice.
HeldOutTables tablesOf(const SimulatedLog &log, const MatrixD &propensity, const MatrixD &quality)
{
    HeldOutTables tables;
    tables.propensity = propensity;
    tables.predictedQuality = quality;
    tables.predictedCost = log.meanCost;
    tables.loggedModel = log.model;
    tables.loggedQuality = log.quality;
    tables.loggedCost = log.cost;
    for (std::size_t i = 0; i < log.model.size(); ++i) {
        tables.served.push_back(propensity(i, static_cast<std::size_t>(log.model[i])));
        tables.clusters.push_back(static_cast<std::int32_t>(i));
    }
    tables.clip = 0.01;
    tables.quality = influenceValues(quality, log.quality, log.model, tables.served, tables.clip);
    tables.cost = influenceValues(log.meanCost, log.cost, log.model, tables.served, tables.clip);
    return tables;
}

/// How far each estimator's mean quality is from the truth of its own queries, in standard errors of the Monte Carlo.
using Nuisances = std::function<HeldOutTables(const SimulatedLog &)>;
std::vector<double> biasInErrors(const Nuisances &nuisances)
{
    std::vector<std::vector<double>> errors(kEstimators.size());
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        const SimulatedLog log = simulateLog({.rows = 500, .seed = seed});
        const auto decisions = fixedRule(log);
        double truth = 0;
        for (std::size_t i = 0; i < decisions.size(); ++i)
            truth += log.meanQuality(i, decisions[i]) / static_cast<double>(decisions.size());
        const EstimatorComparison comparison = compare(nuisances(log), decisions, 0);
        for (std::size_t k = 0; k < errors.size(); ++k)
            errors[k].push_back(comparison.values[k].value.quality.value - truth);
    }
    std::vector<double> z;
    for (const auto &error : errors)
        z.push_back(std::abs(meanOfRows(error).value / meanOfRows(error).se));
    return z;
}

} // namespace

class TestEstimators final : public QObject
{
    Q_OBJECT

private slots:
    void everyEstimatorAgreesWithACaseWorkedOutByHand_data()
    {
        QTest::addColumn<int>("estimator");
        QTest::addColumn<double>("quality");
        QTest::addColumn<double>("squares"); // of deviations; se = sqrt(squares / 12)
        QTest::addColumn<double>("cost");
        // IPS 2, 0, 0, 1. SNIPS 3/8, w (y - 3/8) / 2. DM .8, .5, .6, .5. DR 1.2, -1.5, .6, .5.
        // SNDR .6 - 1.6/8; Switch-DR without the row of weight 4.
        QTest::newRow("IPS") << int(Estimator::Ips) << 0.75 << 2.75 << (6.0 + 8 + 0 + 8) / 4;
        QTest::newRow("SNIPS") << int(Estimator::Snips) << 0.375 << 0.96875 << 22.0 / 8;
        QTest::newRow("DM") << int(Estimator::Dm) << 0.6 << 0.06 << (4.0 + 2 + 4 + 2) / 4;
        QTest::newRow("DR") << int(Estimator::Dr) << 0.2 << 4.14 << (2.0 + 2 + 4 + 6) / 4;
        QTest::newRow("SNDR") << int(Estimator::Sndr) << 0.4 << 0.86 << 3 + (-2.0 + 4) / 8;
        QTest::newRow("Switch-DR") << int(Estimator::SwitchDr) << 0.7 << 0.34 << (2.0 + 2 + 4 + 6) / 4;
    }
    void everyEstimatorAgreesWithACaseWorkedOutByHand()
    {
        QFETCH(int, estimator);
        QFETCH(double, quality);
        QFETCH(double, squares);
        QFETCH(double, cost);
        const EstimatorComparison comparison = compare(fourRows(), kPolicy, 0);
        const EstimatorValue &value = valueOf(comparison, static_cast<Estimator>(estimator));
        QVERIFY2(isClose(value.value.quality.value, quality), qPrintable(QString::number(value.value.quality.value)));
        QVERIFY(isClose(meanOfRows(value.rows.quality).se, std::sqrt(squares / 12)));
        QVERIFY(isClose(value.value.cost.value, cost));
        QCOMPARE(value.value.utility.value, value.value.quality.value); // lambda 0
        QCOMPARE(comparison.agreeingRows, std::size_t(3));
        QVERIFY(isClose(comparison.effectiveSampleSize, 64.0 / 24));
    }

    void theTuningHasTheLeastBoundOfItsError()
    {
        // Mean squared residual .3 / 4 = .075. Switch-DR at 0: .075 + .06/12 = .080; at 2: .075 / 16 + .34/12 = .033;
        // never: 4.14/12 = .345.
        const EstimatorComparison comparison = compare(fourRows(), kPolicy, 0);
        QCOMPARE(*valueOf(comparison, Estimator::SwitchDr).tuning, 2.0);
        // DRos at 1: .064, at 2: .058, at 4: .059, at 8: .078, and more on both sides.
        const EstimatorValue &drOs = valueOf(comparison, Estimator::DrOs);
        const double lambda = *drOs.tuning;
        QVERIFY(lambda > 1 && lambda < 8);
        const auto shrunk = [&](double w) { return lambda * w / (w * w + lambda); };
        QVERIFY(isClose(drOs.value.quality.value, 0.6 + (shrunk(2) * 0.2 - shrunk(4) * 0.5) / 4));
        QVERIFY(isClose(drOs.value.cost.value, 3 + (-shrunk(2) + 2 * shrunk(2)) / 4));
    }

    void utilityIsQualityLessLambdaTimesCost()
    {
        for (const EstimatorValue &each : compare(fourRows(), kPolicy, 0.3).values)
            QVERIFY(isClose(each.value.utility.value, each.value.quality.value - 0.3 * each.value.cost.value));
    }

    void doublyRobustIsWhatTheTablesSay()
    {
        const HeldOutTables tables = fourRows();
        const PolicyValue direct = policyValue(tables, kPolicy, 0.7);
        const PolicyValue value = valueOf(compare(tables, kPolicy, 0.7), Estimator::Dr).value;
        QVERIFY(isClose(value.utility.value, direct.utility.value));
        QVERIFY(isClose(value.utility.se, direct.utility.se));
        QVERIFY(isClose(value.cost.se, direct.cost.se));
    }

    void aWeightIsCutAtTheClip()
    {
        const HeldOutTables tables = tablesOfRows({{0, 0.001, 1, 1, 0, 0, 0, 0}, {1, 0.5, 1, 1, 0, 0, 0, 0}}, 0.1);
        const std::vector<std::uint16_t> decisions{0, 0};
        QVERIFY(isClose(valueOf(compare(tables, decisions, 0), Estimator::Ips).value.quality.value, 5));
    }

    void whereTheRegressionIsRightThereIsNothingToCorrect()
    {
        const HeldOutTables tables = tablesOfRows(
            {{0, 0.5, 0.8, 3, 0.8, 0.4, 3, 1}, {1, 0.25, 0.5, 2, 0.5, 0.5, 4, 2}, {1, 0.1, 0.7, 9, 0.6, 0.7, 4, 9}});
        const EstimatorComparison comparison = compare(tables, std::vector<std::uint16_t>{0, 1, 1}, 0.2);
        for (const Estimator each : {Estimator::Dr, Estimator::Sndr, Estimator::SwitchDr, Estimator::DrOs}) {
            QCOMPARE(valueOf(comparison, each).value.quality.value,
                     valueOf(comparison, Estimator::Dm).value.quality.value);
            QCOMPARE(valueOf(comparison, each).value.utility.se, valueOf(comparison, Estimator::Dm).value.utility.se);
        }
    }

    void groupsWidenTheError()
    {
        HeldOutTables tables = fourRows();
        tables.clusters = {0, 1, 1, 0};
        // DR deviations 1, -1.7, .4, .3: by cluster 1.3 and -1.3; 3.38 x 2 / 16.
        QVERIFY(
            isClose(meanOfRows(valueOf(compare(tables, kPolicy, 0), Estimator::Dr).rows, RowClusters(tables.clusters))
                        .quality.se,
                    std::sqrt(3.38 / 8)));
    }

    void aPolicyThatNoRowFollowedHasNoWeightedValue()
    {
        const HeldOutTables tables = fourRows();
        const std::vector<std::uint16_t> decisions{1, 0, 0, 0};
        const EstimatorComparison comparison = compare(tables, decisions, 0);
        QCOMPARE(comparison.agreeingRows, std::size_t(0));
        QCOMPARE(comparison.effectiveSampleSize, 0.0);
        for (const Estimator each : {Estimator::Ips, Estimator::Snips, Estimator::Sndr})
            QVERIFY(std::isnan(valueOf(comparison, each).value.quality.value));
        QCOMPARE(valueOf(comparison, Estimator::Dr).value.quality.value,
                 valueOf(comparison, Estimator::Dm).value.quality.value);
        QVERIFY(disagreements(comparison, RowClusters(tables.clusters)).empty());
    }

    void decisionsThatAreNoModelsAreRefused()
    {
        const HeldOutTables tables = fourRows();
        for (const std::vector<std::uint16_t> &decisions :
             {std::vector<std::uint16_t>{0, 1, 2, 0}, std::vector<std::uint16_t>{0, 1}}) {
            const auto comparison = compareEstimators(tables, decisions, 0);
            QVERIFY(!comparison);
            QCOMPARE(comparison.error().code, ErrorCode::BadInput);
        }
    }

    void aStopIsHonoured()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto comparison = compareEstimators(fourRows(), kPolicy, 0, stop.get_token());
        QVERIFY(!comparison);
        QCOMPARE(comparison.error().code, ErrorCode::Cancelled);
    }

    void trueRegressionsForgiveWrongPropensities()
    {
        const auto z = biasInErrors([](const SimulatedLog &log) {
            MatrixD wrong(log.model.size(), log.models); // every model has its neighbour's
            for (std::size_t i = 0; i < wrong.rows(); ++i)
                for (std::size_t t = 0; t < wrong.cols(); ++t)
                    wrong(i, t) = log.propensity(i, (t + 1) % wrong.cols());
            return tablesOf(log, wrong, log.meanQuality);
        });
        QVERIFY2(z[std::size_t(Estimator::Dr)] < 3, qPrintable(QString::number(z[std::size_t(Estimator::Dr)])));
        QVERIFY(z[std::size_t(Estimator::Sndr)] < 3);
        QVERIFY2(z[std::size_t(Estimator::Ips)] > 10, qPrintable(QString::number(z[std::size_t(Estimator::Ips)])));
        QVERIFY2(z[std::size_t(Estimator::Snips)] > 4, qPrintable(QString::number(z[std::size_t(Estimator::Snips)])));
    }

    void truePropensitiesForgiveWrongRegressions()
    {
        const auto z = biasInErrors([](const SimulatedLog &log) {
            return tablesOf(log, log.propensity, MatrixD(log.model.size(), log.models, 0.9));
        });
        QVERIFY2(z[std::size_t(Estimator::Dr)] < 3, qPrintable(QString::number(z[std::size_t(Estimator::Dr)])));
        QVERIFY(z[std::size_t(Estimator::Ips)] < 3);
        QVERIFY(z[std::size_t(Estimator::Dm)] > 10);
    }

    void intervalsOfTheSelfNormalisedCoverTheTruth()
    {
        // True propensities, wrong regressions: the delta method must give the spread of repeated logs.
        std::array<int, kEstimators.size()> covered{};
        const int repetitions = 300;
        double truth = 0;
        const SimulatedLog world = simulateLog({.rows = 100000, .seed = 4000});
        const auto always = fixedRule(world);
        for (std::size_t i = 0; i < always.size(); ++i)
            truth += world.meanQuality(i, always[i]) / static_cast<double>(always.size());
        for (int k = 0; k < repetitions; ++k) {
            const SimulatedLog log = simulateLog({.rows = 800, .seed = static_cast<std::uint64_t>(5000 + k)});
            const EstimatorComparison comparison =
                compare(tablesOf(log, log.propensity, MatrixD(log.model.size(), log.models, 0.3)), fixedRule(log), 0);
            for (std::size_t e = 0; e < covered.size(); ++e) {
                const Estimate &quality = comparison.values[e].value.quality;
                covered[e] += quality.lower() <= truth && truth <= quality.upper();
            }
        }
        for (const Estimator each : {Estimator::Ips, Estimator::Snips, Estimator::Dr, Estimator::Sndr}) {
            const double coverage = double(covered[std::size_t(each)]) / repetitions;
            QVERIFY2(coverage > 0.91 && coverage < 0.985,
                     qPrintable(QString::fromUtf8(estimatorKey(each).data()) + " " + QString::number(coverage)));
        }
        QVERIFY(covered[std::size_t(Estimator::Dm)] < repetitions / 10);
    }

    void whereWeightsAreLargeTheTunedOnesErrLess()
    {
        std::array<double, kEstimators.size()> squares{};
        for (std::uint64_t seed = 1; seed <= 200; ++seed) {
            const SimulatedLog log = simulateLog({.rows = 500, .bias = 3, .floor = 0.02, .noise = 0.4, .seed = seed});
            const auto decisions = fixedRule(log);
            double truth = 0;
            for (std::size_t i = 0; i < decisions.size(); ++i)
                truth += log.meanQuality(i, decisions[i]) / static_cast<double>(decisions.size());
            MatrixD regression = log.meanQuality;
            for (std::size_t i = 0; i < regression.size(); ++i)
                regression.data()[i] = 0.7 * regression.data()[i] + 0.3 * 0.4;
            const EstimatorComparison comparison = compare(tablesOf(log, log.propensity, regression), decisions, 0);
            for (std::size_t k = 0; k < squares.size(); ++k)
                squares[k] += std::pow(comparison.values[k].value.quality.value - truth, 2);
        }
        const auto of = [&](Estimator estimator) { return squares[static_cast<std::size_t>(estimator)]; };
        QVERIFY2(of(Estimator::SwitchDr) < 0.9 * of(Estimator::Dr),
                 qPrintable(QString::number(of(Estimator::SwitchDr) / of(Estimator::Dr))));
        QVERIFY2(of(Estimator::DrOs) < 0.7 * of(Estimator::Dr),
                 qPrintable(QString::number(of(Estimator::DrOs) / of(Estimator::Dr))));
        QVERIFY(of(Estimator::Dr) < 0.5 * of(Estimator::Ips));
    }

    void estimatorsThatDisagreeAreFlagged()
    {
        const SimulatedLog log = simulateLog({.rows = 2000, .seed = 3});
        const auto decisions = fixedRule(log);
        const RowClusters alone;
        const auto wrong = compare(tablesOf(log, log.propensity, MatrixD(log.model.size(), 3, 2.0)), decisions, 0.5);
        const auto found = disagreements(wrong, alone);
        const bool hasDirect = std::any_of(found.begin(), found.end(), [](const Disagreement &each) {
            return each.a == Estimator::Dm && each.b == Estimator::Dr && each.outcome == "quality";
        });
        QVERIFY(hasDirect);
        QVERIFY(std::is_sorted(found.begin(), found.end(),
                               [](const auto &a, const auto &b) { return a.pValue < b.pValue; }));
        QVERIFY(found.back().pValue <= 0.05);
    }

    void estimatorsThatAgreeAreSeldomFlagged()
    {
        int flagged = 0;
        for (std::uint64_t seed = 1; seed <= 100; ++seed) {
            const SimulatedLog log = simulateLog({.rows = 600, .seed = seed});
            const auto right = compare(tablesOf(log, log.propensity, log.meanQuality), fixedRule(log), 0.5);
            flagged += !disagreements(right, RowClusters()).empty();
        }
        QVERIFY2(flagged <= 12, qPrintable(QString::number(flagged)));
    }
};

QTEST_APPLESS_MAIN(TestEstimators)
#include "tst_estimators.moc"
