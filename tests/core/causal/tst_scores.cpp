#include "core/causal/scores.h"
#include "core/causal/stack.h"
#include "tests/core/causal/methodcase.h"
#include "tests/core/causal/simulatedlog.h"

#include <QTest>

#include <cmath>

using namespace fairlead;
using namespace fairlead::test;

namespace {

Stack caseStack(const MethodCase &data, std::size_t outcome)
{
    const StackOptions options;
    const std::vector<std::vector<double>> members{atServed(data.perModel("/ridge_A/oof", outcome), data.model),
                                                   atServed(data.perModel("/cells_B/oof", outcome), data.model)};
    return fitStack(outcomesOf(data.log())[outcome],
                    inverseWeights(data.servedPropensity(), options.weightClip, options.weightCap), members,
                    std::vector<double>{0.5, 0.5}, options.priorStrength);
}

} // namespace

class TestScores final : public QObject
{
    Q_OBJECT

private slots:
    void theStackAgreesWithTheWorkedCase()
    {
        FAIRLEAD_NEED_SHARED_DATA(path, "method_case.json");
        const MethodCase data(path);
        const auto mean = data.numbers("/stack/mbar");
        const auto theta = data.numbers("/stack/theta");
        for (const std::size_t outcome : {kQuality, kCost}) {
            const Stack stack = caseStack(data, outcome);
            QVERIFY(std::abs(stack.mean - mean[outcome]) < kCaseTolerance);
            QVERIFY(std::abs(stack.weight[0] - theta[2 * outcome]) < kCaseTolerance);
            QVERIFY(std::abs(stack.weight[1] - theta[2 * outcome + 1]) < kCaseTolerance);
            const MatrixD ridge = data.perModel("/ridge_A/oof", outcome);
            const MatrixD cells = data.perModel("/cells_B/oof", outcome);
            const std::vector<const MatrixD *> members{&ridge, &cells};
            QVERIFY(largestDifference(stack.combine(members), data.perModel("/stack/oof", outcome)) < kCaseTolerance);
        }
    }

    void theScoresAgreeWithTheWorkedCase()
    {
        FAIRLEAD_NEED_SHARED_DATA(path, "method_case.json");
        const MethodCase data(path);
        const auto eta = data.numbers("/shrunk_dr/eta");
        for (const std::size_t outcome : {kQuality, kCost}) {
            const MatrixD prediction = data.perModel("/stack/oof", outcome);
            const auto y = outcomesOf(data.log())[outcome];
            ScoreOptions options{.kind = ScoreKind::ShrunkDoublyRobust};
            const auto shrunk =
                outcomeScores(prediction, y, data.model, data.servedPropensity(), data.driftCell, options);
            QVERIFY(std::abs(shrunk.shrinkage - eta[outcome]) < kCaseTolerance);
            QVERIFY(largestDifference(shrunk.scores, data.perModel("/shrunk_dr/scores", outcome)) < kCaseTolerance);
            options.kind = ScoreKind::DoublyRobust;
            const auto plain = outcomeScores(prediction, y, data.model, data.servedPropensity(), {}, options);
            QVERIFY(largestDifference(plain.scores, data.perModel("/plain_dr/scores", outcome)) < kCaseTolerance);
        }
    }

    void aStackNeverWeighsAMemberNegatively()
    {
        const std::vector<double> y{0, 1, 2, 3, 4, 5};
        const std::vector<double> weight(6, 1.0);
        const std::vector<double> against{5, 4, 3, 2, 1, 0};
        const std::vector<double> noPrior{0, 0};
        const Stack stack = fitStack(y, weight, std::vector{y, against}, noPrior, 0.1);
        QCOMPARE(stack.weight[1], 0.0);
        QVERIFY(stack.weight[0] > 0.9);
        const Stack none = fitStack(y, weight, std::vector{against, against}, noPrior, 0.1);
        QCOMPARE(none.weight[0], 0.0);
        QCOMPARE(none.weight[1], 0.0);
    }

