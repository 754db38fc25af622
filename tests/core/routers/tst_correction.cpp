#include "core/base/random.h"
#include "core/routers/correction.h"
#include "core/routers/mergednetworks.h"

#include <QElapsedTimer>
#include <QTest>

#include <cmath>

using namespace fairlead;

namespace {

/// The default is cautious: it stays near the base on few rows. Here the bias is large and known.
CorrectionOptions boldOptions()
{
    CorrectionOptions options;
    options.learningRate = 0.01;
    options.trust = 0.01;
    return options;
}

/// Three models: 0 is best where the first feature is positive, 1 where it is negative, 2 is free and mediocre. The
/// base prefers model 2 everywhere by a little, so that only a correction can find the good policy. Scores are noisy
/// truth.
struct BiasedLog
{
    static constexpr std::size_t kModels = 3;

    explicit BiasedLog(std::size_t n, std::size_t d = 8, double dear = 0.1)
        : z(n, d)
        , truth(n, kModels)
        , price(n, kModels)
        , baseQuality(n, kModels)
        , scores(n, kModels)
    {
        Random random(11);
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < d; ++j)
                z(i, j) = random.normal() / std::sqrt(double(d));
            truth(i, 0) = z(i, 0) > 0 ? 0.9 : 0.1;
            truth(i, 1) = z(i, 0) > 0 ? 0.1 : 0.9;
            truth(i, 2) = 0.5;
            price(i, 0) = price(i, 1) = dear;
            for (std::size_t t = 0; t < kModels; ++t) {
                scores(i, t) = truth(i, t) + 0.2 * random.normal();
                baseQuality(i, t) = t == 2 ? 0.62 : 0.5;
            }
            fold.push_back(std::int32_t(i % 5));
        }
    }

    [[nodiscard]] CorrectionTarget target() const { return {z, &baseQuality, &price, &scores, &price, fold, 5}; }

    /// Mean regret of the rule at one knot; where models 0 and 1 cost 0.8, model 2 is best from lambda 0.5 on.
    [[nodiscard]] double regret(const MatrixD &delta, const CorrectionOptions &options, std::size_t knot,
                                double lambda) const
    {
        double sum = 0;
        for (std::size_t i = 0; i < z.rows(); ++i) {
            const auto score = [&](std::size_t t) {
                const double base = options.base ? (baseQuality(i, t) - lambda * price(i, t)) / options.temperature : 0;
                return base + delta(i, knot * kModels + t);
            };
            const auto utility = [&](std::size_t t) { return truth(i, t) - lambda * price(i, t); };
            std::size_t chosen = 0;
            std::size_t best = 0;
            for (std::size_t t = 1; t < kModels; ++t) {
                chosen = score(t) > score(chosen) ? t : chosen;
                best = utility(t) > utility(best) ? t : best;
            }
            sum += utility(best) - utility(chosen);
        }
        return sum / double(z.rows());
    }

    /// Mean regret of the corrected rule at lambda = 0.
    [[nodiscard]] double regret(const MatrixD &delta, double temperature) const
    {
        double sum = 0;
        for (std::size_t i = 0; i < z.rows(); ++i) {
            std::size_t best = 0;
            for (std::size_t t = 1; t < kModels; ++t) {
                if (baseQuality(i, t) / temperature + delta(i, t) > baseQuality(i, best) / temperature + delta(i, best))
                    best = t;
            }
            sum += 0.9 - truth(i, best);
        }
        return sum / double(z.rows());
    }

    MatrixD z, truth, price, baseQuality, scores;
    std::vector<std::int32_t> fold;
};

Result<CorrectionNetworks> train(const BiasedLog &log, CorrectionLoss loss, const CorrectionOptions &options = {},
                                 std::uint64_t seed = 1, const OnCorrectionEpoch &onEpoch = {})
{
    return trainCorrection(log.target(), loss, options, seed, DeviceChoice::Cpu, {}, onEpoch);
}

} // namespace

