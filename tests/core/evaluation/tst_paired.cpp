#include "core/evaluation/paired.h"
#include "core/evaluation/rowvalues.h"
#include "tests/core/evaluation/heldoutsweep.h"

#include <QTest>

#include <cmath>

using namespace fairlead;
using namespace fairlead::test;

namespace {

bool isClose(const Estimate &a, const Estimate &b)
{
    return std::abs(a.value - b.value) < 1e-9 && std::abs(a.se - b.se) < 1e-9;
}
bool isClose(const PolicyValue &a, const PolicyValue &b)
{
    return isClose(a.quality, b.quality) && isClose(a.cost, b.cost) && isClose(a.utility, b.utility);
}

PolicyValue paired(const HeldOutTables &tables, const SweepIndex &a, const SweepIndex &b, double lo, double hi)
{
    auto difference = pairedDifference(tables, a, b, lo, hi);
    if (!difference)
        qFatal("%s", difference.error().message.c_str());
    return *difference;
}

/// Eight rows in three groups.
HeldOutSweep grouped()
{
    HeldOutSweep sweep(8, 3, 4);
    sweep.tables.clusters = {0, 0, 1, 2, 1, 1, 2, 0};
    return sweep;
}

} // namespace

class TestPaired final : public QObject
{
    Q_OBJECT

private slots:
    void aRouterMinusItselfIsExactlyNothing()
    {
        const HeldOutSweep sweep(200, 4, 1);
        const SweepIndex router = sweep.router(2);
        for (const auto &[lo, hi] : {std::pair{0.3, 0.3}, {0.1, 1.7}, {0.0, 2.0}}) {
            const PolicyValue difference = paired(sweep.tables, router, router, lo, hi);
            for (const Estimate &each : {difference.quality, difference.cost, difference.utility}) {
                QCOMPARE(each.value, 0.0);
                QCOMPARE(each.se, 0.0);
            }
        }
    }

    void theDifferenceOfValuesIsTheValueOfTheDifference()
    {
        const HeldOutSweep sweep(300, 4, 2);
        const SweepIndex a = sweep.router(5);
        const SweepIndex b = sweep.router(6);
        for (const auto &[lo, hi] : {std::pair{0.4, 0.4}, {0.25, 1.9}}) {
            const PolicyValue difference = paired(sweep.tables, a, b, lo, hi);
            const IntervalValue ofA = a.over(lo, hi);
            const IntervalValue ofB = b.over(lo, hi);
            QVERIFY(std::abs(difference.quality.value - (ofA.dr->quality.value - ofB.dr->quality.value)) < 1e-12);
            QVERIFY(std::abs(difference.utility.value - (ofA.dr->utility.value - ofB.dr->utility.value)) < 1e-12);
            const PolicyValue back = paired(sweep.tables, b, a, lo, hi);
            QCOMPARE(back.cost.value, -difference.cost.value);
            QCOMPARE(back.cost.se, difference.cost.se);
        }
    }

    void rowValuesOverAnIntervalHaveTheIndexsMeanAndError()
    {
        const HeldOutSweep sweep = grouped();
        const SweepIndex router = sweep.router(1);
        QVERIFY(!router.events(0.2, 1.8).empty());
        const PolicyValue value =
            meanOfRows(rowValuesOver(sweep.tables, router, 0.2, 1.8), RowClusters(sweep.tables.clusters));
        QVERIFY(isClose(value, *router.over(0.2, 1.8).dr));
        QVERIFY(isClose(policyValue(sweep.tables, router.decisions(0.7), 0.7), *sweep.router(1, true).at(0.7).dr));
    }

