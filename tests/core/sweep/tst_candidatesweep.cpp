#include "core/base/random.h"
#include "core/routers/router.h"
#include "core/sweep/sweepindex.h"
#include "core/sweep/sweepinput.h"
#include "tests/core/sweep/randomsweep.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace fairlead;
using namespace fairlead::test;

Q_DECLARE_METATYPE(fairlead::test::ScoreShape)

namespace {

/// A random sweep in which every query can be sent to a random subset of the models.
struct CandidateSweep
{
    CandidateSweep(ScoreShape shape, std::uint64_t seed)
        : sweep(makeRandomSweep(seed, shape, 200, 5, 4))
        , available(200, 5)
    {
        Random random(seed);
        for (std::size_t i = 0; i < available.rows(); ++i) {
            for (auto &flag : available.row(i))
                flag = random.uniform() < 0.5;
            available(i, random.below(5)) = 1;
        }
    }

    [[nodiscard]] SweepInput input() const
    {
        SweepInput input = sweep.input();
        input.available = &available;
        return input;
    }

    /// The best candidate, straight from the definition.
    [[nodiscard]] std::uint16_t choice(std::size_t row, double lambda) const
    {
        std::size_t best = 5;
        for (std::size_t t = 0; t < 5; ++t) {
            if (available(row, t) == 0)
                continue;
            const double mine = sweep.score(row, t, lambda);
            const double theirs = best < 5 ? sweep.score(row, best, lambda) : 0;
            if (best == 5 || mine > theirs || (mine == theirs && sweep.tieCosts[t] < sweep.tieCosts[best]))
                best = t;
        }
        return static_cast<std::uint16_t>(best);
    }

    /// Everything that no answer may depend on is made nonsense of.
    void poison()
    {
        constexpr double kNonsense[] = {std::numeric_limits<double>::quiet_NaN(),
                                        std::numeric_limits<double>::infinity(), 1e300, -1e300};
        for (std::size_t i = 0; i < available.rows(); ++i) {
            for (std::size_t t = 0; t < 5; ++t) {
                if (available(i, t) != 0)
                    continue;
                for (MatrixD *table : {&sweep.drQuality, &sweep.drCost, &sweep.trueQuality, &sweep.trueCost})
                    (*table)(i, t) = kNonsense[(i + t) % 4];
                for (std::size_t k = 0; k < sweep.knots.size(); ++k)
                    sweep.scores(i, k * 5 + t) = kNonsense[(i + k) % 4];
            }
        }
    }

    RandomSweep sweep;
    Matrix<std::uint8_t> available;
};

SweepIndex build(const SweepInput &input)
{
    auto built = SweepIndex::build(input, {}, {});
    if (!built)
        qFatal("%s", built.error().message.c_str());
    return std::move(*built);
}

} // namespace

