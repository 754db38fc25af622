#include "core/base/random.h"
#include "core/sweep/sweepindex.h"
#include "tests/core/sweep/randomsweep.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

using namespace fairlead;
using namespace fairlead::test;

namespace {

SweepIndex build(const SweepInput &input)
{
    auto built = SweepIndex::build(input, {}, {});
    if (!built)
        qFatal("%s", built.error().message.c_str());
    return std::move(*built);
}

bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}
bool isClose(const Estimate &a, const Estimate &b)
{
    return isClose(a.value, b.value) && isClose(a.se, b.se);
}
bool isClose(const std::optional<PolicyValue> &a, const std::optional<PolicyValue> &b)
{
    return a && b && isClose(a->quality, b->quality) && isClose(a->cost, b->cost) && isClose(a->utility, b->utility);
}
bool isClose(const OperatingPoint &a, const OperatingPoint &b)
{
    return a.lambda == b.lambda && a.counts == b.counts && isClose(a.dr, b.dr) && isClose(a.truth, b.truth) &&
           isClose(a.versusLog, b.versusLog) && isClose(a.versusReference, b.versusReference);
}

/// A lambda at which scores that are small multiples of 1/4 are computed without rounding.
bool isExact(double lambda)
{
    const double scaled = std::ldexp(lambda, 12);
    return scaled == std::floor(scaled);
}

/// Whether the index chooses as the definition does. Within rounding of a crossing the definition itself wavers:
/// there, and nowhere else, a score that is equal to the last digits is as good.
bool choosesAsDefined(const RandomSweep &sweep, const std::vector<std::uint16_t> &chosen, double lambda)
{
    for (std::size_t row = 0; row < sweep.rows(); ++row) {
        const std::uint16_t expected = sweep.choice(row, lambda);
        if (chosen[row] == expected)
            continue;
        const double gap = sweep.score(row, expected, lambda) - sweep.score(row, chosen[row], lambda);
        if (isExact(lambda) || std::abs(gap) > 4e-15)
            return false;
    }
    return true;
}

/// The mean over [lo, hi] of a piecewise linear function, given every place where it may bend or jump.
template <typename Value>
double integrate(std::set<double> places, double lo, double hi, Value valueBetween)
{
    places.insert({lo, hi});
    double sum = 0;
    for (auto at = places.find(lo); std::next(at) != places.end() && *at < hi; ++at)
        sum += valueBetween(*at, *std::next(at)) * (*std::next(at) - *at);
    return sum / (hi - lo);
}

/// All lambdas at which any two models' scores for a row are equal, and the knots: a superset of its breakpoints.
std::set<double> crossings(const RandomSweep &sweep, std::size_t row)
{
    std::set<double> places(sweep.knots.begin(), sweep.knots.end());
    for (std::size_t k = 0; k + 1 < sweep.knots.size(); ++k)
        for (std::size_t a = 0; a < sweep.models(); ++a)
            for (std::size_t b = 0; b < a; ++b) {
                const double d0 = sweep.scores(row, k * sweep.models() + a) - sweep.scores(row, k * sweep.models() + b);
                const double d1 =
                    sweep.scores(row, (k + 1) * sweep.models() + a) - sweep.scores(row, (k + 1) * sweep.models() + b);
                if ((d0 < 0) != (d1 < 0) && d0 != d1)
                    places.insert(sweep.knots[k] + (sweep.knots[k + 1] - sweep.knots[k]) * d0 / (d0 - d1));
            }
    return places;
}

/// Per-query means over [lo, hi] of quality, cost and utility of the defined choice.
struct PerQuery
{
    std::vector<double> quality, cost, utility;
};

PerQuery integratePerQuery(const RandomSweep &sweep, const MatrixD &quality, const MatrixD &cost, double lo, double hi)
{
    PerQuery means;
    for (std::size_t row = 0; row < sweep.rows(); ++row) {
        const std::set<double> places = crossings(sweep, row);
        const auto mean = [&](auto value) {
            return integrate(places, lo, hi,
                             [&](double a, double b) { return value(sweep.choice(row, (a + b) / 2), (a + b) / 2); });
        };
        means.quality.push_back(mean([&](std::size_t t, double) { return quality(row, t); }));
        means.cost.push_back(mean([&](std::size_t t, double) { return cost(row, t); }));
        means.utility.push_back(mean([&](std::size_t t, double at) { return quality(row, t) - at * cost(row, t); }));
    }
    return means;
}

} // namespace