class TestCorrection final : public QObject
{
    Q_OBJECT

private slots:
    void itRepairsABaseThatPrefersTheWrongModel_data()
    {
        QTest::addColumn<int>("loss");
        QTest::addColumn<int>("knots");
        QTest::newRow("regret at every price") << int(CorrectionLoss::Regret) << 5;
        QTest::newRow("regret, one correction for all prices") << int(CorrectionLoss::Regret) << 1;
        QTest::newRow("classification") << int(CorrectionLoss::Classification) << 5;
        QTest::newRow("classification, one correction") << int(CorrectionLoss::Classification) << 1;
    }
    void itRepairsABaseThatPrefersTheWrongModel()
    {
        QFETCH(int, loss);
        QFETCH(int, knots);
        const BiasedLog log(2000);
        CorrectionOptions options = boldOptions();
        options.knots = knots;
        const auto networks = train(log, CorrectionLoss(loss), options);
        QVERIFY2(networks, networks ? "" : networks.error().message.c_str());
        const double before = log.regret(MatrixD(2000, 3), options.temperature);
        const double after = log.regret(networks->delta(log.z), options.temperature);
        QVERIFY(std::abs(before - 0.4) < 1e-9);
        QVERIFY2(after < 0.1, qPrintable(QString::number(after)));
    }

    void everyFormFindsTheBestPolicyAtBothEnds_data()
    {
        QTest::addColumn<int>("loss");
        QTest::addColumn<bool>("base");
        QTest::addColumn<bool>("lambdaInput");
        QTest::addColumn<bool>("separate");
        QTest::addColumn<bool>("givenKnots");
        QTest::addColumn<double>("dear"); // cost of models 0 and 1: at 0.8 the third is best at high prices
        const int regret = int(CorrectionLoss::Regret);
        const int classification = int(CorrectionLoss::Classification);
        QTest::newRow("knots around a base") << regret << true << false << false << false << 0.8;
        QTest::newRow("given knots around a base") << regret << true << false << false << true << 0.8;
        QTest::newRow("lambda as an input, around a base") << regret << true << true << false << false << 0.8;
        QTest::newRow("separate networks around a base") << regret << true << false << true << false << 0.8;
        QTest::newRow("knots without base") << regret << false << false << false << false << 0.8;
        // Without a base a network that reads lambda stays long with a model that is safe at every price.
        QTest::newRow("lambda as an input, without base") << regret << false << true << false << false << 0.1;
        QTest::newRow("separate networks without base, given knots") << regret << false << false << true << true << 0.8;
        QTest::newRow("classification with lambda as an input")
            << classification << true << true << false << false << 0.8;
        QTest::newRow("classification by separate networks")
            << classification << false << false << true << false << 0.8;
    }
    void everyFormFindsTheBestPolicyAtBothEnds()
    {
        QFETCH(int, loss);
        QFETCH(bool, base);
        QFETCH(bool, lambdaInput);
        QFETCH(bool, separate);
        QFETCH(bool, givenKnots);
        QFETCH(double, dear);
        CorrectionOptions options = boldOptions();
        options.base = base;
        options.lambdaInput = lambdaInput;
        options.separate = separate;
        options.epochs = 20;
        if (givenKnots)
            options.knotPositions = {0, 0.4, 0.6, 1};
        const BiasedLog log(1000, 8, dear);
        const auto networks = train(log, CorrectionLoss(loss), options);
        QVERIFY2(networks, networks ? "" : networks.error().message.c_str());
        const std::vector<double> positions = knotPositions(options);
        const MatrixD delta = networks->delta(log.z);
        QCOMPARE(delta.cols(), positions.size() * 3);
        for (const std::size_t knot : {std::size_t(0), positions.size() - 1}) {
            const double after = log.regret(delta, options, knot, positions[knot]);
            QVERIFY2(after < 0.12, qPrintable(QString("at %1: %2").arg(positions[knot]).arg(after)));
        }
    }

