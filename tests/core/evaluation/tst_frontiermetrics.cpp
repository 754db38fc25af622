#include "core/evaluation/collapse.h"
#include "core/evaluation/frontiermetrics.h"
#include "tests/core/sweep/randomsweep.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <numeric>

using namespace fairlead;
using namespace fairlead::test;

namespace {

using Points = std::vector<CostQuality>;
using Rows = std::initializer_list<std::initializer_list<double>>;

MatrixD matrix(Rows rows)
{
    MatrixD out(rows.size(), rows.begin()->size());
    std::size_t i = 0;
    for (const auto &row : rows)
        std::copy(row.begin(), row.end(), out.row(i++).begin());
    return out;
}

/// A router that decides on `score` - lambda `price`, judged by the truth; lambda in [0, 10].
struct World
{
    MatrixD score, price, quality, cost;
    Matrix<std::uint8_t> available = {}; ///< empty: every model for every query

    [[nodiscard]] SweepIndex index(bool withTruth = true, bool withEstimates = false) const
    {
        SweepInput input;
        MatrixD scores(score.rows(), 2 * score.cols());
        for (std::size_t i = 0; i < score.rows(); ++i)
            for (std::size_t t = 0; t < score.cols(); ++t) {
                scores(i, t) = score(i, t);
                scores(i, score.cols() + t) = score(i, t) - 10 * price(i, t);
            }
        input.knots = {0, 10};
        input.tieCosts.assign(score.cols(), 0);
        input.scores = &scores;
        if (withTruth) {
            input.trueQuality = &quality;
            input.trueCost = &cost;
        }
        if (withEstimates) {
            input.drQuality = &quality;
            input.drCost = &cost;
        }
        if (!available.empty())
            input.available = &available;
        auto built = SweepIndex::build(input, {}, {});
        if (!built)
            qFatal("%s", built.error().message.c_str());
        return *std::move(built);
    }
};

/// Four queries, models "cheap" (cost 1) and "dear" (cost 3). Cheap answers queries 0 and 1, dear 0, 1 and 2; nobody 3.
/// The router leaves query 2 to cheap from lambda .9/2 = .45 on, query 3 from .3 on, 0 and 1 from the start.
World fourQueries()
{
    World world;
    world.score = matrix({{.5, .5}, {.5, .5}, {0, .9}, {0, .6}});
    world.cost = world.price = matrix({{1, 3}, {1, 3}, {1, 3}, {1, 3}});
    world.quality = matrix({{1, 1}, {1, 1}, {0, 1}, {0, 0}});
    return world;
}

bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-9 * std::max(1.0, std::abs(b));
}

#define COMPARE_CLOSE(actual, expected)                                                                                \
    QVERIFY2(isClose(actual, expected),                                                                                \
             qPrintable(QString::number(actual, 'g', 17) + " instead of " + QString::number(expected, 'g', 17)))

/// max_t of the straight lines between any two points at a cost, and of the points to its left: the definition of a
/// non-decreasing concave hull, without a hull algorithm.
double hullByPairs(const Points &points, double cost)
{
    double best = -1e300;
    for (const CostQuality a : points) {
        if (a.cost <= cost)
            best = std::max(best, a.quality);
        for (const CostQuality b : points)
            if (a.cost < cost && cost < b.cost)
                best = std::max(best, a.quality + (b.quality - a.quality) * (cost - a.cost) / (b.cost - a.cost));
    }
    return best;
}

/// The lowest lambda and every distinct breakpoint.
std::vector<double> breakpoints(const SweepIndex &index)
{
    std::vector<double> lambdas{index.lambdaMin()};
    for (const SwitchEvent &event : index.events())
        if (event.lambda != lambdas.back())
            lambdas.push_back(event.lambda);
    return lambdas;
}

/// Choices from one breakpoint to the next, from their definition in the middle; where the middle is too near to a
/// crossing for the definition to tell, the index's own.
std::vector<std::uint16_t> choicesFrom(const RandomSweep &sweep, const SweepIndex &index, double lambda, double next)
{
    const bool isLast = next <= lambda;
    return !isLast && next - lambda > 1e-9 ? sweep.choices((lambda + next) / 2) : index.decisions(lambda);
}

