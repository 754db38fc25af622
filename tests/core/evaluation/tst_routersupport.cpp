#include "core/base/random.h"
#include "core/causal/thresholds.h"
#include "core/evaluation/routersupport.h"
#include "tests/core/sweep/randomsweep.h"

#include <QTest>

using namespace fairlead;
using namespace fairlead::test;

namespace {

constexpr double kClip = 0.05;

/// A random router over held-out rows with random propensities; model 0 is refused by the log.
struct Sample
{
    RandomSweep sweep;
    MatrixD propensity;
    std::vector<std::int32_t> served;
    std::vector<std::string> names;
    SupportReport log;

    Sample(std::uint64_t seed, ScoreShape shape, std::size_t rows, std::size_t models, bool refuseFirst)
        : sweep(makeRandomSweep(seed, shape, rows, models, 4))
        , propensity(rows, models)
        , log{Verdict::Ok, {}, std::vector<ModelSupport>(models), {}}
    {
        Random random(deriveSeed(seed, "support"));
        for (std::size_t i = 0; i < rows; ++i) {
            for (double &e : propensity.row(i))
                e = std::pow(random.uniform(), 3) + 1e-3;
            served.push_back(static_cast<std::int32_t>(random.below(models)));
        }
        for (std::size_t t = 0; t < models; ++t)
            names.push_back("model-" + std::to_string(t));
        if (refuseFirst)
            log.models[0].verdict = Verdict::Refuse;
    }
    [[nodiscard]] SweepIndex index() const
    {
        auto built = SweepIndex::build(sweep.input(), {}, {});
        if (!built)
            qFatal("%s", built.error().message.c_str());
        return std::move(*built);
    }
    [[nodiscard]] RouterSupport support(const SweepIndex &index) const
    {
        auto built = RouterSupport::build(index, propensity, served, names, log, kClip);
        if (!built)
            qFatal("%s", built.error().message.c_str());
        return std::move(*built);
    }
    /// From the definition.
    [[nodiscard]] RoutingSupport plain(const std::vector<std::uint16_t> &choices) const
    {
        RoutingSupport out;
        double sum = 0, squares = 0, largest = 0;
        for (std::size_t i = 0; i < sweep.rows(); ++i) {
            const std::uint16_t t = choices[i];
            ++out.queries;
            const bool refused = log.models[t].verdict == Verdict::Refuse;
            out.toRefused += refused;
            out.underClip += !refused && propensity(i, t) < kClip;
            if (served[i] != t)
                continue;
            const double weight = 1 / std::max(propensity(i, t), kClip);
            ++out.agreeing;
            sum += weight;
            squares += weight * weight;
            largest = std::max(largest, weight);
        }
        if (out.agreeing > 0) {
            out.effectiveSampleSize = sum * sum / squares;
            out.largestWeightShare = largest / sum;
        }
        return out;
    }
};

void compare(const RoutingSupport &actual, const RoutingSupport &expected)
{
    QCOMPARE(actual.queries, expected.queries);
    QCOMPARE(actual.agreeing, expected.agreeing);
    QCOMPARE(actual.toRefused, expected.toRefused);
    QCOMPARE(actual.underClip, expected.underClip);
    QVERIFY(std::abs(actual.effectiveSampleSize - expected.effectiveSampleSize) < 1e-8);
    QVERIFY(std::abs(actual.largestWeightShare - expected.largestWeightShare) < 1e-10);
}

/// Two models, a router that goes from model 1 to model 0 at lambda 1/2 for every row.
Sample turningRouter(std::size_t rows)
{
    Sample sample(1, ScoreShape::Lines, rows, 2, false);
    sample.sweep.knots = {0, 1};
    sample.sweep.tieCosts = {0, 1};
    sample.sweep.scores = MatrixD(rows, 4);
    sample.propensity = MatrixD(rows, 2, 0.5);
    for (std::size_t i = 0; i < rows; ++i) {
        sample.sweep.scores(i, 1) = 0.5;
        sample.sweep.scores(i, 3) = -0.5;
        sample.served[i] = 1;
    }
    return sample;
}

} // namespace

class TestRouterSupport final : public QObject
{
    Q_OBJECT

private slots:
    void everyLambdaIsAsCountedFromTheDefinition_data()
    {
        QTest::addColumn<int>("shape");
        for (int shape = 0; shape <= static_cast<int>(ScoreShape::Constant); ++shape)
            QTest::newRow(qPrintable(QStringLiteral("shape %1").arg(shape))) << shape;
    }
    void everyLambdaIsAsCountedFromTheDefinition()
    {
        QFETCH(int, shape);
        for (std::uint64_t seed = 1; seed <= 4; ++seed) {
            const Sample sample(seed, static_cast<ScoreShape>(shape), 300, 2 + seed, seed % 2 == 0);
            const SweepIndex index = sample.index();
            const RouterSupport support = sample.support(index);
            Random random(seed);
            for (int draw = 0; draw < 30; ++draw) {
                const double lambda = sample.sweep.lambdaAt(random.uniform());
                compare(support.at(lambda), sample.plain(index.decisions(lambda)));
            }
            compare(support.at(index.lambdaMin()), sample.plain(index.decisions(index.lambdaMin())));
            compare(support.at(index.lambdaMax()), sample.plain(index.decisions(index.lambdaMax())));
            for (std::size_t k = 0; k < index.events().size(); k += 37) {
                const double lambda = index.events()[k].lambda;
                compare(support.at(lambda), sample.plain(index.decisions(lambda)));
            }
        }
    }

