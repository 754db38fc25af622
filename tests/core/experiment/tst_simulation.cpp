#include "core/experiment/simulation.h"
#include "core/store/datasetrepository.h"
#include "tests/support/samplelog.h"

#include <QTemporaryDir>
#include <QTest>

using namespace fairlead;

class TestSimulation final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        auto workspace = Workspace::create(m_folder->filePath("w.fairlead").toStdString());
        QVERIFY(workspace);
        m_workspace = std::make_unique<Workspace>(std::move(*workspace));
        m_full = test::addSampleFullFeedback(*m_workspace, "full", 1000, 3);
    }
    void cleanup()
    {
        m_workspace.reset();
        m_folder.reset();
    }

    void aLogRecordsTheTruthOfTheServedModel()
    {
        const LoggedOutcomes log = simulate("log", {});
        const auto truth = DatasetRepository(*m_workspace).fullOutcomes(m_full);
        QVERIFY(truth);
        QCOMPARE(log.model.size(), std::size_t(1000));
        for (std::size_t i = 0; i < log.model.size(); ++i) {
            const auto t = static_cast<std::size_t>(log.model[i]);
            QCOMPARE(log.quality[i], truth->quality(i, t));
            QCOMPARE(log.cost[i], truth->cost(i, t));
        }
    }

    void theSameSeedGivesTheSameLog()
    {
        QVERIFY(simulate("one", {1.0, 0.02, 5}).model == simulate("two", {1.0, 0.02, 5}).model);
        QVERIFY(simulate("three", {1.0, 0.02, 6}).model != simulate("four", {1.0, 0.02, 5}).model);
    }

    void withoutBiasModelsAreServedEvenly()
    {
        std::array<int, 3> counts{};
        for (const std::int32_t model : simulate("log", {0.0, 0.0, 1}).model)
            ++counts[static_cast<std::size_t>(model)];
        for (const int count : counts) // 1000/3 with a standard deviation of 15
            QVERIFY2(count > 270 && count < 400, qPrintable(QString::number(count)));
    }

    void strongerBiasMakesTheServedModelDependMoreOnTheQuery()
    {
        const auto spread = [](const LoggedOutcomes &log, const MatrixF &x) {
            double largest = 0; // difference between models in the mean embedding of the queries they served
            for (std::size_t j = 0; j < x.cols(); ++j) {
                std::array<double, 3> sum{};
                std::array<double, 3> count{};
                for (std::size_t i = 0; i < x.rows(); ++i) {
                    sum[static_cast<std::size_t>(log.model[i])] += x(i, j);
                    count[static_cast<std::size_t>(log.model[i])] += 1;
                }
                for (int a = 0; a < 3; ++a)
                    largest = std::max(largest, std::abs(sum[a] / count[a] - sum[(a + 1) % 3] / count[(a + 1) % 3]));
            }
            return largest;
        };
        const auto x = DatasetRepository(*m_workspace).embeddings(m_full);
        QVERIFY(x);
        const double none = spread(simulate("none", {0.0, 0.0, 1}), *x);
        const double strong = spread(simulate("strong", {2.0, 0.02, 1}), *x);
        QVERIFY2(strong > 4 * none, qPrintable(QString("%1 against %2").arg(strong).arg(none)));
    }

    void aLogCannotBeSimulatedFromALog()
    {
        auto log = simulateLog(*m_workspace, m_full, "log", {}, {}, {});
        QVERIFY(log);
        const auto again = simulateLog(*m_workspace, *log, "again", {}, {}, {});
        QVERIFY(!again);
        QVERIFY(again.error().code == ErrorCode::BadInput);
    }

    void nonsenseOptionsAreRefused()
    {
        QVERIFY(!simulateLog(*m_workspace, m_full, "log", {-1.0, 0.02, 1}, {}, {}));
        QVERIFY(!simulateLog(*m_workspace, m_full, "log", {1.0, 1.5, 1}, {}, {}));
        QCOMPARE(DatasetRepository(*m_workspace).list()->size(), std::size_t(1));
    }

private:
    LoggedOutcomes simulate(const std::string &name, const SimulationOptions &options)
    {
        auto id = simulateLog(*m_workspace, m_full, name, options, {}, {});
        if (!id)
            qFatal("%s", id.error().message.c_str());
        return *DatasetRepository(*m_workspace).loggedOutcomes(*id);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workspace> m_workspace;
    DatasetId m_full;
};

QTEST_APPLESS_MAIN(TestSimulation)
#include "tst_simulation.moc"