/// Calls `visit` with the start, the end and the choices of every stretch of lambda between breakpoints.
template <typename Visit>
void forEachStretch(const RandomSweep &sweep, const SweepIndex &index, Visit visit)
{
    const auto lambdas = breakpoints(index);
    for (std::size_t k = 0; k < lambdas.size(); ++k) {
        const double next = k + 1 < lambdas.size() ? lambdas[k + 1] : index.lambdaMax();
        visit(lambdas[k], next, choicesFrom(sweep, index, lambdas[k], next));
    }
}

/// All distinct operating points of a random sweep.
Points pointsByHand(const RandomSweep &sweep, const SweepIndex &index, bool isTrue)
{
    Points points;
    forEachStretch(sweep, index, [&](double lambda, double, const std::vector<std::uint16_t> &chosen) {
        const OperatingPoint point = sweep.point(chosen, lambda);
        const PolicyValue &value = isTrue ? *point.truth : *point.dr;
        points.push_back({value.cost.value, value.quality.value});
    });
    return points;
}

double columnMean(const MatrixD &values, std::size_t column)
{
    double sum = 0;
    for (std::size_t i = 0; i < values.rows(); ++i)
        sum += values(i, column);
    return sum / static_cast<double>(values.rows());
}

bool isCollapsed(const RandomSweep &sweep, std::size_t row, std::size_t chosen)
{
    std::size_t dearest = 0;
    for (std::size_t t = 1; t < sweep.models(); ++t)
        if (columnMean(sweep.trueCost, t) > columnMean(sweep.trueCost, dearest))
            dearest = t;
    const auto quality = sweep.trueQuality.row(row);
    const double best = *std::max_element(quality.begin(), quality.end());
    std::size_t cheaperBest = 0;
    for (std::size_t t = 0; t < sweep.models(); ++t)
        cheaperBest += quality[t] == best && t != dearest;
    return quality[chosen] != best || (chosen == dearest && cheaperBest > 0);
}

double collapseByHand(const RandomSweep &sweep, const std::vector<std::uint16_t> &chosen)
{
    std::size_t collapsed = 0;
    for (std::size_t row = 0; row < sweep.rows(); ++row)
        collapsed += isCollapsed(sweep, row, chosen[row]);
    return static_cast<double>(collapsed) / static_cast<double>(sweep.rows());
}

} // namespace

class TestFrontierMetrics final : public QObject
{
    Q_OBJECT

private slots:
    void theEnvelopeKeepsWhatNothingDominates()
    {
        // (2, .4) is dominated by (1, .5); of the two at cost 3 the better stays; (5, .8) is no better than (4, .8).
        const CostCurve envelope = paretoEnvelope({{3, .6}, {1, .5}, {2, .4}, {3, .7}, {5, .8}, {4, .8}, {1, .5}});
        QCOMPARE(envelope, (CostCurve{{1, .5}, {3, .7}, {4, .8}}));
        QVERIFY(paretoEnvelope({}).empty());
        // What only rounding tells apart is no step: neither the quality at 2 nor the cost just above 3.
        QCOMPARE(paretoEnvelope({{1, .5}, {2, .5 + 1e-16}, {3, .7}, {3 + 1e-15, .8}}),
                 (CostCurve{{1, .5}, {3 + 1e-15, .8}}));
        QCOMPARE(paretoEnvelope({{1, std::nan("")}, {2, .1}}), (CostCurve{{2, .1}}));
    }

    void theHullIsConcaveAndNeverFalls()
    {
        // From (0, 0) to (2, .8) the line passes (1, .4) above .3; (4, .8) and (5, .2) add nothing.
        QCOMPARE(concaveHull({{0, 0}, {1, .3}, {2, .8}, {3, .9}, {4, .8}, {5, .2}}),
                 (CostCurve{{0, 0}, {2, .8}, {3, .9}}));
        // Three on one line: the middle one is no corner.
        QCOMPARE(concaveHull({{0, 0}, {1, .5}, {2, 1}}), (CostCurve{{0, 0}, {2, 1}}));
        QCOMPARE(concaveHull({{1, .5}, {1, .2}}), (CostCurve{{1, .5}}));
    }