    void aNetworkThatReadsLambdaIsEvaluatedAtTheKnots()
    {
        CorrectionNetworks conditioned;
        conditioned.inputScale = 4;
        Random random(5);
        for (int k = 0; k < 2; ++k) {
            MatrixF hidden(5, 4), output(3, 5);
            for (std::size_t i = 0; i < hidden.size(); ++i)
                hidden.data()[i] = float(random.normal());
            for (std::size_t i = 0; i < output.size(); ++i)
                output.data()[i] = float(random.normal());
            conditioned.hiddenWeights.push_back(hidden);
            conditioned.outputWeights.push_back(output);
            conditioned.hiddenBias.emplace_back(5, 0.2F);
            conditioned.outputBias.emplace_back(3, -0.1F);
        }
        const std::vector<double> knots{0, 0.3, 1};
        MatrixD z(6, 3), withLambda(6, 4);
        for (std::size_t i = 0; i < z.size(); ++i)
            z.data()[i] = random.normal();
        const MatrixD atKnots = evaluatedAtKnots(conditioned, knots).delta(z);
        for (std::size_t j = 0; j < knots.size(); ++j) {
            for (std::size_t i = 0; i < z.rows(); ++i) {
                std::copy(z.row(i).begin(), z.row(i).end(), withLambda.row(i).begin());
                withLambda(i, 3) = knots[j];
            }
            const MatrixD direct = conditioned.delta(withLambda);
            for (std::size_t i = 0; i < z.rows(); ++i) {
                for (std::size_t t = 0; t < 3; ++t)
                    QVERIFY(std::abs(atKnots(i, j * 3 + t) - direct(i, t)) < 1e-5);
            }
        }
    }

    void aBarredModelIsNeverLearned()
    {
        const BiasedLog log(1500);
        Matrix<std::uint8_t> candidates(1500, 3, 1);
        for (std::size_t i = 0; i < candidates.rows(); ++i)
            candidates(i, log.z(i, 0) > 0 ? 0 : 1) = 0; // the best model of every row
        CorrectionTarget target = log.target();
        target.available = &candidates;
        const auto networks =
            trainCorrection(target, CorrectionLoss::Regret, boldOptions(), 1, DeviceChoice::Cpu, {}, {});
        QVERIFY(networks);
        const double regret = log.regret(networks->delta(log.z), boldOptions(), 0, 0);
        QVERIFY2(std::abs(regret - 0.4) < 0.02, qPrintable(QString::number(regret))); // stays with the third
    }

    void lossFallsFromEpochToEpoch()
    {
        std::vector<double> losses;
        const BiasedLog log(2000);
        QVERIFY(train(log, CorrectionLoss::Regret, boldOptions(), 1,
                      [&](const CorrectionEpoch &epoch, const CorrectionNetworks &) {
                          losses.push_back(epoch.loss);
                          return true;
                      }));
        QCOMPARE(losses.size(), std::size_t(CorrectionOptions().epochs));
        QVERIFY2(losses.back() < 0.8 * losses.front(),
                 qPrintable(QString("%1 to %2").arg(losses.front()).arg(losses.back())));
    }

    void theSameSeedGivesTheSameNetworks()
    {
        const BiasedLog log(600);
        const auto first = train(log, CorrectionLoss::Regret);
        const auto again = train(log, CorrectionLoss::Regret);
        const auto other = train(log, CorrectionLoss::Regret, {}, 2);
        QVERIFY(first && again && other);
        QVERIFY(first->hiddenWeights == again->hiddenWeights && first->outputWeights == again->outputWeights);
        QVERIFY(first->hiddenBias == again->hiddenBias && first->outputBias == again->outputBias);
        QVERIFY(!(first->hiddenWeights == other->hiddenWeights));
    }