class TestSweepIndex final : public QObject
{
    Q_OBJECT

private slots:
    void everyLambdaAgreesWithBruteForce_data()
    {
        QTest::addColumn<ScoreShape>("shape");
        QTest::addColumn<int>("models");
        QTest::addColumn<int>("knots");
        QTest::addColumn<int>("clusters");
        const std::pair<const char *, ScoreShape> shapes[] = {{"free scores", ScoreShape::Free},
                                                              {"plug-in lines", ScoreShape::Lines},
                                                              {"quantised scores", ScoreShape::Quantised},
                                                              {"duplicated models", ScoreShape::Duplicated},
                                                              {"constant scores", ScoreShape::Constant}};
        const std::pair<int, int> sizes[] = {{1, 2}, {2, 2}, {3, 5}, {5, 3}, {8, 9}, {12, 4}, {12, 9}};
        for (const auto &[name, shape] : shapes)
            for (const auto &[models, knots] : sizes)
                for (const int clusters : {0, 17})
                    QTest::addRow("%s, %d models, %d knots, %d clusters", name, models, knots, clusters)
                        << shape << models << knots << clusters;
    }
    void everyLambdaAgreesWithBruteForce()
    {
        QFETCH(ScoreShape, shape);
        QFETCH(int, models);
        QFETCH(int, knots);
        QFETCH(int, clusters);
        RandomSweep sweep =
            makeRandomSweep(11, shape, 120, static_cast<std::size_t>(models), static_cast<std::size_t>(knots));
        if (clusters > 0)
            drawClusters(sweep, 3, static_cast<std::size_t>(clusters));
        const SweepIndex index = build(sweep.input());

        std::vector<double> lambdas = sweep.knots;
        Random random(5);
        for (int i = 0; i < (clusters > 0 ? 200 : 1000); ++i)
            lambdas.push_back(sweep.lambdaAt(random.uniform()));
        for (const double lambda : lambdas) {
            const auto chosen = index.decisions(lambda);
            QCOMPARE(chosen, sweep.choices(lambda));
            QVERIFY(isClose(index.at(lambda), sweep.point(chosen, lambda)));
        }
        for (const SwitchEvent &event : index.events()) {
            const auto chosen = index.decisions(event.lambda);
            QVERIFY(choosesAsDefined(sweep, chosen, event.lambda));
            QCOMPARE(chosen[event.query], sweep.choice(event.query, event.lambda));
            QVERIFY(isClose(index.at(event.lambda), sweep.point(chosen, event.lambda)));
        }
    }