    void aDifferenceWorkedOutByHand()
    {
        // Model 1 instead of model 0 from lambda 1 on, in the first of two rows: half of the interval.
        HeldOutSweep sweep(2, 2, 1);
        sweep.knots = {0, 2};
        const double quality[] = {1, 3, 5, 5};
        const double cost[] = {0, 4, 1, 1};
        std::copy_n(quality, 4, sweep.tables.quality.data());
        std::copy_n(cost, 4, sweep.tables.cost.data());
        const auto index = [&](std::initializer_list<double> scores) {
            MatrixD matrix(2, 4);
            std::copy(scores.begin(), scores.end(), matrix.data());
            SweepInput input{sweep.knots, {1, 0}, &matrix, &sweep.tables.quality, &sweep.tables.cost, nullptr,
                             nullptr,     {},     {}};
            auto built = SweepIndex::build(input, {}, {});
            return std::move(built.value());
        };
        const SweepIndex moves = index({1, 0, 0, 1, 1, 0, 1, 0});
        const SweepIndex stays = index({1, 0, 1, 0, 1, 0, 1, 0});
        const PolicyValue difference = paired(sweep.tables, moves, stays, 0, 2);
        QCOMPARE(difference.quality.value, (2 * 0.5 + 0) / 2);
        QCOMPARE(difference.quality.se, std::sqrt(2 * 0.25 / 1 / 2));
        QCOMPARE(difference.cost.value, (4 * 0.5 + 0) / 2);
        // 2 - 4 lambda over [1, 2], which is half of [0, 2]: (2 - 4 * 1.5) / 2.
        QCOMPARE(difference.utility.value, -2.0 / 2);
        QCOMPARE(paired(sweep.tables, moves, stays, 1.5, 1.5).utility.value, (2 - 1.5 * 4) / 2);
    }

    void aDifferenceToAnyModelIsTheOneThatAnIndexKeepsForItsReference()
    {
        for (const HeldOutSweep &sweep : {HeldOutSweep(300, 4, 8), grouped()}) {
            for (std::size_t model = 0; model < sweep.tables.quality.cols(); ++model) {
                const SweepIndex router = sweep.router(3, true, model);
                for (const auto &[lo, hi] : {std::pair{0.3, 1.7}, {0.9, 0.9}}) {
                    const auto difference = differenceToModel(sweep.tables, router, model, lo, hi);
                    QVERIFY(difference);
                    QVERIFY(isClose(*difference, *router.over(lo, hi).versusReference));
                }
            }
        }
    }

    void aModelThatIsNotThereOrNotAlwaysAvailableIsNoReference()
    {
        const HeldOutSweep sweep(20, 3, 1);
        const auto none = differenceToModel(sweep.tables, sweep.router(1), 3, 0, 1);
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::BadInput);

        MatrixD scores(20, 6);
        Matrix<std::uint8_t> available(20, 3);
        std::fill_n(available.data(), available.size(), std::uint8_t(1));
        available(7, 2) = 0;
        SweepInput input;
        input.knots = {0, 2};
        input.tieCosts = {1, 2, 3};
        input.scores = &scores;
        input.drQuality = &sweep.tables.quality;
        input.drCost = &sweep.tables.cost;
        input.available = &available;
        const auto index = SweepIndex::build(input, {}, {});
        QVERIFY(index);
        QVERIFY(differenceToModel(sweep.tables, *index, 1, 0, 1));
        const auto refused = differenceToModel(sweep.tables, *index, 2, 0, 1);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Refused);
    }

    void groupsCountAsOne()
    {
        HeldOutSweep sweep = grouped();
        const SweepIndex a = sweep.router(1);
        const SweepIndex b = sweep.router(2);
        const RowValues rows = differenceOf(rowValuesOver(sweep.tables, a, 0, 2), rowValuesOver(sweep.tables, b, 0, 2));
        const double mean = meanOfRows(rows.quality).value;
        double squares = 0;
        for (const auto &group : {std::vector<std::size_t>{0, 1, 7}, {2, 4, 5}, {3, 6}}) {
            double sum = 0;
            for (const std::size_t row : group)
                sum += rows.quality[row] - mean;
            squares += sum * sum;
        }
        QVERIFY(std::abs(paired(sweep.tables, a, b, 0, 2).quality.se - std::sqrt(squares * 1.5) / 8) < 1e-12);
    }

    void whatDoesNotFitIsAnError()
    {
        const HeldOutSweep sweep(20, 3, 1);
        const HeldOutSweep other(19, 3, 1);
        const SweepIndex router = sweep.router(1);
        const auto rows = pairedDifference(sweep.tables, router, other.router(1), 0, 1);
        QVERIFY(!rows);
        QCOMPARE(rows.error().code, ErrorCode::BadInput);
        const auto range = pairedDifference(sweep.tables, router, router, 0, 3);
        QVERIFY(!range);
        QCOMPARE(range.error().code, ErrorCode::BadConfig);
    }
};

QTEST_APPLESS_MAIN(TestPaired)
#include "tst_paired.moc"
