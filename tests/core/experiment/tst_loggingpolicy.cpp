#include "core/experiment/loggingpolicy.h"
#include "core/experiment/simulation.h"
#include "core/experiment/training.h"
#include "core/experiment/trust.h"
#include "core/store/datasetrepository.h"
#include "tests/support/samplelog.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

using namespace fairlead;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

MatrixD matrix(std::size_t rows, std::size_t cols, const std::vector<double> &values)
{
    MatrixD out(rows, cols);
    std::copy(values.begin(), values.end(), out.data());
    return out;
}

/// Two queries, the second answered by no model well; model 1 is the dear one.
FullOutcomes twoQueries()
{
    return {matrix(2, 2, {1, 1, 0, 0}), matrix(2, 2, {0.001, 0.003, 0.001, 0.003})};
}

bool near(double a, double b)
{
    return std::abs(a - b) < 1e-12;
}

} // namespace

class TestLoggingPolicy final : public QObject
{
    Q_OBJECT

private slots:
    void priceTurnsOnTheModelAlone()
    {
        // Ranks at mean 0 and variance 1 are -1 and 1, scores 1 and -1: softmax(1.5, -1.5) under a floor of 0.1.
        const MatrixD e = loggingProbabilities({}, twoQueries(), {1.5, 0.1, 1, LoggingKind::Price});
        const double cheap = 0.9 / (1 + std::exp(-3.0)) + 0.05;
        for (std::size_t i = 0; i < 2; ++i)
            QVERIFY(near(e(i, 0), cheap) && near(e(i, 1), 1 - cheap));
        const MatrixD dear = loggingProbabilities({}, twoQueries(), {-1.5, 0.1, 1, LoggingKind::Price});
        QVERIFY(near(dear(0, 1), cheap) && near(dear(0, 0), 1 - cheap));
    }

    void modelsOfOnePriceShareARank()
    {
        // Ranks 0.5, 2, 2 after ties: at mean 0 and variance 1 these are -sqrt(2), 1/sqrt(2), 1/sqrt(2).
        const FullOutcomes truth{matrix(1, 3, {1, 1, 1}), matrix(1, 3, {1, 4, 4})};
        const MatrixD s = loggingScores({}, truth, {1, 0, 1, LoggingKind::Price});
        QVERIFY(near(s(0, 0), std::sqrt(2.0)) && near(s(0, 1), -std::sqrt(0.5)) && s(0, 1) == s(0, 2));
    }

    void hardQueriesGoToTheDearModel()
    {
        // Difficulty is -1 for the first query and 1 for the second, so scores are (1, -1) and (-1, 1).
        const MatrixD e = loggingProbabilities({}, twoQueries(), {2, 0.2, 1, LoggingKind::Difficulty});
        const double likely = 0.8 / (1 + std::exp(-4.0)) + 0.1;
        QVERIFY(near(e(0, 0), likely) && near(e(0, 1), 1 - likely));
        QVERIFY(near(e(1, 1), likely) && near(e(1, 0), 1 - likely));
    }

    void theEmbeddingsScoresHaveUnitVarianceAndFollowTheSeed()
    {
        Random random(5);
        MatrixD z(200, 3);
        std::generate(z.data(), z.data() + z.size(), [&] { return random.normal(); });
        const FullOutcomes truth{MatrixD(200, 2), MatrixD(200, 2)};
        const MatrixD s = loggingScores(z, truth, {1, 0, 9});
        for (std::size_t t = 0; t < 2; ++t) {
            double sum = 0;
            double squares = 0;
            for (std::size_t i = 0; i < 200; ++i) {
                sum += s(i, t);
                squares += s(i, t) * s(i, t);
            }
            QVERIFY(std::abs(sum) < 1e-9 && std::abs(squares / 200 - 1) < 1e-9);
        }
        QVERIFY(s == loggingScores(z, truth, {3, 0.5, 9}));
        QVERIFY(s != loggingScores(z, truth, {1, 0, 10}));
        // bias 1, floor 0.3, two models: 0.7 / (1 + exp(-(s_0 - s_1))) + 0.15
        const MatrixD e = loggingProbabilities(z, truth, {1, 0.3, 9});
        for (std::size_t i = 0; i < 200; ++i)
            QVERIFY(near(e(i, 0), 0.7 / (1 + std::exp(s(i, 1) - s(i, 0))) + 0.15) && near(e(i, 0) + e(i, 1), 1));
    }

    void aModelWithoutAnAnswerIsNeverServed()
    {
        const FullOutcomes truth{matrix(1, 3, {1, kNone, 0}), matrix(1, 3, {1, kNone, 3})};
        for (const LoggingKind kind :
             {LoggingKind::Embedding, LoggingKind::Difficulty, LoggingKind::Price, LoggingKind::Deterministic}) {
            const MatrixD e = loggingProbabilities(matrix(1, 2, {1, 2}), truth, {1, 0.1, 1, kind});
            QCOMPARE(e(0, 1), 0.0);
            QVERIFY(near(e(0, 0) + e(0, 2), 1));
        }
    }