    void eventsAreInOrderAndChainUpPerQuery()
    {
        const RandomSweep sweep = makeRandomSweep(3, ScoreShape::Quantised, 20'000, 4, 5);
        const SweepIndex index = build(sweep.input());
        QVERIFY(index.events().size() > 20'000);
        std::vector<std::uint16_t> now = index.decisions(index.lambdaMin());
        const SwitchEvent *before = nullptr;
        for (const SwitchEvent &event : index.events()) {
            QVERIFY(!before || before->lambda < event.lambda ||
                    (before->lambda == event.lambda && before->query < event.query));
            QCOMPARE(event.from, now[event.query]);
            QVERIFY(event.from != event.to);
            QVERIFY(event.lambda > index.lambdaMin() && event.lambda <= index.lambdaMax());
            now[event.query] = event.to;
            before = &event;
        }
        QCOMPARE(now, sweep.choices(index.lambdaMax()));
    }

    void theEventsOfAnIntervalAreThoseThatChangeAQueryInsideIt()
    {
        const RandomSweep sweep = makeRandomSweep(4, ScoreShape::Lines, 300, 5, 4);
        const SweepIndex index = build(sweep.input());
        auto now = index.decisions(0.7);
        for (const SwitchEvent &event : index.events(0.7, 2.2))
            now[event.query] = event.to;
        QCOMPARE(now, index.decisions(2.2));
        QVERIFY(index.events(2.2, 0.7).empty());
    }

    void visitingEveryPointMeetsEveryDistinctLambdaOnce()
    {
        for (const ScoreShape shape : {ScoreShape::Lines, ScoreShape::Quantised}) {
            RandomSweep sweep = makeRandomSweep(5, shape, 2000, 6, 5);
            drawClusters(sweep, 4, shape == ScoreShape::Lines ? 2000 : 3);
            const SweepIndex index = build(sweep.input());
            std::vector<double> expected{index.lambdaMin()};
            for (const SwitchEvent &event : index.events())
                if (event.lambda != expected.back())
                    expected.push_back(event.lambda);
            std::vector<double> visited;
            bool isSame = true;
            index.forEachPoint([&](const OperatingPoint &point) {
                visited.push_back(point.lambda);
                isSame = isSame && isClose(point, index.at(point.lambda));
            });
            QCOMPARE(visited, expected);
            QVERIFY(isSame);
        }
    }

    void anIntervalIsTheExactMeanOverLambda_data()
    {
        QTest::addColumn<ScoreShape>("shape");
        QTest::addColumn<double>("from");
        QTest::addColumn<double>("to");
        QTest::addColumn<int>("clusters");
        for (const int clusters : {0, 9}) {
            const auto row = [&](const char *name) -> QTestData & {
                return QTest::addRow("%s, %d clusters", name, clusters);
            };
            row("the whole range") << ScoreShape::Free << 0.0 << 1.0 << clusters;
            row("a part of it") << ScoreShape::Free << 0.21 << 0.68 << clusters;
            row("a narrow part") << ScoreShape::Lines << 0.5 << 0.5001 << clusters;
            row("between knots, with ties") << ScoreShape::Quantised << 0.25 << 0.75 << clusters;
            row("with equal models") << ScoreShape::Duplicated << 0.1 << 1.0 << clusters;
            row("nothing changes") << ScoreShape::Constant << 0.1 << 0.9 << clusters;
        }
    }
    void anIntervalIsTheExactMeanOverLambda()
    {
        QFETCH(ScoreShape, shape);
        QFETCH(double, from);
        QFETCH(double, to);
        QFETCH(int, clusters);
        RandomSweep sweep = makeRandomSweep(6, shape, 60, 5, 5);
        if (clusters > 0)
            drawClusters(sweep, 8, static_cast<std::size_t>(clusters));
        sweep.reference = 3;
        const SweepIndex index = build(sweep.input());
        const double lo = sweep.lambdaAt(from);
        const double hi = sweep.lambdaAt(to);
        const IntervalValue value = index.over(lo, hi);

        const PerQuery dr = integratePerQuery(sweep, sweep.drQuality, sweep.drCost, lo, hi);
        const PerQuery truth = integratePerQuery(sweep, sweep.trueQuality, sweep.trueCost, lo, hi);
        PerQuery versus = dr;
        PerQuery reference = dr;
        for (std::size_t i = 0; i < sweep.rows(); ++i) {
            versus.quality[i] -= sweep.loggedQuality[i];
            versus.cost[i] -= sweep.loggedCost[i];
            versus.utility[i] -= sweep.loggedQuality[i] - (lo + hi) / 2 * sweep.loggedCost[i];
            reference.quality[i] -= sweep.drQuality(i, 3);
            reference.cost[i] -= sweep.drCost(i, 3);
            reference.utility[i] -= sweep.drQuality(i, 3) - (lo + hi) / 2 * sweep.drCost(i, 3);
        }
        const auto valueOf = [&](const PerQuery &means) {
            return PolicyValue{meanOf(means.quality, sweep.clusters), meanOf(means.cost, sweep.clusters),
                               meanOf(means.utility, sweep.clusters)};
        };
        QVERIFY(isClose(value.dr, valueOf(dr)));
        QVERIFY(isClose(value.truth, valueOf(truth)));
        QVERIFY(isClose(value.versusLog, valueOf(versus)));
        QVERIFY(isClose(value.versusReference, valueOf(reference)));
    }

    void clustersOfOneRowChangeNothing()
    {
        RandomSweep sweep = makeRandomSweep(14, ScoreShape::Free, 300, 4, 4);
        const OperatingPoint apart = build(sweep.input()).at(1.3);
        for (std::size_t row = 0; row < sweep.rows(); ++row)
            sweep.clusters.push_back(static_cast<std::int32_t>(1000 - row));
        const OperatingPoint named = build(sweep.input()).at(1.3);
        QCOMPARE(named.dr->utility.se, apart.dr->utility.se);
        QCOMPARE(named.versusLog->cost.se, apart.versusLog->cost.se);
    }

    void aDuplicatedLogTellsNoMoreThanTheLog()
    {
        // Every query twice, the copies in one cluster: the same mean and the same error.
        const RandomSweep once = makeRandomSweep(15, ScoreShape::Lines, 80, 4, 4);
        RandomSweep twice = once;
        const auto doubled = [](const MatrixD &matrix) {
            MatrixD out(2 * matrix.rows(), matrix.cols());
            for (std::size_t row = 0; row < out.rows(); ++row)
                std::copy_n(matrix.row(row / 2).begin(), matrix.cols(), out.row(row).begin());
            return out;
        };
        for (MatrixD RandomSweep::*part : {&RandomSweep::scores, &RandomSweep::drQuality, &RandomSweep::drCost,
                                           &RandomSweep::trueQuality, &RandomSweep::trueCost})
            twice.*part = doubled(once.*part);
        twice.loggedQuality.clear();
        twice.loggedCost.clear();
        for (std::size_t row = 0; row < twice.rows(); ++row) {
            twice.loggedQuality.push_back(once.loggedQuality[row / 2]);
            twice.loggedCost.push_back(once.loggedCost[row / 2]);
            twice.clusters.push_back(static_cast<std::int32_t>(row / 2));
        }
        const SweepIndex a = build(once.input());
        const SweepIndex b = build(twice.input());
        for (const double lambda : {0.0, 0.8, 2.2}) {
            QVERIFY(isClose(a.at(lambda).dr, b.at(lambda).dr));
            QVERIFY(isClose(a.at(lambda).versusLog, b.at(lambda).versusLog));
        }
        QVERIFY(isClose(a.over(0.2, 2.7).dr, b.over(0.2, 2.7).dr));
        QVERIFY(isClose(a.over(0.2, 2.7).versusReference, b.over(0.2, 2.7).versusReference));
        twice.clusters.clear();
        QVERIFY(build(twice.input()).at(0.8).dr->quality.se < 0.8 * a.at(0.8).dr->quality.se);
    }

    void meanRegretComparesWithTheBestModelAtEveryLambda()
    {
        const RandomSweep sweep = makeRandomSweep(7, ScoreShape::Lines, 50, 4, 4);
        RandomSweep oracle = sweep; // scored by the truth itself
        for (std::size_t row = 0; row < sweep.rows(); ++row)
            for (std::size_t k = 0; k < sweep.knots.size(); ++k)
                for (std::size_t t = 0; t < sweep.models(); ++t)
                    oracle.scores(row, k * sweep.models() + t) =
                        sweep.trueQuality(row, t) - sweep.knots[k] * sweep.trueCost(row, t);
        const double lo = 0.3;
        const double hi = 2.9;
        const auto best = meanOf(integratePerQuery(oracle, sweep.trueQuality, sweep.trueCost, lo, hi).utility, {});
        const auto mine = meanOf(integratePerQuery(sweep, sweep.trueQuality, sweep.trueCost, lo, hi).utility, {});
        QVERIFY(isClose(*build(sweep.input()).over(lo, hi).meanRegretTruth, best.value - mine.value));
        QVERIFY(std::abs(*build(oracle.input()).over(lo, hi).meanRegretTruth) < 1e-12);
        QVERIFY(std::abs(*build(oracle.input()).over(1.1, 1.1).meanRegretTruth) < 1e-12);
    }

    void aSmallCaseWorkedOutByHand()
    {
        // Query 1 leaves model 0 for model 1 at 1/2, query 2 stays with model 0.
        const MatrixD scores = [] {
            MatrixD s(2, 4);
            const double cells[] = {1, 0, 0, 1, 1, 0, 1, 0};
            std::copy(std::begin(cells), std::end(cells), s.data());
            return s;
        }();
        MatrixD quality(2, 2, 1.0);
        MatrixD cost(2, 2, 0.0);
        quality(0, 1) = 0.5;
        cost(0, 0) = cost(1, 0) = 1;
        SweepInput input{{0, 1}, {2, 1}, &scores, &quality, &cost, &quality, &cost, {}, {}};
        const SweepIndex index = build(input);
        QCOMPARE(index.events().size(), std::size_t(1));

        const IntervalValue value = index.over(1, 0);
        QCOMPARE(value.dr->quality.value, (0.75 + 1.0) / 2);
        QCOMPARE(value.dr->cost.value, (0.5 + 1.0) / 2);
        // Query 1: from 0 to 1/2 the mean of 1 - lambda is 3/4, then 1/2; query 2: 1/2 throughout.
        QCOMPARE(value.dr->utility.value, (0.5 * 0.75 + 0.5 * 0.5 + 0.5) / 2);
        QCOMPARE(value.dr->quality.se, std::sqrt(2 * 0.125 * 0.125 / 2));
        // Best: query 1 has max(1 - lambda, 1/2), just what it gets; query 2 could have 1 at no cost.
        QCOMPARE(*value.meanRegretTruth, (0.0 + 0.5) / 2);
        QVERIFY(!value.versusLog);
        QCOMPARE(index.at(0.5).counts, (std::vector<std::uint32_t>{1, 1}));
        QCOMPARE(*index.over(0.5, 0.5).meanRegretTruth, 0.25);
    }

    void lambdasOutsideAreMovedToTheEnds()
    {
        const RandomSweep sweep = makeRandomSweep(8, ScoreShape::Lines, 30, 3, 3);
        const SweepIndex index = build(sweep.input());
        QCOMPARE(index.at(-5).lambda, 0.0);
        QCOMPARE(index.at(99).lambda, 2.0);
        QCOMPARE(index.decisions(99), sweep.choices(2.0));
        QVERIFY(isClose(index.over(-1, 99).dr, index.over(0, 2).dr));
    }

    void withoutOutcomesThereAreCountsAndNothingElse()
    {
        const RandomSweep sweep = makeRandomSweep(9, ScoreShape::Lines, 30, 3, 3);
        SweepInput input = sweep.input();
        input.drQuality = input.drCost = input.trueQuality = input.trueCost = nullptr;
        const SweepIndex index = build(input);
        const OperatingPoint point = index.at(1);
        QVERIFY(!point.dr && !point.truth && !point.versusLog && !index.hasTruth());
        QVERIFY(!index.over(0, 1).meanRegretTruth);
        QCOMPARE(point.counts[0] + point.counts[1] + point.counts[2], 30U);
    }

    void outliersDoNotCostDigits()
    {
        RandomSweep sweep = makeRandomSweep(10, ScoreShape::Lines, 3000, 5, 5);
        drawClusters(sweep, 10, 300);
        for (std::size_t i = 0; i < sweep.drQuality.size(); ++i)
            sweep.drQuality.data()[i] += 1e6;
        const SweepIndex index = build(sweep.input());
        const auto chosen = index.decisions(3.3);
        const OperatingPoint expected = sweep.point(chosen, 3.3);
        QVERIFY(isClose(index.at(3.3).dr->quality, expected.dr->quality));
        QVERIFY(isClose(index.at(3.3).dr->utility.se, expected.dr->utility.se));
        QVERIFY(isClose(index.at(3.3).versusReference, expected.versusReference));
    }

    void brokenInputIsOneClearError_data()
    {
        QTest::addColumn<int>("fault");
        QTest::addColumn<QString>("said");
        QTest::newRow("a score that is not a number") << 0 << "model 2 for query 4";
        QTest::newRow("knots that do not rise") << 1 << "ascending";
        QTest::newRow("scores of another shape") << 2 << "score matrix";
        QTest::newRow("quality without cost") << 3 << "together";
        QTest::newRow("an infinite outcome") << 4 << "true cost of query 1";
        QTest::newRow("no queries") << 5 << "no queries";
        QTest::newRow("a log of another length") << 6 << "logged";
        QTest::newRow("clusters of another length") << 7 << "clusters";
        QTest::newRow("a reference that is no model") << 8 << "reference";
    }
    void brokenInputIsOneClearError()
    {
        QFETCH(int, fault);
        QFETCH(QString, said);
        RandomSweep sweep = makeRandomSweep(12, ScoreShape::Free, 10, 3, 3);
        if (fault == 0)
            sweep.scores(3, 3 + 1) = std::nan("");
        if (fault == 1)
            sweep.knots[1] = sweep.knots[2];
        if (fault == 2)
            sweep.tieCosts.push_back(1);
        if (fault == 4)
            sweep.trueCost(0, 1) = std::numeric_limits<double>::infinity();
        if (fault == 6)
            sweep.loggedQuality.pop_back();
        if (fault == 7)
            sweep.clusters = {1, 2};
        if (fault == 8)
            sweep.reference = 3;
        SweepInput input = sweep.input();
        if (fault == 3)
            input.drCost = nullptr;
        if (fault == 5)
            input.scores = nullptr;
        const auto built = SweepIndex::build(input, {}, {});
        QVERIFY(!built);
        QCOMPARE(built.error().code, ErrorCode::BadInput);
        QVERIFY2(QString::fromStdString(built.error().message).contains(said), built.error().message.c_str());
    }

    void aStopIsHonoured()
    {
        const RandomSweep sweep = makeRandomSweep(13, ScoreShape::Free, 100, 3, 3);
        std::stop_source stop;
        stop.request_stop();
        const auto built = SweepIndex::build(sweep.input(), stop.get_token(), {});
        QVERIFY(!built);
        QCOMPARE(built.error().code, ErrorCode::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestSweepIndex)
#include "tst_sweepindex.moc"
