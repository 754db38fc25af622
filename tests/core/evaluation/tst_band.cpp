#include "core/evaluation/band.h"
#include "tests/core/evaluation/heldoutsweep.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace fairlead;
using namespace fairlead::test;

namespace {

Band bandOf(const HeldOutTables &tables, const SweepIndex &index, double lo, double hi, const BandOptions &options = {})
{
    auto band = simultaneousBand(tables, index, lo, hi, options, {}, {});
    if (!band)
        qFatal("%s", band.error().message.c_str());
    return std::move(*band);
}

} // namespace

class TestBand final : public QObject
{
    Q_OBJECT

private slots:
    void theBandStandsOnTheExactFrontierAndIsWiderThanPointwise()
    {
        const HeldOutSweep sweep(150, 3, 1);
        const SweepIndex index = sweep.router(1);
        const Band band = bandOf(sweep.tables, index, 0.2, 1.7);
        std::size_t inside = 1;
        for (std::size_t i = 0; i < index.events(0.2, 1.7).size(); ++i)
            inside += i == 0 || index.events(0.2, 1.7)[i].lambda != index.events(0.2, 1.7)[i - 1].lambda;
        QCOMPARE(band.operatingPoints, inside);
        QCOMPARE(band.points.size(), inside + 1);
        QCOMPARE(band.points.front().lambda, 0.2);
        QCOMPARE(band.points.back().lambda, 1.7);
        for (const BandPoint &point : band.points) {
            const PolicyValue exact = *index.at(point.lambda).dr;
            QVERIFY(std::abs(point.value.utility.value - exact.utility.value) < 1e-12);
            QVERIFY(std::abs(point.value.utility.se - exact.utility.se) < 1e-12);
            QCOMPARE(point.quality.upper, point.value.quality.value + band.criticalQuality * point.value.quality.se);
            QVERIFY(point.cost.lower < exact.cost.lower() && exact.cost.upper() < point.cost.upper);
        }
        for (const double critical : {band.criticalQuality, band.criticalCost, band.criticalUtility})
            QVERIFY2(critical > 2.2 && critical < 4, qPrintable(QString::number(critical)));
    }

    void atOneLambdaItIsTheUsualInterval()
    {
        const HeldOutSweep sweep(150, 3, 1);
        const Band band = bandOf(sweep.tables, sweep.router(1), 0.5, 0.5, {.draws = 4096});
        QCOMPARE(band.points.size(), std::size_t(1));
        QVERIFY2(band.criticalQuality < 2.1, qPrintable(QString::number(band.criticalQuality)));
        QVERIFY(band.criticalQuality >= 1.9599);
        QVERIFY(band.criticalUtility < 2.1);
    }

    void aSeedGivesTheSameBand()
    {
        const HeldOutSweep sweep(60, 3, 1);
        const SweepIndex index = sweep.router(1);
        const Band one = bandOf(sweep.tables, index, 0, 2, {.seed = 7});
        QCOMPARE(bandOf(sweep.tables, index, 0, 2, {.seed = 7}).criticalUtility, one.criticalUtility);
        QVERIFY(bandOf(sweep.tables, index, 0, 2, {.seed = 8}).criticalUtility != one.criticalUtility);
    }

    void thinningHardlyMovesTheCriticalValue()
    {
        const HeldOutSweep sweep(400, 3, 3);
        const SweepIndex index = sweep.router(3);
        const Band full = bandOf(sweep.tables, index, 0, 2);
        const Band thin = bandOf(sweep.tables, index, 0, 2, {.mostPoints = 60});
        QCOMPARE(thin.operatingPoints, full.operatingPoints);
        QVERIFY(full.operatingPoints > 300);
        QVERIFY(thin.points.size() <= 61);
        QCOMPARE(thin.points.back().lambda, 2.0);
        QVERIFY(thin.criticalUtility <= full.criticalUtility);
        QVERIFY(full.criticalUtility - thin.criticalUtility < 0.15);
    }