class TestCandidateSweep final : public QObject
{
    Q_OBJECT

private slots:
    void noQueryIsEverSentToAModelItCannotGoTo_data()
    {
        QTest::addColumn<ScoreShape>("shape");
        QTest::newRow("free") << ScoreShape::Free;
        QTest::newRow("lines") << ScoreShape::Lines;
        QTest::newRow("ties") << ScoreShape::Quantised;
        QTest::newRow("copies") << ScoreShape::Duplicated;
        QTest::newRow("constant") << ScoreShape::Constant;
    }
    void noQueryIsEverSentToAModelItCannotGoTo()
    {
        QFETCH(ScoreShape, shape);
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            const CandidateSweep data(shape, seed);
            const SweepIndex index = build(data.input());
            for (const SwitchEvent &event : index.events())
                QVERIFY(data.available(event.query, event.to) != 0 && data.available(event.query, event.from) != 0);
            for (int step = 0; step <= 32; ++step) {
                const double lambda = data.sweep.lambdaAt(step / 32.0);
                const auto chosen = index.decisions(lambda);
                for (std::size_t row = 0; row < chosen.size(); ++row) {
                    QVERIFY(data.available(row, chosen[row]) != 0);
                    const std::uint16_t best = data.choice(row, lambda);
                    QVERIFY(chosen[row] == best ||
                            data.sweep.score(row, best, lambda) - data.sweep.score(row, chosen[row], lambda) < 4e-15);
                }
                const OperatingPoint expected = data.sweep.point(chosen, lambda);
                QCOMPARE(index.at(lambda).counts, expected.counts);
                QVERIFY(std::abs(index.at(lambda).dr->quality.value - expected.dr->quality.value) < 1e-9);
            }
        }
    }

    void whatAnUnavailableModelWouldHaveGivenChangesNothing()
    {
        CandidateSweep data(ScoreShape::Lines, 7);
        const SweepIndex before = build(data.input());
        data.poison();
        const SweepIndex after = build(data.input());
        QVERIFY(std::ranges::equal(before.events(), after.events()));
        const IntervalValue a = before.over(0, before.lambdaMax());
        const IntervalValue b = after.over(0, after.lambdaMax());
        QCOMPARE(a.dr->utility.value, b.dr->utility.value);
        QCOMPARE(a.truth->cost.se, b.truth->cost.se);
        QCOMPARE(*a.meanRegretTruth, *b.meanRegretTruth);
        QCOMPARE(before.at(0.3).versusLog->quality.se, after.at(0.3).versusLog->quality.se);
    }

    void regretIsMeasuredAgainstTheBestCandidate()
    {
        // One query; model 1 is best and cannot be had, model 0 serves, model 2 would be 0.25 better.
        const std::vector<double> row{1, 9, 0.5, 1, 9, 0.5};
        MatrixD scores(1, 6);
        std::copy(row.begin(), row.end(), scores.data());
        MatrixD quality(1, 3);
        quality(0, 0) = 0.5;
        quality(0, 1) = 1;
        quality(0, 2) = 0.75;
        const MatrixD cost(1, 3);
        Matrix<std::uint8_t> available(1, 3, 1);
        available(0, 1) = 0;
        SweepInput input{{0, 1}, {1, 1, 1}, &scores, &quality, &cost, &quality, &cost, {}, {}};
        input.available = &available;
        const SweepIndex index = build(input);
        QCOMPARE(index.at(0.5).counts, (std::vector<std::uint32_t>{1, 0, 0}));
        QCOMPARE(*index.over(0, 1).meanRegretTruth, 0.25);
    }

    void sunkScoresStayLowestWhateverTheirSize()
    {
        for (const double size : {0.0, 1.0, -1e12, 1e15, -1e300}) {
            std::vector<double> scores{size, std::nan(""), size, 5 * size};
            sinkUnavailable(scores, std::vector<std::uint8_t>{1, 0});
            QVERIFY(scores[1] < scores[0]);
            QVERIFY(scores[0] == size && scores[2] == size);
            QVERIFY(scores[3] < scores[2]);
        }
    }

    void aQueryWithoutAnyModelIsAClearError()
    {
        CandidateSweep data(ScoreShape::Lines, 3);
        std::fill(data.available.row(11).begin(), data.available.row(11).end(), std::uint8_t(0));
        const auto built = SweepIndex::build(data.input(), {}, {});
        QVERIFY(!built);
        QCOMPARE(built.error().code, ErrorCode::BadInput);
        QVERIFY(QString::fromStdString(built.error().message).contains("query 12 has no model"));
        data.available = Matrix<std::uint8_t>(3, 5, 1);
        QVERIFY(!SweepIndex::build(data.input(), {}, {}));
    }

    void decisionsKeepToTheCandidates()
    {
        MatrixD scores(2, 3);
        const double cells[] = {3, 2, 1, 1, 1, 5};
        std::copy(std::begin(cells), std::end(cells), scores.data());
        Matrix<std::uint8_t> available(2, 3, 1);
        available(0, 0) = available(1, 2) = 0;
        QCOMPARE(chooseModels(scores, std::vector<double>{2, 1, 3}, &available), (std::vector<std::int32_t>{1, 1}));
        scores(0, 0) = std::nan("");
        QCOMPARE(chooseModels(scores, std::vector<double>{2, 1, 3}, &available), (std::vector<std::int32_t>{1, 1}));
    }
};

QTEST_APPLESS_MAIN(TestCandidateSweep)
#include "tst_candidatesweep.moc"