    void aStackOfThreeSolvesItsNormalEquations()
    {
        // y and the first two members are orthogonal or equal: with w = 1, sum y^2 = 8 and R = 0.5 * 8 = 4,
        // (8 + 4) theta_1 = 8 + 4 / 4, (8 + 4) theta_2 = 0 + 4 / 4; the third is against y and gets nothing.
        const std::vector<double> y{1, 1, 1, 1, -1, -1, -1, -1};
        const std::vector<double> across{1, 1, -1, -1, 1, 1, -1, -1};
        const std::vector<double> against{-1, -1, -1, -1, 1, 1, 1, 1};
        const std::vector<double> weight(8, 1.0);
        const Stack stack = fitStack(y, weight, std::vector{y, across, against}, std::vector{0.25, 0.25, 0.0}, 0.5);
        QVERIFY(std::abs(stack.weight[0] - 0.75) < 1e-12);
        QVERIFY(std::abs(stack.weight[1] - 1.0 / 12) < 1e-12);
        QCOMPARE(stack.weight[2], 0.0);
    }

    void contrastWeightsSeeOnlyDifferencesBetweenModels()
    {
        // Two members, one row each way. Contrasts D_1 = (1, -1), D_2 = (0, 0): with residuals (3, -1), w = 1 and a
        // pull of 0.5 * (2 + 0) / 2 = 0.5 to (0.5, 0.5): theta_1 = (4 + 0.25) / 2.5, theta_2 = 0.25 / 0.5.
        const std::vector<double> residual{3, -1};
        const std::vector<double> weight{1, 1};
        const std::vector<std::vector<double>> contrasts{{1, -1}, {0, 0}};
        const std::vector<double> prior{0.5, 0.5};
        const auto theta = fitContrastWeights(residual, weight, contrasts, prior, 0.5);
        QVERIFY(std::abs(theta[0] - 1.7) < 1e-12);
        QVERIFY(std::abs(theta[1] - 0.5) < 1e-12);
        QCOMPARE(fitContrastWeights(residual, weight, std::vector{contrasts[1], contrasts[1]}, prior, 0.5), prior);
    }

