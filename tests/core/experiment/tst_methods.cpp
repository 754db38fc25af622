#include "core/base/random.h"
#include "core/causal/fullfeedback.h"
#include "core/experiment/networkmethods.h"
#include "tests/core/causal/simulatedlog.h"

#include <QTest>

#include <cmath>

using namespace fairlead;
using namespace fairlead::test;

namespace {

constexpr std::size_t kRows = 1500;
constexpr std::size_t kTrainRows = 1000;

MatrixF toFloat(const MatrixD &matrix)
{
    MatrixF out(matrix.rows(), matrix.cols());
    std::transform(matrix.data(), matrix.data() + matrix.size(), out.data(), [](double v) { return float(v); });
    return out;
}

MatrixD firstRows(const MatrixD &matrix, std::size_t rows)
{
    MatrixD out(rows, matrix.cols());
    std::copy(matrix.data(), matrix.data() + out.size(), out.data());
    return out;
}

/// A run on a simulated log: the first rows train, the rest are held out and judged by their true means.
struct Sample
{
    Sample()
        : log(simulateLog({.rows = kRows, .models = 3, .bias = 1.5, .noise = 0.15, .seed = 4}))
    {}

    [[nodiscard]] Run run(const TrainConfig &config) const
    {
        RunData data;
        data.info.name = "log";
        for (const char *name : {"a", "b", "c"}) {
            ModelInfo model;
            model.name = name;
            data.models.push_back(model);
        }
        data.outcomes.model = log.model;
        data.outcomes.quality = log.quality;
        data.outcomes.cost = log.cost;
        data.groups.resize(kRows);
        data.embeddings = toFloat(log.z);
        for (std::size_t i = 0; i < kRows; ++i) {
            if (i < kTrainRows)
                data.trainRows.push_back(i);
            else
                data.heldOutRows.push_back(std::int64_t(i));
        }
        auto run = beginRun(std::move(data), config);
        if (!run)
            qFatal("%s", run.error().message.c_str());
        return std::move(*run);
    }

    [[nodiscard]] FullOutcomes trainTruth() const
    {
        return {firstRows(log.meanQuality, kTrainRows), firstRows(log.meanCost, kTrainRows)};
    }

    /// Mean regret over eleven lambdas on the held-out rows; of one model instead of a router where it is given.
    [[nodiscard]] double regret(const Run &run, const Router *router, std::size_t model = 0) const
    {
        const MatrixF embeddings = run.heldOutEmbeddings();
        const MatrixD scores = router == nullptr ? MatrixD() : *router->scores({&embeddings, nullptr, nullptr});
        double sum = 0;
        for (int step = 0; step <= 10; ++step) {
            const double lambda = run.lambdaMax * step / 10;
            std::vector<std::int32_t> chosen(kRows - kTrainRows, std::int32_t(model));
            if (router != nullptr)
                chosen = chooseModels(*scoresAt(*router, scores, lambda), router->tieCosts());
            for (std::size_t i = 0; i < chosen.size(); ++i) {
                const auto utility = [&](std::size_t t) {
                    return log.meanQuality(kTrainRows + i, t) - lambda * log.meanCost(kTrainRows + i, t);
                };
                sum += std::max({utility(0), utility(1), utility(2)}) - utility(std::size_t(chosen[i]));
            }
        }
        return sum / 11 / double(kRows - kTrainRows);
    }

    [[nodiscard]] double bestSingleRegret(const Run &run) const
    {
        return std::min({regret(run, nullptr, 0), regret(run, nullptr, 1), regret(run, nullptr, 2)});
    }

