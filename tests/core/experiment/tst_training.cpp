#include "core/base/random.h"
#include "core/experiment/analysis.h"
#include "core/experiment/diagnosis.h"
#include "core/experiment/simulation.h"
#include "core/experiment/training.h"
#include "core/experiment/trust.h"
#include "core/store/datasetrepository.h"
#include "core/store/routerrepository.h"
#include "tests/support/samplelog.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace fairlead;

/// One simulated log of 1,500 queries shared by all functions; each trains under names of its own.
class TestTraining final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        auto workspace = Workspace::create(m_folder.filePath("w.fairlead").toStdString());
        QVERIFY(workspace);
        m_workspace = std::make_unique<Workspace>(std::move(*workspace));
        m_full = test::addSampleFullFeedback(*m_workspace, "full", 1500, 3);
        auto log = simulateLog(*m_workspace, m_full, "log", {1.0, 0.05, 1}, {}, {});
        QVERIFY2(log, log ? "" : log.error().message.c_str());
        m_log = *log;
    }
    void cleanupTestCase() { m_workspace.reset(); }

    void everyMethodTrainsAndIsJudged_data()
    {
        QTest::addColumn<QString>("key");
        for (const MethodInfo &info : methods())
            QTest::newRow(std::string(info.key).c_str()) << QString::fromUtf8(info.key.data(), info.key.size());
    }
    void everyMethodTrainsAndIsJudged()
    {
        QFETCH(QString, key);
        TrainConfig config;
        config.method = *methodFromKey(key.toStdString());
        const RouterAnalysis analysis = trainAndAnalyse("every " + key.toStdString(), config);
        const IntervalValue value = analysis.index->over(0, analysis.index->lambdaMax());
        QVERIFY(value.dr && value.truth && value.meanRegretTruth);
        QVERIFY(*value.meanRegretTruth >= -1e-12);
        QVERIFY(std::abs(value.dr->utility.value - value.truth->utility.value) < 5 * value.dr->utility.se + 1e-9);
    }

    void rmIntervalBeatsEverySingleModelWhereTheBestPolicyIsKnown()
    {
        const RouterAnalysis analysis = trainAndAnalyse("interval", {});
        const double lambdaMax = analysis.index->lambdaMax();
        const double utility = analysis.index->over(0, lambdaMax).truth->utility.value;
        for (const ReferencePolicy &policy : analysis.references) {
            const double reference = *policy.trueQuality - lambdaMax / 2 * *policy.trueCost;
            QVERIFY2(utility > reference + 0.03, policy.name.c_str());
        }
        const double best = analysis.oracle->over(0, lambdaMax).truth->utility.value;
        QVERIFY(best > utility);
    }

    void theSameSeedGivesTheSameFrontier()
    {
        QTemporaryDir folder;
        const auto frontier = [&](const char *name, std::uint64_t seed) {
            TrainConfig config;
            config.seed = seed;
            const RouterAnalysis analysis = trainAndAnalyse(name, config);
            const QString path = folder.filePath(name);
            const auto points = writeFrontierCsv(analysis, path.toStdString());
            if (!points)
                qFatal("%s", points.error().message.c_str());
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QByteArray first = frontier("same 1", 11);
        QVERIFY(first.count('\n') > 100);
        QVERIFY(first == frontier("same 2", 11));
        QVERIFY(first != frontier("other", 12));
    }

    void aStopKeepsTheEpochsSoFar()
    {
        std::stop_source stop;
        TrainConfig config;
        config.correction.epochs = 500;
        const auto outcome =
            trainRouter(*m_workspace, m_log, "stopped", config, stop.get_token(), {}, [&](const EpochReport &epoch) {
                if (epoch.epoch == 2)
                    stop.request_stop();
            });
        QVERIFY2(outcome, outcome ? "" : outcome.error().message.c_str());
        QVERIFY(outcome->stopped);
        QVERIFY(outcome->curve.size() < 5);
        QVERIFY(RouterRepository(*m_workspace).byName("stopped"));
        QVERIFY(analyseRouter(*m_workspace, outcome->router, {}, {}));
    }

    void aStopBeforeTheFirstEpochSavesNothing()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto outcome = trainRouter(*m_workspace, m_log, "never", {}, stop.get_token(), {});
        QVERIFY(!outcome);
        QVERIFY(outcome.error().code == ErrorCode::Cancelled);
        QVERIFY(!RouterRepository(*m_workspace).byName("never"));
    }

    void whatCannotBeLearnedIsRefused_data()
    {
        QTest::addColumn<QString>("dataset");
        QTest::addColumn<QString>("named");
        (void)test::addSingleModelLog(*m_workspace, m_full, "only dear", 1);
        (void)test::addSampleFullFeedback(*m_workspace, "tiny full", 12, 4);
        QVERIFY(simulateLog(*m_workspace, DatasetRepository(*m_workspace).byName("tiny full")->id, "tiny", {}, {}, {}));
        QTest::newRow("one model served everything") << "only dear"
                                                     << "'dear' served every one";
        QTest::newRow("a handful of rows") << "tiny"
                                           << "too small";
        QTest::newRow("full feedback instead of a log") << "full"
                                                        << "Simulate a log";
    }
    void whatCannotBeLearnedIsRefused()
    {
        QFETCH(QString, dataset);
        QFETCH(QString, named);
        const auto info = DatasetRepository(*m_workspace).byName(dataset.toStdString());
        QVERIFY(info);
        const auto outcome = trainRouter(*m_workspace, info->id, "refused", {}, {}, {});
        QVERIFY(!outcome);
        const QString message = QString::fromStdString(outcome.error().message);
        QVERIFY2(message.contains(named), qPrintable(message));
        QVERIFY(!RouterRepository(*m_workspace).byName("refused"));
    }

    void aTakenNameIsRefusedBeforeAnyWork()
    {
        TrainConfig config;
        config.method = Method::Cheapest;
        QVERIFY(trainRouter(*m_workspace, m_log, "taken", config, {}, {}));
        const auto again = trainRouter(*m_workspace, m_log, "taken", config, {}, {});
        QVERIFY(!again);
        QVERIFY(again.error().code == ErrorCode::BadInput);
        QCOMPARE(*suggestRouterName(*m_workspace, Method::Cheapest), std::string("cheapest"));
    }

    void trustRefusesALogOfOneModelWithTheReason()
    {
        const auto full = test::addSampleFullFeedback(*m_workspace, "trust full", 100, 8);
        const auto trust =
            diagnoseLog(*m_workspace, test::addSingleModelLog(*m_workspace, full, "trust one", 0), {}, {});
        QVERIFY(trust);
        QVERIFY(trust->support.verdict == Verdict::Refuse);
        QCOMPARE(trust->support.models.size(), std::size_t(3));
        QVERIFY(trust->support.reasons.front().find("'cheap' served every one") != std::string::npos);
    }

    void aRouterThatTrustsAnUnknownModelIsRefused()
    {
        const DatasetId log = addLogWithoutTrainingRowsOf("middle");
        TrainConfig config;
        config.method = Method::Random; // sends a third of the queries to each model
        const auto outcome = trainRouter(*m_workspace, log, "reckless", config, {}, {});
        QVERIFY2(outcome, outcome ? "" : outcome.error().message.c_str());
        const auto analysis = analyseRouter(*m_workspace, outcome->router, {}, {});
        QVERIFY(analysis);
        QVERIFY(analysis->verdict == Verdict::Refuse);
        QVERIFY(analysis->support.reasons.front().find("'middle'") != std::string::npos);
    }

    void theTruthIsAskedForBeforeAnyWork()
    {
        const DatasetId log = addLogWithoutTrainingRowsOf("dear");
        for (const Method method : {Method::Oracle, Method::FullFeedback}) {
            TrainConfig config;
            config.method = method;
            const auto outcome = trainRouter(*m_workspace, log, "seer", config, {}, {});
            QVERIFY(!outcome);
            QVERIFY(outcome.error().code == ErrorCode::Refused);
            QVERIFY(outcome.error().message.find(methodInfo(method).title) != std::string::npos);
        }
    }

    void fullFeedbackIsNoWorseThanTheLogAlone()
    {
        TrainConfig config;
        const double fromLog = meanRegret("from the log", config);
        config.method = Method::FullFeedback;
        QVERIFY(meanRegret("from the truth", config) < fromLog + 0.005);
    }

    void aSeedThatCannotBeReadBackIsRefused()
    {
        TrainConfig config;
        config.seed = kLargestSeed + 2; // one more would round to it
        const auto outcome = trainRouter(*m_workspace, m_log, "unreadable", config, {}, {});
        QVERIFY(!outcome);
        QVERIFY(outcome.error().code == ErrorCode::BadConfig);
    }

    void cudaWithoutAGpuIsAnErrorAndAutoFallsBack()
    {
        if (resolveDevice(DeviceChoice::Cuda))
            QSKIP("this machine has a CUDA GPU");
        TrainConfig config;
        config.device = DeviceChoice::Cuda;
        const auto outcome = trainRouter(*m_workspace, m_log, "cuda", config, {}, {});
        QVERIFY(!outcome);
        QVERIFY(outcome.error().code == ErrorCode::Unsupported);
        QVERIFY(*resolveDevice(DeviceChoice::Auto) == DeviceChoice::Cpu);
    }

    void trustNamesEveryModel()
    {
        const auto trust = diagnoseLog(*m_workspace, m_log, {}, {});
        QVERIFY2(trust, trust ? "" : trust.error().message.c_str());
        QCOMPARE(trust->support.models.size(), std::size_t(3));
        for (const ModelSupport &model : trust->support.models)
            QVERIFY(model.count > 0 && model.effectiveSampleSize > 1);
    }