    void aDeterministicPolicyServesTheHighestScore()
    {
        Random random(6);
        MatrixD z(50, 4);
        std::generate(z.data(), z.data() + z.size(), [&] { return random.normal(); });
        const FullOutcomes truth{MatrixD(50, 3), MatrixD(50, 3)};
        const LoggingPolicyOptions options{1, 0.4, 2, LoggingKind::Deterministic};
        const MatrixD s = loggingScores(z, truth, options);
        const MatrixD e = loggingProbabilities(z, truth, options);
        for (std::size_t i = 0; i < 50; ++i) {
            const auto best = std::max_element(s.row(i).begin(), s.row(i).end()) - s.row(i).begin();
            for (std::size_t t = 0; t < 3; ++t)
                QCOMPARE(e(i, t), static_cast<std::ptrdiff_t>(t) == best ? 1.0 : 0.0);
        }
    }

    void drawsFollowTheProbabilities()
    {
        const std::vector<double> probabilities{0.7, 0.1, 0.2};
        std::array<int, 3> counts{};
        ServedModels served(4);
        for (int k = 0; k < 10'000; ++k)
            ++counts[served.draw(probabilities)];
        for (std::size_t t = 0; t < 3; ++t) // a standard deviation is at most 46
            QVERIFY(std::abs(counts[t] - 10'000 * probabilities[t]) < 230);
    }

    void keysNameThePoliciesAndNonsenseIsRefused()
    {
        for (const LoggingKind kind :
             {LoggingKind::Embedding, LoggingKind::Difficulty, LoggingKind::Price, LoggingKind::Deterministic})
            QVERIFY(*loggingKindFromKey(loggingKindKey(kind)) == kind);
        QVERIFY(loggingKindFromKey("magic").error().message.find("difficulty") != std::string::npos);
        QVERIFY(!checkLoggingPolicy({-1, 0.1, 1, LoggingKind::Difficulty}));
        QVERIFY(checkLoggingPolicy({-1, 0.1, 1, LoggingKind::Price}));
        QVERIFY(!checkLoggingPolicy({kNone, 0.1, 1, LoggingKind::Price}));
        QVERIFY(!checkLoggingPolicy({1, -0.1}));
    }

    void aSimulatedLogCarriesItsTruePropensitiesWhereAsked()
    {
        const QTemporaryDir folder;
        auto workspace = Workspace::create(folder.filePath("w.fairlead").toStdString());
        QVERIFY(workspace);
        const DatasetId full = test::addSampleFullFeedback(*workspace, "full", 300, 3);
        SimulationOptions options;
        options.kind = LoggingKind::Price;
        options.floor = 0.1;
        options.logPropensity = true;
        const auto log = simulateLog(*workspace, full, "log", options, {}, {});
        QVERIFY(log);
        const DatasetRepository repository(*workspace);
        const MatrixD e = loggingProbabilities({}, *repository.fullOutcomes(full), options);
        const auto outcomes = repository.loggedOutcomes(*log);
        QVERIFY(repository.byId(*log)->hasPropensity);
        for (std::size_t i = 0; i < outcomes->model.size(); ++i)
            QCOMPARE(outcomes->propensity[i], e(i, static_cast<std::size_t>(outcomes->model[i])));
    }

    void aDeterministicLogIsRefused_data()
    {
        QTest::addColumn<bool>("logPropensity");
        QTest::newRow("with its propensities") << true;
        QTest::newRow("without propensities") << false;
    }
    void aDeterministicLogIsRefused()
    {
        QFETCH(bool, logPropensity);
        const QTemporaryDir folder;
        auto workspace = Workspace::create(folder.filePath("w.fairlead").toStdString());
        QVERIFY(workspace);
        const DatasetId full = test::addSampleFullFeedback(*workspace, "full", 1500, 3);
        SimulationOptions options;
        options.kind = LoggingKind::Deterministic;
        options.logPropensity = logPropensity;
        const auto log = simulateLog(*workspace, full, "log", options, {}, {});
        QVERIFY(log);
        const auto trust = diagnoseLog(*workspace, *log, {}, [](const Progress &) {});
        QVERIFY2(trust, trust ? "" : trust.error().message.c_str());
        QVERIFY(trust->support.verdict == Verdict::Refuse);
        QVERIFY(!trust->support.reasons.empty());
    }
};

QTEST_APPLESS_MAIN(TestLoggingPolicy)
#include "tst_loggingpolicy.moc"