    void betweenBreakpointsTheUtilityIsTestedAtEveryLambda()
    {
        // One model for all lambda: as lambda grows the utility turns from quality to cost, two independent errors, and
        // |x - lambda y| over its error is largest at a lambda inside, half of the time.
        HeldOutSweep sweep(400, 1, 5);
        for (double &each : std::span(sweep.tables.cost.data(), sweep.tables.cost.size()))
            each = (each - 0.5) / 0.3;
        sweep.knots = {0, 1, 50};
        const SweepIndex index = sweep.router(1);
        QVERIFY(index.events().empty());
        const Band band = bandOf(sweep.tables, index, 0, 50, {.draws = 8192});
        QVERIFY(band.criticalQuality < 2.08);
        // The largest over a quarter turn of directions: P(> c) = exp(-c^2 / 2) / 2 + 2 Q (1 - Q), Q = 1 - Phi(c).
        QVERIFY2(std::abs(band.criticalUtility - 2.352) < 0.06, qPrintable(QString::number(band.criticalUtility)));
    }

    void whatDoesNotVaryHasTheUsualCriticalValue()
    {
        HeldOutSweep sweep(100, 3, 2);
        for (double &cost : std::span(sweep.tables.cost.data(), sweep.tables.cost.size()))
            cost = 0.1;
        const Band band = bandOf(sweep.tables, sweep.router(1), 0, 2);
        QVERIFY(std::abs(band.criticalCost - Estimate::kZ95) < 1e-9);
        QVERIFY(band.criticalQuality > 2.2);
        QVERIFY(std::abs(band.criticalUtility - band.criticalQuality) < 1e-6);
    }

    void groupsWidenTheBand()
    {
        HeldOutSweep sweep(120, 3, 1);
        for (std::size_t i = 0; i < 120; ++i) {
            sweep.tables.clusters[i] = static_cast<std::int32_t>(i / 4);
            for (std::size_t t = 0; t < 3; ++t)
                sweep.tables.quality(i, t) = sweep.tables.quality(i - i % 4, t);
        }
        const SweepIndex index = sweep.router(1);
        const Band grouped = bandOf(sweep.tables, index, 0, 2);
        sweep.tables.clusters.clear();
        const Band alone = bandOf(sweep.tables, sweep.router(1), 0, 2);
        const auto width = [](const Band &band) { return band.points[0].quality.upper - band.points[0].quality.lower; };
        QVERIFY(width(grouped) > 1.2 * width(alone));
        sweep.tables.clusters.assign(120, 0);
        const auto refused = simultaneousBand(sweep.tables, index, 0, 2, {}, {}, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Refused);
    }

    void theWholeCurveIsCoveredAsOftenAsPromised()
    {
        // Influence values with mean zero: the true curve is zero everywhere, whatever the router does.
        int covered = 0;
        int pointwise = 0;
        const int repetitions = 200;
        for (int k = 0; k < repetitions; ++k) {
            HeldOutSweep sweep(120, 3, static_cast<std::uint64_t>(100 + k));
            for (double &cost : std::span(sweep.tables.cost.data(), sweep.tables.cost.size()))
                cost -= 0.5;
            const Band band = bandOf(sweep.tables, sweep.router(1), 0, 2, {.draws = 256});
            covered += std::all_of(band.points.begin(), band.points.end(), [](const BandPoint &point) {
                return point.utility.lower <= 0 && 0 <= point.utility.upper;
            });
            pointwise += std::all_of(band.points.begin(), band.points.end(), [](const BandPoint &point) {
                return point.value.utility.lower() <= 0 && 0 <= point.value.utility.upper();
            });
        }
        const double coverage = static_cast<double>(covered) / repetitions;
        QVERIFY2(coverage > 0.89 && coverage < 0.99, qPrintable(QString::number(coverage)));
        QVERIFY2(pointwise < 0.85 * repetitions, qPrintable(QString::number(pointwise)));
    }

    void aStopAndABrokenRequestAreHonoured()
    {
        const HeldOutSweep sweep(50, 3, 1);
        const SweepIndex index = sweep.router(1);
        std::stop_source stop;
        stop.request_stop();
        const auto stopped = simultaneousBand(sweep.tables, index, 0, 2, {}, stop.get_token(), {});
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QCOMPARE(simultaneousBand(sweep.tables, index, 0, 9, {}, {}, {}).error().code, ErrorCode::BadConfig);
        QCOMPARE(simultaneousBand(sweep.tables, index, 0, 1, {.level = 1}, {}, {}).error().code, ErrorCode::BadConfig);
        double last = 0;
        const auto report = [&](const Progress &progress) { last = progress.done; };
        QVERIFY(simultaneousBand(sweep.tables, index, 0, 2, {.draws = 200}, {}, report));
        QCOMPARE(last, 256.0);
    }
};

QTEST_APPLESS_MAIN(TestBand)
#include "tst_band.moc"
