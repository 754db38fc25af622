#include "core/experiment/simulation.h"
#include "core/experiment/training.h"
#include "core/routers/trainingstate.h"
#include "core/store/datasetrepository.h"
#include "tests/support/samplelog.h"
#include "tests/support/storedata.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <cmath>

using namespace fairlead;

namespace {

constexpr int kEpochs = 6;
constexpr int kStopAfter = 2;

TrainConfig quickConfig(Method method = Method::RmInterval)
{
    TrainConfig config;
    config.method = method;
    config.seed = 5;
    config.device = DeviceChoice::Cpu;
    config.nuisances.forest.trees = 2;
    config.correction.epochs = kEpochs;
    config.correction.hidden = 8;
    config.correction.knots = 3;
    config.neural.epochs = kEpochs;
    config.neural.hidden = 8;
    return config;
}

QJsonObject summaryOf(const RouterRecord &record)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(record.summary)).object();
}

/// Largest difference between two routers' floats, tensor by tensor; infinite where one has what the other lacks.
double distance(const TensorBundle &a, const TensorBundle &b)
{
    double most = a.tensors.size() == b.tensors.size() ? 0 : INFINITY;
    for (const auto &[name, tensor] : a.tensors) {
        const auto at = b.tensors.find(name);
        if (at == b.tensors.end() || at->second.shape != tensor.shape)
            return INFINITY;
        std::visit(
            [&](const auto &x, const auto &y) {
                for (std::size_t i = 0; i < x.size(); ++i)
                    most = std::max(most, std::abs(double(x[i]) - double(y[i])));
            },
            tensor.cells, at->second.cells);
    }
    return most;
}

} // namespace