    void areasAreCutAtTheRange()
    {
        const CostCurve curve{{1, .2}, {3, .6}};
        // Over [2, 5]: .4 to .6 on [2, 3] is .5; then .6 carried over a width of 2: (.5 + 1.2) / 3.
        COMPARE_CLOSE(*meanQualityOver(curve, 2, 5), 1.7 / 3);
        // Inside one piece, [1.5, 2.5]: .3 to .5.
        COMPARE_CLOSE(*meanQualityOver(curve, 1.5, 2.5), .4);
        // Left of the first point its quality is carried: (.2 * 1 + .4 * 2) / 3.
        COMPARE_CLOSE(*meanQualityOver(curve, 0, 3), 1.0 / 3);
        QCOMPARE(meanQualityOver(curve, 2, 2).error().code, ErrorCode::Refused);
        QCOMPARE(meanQualityOver({}, 0, 1).error().code, ErrorCode::Refused);
    }

    void everyMetricOfFourQueriesIsAsWorkedOutByHand()
    {
        // Ties on queries 0 and 1 go to cheap (the lower index). Choices: lambda 0: c c d d; .3: c c d c; .45: c c c c.
        //   costs 2, 1.5, 1; qualities .75, .75, .5. L = 1, U = 3, cheapest policy (1, .5), singles (1, .5), (3, .75).
        const SweepIndex index = fourQueries().index();
        const auto points = operatingPoints(index, OutcomeKind::True);
        QCOMPARE(points->size(), std::size_t(3));
        const auto metrics = frontierMetrics(index, OutcomeKind::True, 1);
        QVERIFY(metrics);
        COMPARE_CLOSE(metrics->bounds.lower, 1);
        COMPARE_CLOSE(metrics->bounds.upper, 3);
        COMPARE_CLOSE(metrics->bounds.cheapest.quality, .5);
        COMPARE_CLOSE(metrics->minCost, 1);
        COMPARE_CLOSE(metrics->maxCost, 2);
        COMPARE_CLOSE(metrics->peak.quality, .75);
        COMPARE_CLOSE(metrics->peak.cost, 1.5);
        // Envelope (1, .5), (1.5, .75), then .75 to 3: (.625 * .5 + .75 * 1.5) / 2 = .71875.
        COMPARE_CLOSE(*metrics->nauc, .71875);
        // AIQ over its own range [1, 2]: .625 * .5 + .75 * .5 = .6875.
        COMPARE_CLOSE(*averageQuality(metrics->hull, metrics->bounds.cheapest, 1, 2), .6875);
        // The zero router goes from .5 to .75 over [1, 3]: mean .625; the router's is .71875.
        COMPARE_CLOSE(*metrics->aboveZeroRouter, .09375);
        // Dear's quality .75 is reached at 1.5, half of dear's cost 3.
        COMPARE_CLOSE(*metrics->qnc, .5);
        // Share of dear: .5, .25, 0; PGR 1, 1, 0; with the ends (0, 0), (1, 1): .125 + .25 + .5.
        const auto gap = gapCurve(index, OutcomeKind::True, 1);
        QVERIFY(gap);
        COMPARE_CLOSE(gap->area(), .875);
        COMPARE_CLOSE(*gap->callsFor(.5), .125);
        COMPARE_CLOSE(*gap->callsFor(.8), .2);
        COMPARE_CLOSE(gap->recovered(.625), .5);
    }

    void collapseIsCountedAtEveryLambda()
    {
        // Dear is the dearest. At 0: query 2 needs dear, fine; query 3 goes to dear where cheap is as good (all wrong):
        // collapsed. From .3 on none; from .45 on cheap fails query 2: one of four again.
        const auto curve = collapseCurve(fourQueries().index());
        QVERIFY(curve);
        QCOMPARE(curve->steps().size(), std::size_t(3));
        COMPARE_CLOSE(curve->at(0), .25);
        COMPARE_CLOSE(curve->at(.35), 0);
        COMPARE_CLOSE(curve->at(.5), .25);
        COMPARE_CLOSE(curve->at(99), .25);
        // Over [0, .9]: .25 * .3 + 0 + .25 * .45 = .1875, over .9.
        COMPARE_CLOSE(curve->over(0, .9), .1875 / .9);
        COMPARE_CLOSE(curve->over(.9, 0), .1875 / .9);
        // Over [.1, .2] nothing changes.
        COMPARE_CLOSE(curve->over(.1, .2), .25);
        COMPARE_CLOSE(curve->over(.35, .35), 0);
    }