    void theWorstOfAnIntervalIsTheWorstOfItsLambdas()
    {
        for (std::uint64_t seed = 1; seed <= 6; ++seed) {
            const Sample sample(seed, ScoreShape::Free, 120, 3, seed % 2 == 0);
            const SweepIndex index = sample.index();
            const RouterSupport support = sample.support(index);
            const double lo = sample.sweep.lambdaAt(0.2);
            const double hi = sample.sweep.lambdaAt(0.7);
            Verdict worst = support.judge(lo).verdict;
            for (const SwitchEvent &event : index.events(lo, hi))
                worst = std::max(worst, support.judge(event.lambda).verdict);
            const IntervalSupport over = support.over(hi, lo);
            QVERIFY(over.worst == worst);
            QCOMPARE(over.stretches.front().lo, lo);
            for (const VerdictStretch &stretch : over.stretches)
                QVERIFY(support.judge(stretch.lo).verdict == stretch.verdict);
        }
    }

    void kishAndTheLargestWeightAreThoseOfTheAgreeingRows()
    {
        Sample sample = turningRouter(4);
        sample.propensity(0, 1) = 0.25;      // weight 4
        sample.propensity(1, 1) = kClip / 5; // weight 1 / clip = 20
        sample.served[2] = 0;                // does not agree below lambda 1/2
        const SweepIndex index = sample.index();
        const RoutingSupport at = sample.support(index).at(0.1);
        QCOMPARE(at.agreeing, std::size_t(3));
        QCOMPARE(at.effectiveSampleSize, 26.0 * 26.0 / (16 + 400 + 4)); // weights 4, 20, 2
        QCOMPARE(at.largestWeightShare, 20.0 / 26.0);
        QCOMPARE(at.underClip, std::size_t(1));
    }

    void aRouterThatNobodyFollowedIsRefusedWhereItIs()
    {
        const Sample sample = turningRouter(400);
        const SweepIndex index = sample.index();
        const RouterSupport support = sample.support(index);
        QVERIFY(support.judge(0.2).verdict == Verdict::Ok);
        QVERIFY(support.judge(0.2).reasons.empty());
        const Judgement refused = support.judge(0.8);
        QVERIFY(refused.verdict == Verdict::Refuse);
        QVERIFY(refused.reasons.front().find("none of the 400") != std::string::npos);

        const IntervalSupport over = support.over(0, 1);
        QVERIFY(over.judgement.verdict == Verdict::Refuse);
        QVERIFY(over.judgement.reasons.front().find("From lambda 0.500 on") != std::string::npos);
        QCOMPARE(over.stretches.size(), std::size_t(2));
        QVERIFY(over.stretches[1].verdict == Verdict::Refuse);
        QVERIFY(std::abs(over.stretches[1].lo - 0.5) < 1e-9);
        // A sliver of refused lambdas makes the mean doubtful, not unsayable.
        const IntervalSupport sliver = support.over(0, 0.501);
        QVERIFY(sliver.worst == Verdict::Refuse);
        QVERIFY(sliver.judgement.verdict == Verdict::Caution);
        QVERIFY(support.over(0.1, 0.4).judgement.verdict == Verdict::Ok);
    }

    void decisionsForARefusedModelNameIt()
    {
        Sample sample = turningRouter(400);
        sample.log.models[1].verdict = Verdict::Refuse;
        const SweepIndex index = sample.index();
        const Judgement judgement = sample.support(index).judge(0.1);
        QVERIFY(judgement.verdict == Verdict::Refuse);
        QVERIFY(judgement.reasons.front().find("'model-1'") != std::string::npos);
    }

    void tablesOfAnotherShapeAreAnError()
    {
        const Sample sample = turningRouter(10);
        const SweepIndex index = sample.index();
        QVERIFY(!RouterSupport::build(index, MatrixD(9, 2, 0.5), sample.served, sample.names, sample.log, kClip));
        QVERIFY(!RouterSupport::build(index, sample.propensity, sample.served, sample.names, sample.log, 0));
    }
};

QTEST_APPLESS_MAIN(TestRouterSupport)
#include "tst_routersupport.moc"