/// One simulated log of 600 queries shared by all functions; each trains under names of its own.
class TestResume final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        auto workspace = Workspace::create(m_folder.filePath("w.fairlead").toStdString());
        FAIRLEAD_VERIFY(workspace);
        m_workspace = std::make_unique<Workspace>(std::move(*workspace));
        m_full = test::addSampleFullFeedback(*m_workspace, "full", 600, 3);
        auto log = simulateLog(*m_workspace, m_full, "log", {1.0, 0.05, 1}, {}, {});
        FAIRLEAD_VERIFY(log);
        m_log = *log;
    }
    void cleanupTestCase() { m_workspace.reset(); }

    void stoppedAndResumedItIsTheRouterOfAnUnbrokenTraining_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("form");
        QTest::newRow("RM-Interval") << "rm-interval"
                                     << "{}";
        QTest::newRow("a network of its own for every knot") << "rm-interval"
                                                             << R"({"correction":{"separate":true}})";
        QTest::newRow("a network that reads lambda") << "rm-interval"
                                                     << R"({"correction":{"lambda_input":true}})";
        QTest::newRow("without a base") << "rm-softmax"
                                        << R"({"correction":{"base":false}})";
        QTest::newRow("RM-Classification") << "rm-classification"
                                           << "{}";
        QTest::newRow("the neural plug-in") << "plug-in-neural"
                                            << "{}";
        QTest::newRow("the IPW policy") << "ipw-policy"
                                        << "{}";
        QTest::newRow("full feedback") << "full-feedback"
                                       << "{}";
    }
    void stoppedAndResumedItIsTheRouterOfAnUnbrokenTraining()
    {
        QFETCH(QString, method);
        QFETCH(QString, form);
        const std::string name = QTest::currentDataTag();
        const auto config = trainConfigFromJson(form.toStdString(), quickConfig(*methodFromKey(method.toStdString())));
        FAIRLEAD_VERIFY(config);
        const auto unbroken = trainRouter(*m_workspace, m_log, name + ", unbroken", *config, {}, {});
        FAIRLEAD_VERIFY(unbroken);

        const RouterId id = trainAndStop(name, *config);
        QVERIFY(id.isValid());
        const auto resumed = resumeRouter(*m_workspace, id, {}, {});
        FAIRLEAD_VERIFY(resumed);
        QVERIFY(resumed->router == id);
        QVERIFY(!resumed->stopped);
        QVERIFY2(resumed->warnings.empty(), resumed->warnings.empty() ? "" : resumed->warnings.front().c_str());
        QCOMPARE(resumed->curve.size(), std::size_t(kEpochs));
        for (int k = 0; k < kEpochs; ++k) {
            QCOMPARE(resumed->curve[k].epoch, k + 1);
            QVERIFY(std::abs(resumed->curve[k].loss - unbroken->curve[k].loss) < 1e-6);
        }
        const double off = distance(weightsOf(unbroken->router), weightsOf(id));
        QVERIFY2(off <= 1e-6, qPrintable(QString::number(off)));
    }

    void aRouterThatWasStoppedTwiceComesOutTheSame()
    {
        const auto unbroken = trainRouter(*m_workspace, m_log, "once through", quickConfig(), {}, {});
        FAIRLEAD_VERIFY(unbroken);
        const RouterId id = trainAndStop("twice", quickConfig());
        std::stop_source stop;
        const auto again = resumeRouter(*m_workspace, id, stop.get_token(), {}, [&](const EpochReport &epoch) {
            QVERIFY(epoch.epoch > kStopAfter);
            if (epoch.epoch == kStopAfter + 2)
                stop.request_stop();
        });
        FAIRLEAD_VERIFY(again);
        QVERIFY(again->stopped);
        FAIRLEAD_VERIFY(resumeRouter(*m_workspace, id, {}, {}));
        QVERIFY(distance(weightsOf(unbroken->router), weightsOf(id)) <= 1e-6);
    }

    void theStoppedRouterKeepsItsNameAndSaysThatItCanGoOn()
    {
        const RouterId id = trainAndStop("named", quickConfig());
        RouterRepository routers(*m_workspace);
        const auto before = routers.byId(id);
        FAIRLEAD_VERIFY(before);
        QVERIFY(summaryOf(*before).value("resumable").toBool());
        FAIRLEAD_VERIFY(routers.rename(id, "renamed"));
        FAIRLEAD_VERIFY(resumeRouter(*m_workspace, id, {}, {}));
        const auto after = routers.byId(id);
        FAIRLEAD_VERIFY(after);
        QCOMPARE(after->name, std::string("renamed"));
        QCOMPARE(after->config, before->config);
        QVERIFY(!summaryOf(*after).value("resumable").toBool());
        QVERIFY(!TrainingState::isIn(weightsOf(id)));
        QCOMPARE(trainingCurve(*after).size(), std::size_t(kEpochs));
    }

    void aStopBeforeAnotherEpochLeavesTheRouterAsItIs()
    {
        const RouterId id = trainAndStop("untouched", quickConfig());
        const TensorBundle before = weightsOf(id);
        std::stop_source stop;
        stop.request_stop();
        FAIRLEAD_FAILS(resumeRouter(*m_workspace, id, stop.get_token(), {}), ErrorCode::Cancelled, "");
        QCOMPARE(distance(before, weightsOf(id)), 0.0);
        FAIRLEAD_VERIFY(resumeRouter(*m_workspace, id, {}, {}));
    }

    void whatCannotGoOnIsRefusedWithTheReason()
    {
        const auto finished = trainRouter(*m_workspace, m_log, "finished", quickConfig(), {}, {});
        FAIRLEAD_VERIFY(finished);
        FAIRLEAD_FAILS(resumeRouter(*m_workspace, finished->router, {}, {}), ErrorCode::BadInput, "not stopped");

        RouterRepository routers(*m_workspace);
        const RouterId id = trainAndStop("of other data", quickConfig());
        auto record = routers.byId(id);
        FAIRLEAD_VERIFY(record);
        record->name = "of changed data";
        record->dataHash = "of another log";
        const auto changed = routers.save(*record, weightsOf(id));
        FAIRLEAD_VERIFY(changed);
        FAIRLEAD_FAILS(resumeRouter(*m_workspace, *changed, {}, {}), ErrorCode::BadInput, "has changed since");

        record = routers.byId(id);
        record->name = "of an earlier version";
        TensorBundle weights = weightsOf(id);
        std::erase_if(weights.tensors, [](const auto &named) { return named.first.starts_with("resume."); });
        const auto old = routers.save(*record, weights);
        FAIRLEAD_VERIFY(old);
        FAIRLEAD_FAILS(resumeRouter(*m_workspace, *old, {}, {}), ErrorCode::Unsupported, "earlier Fairlead");
        FAIRLEAD_FAILS(resumeRouter(*m_workspace, RouterId{123456}, {}, {}), ErrorCode::NotFound, "");
    }

    void aDamagedStateIsRefused_data()
    {
        QTest::addColumn<QString>("tensor");
        QTest::newRow("the epoch") << "resume.epochs";
        QTest::newRow("the parameters") << "resume.0.parameters";
        QTest::newRow("the noise") << "resume.0.noise";
    }
    void aDamagedStateIsRefused()
    {
        QFETCH(QString, tensor);
        RouterRepository routers(*m_workspace);
        const std::string name = std::string("damaged ") + QTest::currentDataTag();
        const RouterId whole = trainAndStop(name, quickConfig());
        auto record = routers.byId(whole);
        FAIRLEAD_VERIFY(record);
        TensorBundle weights = weightsOf(whole);
        const std::int64_t nonsense[] = {7, 9, 11};
        weights.tensors.erase(tensor.toStdString());
        weights.put(tensor.toStdString(), std::span<const std::int64_t>(nonsense));
        record->name += " copy";
        const auto id = routers.save(*record, weights);
        FAIRLEAD_VERIFY(id);
        FAIRLEAD_FAILS(resumeRouter(*m_workspace, *id, {}, {}), ErrorCode::BadInput, "");
    }

private:
    /// Trains for two epochs; nothing where that failed.
    RouterId trainAndStop(const std::string &name, const TrainConfig &config)
    {
        std::stop_source stop;
        const auto outcome =
            trainRouter(*m_workspace, m_log, name, config, stop.get_token(), {}, [&](const EpochReport &epoch) {
                if (epoch.epoch == kStopAfter)
                    stop.request_stop();
            });
        if (!outcome || !outcome->stopped || outcome->curve.size() != std::size_t(kStopAfter))
            qWarning("%s", outcome ? "It went on after the stop" : outcome.error().message.c_str());
        return outcome ? outcome->router : RouterId{};
    }
    TensorBundle weightsOf(RouterId id)
    {
        auto weights = RouterRepository(*m_workspace).weights(id);
        return weights ? *std::move(weights) : TensorBundle{};
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Workspace> m_workspace;
    DatasetId m_full;
    DatasetId m_log;
};

QTEST_APPLESS_MAIN(TestResume)
#include "tst_resume.moc"