    SimulatedLog log;
};

TrainConfig configOf(Method method)
{
    TrainConfig config;
    config.method = method;
    config.device = DeviceChoice::Cpu;
    config.nuisances.cells.codebookSizes = {4, 8};
    return config;
}

/// x with A x = b by elimination; A is positive definite.
std::vector<double> solve(MatrixD a, std::vector<double> b)
{
    const std::size_t n = b.size();
    for (std::size_t k = 0; k < n; ++k) {
        for (std::size_t i = k + 1; i < n; ++i) {
            const double factor = a(i, k) / a(k, k);
            for (std::size_t j = k; j < n; ++j)
                a(i, j) -= factor * a(k, j);
            b[i] -= factor * b[k];
        }
    }
    for (std::size_t k = n; k-- > 0;) {
        for (std::size_t j = k + 1; j < n; ++j)
            b[k] -= a(k, j) * b[j];
        b[k] /= a(k, k);
    }
    return b;
}

} // namespace

class TestMethods final : public QObject
{
    Q_OBJECT

private slots:
    void itLearnsThePolicyThatIsKnownToBeGood_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<double>("share"); // of the best single model's regret that may be left
        QTest::newRow("ridge per model") << R"({"method": "plug-in-ridge"})" << 0.1;
        QTest::newRow("neural plug-in") << R"({"method": "plug-in-neural"})" << 0.1;
        QTest::newRow("CARROT") << R"({"method": "carrot"})" << 0.25;
        QTest::newRow("IPW policy") << R"({"method": "ipw-policy"})" << 0.3;
        QTest::newRow("full feedback") << R"({"method": "full-feedback"})" << 0.05;
        QTest::newRow("RM-Softmax conditioned on lambda")
            << R"({"method": "rm-softmax", "correction": {"lambda_input": true, "knots": 9}})" << 0.1;
        QTest::newRow("RM-Softmax conditioned on lambda, without base")
            << R"({"method": "rm-softmax", "correction": {"lambda_input": true, "base": false, "epochs": 60}})" << 0.2;
        QTest::newRow("RM-Classification at one lambda")
            << R"({"method": "rm-classification", "correction": {"fixed_lambda": 0.5}})" << 0.1;
        QTest::newRow("RM-Interval with given knots")
            << R"({"method": "rm-interval", "correction": {"knot_positions": [0, 0.1, 0.5, 1]}})" << 0.1;
        QTest::newRow("the plain form: separate networks without base, plain DR")
            << R"({"method": "rm-interval", "nuisances": {"scores": {"kind": "dr"}},
                   "correction": {"base": false, "separate": true, "epochs": 60}})"
            << 0.2;
    }
    void itLearnsThePolicyThatIsKnownToBeGood()
    {
        QFETCH(QString, json);
        QFETCH(double, share);
        const auto config = trainConfigFromJson(json.toStdString(), configOf(Method::RmInterval));
        QVERIFY2(config, config ? "" : config.error().message.c_str());
        Run run = m_sample.run(*config);
        run.trainTruth = m_sample.trainTruth();
        const auto router = trainMethod(run, *config, {}, {}, {});
        QVERIFY2(router, router ? "" : router.error().message.c_str());
        QVERIFY((*router)->method() == config->method);
        const double left = m_sample.regret(run, router->get()) / m_sample.bestSingleRegret(run);
        QVERIFY2(left < share, qPrintable(QString::number(left)));
        if (methodInfo(config->method).trainsNetwork)
            QCOMPARE(run.curve.size(), std::size_t(run.curve.back().epochs));
    }

    void ridgePerModelSolvesItsNormalEquations()
    {
        const TrainConfig config = configOf(Method::PlugInRidge);
        Run run = m_sample.run(config);
        const auto router = trainMethod(run, config, {}, {}, {});
        QVERIFY(router);
        const auto fold = trainingFolds(run.data, 5, config.seed);
        const MatrixD z = run.features.z.block(0, run.features.z.rows());
        const std::size_t p = z.cols() + 1;
        const auto feature = [&](std::size_t i, std::size_t j) { return j + 1 == p ? 10.0 : z(i, j); };

        double expected = 0; // predicted quality of model 1 on the first held-out row
        for (std::int32_t k = 0; k < 5; ++k) {
            double mean = 0, rows = 0;
            for (std::size_t i = 0; i < kTrainRows; ++i) {
                mean += fold[i] == k ? 0 : m_sample.log.quality[i];
                rows += fold[i] == k ? 0 : 1;
            }
            mean /= rows;
            MatrixD gram(p, p);
            std::vector<double> moments(p);
            for (std::size_t j = 0; j < p; ++j)
                gram(j, j) = 30;
            for (std::size_t i = 0; i < kTrainRows; ++i) {
                if (fold[i] == k || m_sample.log.model[i] != 1)
                    continue;
                for (std::size_t a = 0; a < p; ++a) {
                    moments[a] += feature(i, a) * (m_sample.log.quality[i] - mean);
                    for (std::size_t b = 0; b < p; ++b)
                        gram(a, b) += feature(i, a) * feature(i, b);
                }
            }
            const std::vector<double> weights = solve(gram, moments);
            double predicted = mean;
            for (std::size_t j = 0; j < p; ++j)
                predicted += weights[j] * feature(kTrainRows, j);
            expected += predicted / 5;
        }
        const MatrixF embeddings = run.heldOutEmbeddings();
        const MatrixD scores = *(*router)->scores({&embeddings, nullptr, nullptr});
        QVERIFY2(std::abs(scores(0, 1) - expected) < 1e-8,
                 qPrintable(QString("%1, expected %2").arg(scores(0, 1)).arg(expected)));
    }

    void aModelWithoutRowsKeepsTheMeanOutcome()
    {
        const TrainConfig config = configOf(Method::PlugInNeural);
        Run run = m_sample.run(config);
        double mean = 0;
        for (std::size_t i = 0; i < kTrainRows; ++i) {
            if (run.data.outcomes.model[i] == 2)
                run.data.outcomes.model[i] = 0;
            mean += run.data.outcomes.quality[i] / kTrainRows;
        }
        const auto router = trainMethod(run, config, {}, {}, {});
        QVERIFY(router);
        const MatrixF embeddings = run.heldOutEmbeddings();
        const MatrixD scores = *(*router)->scores({&embeddings, nullptr, nullptr});
        for (std::size_t i = 0; i < scores.rows(); ++i)
            QVERIFY(std::abs(scores(i, 2) - mean) < 1e-6);
    }

    void fullFeedbackWithoutTheTruthIsRefused()
    {
        const TrainConfig config = configOf(Method::FullFeedback);
        Run run = m_sample.run(config);
        const auto router = trainMethod(run, config, {}, {}, {});
        QVERIFY(!router);
        QVERIFY(router.error().code == ErrorCode::Refused);
        QVERIFY(router.error().message.find("'log'") != std::string::npos);
    }

    void answersThatAreMissingAreLeftOut()
    {
        TrainConfig config = configOf(Method::FullFeedback);
        Run run = m_sample.run(config);
        run.trainTruth = m_sample.trainTruth();
        for (std::size_t i = 0; i < kTrainRows; ++i) {
            if (i % 3 != 0)
                run.trainTruth->quality(i, i % 2) = std::nan("");
        }
        const auto router = trainMethod(run, config, {}, {}, {});
        QVERIFY2(router, router ? "" : router.error().message.c_str());
        QVERIFY(m_sample.regret(run, router->get()) < 0.35 * m_sample.bestSingleRegret(run));
    }

    void aStopIsKept()
    {
        for (const Method method : {Method::PlugInNeural, Method::IpwPolicy}) {
            const TrainConfig config = configOf(method);
            Run run = m_sample.run(config);
            std::stop_source stop;
            const auto router =
                trainMethod(run, config, stop.get_token(), {}, [&](const EpochReport &) { stop.request_stop(); });
            QVERIFY(router);
            QCOMPARE(run.curve.size(), std::size_t(1));
        }
    }

private:
    const Sample m_sample;
};

QTEST_APPLESS_MAIN(TestMethods)
#include "tst_methods.moc"