    void aConstantOutcomeKeepsThePrior()
    {
        const std::vector<double> y(10, 0.1);
        const std::vector<double> weight{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        const Stack stack = fitStack(y, weight, std::vector{y, y}, std::vector{0.5, 0.5}, 0.1);
        QCOMPARE(stack.weight[0], 0.5);
        QVERIFY(std::abs(stack.mean - 0.1) < 1e-15);
    }

    void doublyRobustScoresAreUnbiasedUnderKnownPropensities()
    {
        // The outcome model is wrong on purpose: everything it says is 0.3.
        const SimulatedLog log = simulateLog({.rows = 40000, .floor = 0.2});
        const MatrixD wrong(40000, 3, 0.3);
        ScoreOptions options{.kind = ScoreKind::DoublyRobust};
        options.cap = 1e6;
        const auto result = outcomeScores(wrong, log.quality, log.model, log.served, {}, options);
        for (std::size_t t = 0; t < 3; ++t) {
            double sum = 0;
            double squares = 0;
            for (std::size_t i = 0; i < 40000; ++i) {
                const double error = result.scores(i, t) - log.meanQuality(i, t);
                sum += error;
                squares += error * error;
            }
            QVERIFY(std::abs(sum) < 3.5 * std::sqrt(squares));
        }
    }

    void doublyRobustScoresAreAffineInLambda()
    {
        // The scores of the utility itself, from its own outcome and regression, are A - lambda C at every lambda.
        const SimulatedLog log = simulateLog({.rows = 200});
        const ScoreOptions options{.kind = ScoreKind::DoublyRobust};
        const MatrixD quality(200, 3, 0.4);
        const MatrixD cost(200, 3, 0.1);
        const auto a = outcomeScores(quality, log.quality, log.model, log.served, {}, options).scores;
        const auto c = outcomeScores(cost, log.cost, log.model, log.served, {}, options).scores;
        for (const double lambda : {0.0, 0.3, 1.0, 7.0}) {
            std::vector<double> utility(200);
            for (std::size_t i = 0; i < 200; ++i)
                utility[i] = log.quality[i] - lambda * log.cost[i];
            const MatrixD regression(200, 3, 0.4 - lambda * 0.1);
            const auto u = outcomeScores(regression, utility, log.model, log.served, {}, options).scores;
            for (std::size_t i = 0; i < u.size(); ++i)
                QVERIFY(std::abs(u.data()[i] - (a.data()[i] - lambda * c.data()[i])) < 1e-12);
        }
    }

    void anOutcomeThatIsItsRegressionNeedsNoCorrection()
    {
        SimulatedLog log = simulateLog({.rows = 200});
        for (std::size_t i = 0; i < 200; ++i)
            log.quality[i] = log.meanQuality(i, static_cast<std::size_t>(log.model[i]));
        for (const ScoreKind kind : {ScoreKind::DoublyRobust, ScoreKind::ShrunkDoublyRobust, ScoreKind::DirectMethod}) {
            const std::vector<std::int32_t> cluster(200, 0);
            const auto result =
                outcomeScores(log.meanQuality, log.quality, log.model, log.served, cluster, {.kind = kind});
            QVERIFY(result.scores == log.meanQuality);
        }
    }

    void shrinkageGrowsWithLocalBias()
    {
        const SimulatedLog log = simulateLog({.rows = 4000});
        std::vector<std::int32_t> cluster;
        for (std::size_t i = 0; i < 4000; ++i)
            cluster.push_back(log.z(i, 0) > 0);
        const auto eta = [&](const MatrixD &prediction) {
            const ScoreOptions options{.kind = ScoreKind::ShrunkDoublyRobust};
            return outcomeScores(prediction, log.quality, log.model, log.served, cluster, options).shrinkage;
        };
        QVERIFY(eta(log.meanQuality) < 0.6);
        QVERIFY(eta(MatrixD(4000, 3, 5.0)) > 0.99);
    }

    void kindsOfScoresDifferAsTheyShould()
    {
        const std::vector<double> y{1, 0};
        const std::vector<std::int32_t> model{0, 1};
        const std::vector<double> served{0.5, 0.25};
        const MatrixD prediction(2, 2, 0.4);
        const auto scores = [&](ScoreKind kind) {
            return outcomeScores(prediction, y, model, served, {}, {.kind = kind}).scores;
        };
        QVERIFY(scores(ScoreKind::DirectMethod) == prediction);
        const MatrixD dr = scores(ScoreKind::DoublyRobust);
        QCOMPARE(dr(0, 0), 0.4 + 2 * 0.6);
        QCOMPARE(dr(0, 1), 0.4);
        QCOMPARE(dr(1, 1), 0.4 - 4 * 0.4);
        const MatrixD ipw = scores(ScoreKind::InversePropensity);
        QCOMPARE(ipw(0, 0), 2.0);
        QCOMPARE(ipw(0, 1), 0.0);
        QCOMPARE(ipw(1, 1), 0.0);
    }

    void loggedPropensitiesComeFirstWhereEveryRowHasOne()
    {
        SimulatedLog log = simulateLog({.rows = 10});
        const MatrixD fitted(10, 3, 0.5);
        QVERIFY(servedPropensity(log.viewWithPropensity(), fitted) == log.served);
        log.served[4] = std::nan("");
        QVERIFY(servedPropensity(log.viewWithPropensity(), fitted) == std::vector<double>(10, 0.5));
    }
};

QTEST_APPLESS_MAIN(TestScores)
#include "tst_scores.moc"