    void aSingleOperatingPointStillHasMetrics()
    {
        World world = fourQueries();
        world.score = matrix({{1, 0}, {1, 0}, {1, 0}, {1, 0}});
        const SweepIndex index = world.index();
        const auto metrics = frontierMetrics(index, OutcomeKind::True, 1);
        QVERIFY(metrics);
        QCOMPARE(metrics->hull, (CostCurve{{1, .5}}));
        // Cheap everywhere: its quality carried over [1, 3]. Alone it spans no range of costs.
        COMPARE_CLOSE(*metrics->nauc, .5);
        QCOMPARE(averageQuality(metrics->hull, metrics->bounds.cheapest, 1, 1).error().code, ErrorCode::Refused);
        COMPARE_CLOSE(*averageQuality(metrics->hull, metrics->bounds.cheapest, 1, 2), .5);
        // Flat .5 under the zero router's mean .625.
        COMPARE_CLOSE(*metrics->aboveZeroRouter, -.125);
        QVERIFY(QString::fromStdString(metrics->qnc.error().message).contains("never reaches"));
        // Between the ends it adds its own point (0, weak): a random mix, .5.
        COMPARE_CLOSE(gapCurve(index, OutcomeKind::True, 1)->area(), .5);
    }

    void theCheapestModelMayBeTheBest()
    {
        World world = fourQueries();
        world.quality = matrix({{1, 0}, {1, 1}, {1, 0}, {0, 0}});
        // Points: c c d d is (2, .5), c c d c is (1.5, .5), c c c c is (1, .75).
        const SweepIndex index = world.index();
        const auto metrics = frontierMetrics(index, OutcomeKind::True, 0);
        QVERIFY(metrics);
        QCOMPARE(metrics->hull, (CostCurve{{1, .75}}));
        COMPARE_CLOSE(*metrics->nauc, .75);
        COMPARE_CLOSE(metrics->peak.cost, 1);
        COMPARE_CLOSE(*metrics->qnc, 1);
        // The zero router is the point (1, .75), carried; the router meets it.
        COMPARE_CLOSE(*metrics->aboveZeroRouter, 0);
        COMPARE_CLOSE(*averageQuality(metrics->hull, metrics->bounds.cheapest, 1, 2), .75);
        QCOMPARE(gapCurve(index, OutcomeKind::True, 1).error().code, ErrorCode::Refused);
    }

    void equalCostsLeaveNoRange()
    {
        World world = fourQueries();
        world.cost = matrix({{2, 2}, {2, 2}, {2, 2}, {2, 2}});
        const SweepIndex index = world.index();
        const auto metrics = frontierMetrics(index, OutcomeKind::True, 1);
        QVERIFY(metrics);
        QVERIFY(QString::fromStdString(metrics->nauc.error().message).contains("no width"));
        QCOMPARE(metrics->aboveZeroRouter.error().code, ErrorCode::Refused);
        // Quality and call shares need no width; both models are the dearest, so only wrong choices count as collapsed.
        COMPARE_CLOSE(metrics->peak.quality, .75);
        COMPARE_CLOSE(*metrics->qnc, 1);
        COMPARE_CLOSE(gapCurve(index, OutcomeKind::True, 1)->area(), .875);
        COMPARE_CLOSE(collapseCurve(index)->at(0), 0);
        COMPARE_CLOSE(collapseCurve(index)->at(1), .25);
    }

    void duplicateCostsTakeTheBestPoint()
    {
        // Three models, two of cost 1: of (1, .2) and (1, .6) the curve starts at the better.
        const Points singles{{1, .2}, {1, .6}, {3, 1}};
        QCOMPARE(concaveHull(singles), (CostCurve{{1, .6}, {3, 1}}));
        // A router on the first of them is joined to nothing: it starts at 1. Mean of .2 over [1, 3] less mean of .6
        // to 1.
        COMPARE_CLOSE(*aboveZeroRouter({{1, .2}}, singles), .2 - .8);
        // The cheapest policy takes the lower index of equal costs.
        World world;
        world.score = world.price = matrix({{0, 0, 0}});
        world.quality = matrix({{.2, .6, 1}});
        world.cost = matrix({{1, 1, 3}});
        COMPARE_CLOSE(costBounds(world.index(), OutcomeKind::True)->cheapest.quality, .2);
    }