private:
    /// The sample log as a file's log would be, without truth; rows of the named model are kept in the held-out part
    /// only.
    DatasetId addLogWithoutTrainingRowsOf(const std::string &model)
    {
        DatasetRepository repository(*m_workspace);
        const auto outcomes = *repository.loggedOutcomes(m_log);
        const auto queries = *repository.queries(m_log);
        const auto embeddings = *repository.embeddings(m_log);
        const auto models = *repository.models(m_log);
        std::vector<std::size_t> rows;
        for (std::size_t i = 0; i < queries.size(); ++i) {
            const auto &served = models[static_cast<std::size_t>(outcomes.model[i])].name;
            if (served != model || queries[i].split == Split::HeldOut)
                rows.push_back(i);
        }
        auto transaction = Transaction::begin(*m_workspace);
        NewDataset dataset;
        dataset.name = "without " + model;
        dataset.models = {"cheap", "dear", "middle"};
        auto writer = DatasetWriter::begin(*m_workspace, dataset);
        bool fine = transaction && writer;
        for (std::size_t i = 0; fine && i < rows.size(); ++i)
            fine = writer->addQuery(queries[rows[i]]).has_value();
        for (std::size_t i = 0; fine && i < rows.size(); ++i)
            fine = writer
                       ->addObservation(i, outcomes.model[rows[i]], outcomes.quality[rows[i]], outcomes.cost[rows[i]],
                                        std::nan(""))
                       .has_value();
        fine = fine && writer->setEmbeddings(takeRows(embeddings, std::span<const std::size_t>(rows)));
        const auto id = writer->finish();
        if (!fine || !id || !transaction->commit())
            qFatal("test data could not be written");
        return *id;
    }

    RouterAnalysis trainAndAnalyse(const std::string &name, const TrainConfig &config)
    {
        auto outcome = trainRouter(*m_workspace, m_log, name, config, {}, {});
        if (!outcome)
            qFatal("%s", outcome.error().message.c_str());
        auto analysis = analyseRouter(*m_workspace, outcome->router, {}, {});
        if (!analysis)
            qFatal("%s", analysis.error().message.c_str());
        return std::move(*analysis);
    }

    double meanRegret(const std::string &name, const TrainConfig &config)
    {
        const RouterAnalysis analysis = trainAndAnalyse(name, config);
        return *analysis.index->over(0, analysis.index->lambdaMax()).meanRegretTruth;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Workspace> m_workspace;
    DatasetId m_full;
    DatasetId m_log;
};

QTEST_APPLESS_MAIN(TestTraining)
#include "tst_training.moc"