    void aStopKeepsTheEpochsFinishedSoFar()
    {
        const BiasedLog log(600);
        std::stop_source stop;
        CorrectionNetworks second;
        int seen = 0;
        const auto kept =
            trainCorrection(log.target(), CorrectionLoss::Regret, {}, 1, DeviceChoice::Cpu, stop.get_token(),
                            [&](const CorrectionEpoch &, const CorrectionNetworks &now) {
                                if (++seen == 2) {
                                    second = now;
                                    stop.request_stop();
                                }
                                return true;
                            });
        QVERIFY(kept);
        QCOMPARE(seen, 2);
        QVERIFY(kept->outputWeights == second.outputWeights);
    }

    void aStopBeforeTheFirstEpochLeavesNothing()
    {
        std::stop_source stop;
        stop.request_stop();
        const BiasedLog log(300);
        const auto none =
            trainCorrection(log.target(), CorrectionLoss::Regret, {}, 1, DeviceChoice::Cpu, stop.get_token(), {});
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::Cancelled);
    }

    void aReceiverMayEndTraining()
    {
        const BiasedLog log(300);
        int seen = 0;
        const auto kept = train(log, CorrectionLoss::Regret, {}, 1,
                                [&](const CorrectionEpoch &, const CorrectionNetworks &) { return ++seen < 3; });
        QVERIFY(kept);
        QCOMPARE(seen, 3);
    }

    void aFixedLambdaIsTrainedAtThatLambdaOnly()
    {
        const BiasedLog log(600);
        CorrectionOptions options;
        options.fixedLambda = 0.0;
        options.weightDecay = 0;
        const auto networks = train(log, CorrectionLoss::Regret, options);
        QVERIFY(networks);
        const MatrixD delta = networks->delta(log.z);
        for (std::size_t i = 0; i < 50; ++i) {
            QVERIFY(delta(i, 0) != 0);
            QCOMPARE(delta(i, 4 * 3), 0.0); // the last knot was never asked for
        }
    }

    void savedNetworksAnswerTheSame()
    {
        const BiasedLog log(300);
        const auto networks = train(log, CorrectionLoss::Regret);
        TensorBundle bundle;
        networks->save(bundle);
        const auto again = CorrectionNetworks::load(bundle);
        QVERIFY(again);
        QVERIFY(again->delta(log.z) == networks->delta(log.z));
    }

    void whatCannotBeTrainedIsAnError()
    {
        BiasedLog log(40);
        CorrectionOptions options;
        options.temperature = 0;
        QCOMPARE(train(log, CorrectionLoss::Regret, options).error().code, ErrorCode::BadConfig);
        options = {};
        options.lambdaInput = options.separate = true;
        QCOMPARE(train(log, CorrectionLoss::Regret, options).error().code, ErrorCode::BadConfig);
        options.separate = false;
        options.knots = 1;
        QCOMPARE(train(log, CorrectionLoss::Regret, options).error().code, ErrorCode::BadConfig);
        for (const std::vector<double> &knots :
             {std::vector<double>{0, 0.5}, {0.1, 1}, {0, 0.5, 0.5, 1}, {0, std::nan(""), 1}, {0}}) {
            options = {};
            options.knotPositions = knots;
            QCOMPARE(train(log, CorrectionLoss::Regret, options).error().code, ErrorCode::BadConfig);
        }
        log.scores(3, 1) = std::nan("");
        QCOMPARE(train(log, CorrectionLoss::Regret).error().code, ErrorCode::BadInput);
        log.scores(3, 1) = 0;
        log.fold.assign(40, 0);
        QCOMPARE(train(log, CorrectionLoss::Regret).error().code, ErrorCode::BadInput);
    }

    void aTypicalLogTrainsInSeconds()
    {
        const BiasedLog log(1500, 300);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(train(log, CorrectionLoss::Regret));
        qInfo("1,500 rows x 300 features, 5 networks: %lld ms", timer.elapsed());
        QVERIFY(timer.elapsed() < 20000); // a guard against a wrong order of work, not a benchmark
    }
};

QTEST_APPLESS_MAIN(TestCorrection)
#include "tst_correction.moc"