    void whereAllModelsFailNothingIsGained()
    {
        World world = fourQueries();
        world.quality = matrix({{0, 0}, {0, 0}, {0, 0}, {0, 0}});
        const SweepIndex index = world.index();
        const auto metrics = frontierMetrics(index, OutcomeKind::True, 1);
        QVERIFY(metrics);
        COMPARE_CLOSE(*metrics->nauc, 0);
        COMPARE_CLOSE(metrics->peak.quality, 0);
        COMPARE_CLOSE(metrics->peak.cost, 1);
        COMPARE_CLOSE(*metrics->aboveZeroRouter, 0);
        // Dear's quality 0 is reached at cost 1 of 3.
        COMPARE_CLOSE(*metrics->qnc, 1.0 / 3);
        QCOMPARE(gapCurve(index, OutcomeKind::True, 1).error().code, ErrorCode::Refused);
        // Every model ties for best: each query on dear is money for nothing, two of four at lambda 0.
        COMPARE_CLOSE(collapseCurve(index)->at(0), .5);
        COMPARE_CLOSE(collapseCurve(index)->at(1), 0);
    }

    void aDominatedRouterFallsBelowTheZeroRouter()
    {
        // Singles (1, .5), (3, .75); the router only has (2, .4): joined to (1, .5) it falls to .4 and stays.
        const Points singles{{1, .5}, {3, .75}};
        // (.45 + .4) / 2 = .425 against .625.
        COMPARE_CLOSE(*aboveZeroRouter({{2, .4}}, singles), .425 - .625);
        // nAUC's envelope drops it for the anchor.
        COMPARE_CLOSE(*normalizedAuc({{2, .4}}, {1, 3, {1, .5}, singles}), .5);
        // AIQ over [1, 2] does not.
        COMPARE_CLOSE(*averageQuality({{2, .4}}, {1, .5}, 1, 2), .45);
        QCOMPARE(qualityNeutralCost({{2, .4}}, {1, .5}).error().code, ErrorCode::Refused);
    }

    void freeModelsHaveNoNeutralCost()
    {
        QVERIFY(QString::fromStdString(qualityNeutralCost({{0, 1}}, {0, 1}).error().message).contains("costs nothing"));
    }

    void withoutTruthOnlyEstimatesAreGiven()
    {
        const SweepIndex index = fourQueries().index(false, true);
        QCOMPARE(frontierMetrics(index, OutcomeKind::True, 1).error().code, ErrorCode::Unsupported);
        QCOMPARE(gapCurve(index, OutcomeKind::True, 1).error().code, ErrorCode::Unsupported);
        QCOMPARE(collapseCurve(index).error().code, ErrorCode::Unsupported);
        const auto estimated = frontierMetrics(index, OutcomeKind::Estimated, 1);
        QVERIFY(estimated);
        COMPARE_CLOSE(*estimated->nauc, .71875);
        QCOMPARE(frontierMetrics(fourQueries().index(), OutcomeKind::Estimated, 1).error().code,
                 ErrorCode::Unsupported);
        QCOMPARE(estimated->qnc ? ErrorCode::Internal : estimated->qnc.error().code, ErrorCode::Internal);
        QCOMPARE(frontierMetrics(index, OutcomeKind::Estimated, -1)->qnc.error().code, ErrorCode::Refused);
    }

