#include "core/sweep/breakpoints.h"
#include "core/sweep/routerfit.h"
#include "tests/core/sweep/randomsweep.h"
#include "tests/core/sweep/smallsweep.h"

#include <QTest>

#include <cmath>

using namespace fairlead;
using namespace fairlead::test;

namespace {

std::optional<MeanOutcome> estimate(const OperatingPoint &point)
{
    return MeanOutcome{point.dr->cost.value, point.dr->quality.value};
}

RouterFit fitOf(const std::shared_ptr<const SweepIndex> &index, const RouterFit::Says &says = estimate)
{
    RouterFit fit(index, says);
    index->forEachPoint([&](const OperatingPoint &point) { fit.add(point.lambda, says(point)); });
    return fit;
}

} // namespace

class TestRouterFit final : public QObject
{
    Q_OBJECT

private slots:
    void breakpointsAreSteppedThroughBothWays()
    {
        const auto index = SmallSweep().index();
        QCOMPARE(nextBreakpoint(*index, 0), std::optional(1.0));
        QCOMPARE(nextBreakpoint(*index, 1), std::optional(2.0));
        QCOMPARE(nextBreakpoint(*index, 2), std::optional(6.0)); // two queries leave at 2: one step
        QCOMPARE(nextBreakpoint(*index, 6), std::optional<double>());
        QCOMPARE(previousBreakpoint(*index, 8), std::optional(6.0));
        QCOMPARE(previousBreakpoint(*index, 6), std::optional(2.0));
        QCOMPARE(previousBreakpoint(*index, 1.5), std::optional(1.0));
        QCOMPARE(previousBreakpoint(*index, 1), std::optional<double>());
    }

    void theDensityCountsTheQueriesThatChangeInEachPart()
    {
        const auto index = SmallSweep().index();
        QCOMPARE(breakpointDensity(*index, 1), (std::vector<std::size_t>{4}));
        QCOMPARE(breakpointDensity(*index, 2), (std::vector<std::size_t>{3, 1}));
        QCOMPARE(breakpointDensity(*index, 4), (std::vector<std::size_t>{3, 0, 1, 0})); // 2 and 6 lie on borders
        QCOMPARE(breakpointDensity(*index, 16),
                 (std::vector<std::size_t>{0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0}));
        QVERIFY(breakpointDensity(*index, 0).empty());
    }

    // Mean cost 4, 3, 1, 0 and mean quality 0.8, 0.775, 0.825, 0.75 from lambda 0, 1, 2 and 6 on.
    void aBudgetIsMetFromTheFirstPointThatCostsNoMore_data()
    {
        QTest::addColumn<double>("budget");
        QTest::addColumn<double>("lower"); // negative: impossible
        QTest::newRow("more than the dearest point") << 5.0 << 0.0;
        QTest::newRow("exactly the dearest point") << 4.0 << 0.0;
        QTest::newRow("between two points") << 2.5 << 2.0;
        QTest::newRow("exactly a point") << 3.0 << 1.0;
        QTest::newRow("exactly the cheapest") << 0.0 << 6.0;
        QTest::newRow("less than the cheapest") << -0.1 << -1.0;
    }
    void aBudgetIsMetFromTheFirstPointThatCostsNoMore()
    {
        QFETCH(double, budget);
        QFETCH(double, lower);
        const RouterFit fit = fitOf(SmallSweep().index());
        QCOMPARE(fit.leastCost(), 0.0);
        QCOMPARE(fit.mostCost(), 4.0);
        const auto interval = fit.withinBudget(budget);
        QCOMPARE(interval.has_value(), lower >= 0);
        if (interval)
            QCOMPARE(*interval, (LambdaInterval{lower, 8}));
    }

    void aFloorHoldsUpToJustBeforeThePointThatBreaksIt_data()
    {
        QTest::addColumn<double>("floor");
        QTest::addColumn<double>("upper"); // negative: impossible
        QTest::newRow("below everything") << 0.7 << 8.0;
        QTest::newRow("the last point breaks it") << 0.76 << std::nextafter(6.0, 0.0);
        QTest::newRow("a dip in between breaks it, though quality comes back") << 0.79 << std::nextafter(1.0, 0.0);
        QTest::newRow("above the first point, though a later one has it") << 0.81 << -1.0;
    }
    void aFloorHoldsUpToJustBeforeThePointThatBreaksIt()
    {
        QFETCH(double, floor);
        QFETCH(double, upper);
        const RouterFit fit = fitOf(SmallSweep().index());
        QVERIFY(std::abs(*fit.firstQuality() - 0.8) < 1e-12);
        QVERIFY(std::abs(fit.leastQuality() - 0.75) < 1e-12);
        const auto interval = fit.aboveFloor(floor);
        QCOMPARE(interval.has_value(), upper >= 0);
        if (interval)
            QCOMPARE(*interval, (LambdaInterval{0, upper}));
    }

    void whatIsWithheldMeetsNothing()
    {
        const auto index = SmallSweep().index();
        const RouterFit fit = fitOf(index, [](const OperatingPoint &point) {
            return point.lambda < 2 || point.lambda >= 6 ? estimate(point) : std::nullopt;
        });
        QCOMPARE(fit.withinBudget(2.5), (std::optional(LambdaInterval{6, 8})));
        QCOMPARE(fit.aboveFloor(0.7), (std::optional(LambdaInterval{0, std::nextafter(2.0, 0.0)})));
        const RouterFit nothing = fitOf(index, [](const OperatingPoint &) { return std::optional<MeanOutcome>(); });
        QVERIFY(nothing.isEmpty());
        QVERIFY(!nothing.withinBudget(100));
        QVERIFY(!nothing.aboveFloor(-100));
    }

    void blocksFindWhatWalkingEveryPointFinds()
    {
        const RandomSweep sweep = makeRandomSweep(5, ScoreShape::Lines, 400, 6, 3);
        auto built = SweepIndex::build(sweep.input(), {}, {});
        QVERIFY(built.has_value());
        const auto index = std::make_shared<const SweepIndex>(std::move(*built));
        const RouterFit fit = fitOf(index);
        int rises = 0;
        for (int step = 1; step < 40; ++step) {
            const double budget = fit.leastCost() + (fit.mostCost() - fit.leastCost()) * step / 40;
            std::optional<double> first;
            index->forEachPoint([&](const OperatingPoint &point) {
                if (!first && point.dr->cost.value <= budget)
                    first = point.lambda;
            });
            QCOMPARE(fit.lambdaOfCost(budget), first);
            const double from = first.value_or(0.5 * index->lambdaMax());
            std::optional<double> dearer;
            index->forEachPoint([&](const OperatingPoint &point) {
                if (!dearer && point.lambda >= from && point.dr->cost.value > budget)
                    dearer = point.lambda;
            });
            QCOMPARE(fit.firstAboveCost(budget, from), dearer);
            rises += dearer ? 1 : 0;
        }
        QVERIFY(rises > 0); // there was something to find
    }
};

QTEST_APPLESS_MAIN(TestRouterFit)
#include "tst_routerfit.moc"
