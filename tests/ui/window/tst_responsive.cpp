#include "tests/support/stallwatch.h"
#include "tests/support/testdata.h"
#include "tests/ui/window/windowfixture.h"

#include "core/experiment/training.h"
#include "core/store/datasetrepository.h"
#include "datasets/demoworkspace.h"
#include "ui/widgets/costintervalslider.h"

namespace fairlead {

using test::StallWatch;
using test::WindowFixture;

/// While a training runs every page stays usable: between two turns of the event loop the window's thread never
/// computes for longer than 50 ms. Where the time of a wall clock was longer, the thread was kept waiting for a
/// processor.
class TestResponsive : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void cleanup() { QVERIFY(!ask::hasPendingAnswers()); }

    void pagesStayUsableWhileATrainingRuns_data()
    {
        QTest::addColumn<QString>("data");
        QTest::newRow("the demo") << QStringLiteral("demo");
        QTest::newRow("real outcomes") << QStringLiteral("real");
    }
    void pagesStayUsableWhileATrainingRuns()
    {
        QFETCH(QString, data);
        WindowFixture fixture;
        const QString file = fixture.path("big.fairlead");
        if (data == QLatin1String("demo")) {
            DemoOptions options;
            options.queries = 3000;
            QVERIFY(makeDemoWorkspace(file.toStdString(), options, {}, {}));
        } else {
            FAIRLEAD_NEED_SHARED_DATA(log, "llmrouter_log.jsonl");
            makeReal(file, log);
        }
        StallWatch watch;
        fixture.window().openFile(file);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.window().session().isOpen(), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.window().isSettled(), 60'000);
        startTraining(fixture);

        const QStringList pages = fixture.window().pageKeys();
        for (const QString &page : pages + pages) { // the second round meets pages that are loaded
            fixture.window().showPage(page);
            const int turns = watch.turns();
            QTRY_VERIFY_WITH_TIMEOUT(watch.turns() > turns + 20, 30'000);
        }
        fixture.window().showPage(QStringLiteral("explore"));
        auto *slider =
            fixture.find<QWidget>("explorePage")->findChild<CostIntervalSlider *>(QStringLiteral("costIntervalSlider"));
        QTRY_VERIFY_WITH_TIMEOUT(slider->isVisible(), 60'000);
        for (int step = 0; step <= 40; ++step) {
            slider->setPoint(slider->minimum() + (slider->maximum() - slider->minimum()) * step / 40);
            const int turns = watch.turns();
            QTRY_VERIFY(watch.turns() > turns);
        }
        QVERIFY2(!fixture.window().session().jobs().isEmpty(), "the training ended before the pages were visited");
        qInfo("longest without a turn: %.0f ms of own time, %.0f ms by the clock, %d turns", watch.longestOwn(),
              watch.longestWall(), watch.turns());
        QVERIFY2(watch.longestOwn() < 50, qPrintable(QString::number(watch.longestOwn())));
        fixture.window().session().stopAll();
        QTRY_VERIFY_WITH_TIMEOUT(fixture.window().session().jobs().isEmpty(), 30'000);
    }

private:
    /// The log with a router.
    static void makeReal(const QString &file, const std::filesystem::path &log)
    {
        auto workspace = Workspace::create(file.toStdString());
        ImportRequest request;
        request.file = log;
        request.name = "log";
        const auto imported = importDataset(*workspace, request, {}, {});
        if (!imported)
            qFatal("%s", imported.error().message.c_str());
        const auto config = trainConfigFromJson(R"({"correction":{"epochs":2}})");
        if (const auto trained = trainRouter(*workspace, imported->dataset, "rm", *config, {}, {}); !trained)
            qFatal("%s", trained.error().message.c_str());
    }
    /// A run that goes on until it is stopped.
    static void startTraining(WindowFixture &fixture)
    {
        Session &session = fixture.window().session();
        auto config = trainConfigFromJson(R"({"correction":{"epochs":100000}})");
        session.run<TrainOutcome>(
            std::make_unique<Job<TrainOutcome>>(
                QStringLiteral("Training"),
                [path = session.path(), config = *config](const std::stop_token &stop,
                                                          const ReportProgress &report) -> Result<TrainOutcome> {
                    auto workspace = Workspace::open(path);
                    if (!workspace)
                        return workspace.error();
                    const auto datasets = DatasetRepository(*workspace).list();
                    return trainRouter(*workspace, datasets->back().id, "endless", config, stop, report);
                }),
            &fixture.window(), [](const Result<TrainOutcome> &) {});
    }
};

} // namespace fairlead

QTEST_MAIN(fairlead::TestResponsive)
#include "tst_responsive.moc"