    void estimatesAreSetOnModelsThatTheLogSupports()
    {
        // The least score of a row is noise, so estimates take single models: C of model 0 is (0 + 2) / 2, of model 1
        // (4 + 0) / 2, of model 2 (9 + 9) / 2. By rows L would be 0.
        World world;
        world.score = world.price = matrix({{0, 0, 0}, {0, 0, 0}});
        world.quality = matrix({{.2, .6, 1}, {.4, .6, 1}});
        world.cost = matrix({{0, 4, 9}, {2, 0, 9}});
        const SweepIndex index = world.index(true, true);
        COMPARE_CLOSE(costBounds(index, OutcomeKind::True)->lower, 0);
        const auto all = costBounds(index, OutcomeKind::Estimated);
        COMPARE_CLOSE(all->lower, 1);
        COMPARE_CLOSE(all->upper, 9);
        const auto some = costBounds(index, OutcomeKind::Estimated, {true, true, false});
        COMPARE_CLOSE(some->upper, 2);
        COMPARE_CLOSE(some->cheapest.cost, 1);
        QVERIFY(isClose(some->cheapest.quality, .3));
        QCOMPARE(costBounds(index, OutcomeKind::Estimated, {false, false, false}).error().code, ErrorCode::Refused);
        QCOMPARE(costBounds(index, OutcomeKind::True, {false, false, false})->singles.size(), std::size_t(3));
        QCOMPARE(gapCurve(index, OutcomeKind::True, 1).error().code, ErrorCode::Unsupported);
    }

    void modelsThatAQueryCouldNotBeSentToCountForNothing()
    {
        // Costs 1, 2, 6. "mid" is always there, "cheap" for queries 0 and 1, "dear" for query 1. The router chooses
        // cheap, dear, mid, mid at every lambda: cost 11/4, quality .5/4.
        constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
        World world;
        world.score = matrix({{.9, .1, 1}, {0, .5, 1}, {1, 0, 1}, {1, 0, 1}});
        world.price = matrix({{0, 0, 0}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}});
        world.cost = matrix({{1, 2, kNone}, {1, 2, 6}, {kNone, 2, kNone}, {kNone, 2, kNone}});
        world.quality = matrix({{.5, .5, kNone}, {.2, .6, .6}, {kNone, -.5, kNone}, {kNone, -.1, kNone}});
        world.available = Matrix<std::uint8_t>(4, 3, 0);
        for (std::size_t i = 0; i < 4; ++i)
            for (std::size_t t = 0; t < 3; ++t)
                world.available(i, t) = std::isfinite(world.cost(i, t));
        const SweepIndex index = world.index(true, true);

        // L = (1 + 1 + 2 + 2)/4 with quality (.5 + .2 - .5 - .1)/4; U = (2 + 6 + 2 + 2)/4; "mid" alone serves all.
        const auto metrics = frontierMetrics(index, OutcomeKind::True, 1);
        QVERIFY(metrics);
        COMPARE_CLOSE(metrics->bounds.lower, 1.5);
        COMPARE_CLOSE(metrics->bounds.upper, 3);
        COMPARE_CLOSE(metrics->bounds.cheapest.quality, .025);
        QCOMPARE(metrics->bounds.singles.size(), std::size_t(1));
        COMPARE_CLOSE(metrics->bounds.singles.front().cost, 2);
        COMPARE_CLOSE(metrics->bounds.singles.front().quality, .125);
        // From (1.5, .025) to (2.75, .125), then level to 3: (.075 * 1.25 + .125 * .25) / 1.5.
        COMPARE_CLOSE(*metrics->nauc, .125 / 1.5);
        COMPARE_CLOSE(*metrics->qnc, 2.75 / 2);
        QCOMPARE(metrics->aboveZeroRouter.error().code, ErrorCode::Refused);
        QCOMPARE(frontierMetrics(index, OutcomeKind::True, 2)->qnc.error().code, ErrorCode::Refused);

        const auto estimated = frontierMetrics(index, OutcomeKind::Estimated, 0);
        QVERIFY(estimated);
        COMPARE_CLOSE(estimated->bounds.lower, 2);
        COMPARE_CLOSE(estimated->bounds.upper, 2);
        QCOMPARE(estimated->nauc.error().code, ErrorCode::Refused);
        QCOMPARE(estimated->qnc.error().code, ErrorCode::Refused);
        QCOMPARE(costBounds(index, OutcomeKind::Estimated, {true, false, true}).error().code, ErrorCode::Refused);

