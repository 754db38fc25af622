#include "core/base/random.h"
#include "core/experiment/analysis.h"
#include "core/experiment/rundata.h"
#include "core/experiment/simulation.h"
#include "core/experiment/training.h"
#include "core/store/datasetrepository.h"
#include "tests/support/storedata.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace fairlead;
using namespace fairlead::test;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Full feedback of 600 queries in which "best" has no answer to two queries in five, and "rare" to all but one in ten.
DatasetId addTableWithHoles(Workspace &workspace)
{
    auto transaction = Transaction::begin(workspace);
    NewDataset dataset;
    dataset.name = "full";
    dataset.kind = DatasetKind::FullFeedback;
    dataset.models = {"plain", "best", "rare"};
    auto writer = DatasetWriter::begin(workspace, dataset);
    Random random(5);
    constexpr std::size_t kRows = 600;
    MatrixF embeddings(kRows, 3);
    bool fine = transaction && writer;
    for (std::size_t i = 0; i < kRows; ++i) {
        for (float &value : embeddings.row(i))
            value = static_cast<float>(random.normal());
        fine =
            fine && writer->addQuery({"q" + std::to_string(i), "", "", "", i % 10 < 7 ? Split::Train : Split::HeldOut});
    }
    for (std::size_t i = 0; i < kRows && fine; ++i) {
        const double quality[] = {0.4 + 0.1 * random.normal(), 0.9 + 0.1 * random.normal(), 0.5};
        const bool answered[] = {true, i % 5 < 3, i % 10 == 0};
        for (std::int32_t t = 0; t < 3 && fine; ++t)
            fine = writer
                       ->addObservation(i, t, answered[t] ? quality[t] : kNone, answered[t] ? 0.001 * (t + 1) : kNone,
                                        kNone)
                       .has_value();
    }
    fine = fine && writer->setEmbeddings(embeddings).has_value();
    auto id = fine ? writer->finish() : Result<DatasetId>(makeError(ErrorCode::Internal, "the table was not stored"));
    if (!id || !transaction->commit())
        qFatal("could not store the table");
    return *id;
}

} // namespace

/// From holes in full feedback to a router that respects them.
class TestCandidateLogs final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_workspace =
            std::make_unique<Workspace>(std::move(*Workspace::create(m_folder.filePath("w.fairlead").toStdString())));
        const DatasetId full = addTableWithHoles(*m_workspace);
        SimulationOptions options;
        options.bias = 0.5;
        options.floor = 0.3;
        auto log = simulateLog(*m_workspace, full, "log", options, {}, {});
        FAIRLEAD_VERIFY(log);
        m_log = *log;
    }
    void cleanupTestCase() { m_workspace.reset(); }

    void aSimulatedLogRemembersWhoCouldAnswer()
    {
        const DatasetRepository datasets(*m_workspace);
        QVERIFY(datasets.byId(m_log)->hasCandidates);
        const auto outcomes = datasets.loggedOutcomes(m_log);
        FAIRLEAD_VERIFY(outcomes);
        QCOMPARE(outcomes->available.rows(), 600u);
        for (std::size_t i = 0; i < 600; ++i) {
            QCOMPARE(int(outcomes->available(i, 0)), 1);
            QCOMPARE(outcomes->available(i, 1) != 0, i % 5 < 3);
            QCOMPARE(outcomes->available(i, 2) != 0, i % 10 == 0);
        }
    }

    void everyMethodKeepsToTheCandidates_data()
    {
        QTest::addColumn<QString>("key");
        for (const MethodInfo &info : methods())
            QTest::newRow(std::string(info.key).c_str()) << QString::fromUtf8(info.key.data(), info.key.size());
    }
    void everyMethodKeepsToTheCandidates()
    {
        QFETCH(QString, key);
        TrainConfig config;
        config.method = *methodFromKey(key.toStdString());
        config.correction.epochs = 2;
        const auto outcome = trainRouter(*m_workspace, m_log, key.toStdString(), config, {}, {});
        FAIRLEAD_VERIFY(outcome);
        const auto analysis = analyseRouter(*m_workspace, outcome->router, {}, {});
        FAIRLEAD_VERIFY(analysis);
        const auto outcomes = DatasetRepository(*m_workspace).loggedOutcomes(m_log);
        for (const double share : {0.0, 0.3, 1.0}) {
            const auto chosen = analysis->index->decisions(share * analysis->index->lambdaMax());
            for (std::size_t i = 0; i < chosen.size(); ++i)
                QVERIFY(outcomes->available(static_cast<std::size_t>(analysis->rows[i]), chosen[i]) != 0);
        }
        const IntervalValue value = analysis->index->over(0, analysis->index->lambdaMax());
        QVERIFY(value.truth && std::isfinite(value.truth->utility.value));
        QVERIFY(*value.meanRegretTruth >= -1e-12);
        QVERIFY(value.dr && std::isfinite(value.dr->utility.value));
    }

    void aSingleModelIsValuedWhereItWasAvailableAndSaysSo()
    {
        TrainConfig config;
        config.method = Method::PlugIn;
        const auto outcome = trainRouter(*m_workspace, m_log, "references", config, {}, {});
        FAIRLEAD_VERIFY(outcome);
        const auto analysis = analyseRouter(*m_workspace, outcome->router, {}, {});
        FAIRLEAD_VERIFY(analysis);
        const ReferencePolicy &best = analysis->references[2];
        QCOMPARE(best.name, std::string("best"));
        // Its true mean is that of its answers, near 0.9, of about three in five held-out queries.
        QVERIFY(best.trueQuality && std::abs(*best.trueQuality - 0.9) < 0.05);
        QVERIFY(std::abs(best.quality.value - *best.trueQuality) < 4 * best.quality.se + 0.02);
        const auto says = [](const std::string &warning) {
            return QString::fromStdString(warning).contains("Not every model was available");
        };
        QVERIFY(std::any_of(analysis->warnings.begin(), analysis->warnings.end(), says));
        QCOMPARE(analysis->bestSingle, 1);
    }

    void theRouterUsesTheBestModelWhereItCan()
    {
        TrainConfig config;
        config.method = Method::PlugIn;
        const auto outcome = trainRouter(*m_workspace, m_log, "uses", config, {}, {});
        FAIRLEAD_VERIFY(outcome);
        const auto analysis = analyseRouter(*m_workspace, outcome->router, {}, {});
        FAIRLEAD_VERIFY(analysis);
        const auto chosen = analysis->index->decisions(0);
        std::size_t best = 0;
        std::size_t could = 0;
        for (std::size_t i = 0; i < chosen.size(); ++i) {
            could += analysis->rows[i] % 5 < 3;
            best += chosen[i] == 1;
        }
        QCOMPARE(best, could);
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Workspace> m_workspace;
    DatasetId m_log;
};

QTEST_GUILESS_MAIN(TestCandidateLogs)
#include "tst_candidatelogs.moc"