        // By mean cost "dear" is the dearest, and query 1 had a cheaper model as good; the others had no better
        // candidate.
        COMPARE_CLOSE(collapseCurve(index)->at(0), .25);
    }

    void theGapIsReadBetweenOperatingPoints()
    {
        // Weak .2, strong 1. PGR at shares .25, .5 is .5, .25 (it may fall); of two points at .5 the better counts.
        const auto gap = GapCurve::make({{.25, .6}, {.5, .4}, {.5, .3}}, .2, 1);
        QVERIFY(gap);
        // .25 * .25 + .25 * .375 + .5 * .625 = .46875.
        COMPARE_CLOSE(gap->area(), .46875);
        COMPARE_CLOSE(*gap->callsFor(.5), .25);
        COMPARE_CLOSE(*gap->callsFor(.25), .125);
        // Not before the last stretch: .5 + .5 * (.8 - .25) / .75.
        COMPARE_CLOSE(*gap->callsFor(.8), .5 + .5 * .55 / .75);
        COMPARE_CLOSE(*gap->callsFor(0), 0);
        QCOMPARE(gap->callsFor(1.1).error().code, ErrorCode::Refused);
        QCOMPARE(GapCurve::make({{.5, .5}}, .5, .5).error().code, ErrorCode::Refused);
        QCOMPARE(GapCurve::make({{.5, .5}}, .6, .5).error().code, ErrorCode::Refused);
    }

    void metricsEqualBruteForceOverAllBreakpoints_data()
    {
        QTest::addColumn<int>("shape");
        QTest::addColumn<int>("models");
        for (const int models : {1, 2, 5}) {
            const auto row = [&](const char *name, ScoreShape shape) {
                QTest::newRow(qPrintable(QString("%1, %2 models").arg(name).arg(models))) << int(shape) << models;
            };
            row("free scores", ScoreShape::Free);
            row("lines", ScoreShape::Lines);
            row("ties everywhere", ScoreShape::Quantised);
            row("equal models", ScoreShape::Duplicated);
            row("constant scores", ScoreShape::Constant);
        }
    }
    void metricsEqualBruteForceOverAllBreakpoints()
    {
        QFETCH(int, shape);
        QFETCH(int, models);
        for (std::uint64_t seed = 1; seed <= 4; ++seed) {
            RandomSweep sweep = makeRandomSweep(seed, ScoreShape(shape), 23, std::size_t(models), 3);
            for (std::size_t i = 0; i < sweep.trueQuality.size(); ++i) // ties for best on a query
                sweep.trueQuality.data()[i] = std::round(2 * sweep.trueQuality.data()[i]) / 2;
            const auto index = SweepIndex::build(sweep.input(), {}, {});
            QVERIFY(index);
            for (const bool isTrue : {false, true})
                compareWithBruteForce(sweep, *index, isTrue);
            compareCollapse(sweep, *index);
            if (models == 2)
                compareGap(sweep, *index);
        }
    }

private:
    static void compareWithBruteForce(const RandomSweep &sweep, const SweepIndex &index, bool isTrue)
    {
        const OutcomeKind kind = isTrue ? OutcomeKind::True : OutcomeKind::Estimated;
        const auto metrics = frontierMetrics(index, kind, 0);
        QVERIFY(metrics);
        const Points points = pointsByHand(sweep, index, isTrue);
        double peak = -1e300;
        for (const CostQuality point : points)
            peak = std::max(peak, point.quality);
        COMPARE_CLOSE(metrics->peak.quality, peak);

        const MatrixD &quality = isTrue ? sweep.trueQuality : sweep.drQuality;
        const MatrixD &cost = isTrue ? sweep.trueCost : sweep.drCost;
        const CostQuality single{columnMean(cost, 0), columnMean(quality, 0)};
        double neutral = 1e300;
        for (const CostQuality point : points)
            if (point.quality >= single.quality - 1e-11)
                neutral = std::min(neutral, point.cost);
        QCOMPARE(metrics->qnc.has_value(), neutral < 1e300 && single.cost > 0);
        if (metrics->qnc)
            COMPARE_CLOSE(*metrics->qnc, neutral / single.cost);

        // Areas by Simpson's rule on the pieces between all points' costs: exact for what is linear between them.
        if (metrics->maxCost - metrics->minCost < 1e-12)
            return;
        std::vector<double> costs;
        for (const CostQuality point : points)
            costs.push_back(point.cost);
        std::sort(costs.begin(), costs.end());
        double area = 0;
        for (std::size_t k = 1; k < costs.size(); ++k)
            if (costs[k] - costs[k - 1] > 1e-13)
                area += (costs[k] - costs[k - 1]) * hullByPairs(points, (costs[k] + costs[k - 1]) / 2);
        const auto aiq = averageQuality(metrics->hull, metrics->bounds.cheapest, metrics->minCost, metrics->maxCost);
        QVERIFY(aiq);
        QVERIFY(std::abs(*aiq - area / (costs.back() - costs.front())) < 1e-8);
        compareAuc(*metrics, points);
    }

    /// nAUC by evaluating the envelope, from its definition, on both sides of each piece's middle.
    static void compareAuc(const FrontierMetrics &metrics, Points points)
    {
        points.push_back(metrics.bounds.cheapest);
        Points kept;
        for (const CostQuality p : points)
            if (std::none_of(points.begin(), points.end(), [&](CostQuality q) {
                    return (q.cost < p.cost - 1e-13 && q.quality >= p.quality - 1e-13) ||
                           (std::abs(q.cost - p.cost) <= 1e-13 && q.quality > p.quality + 1e-13);
                }))
                kept.push_back(p);
        std::sort(kept.begin(), kept.end(), [](CostQuality a, CostQuality b) { return a.cost < b.cost; });
        const double lo = metrics.bounds.lower;
        const double hi = metrics.bounds.upper;
        if (!(hi > lo)) {
            QVERIFY(!metrics.nauc);
            return;
        }
        kept.push_back({std::max(hi, kept.back().cost) + 1, kept.back().quality});
        double area = 0;
        for (std::size_t k = 1; k < kept.size(); ++k) {
            const double from = std::clamp(kept[k - 1].cost, lo, hi);
            const double to = std::clamp(kept[k].cost, lo, hi);
            const double width = kept[k].cost - kept[k - 1].cost;
            if (to <= from || width < 1e-13)
                continue;
            const double share = ((from + to) / 2 - kept[k - 1].cost) / width;
            area += (to - from) * (kept[k - 1].quality + share * (kept[k].quality - kept[k - 1].quality));
        }
        QVERIFY(metrics.nauc);
        QVERIFY2(std::abs(*metrics.nauc - area / (hi - lo)) < 1e-8, qPrintable(QString::number(*metrics.nauc)));
    }

    static void compareCollapse(const RandomSweep &sweep, const SweepIndex &index)
    {
        const auto curve = collapseCurve(index);
        QVERIFY(curve);
        double area = 0;
        forEachStretch(sweep, index, [&](double from, double to, const std::vector<std::uint16_t> &chosen) {
            const double share = collapseByHand(sweep, chosen);
            COMPARE_CLOSE(curve->at(from), share);
            area += (to - from) * share;
        });
        COMPARE_CLOSE(curve->over(index.lambdaMin(), index.lambdaMax()),
                      area / (index.lambdaMax() - index.lambdaMin()));
    }

    static void compareGap(const RandomSweep &sweep, const SweepIndex &index)
    {
        const double weak = columnMean(sweep.trueQuality, 0);
        const double strong = columnMean(sweep.trueQuality, 1);
        const auto gap = gapCurve(index, OutcomeKind::True, 1);
        QCOMPARE(gap.has_value(), strong > weak);
        if (!gap)
            return;
        // Best quality at each number of strong calls, then the area by trapezia.
        std::vector<double> best(sweep.rows() + 1, -1e300);
        best.front() = weak;
        best.back() = strong;
        forEachStretch(sweep, index, [&](double lambda, double, const std::vector<std::uint16_t> &chosen) {
            const auto calls = std::size_t(std::count(chosen.begin(), chosen.end(), 1));
            best[calls] = std::max(best[calls], sweep.point(chosen, lambda).truth->quality.value);
        });
        double area = 0;
        std::size_t last = 0;
        for (std::size_t calls = 1; calls < best.size(); ++calls) {
            if (best[calls] == -1e300)
                continue;
            area += double(calls - last) * ((best[last] + best[calls]) / 2 - weak) / (strong - weak);
            last = calls;
        }
        QVERIFY(std::abs(gap->area() - area / double(sweep.rows())) < 1e-8);
    }
};

QTEST_APPLESS_MAIN(TestFrontierMetrics)
#include "tst_frontiermetrics.moc"
