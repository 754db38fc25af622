#include "tests/ui/window/windowfixture.h"
#include "ui/models/routertablemodel.h"
#include "ui/pages/train/runqueuemodel.h"
#include "ui/widgets/messagestrip.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QTableView>
#include <QToolButton>

namespace fairlead {

using test::WindowFixture;

namespace {

constexpr int kTrainingTimeout = 60'000;
const QString kQuick = QStringLiteral(R"({"correction":{"epochs":3,"hidden":8},"nuisances":{"forest":{"trees":0}}})");
const QString kEndless =
    QStringLiteral(R"({"correction":{"epochs":100000,"hidden":8},"nuisances":{"forest":{"trees":0}}})");
/// Long enough to be stopped within, short enough to be gone on with.
const QString kLong =
    QStringLiteral(R"({"correction":{"epochs":400,"hidden":8,"batch":64},"nuisances":{"forest":{"trees":0}}})");

QStringList column(const QTableView *table, int at)
{
    QStringList cells;
    for (int row = 0; row < table->model()->rowCount(); ++row)
        cells << table->model()->index(row, at).data().toString();
    return cells;
}

QJsonObject summaryOf(const RouterRecord &record)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(record.summary)).object();
}

} // namespace

class TestTrainPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void cleanup() { QVERIFY(!ask::hasPendingAnswers()); }

    void withoutDataThereIsNothingToStart()
    {
        WindowFixture fixture;
        ask::setNextAnswer(fixture.path("w.fairlead"));
        fixture.trigger("fileNew");
        QTRY_VERIFY(fixture.window().session().isOpen());
        fixture.window().showPage(QStringLiteral("train"));
        QTRY_VERIFY(fixture.window().isSettled());
        QVERIFY(!fixture.find<QAbstractButton>("trainStart")->isEnabled());
        QVERIFY(fixture.isVisible("trainNoCurve"));
        QVERIFY(!fixture.isVisible("queueTable"));
    }

    void aRunIsFollowedSavedAndOpenedInExplore()
    {
        WindowFixture fixture;
        openTrainPage(fixture, kQuick);
        QCOMPARE(fixture.find<QLineEdit>("trainName")->placeholderText(), QStringLiteral("rm-interval"));
        fixture.click("trainStart");
        QVERIFY(fixture.isVisible("trainStop"));
        QTRY_COMPARE_WITH_TIMEOUT(routers(fixture), QStringList{QStringLiteral("rm-interval")}, kTrainingTimeout);
        QVERIFY2(message(fixture).contains(QStringLiteral("rm-interval")), qPrintable(message(fixture)));
        QVERIFY(fixture.isVisible("lossCurve"));
        QVERIFY(fixture.isVisible("trainKept"));
        QVERIFY(!fixture.isVisible("trainStop"));
        QCOMPARE(fixture.find<QLineEdit>("trainName")->placeholderText(), QStringLiteral("rm-interval 2"));
        fixture.click("trainOpenNew");
        QTRY_VERIFY(fixture.isVisible("explorePage"));
    }

    void aMethodShowsItsSentenceAndIsFittedInOneStepWithoutANetwork()
    {
        WindowFixture fixture;
        openTrainPage(fixture, kQuick);
        chooseMethods(fixture, {QStringLiteral("Best single model")});
        QVERIFY(fixture.find<QLabel>("trainSentence")->text().contains(QStringLiteral("best at the price")));
        QVERIFY(!fixture.find<QWidget>("trainDevice")->isEnabled());
        fixture.click("trainStart");
        QTRY_COMPARE_WITH_TIMEOUT(routers(fixture).size(), 1, kTrainingTimeout);
        QTRY_VERIFY(fixture.isVisible("trainNoCurve"));
    }

    void methodsThatNeedTheTruthAreNotOfferedForALog()
    {
        WindowFixture fixture;
        openTrainPage(fixture, kQuick);
        auto *list = fixture.find<QListWidget>("trainMethods");
        for (const char *title : {"Oracle", "Full feedback"}) {
            const QListWidgetItem *item = list->findItems(QLatin1String(title), Qt::MatchExactly).value(0);
            QVERIFY(item && !item->flags().testFlag(Qt::ItemIsEnabled));
        }
    }

    void twoMethodsWithTwoSeedsRunOneAfterTheOther()
    {
        WindowFixture fixture;
        openTrainPage(fixture, kQuick);
        chooseMethods(fixture, {QStringLiteral("RM-Interval"), QStringLiteral("Plug-in")});
        fixture.type("trainSeeds", QStringLiteral("1-2"));
        QCOMPARE(fixture.find<QAbstractButton>("trainStart")->text().remove(QLatin1Char('&')),
                 QStringLiteral("Start 4 runs"));
        fixture.click("trainStart");
        auto *table = fixture.find<QTableView>("queueTable");
        QCOMPARE(table->model()->rowCount(), 4);
        QCOMPARE(fixture.window().session().jobs().size(), 1);
        QCOMPARE(column(table, 0).mid(1), QStringList(3, QStringLiteral("○ waiting")));
        const QStringList names{QStringLiteral("rm-interval seed 1"), QStringLiteral("rm-interval seed 2"),
                                QStringLiteral("plug-in seed 1"), QStringLiteral("plug-in seed 2")};
        QTRY_COMPARE_WITH_TIMEOUT(routers(fixture), names, kTrainingTimeout);
        QTRY_COMPARE(column(table, 0), QStringList(4, QStringLiteral("✓ done")));
        fixture.type("trainSeeds", QStringLiteral("2-3"));
        QVERIFY(fixture.find<QLabel>("trainPlan")->text().startsWith(QStringLiteral("rm-interval 2 seed 2, ")));
        const WorkspaceSnapshot stored = fixture.stored();
        QCOMPARE(stored.routers[1].seed, std::uint64_t(2));
        QCOMPARE(stored.routers[3].method, std::string("plug-in"));
        fixture.click("queueClear");
        QTRY_VERIFY(!fixture.isVisible("queueTable"));
    }

    void waitingRunsAreReorderedRemovedAndStopped()
    {
        WindowFixture fixture;
        openTrainPage(fixture, kEndless);
        fixture.type("trainSeeds", QStringLiteral("1-4"));
        fixture.click("trainStart");
        auto *table = fixture.find<QTableView>("queueTable");
        const auto names = [table] { return column(table, 1).join(QLatin1Char('|')); };
        select(table, 3);
        fixture.click("queueUp");
        QCOMPARE(names(),
                 QStringLiteral("rm-interval seed 1|rm-interval seed 2|rm-interval seed 4|rm-interval seed 3"));
        fixture.click("queueUp");
        fixture.click("queueUp"); // the running one stays first
        QCOMPARE(names(),
                 QStringLiteral("rm-interval seed 1|rm-interval seed 4|rm-interval seed 2|rm-interval seed 3"));
        fixture.click("queueDown");
        fixture.click("queueRemove");
        QCOMPARE(names(), QStringLiteral("rm-interval seed 1|rm-interval seed 2|rm-interval seed 3"));
        select(table, 0);
        QVERIFY(!fixture.find<QAbstractButton>("queueRemove")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(fixture.isVisible("lossCurve"), kTrainingTimeout);
        fixture.click("queueStopAll");
        QTRY_COMPARE_WITH_TIMEOUT(routers(fixture), QStringList{QStringLiteral("rm-interval seed 1")},
                                  kTrainingTimeout);
        QVERIFY(fixture.window().session().jobs().isEmpty());
    }

    void stopKeepsTheEpochsAndResumeGoesOnInTheSamePlace()
    {
        WindowFixture fixture;
        openTrainPage(fixture, kLong);
        fixture.click("trainStart");
        QTRY_VERIFY_WITH_TIMEOUT(fixture.isVisible("lossCurve"), kTrainingTimeout);
        fixture.click("trainStop");
        QTRY_COMPARE_WITH_TIMEOUT(routers(fixture).size(), 1, kTrainingTimeout);
        QVERIFY2(message(fixture).contains(QStringLiteral("Stopped")), qPrintable(message(fixture)));
        const RouterRecord stopped = fixture.stored().routers.front();
        QVERIFY(summaryOf(stopped).value(QStringLiteral("resumable")).toBool());

        QVERIFY(fixture.find<QAbstractButton>("routerResume")->isEnabled());
        fixture.click("routerResume");
        QVERIFY(!fixture.find<QAbstractButton>("routerResume")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(fixture.window().session().jobs().isEmpty(), kTrainingTimeout);
        const WorkspaceSnapshot stored = fixture.stored();
        QCOMPARE(stored.routers.size(), 1U);
        QCOMPARE(stored.routers.front().id.value, stopped.id.value);
        QVERIFY(!summaryOf(stored.routers.front()).value(QStringLiteral("stopped")).toBool());
        QTRY_VERIFY(fixture.window().isSettled());
        QVERIFY(!fixture.find<QAbstractButton>("routerResume")->isEnabled());
    }

    void closingWhileRunsAreQueuedAsksStopsAndLosesNothing()
    {
        WindowFixture fixture;
        openTrainPage(fixture, kEndless);
        fixture.type("trainSeeds", QStringLiteral("1, 2, 7"));
        fixture.click("trainStart");
        QTRY_VERIFY_WITH_TIMEOUT(fixture.isVisible("lossCurve"), kTrainingTimeout);

        ask::setNextAnswer(false);
        QVERIFY(!fixture.window().close());
        QVERIFY(ask::takeLastQuestion().contains(QStringLiteral("Stop")));
        QCOMPARE(fixture.window().session().jobs().size(), 1);
        QVERIFY(!fixture.window().session().jobs().first()->stopRequested());

        ask::setNextAnswer(true);
        QVERIFY(!fixture.window().close());
        QVERIFY(fixture.window().isVisible()); // alive until the run has saved what it has
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.window().isVisible(), kTrainingTimeout);
        QCOMPARE(fixture.stored().routers.size(), 1U); // the waiting ones were not begun
    }

    void aStopFromElsewhereHoldsTheQueueUntilItIsToGoOn()
    {
        WindowFixture fixture;
        openTrainPage(fixture, kEndless);
        fixture.type("trainSeeds", QStringLiteral("1-2"));
        fixture.click("trainStart");
        QTRY_VERIFY_WITH_TIMEOUT(fixture.isVisible("lossCurve"), kTrainingTimeout);
        fixture.window().session().stopAll();
        QTRY_VERIFY_WITH_TIMEOUT(fixture.isVisible("queueProceed"), kTrainingTimeout);
        QVERIFY(fixture.find<QLabel>("queueTitle")->text().contains(QStringLiteral("held")));
        fixture.click("queueProceed");
        QCOMPARE(fixture.window().session().jobs().size(), 1);
        QTRY_VERIFY_WITH_TIMEOUT(column(fixture.find<QTableView>("queueTable"), 3).last().startsWith(u"epoch"),
                                 kTrainingTimeout);
        fixture.click("trainStop");
        QTRY_COMPARE_WITH_TIMEOUT(routers(fixture).size(), 2, kTrainingTimeout);
    }

    void seedsAreCheckedAsTheyAreTyped_data()
    {
        QTest::addColumn<QString>("seeds");
        QTest::addColumn<QString>("said");
        QTest::newRow("no number") << QStringLiteral("one") << QStringLiteral("is no seed");
        QTest::newRow("nothing") << QString() << QStringLiteral("at least one seed");
        QTest::newRow("backwards") << QStringLiteral("5-1") << QStringLiteral("backwards");
        QTest::newRow("a comma too many") << QStringLiteral("1,,2") << QStringLiteral("missing");
        QTest::newRow("too many") << QStringLiteral("1-100000") << QStringLiteral("more than");
    }
    void seedsAreCheckedAsTheyAreTyped()
    {
        QFETCH(QString, seeds);
        QFETCH(QString, said);
        WindowFixture fixture;
        openTrainPage(fixture, kQuick);
        fixture.type("trainSeeds", seeds);
        QVERIFY(fixture.isVisible("trainSeedsReason"));
        const QString reason = fixture.find<QLabel>("trainSeedsReason")->text();
        QVERIFY2(reason.contains(said), qPrintable(reason));
        QVERIFY(!fixture.find<QAbstractButton>("trainStart")->isEnabled());
        fixture.type("trainSeeds", QStringLiteral("3"));
        QVERIFY(!fixture.isVisible("trainSeedsReason"));
        QVERIFY(fixture.find<QAbstractButton>("trainStart")->isEnabled());
    }

    void settingsAreCheckedAsTheyAreTypedAndReset()
    {
        WindowFixture fixture;
        openTrainPage(fixture, QStringLiteral("{}"));
        fixture.find<QToolButton>("trainAdvanced")->setChecked(true);
        QVERIFY(fixture.isVisible("setting_correction_epochs"));
        QVERIFY(!fixture.isVisible("setting_neighbours")); // no chosen method reads it
        fixture.type("setting_correction_epochs", QStringLiteral("0"));
        QCOMPARE(fixture.find<QLabel>("setting_correction_epochs_reason")->text(),
                 QStringLiteral("It is 0; it must lie between 1 and 1,000,000."));
        QVERIFY(!fixture.find<QAbstractButton>("trainStart")->isEnabled());
        fixture.type("setting_correction_epochs", QStringLiteral("12"));
        QVERIFY(!fixture.isVisible("setting_correction_epochs_reason"));
        QVERIFY(fixture.find<QAbstractButton>("trainStart")->isEnabled());
        QVERIFY(json(fixture)->toPlainText().contains(QStringLiteral("\"epochs\": 12")));

        // Two settings that exclude each other: the reason goes once the other one is taken back.
        fixture.click("setting_correction_separate");
        fixture.click("setting_correction_lambda_input");
        QVERIFY(fixture.isVisible("setting_correction_lambda_input_reason"));
        fixture.click("setting_correction_separate");
        QVERIFY(!fixture.isVisible("setting_correction_lambda_input_reason"));

        fixture.click("trainReset");
        QCOMPARE(fixture.find<QLineEdit>("setting_correction_epochs")->text(), QStringLiteral("8"));
        chooseMethods(fixture, {QStringLiteral("kNN plug-in")});
        QVERIFY(fixture.isVisible("setting_neighbours"));
        QVERIFY(!fixture.isVisible("setting_correction_epochs"));
    }

    void theConfigurationIsCopiedPastedAndChecked()
    {
        WindowFixture fixture;
        openTrainPage(fixture, kQuick);
        fixture.find<QToolButton>("trainJsonFold")->setChecked(true);
        fixture.click("trainJsonCopy");
        const QString copied = QGuiApplication::clipboard()->text();
        const auto config = trainConfigFromJson(copied.toStdString());
        QVERIFY(config);
        QCOMPARE(config->correction.epochs, 3);

        QGuiApplication::clipboard()->setText(QStringLiteral(R"({"seed":7,"method":"knn","neighbours":11})"));
        fixture.click("trainJsonPaste");
        QCOMPARE(fixture.find<QLineEdit>("trainSeeds")->text(), QStringLiteral("7"));
        QCOMPARE(fixture.find<QListWidget>("trainMethods")->selectedItems().first()->text(),
                 QStringLiteral("kNN plug-in"));
        QCOMPARE(fixture.find<QLineEdit>("setting_neighbours")->text(), QStringLiteral("11"));

        QGuiApplication::clipboard()->setText(QStringLiteral(R"({"correction":{"epoks":7}})"));
        fixture.click("trainJsonPaste");
        QVERIFY(fixture.find<QLabel>("trainJsonMessage")->text().contains(QStringLiteral("correction.epoks")));
        QVERIFY(!fixture.find<QAbstractButton>("trainStart")->isEnabled());
        QGuiApplication::clipboard()->setText(copied);
        fixture.click("trainJsonPaste");
        QVERIFY(fixture.find<QAbstractButton>("trainStart")->isEnabled());
        QCOMPARE(fixture.find<QLineEdit>("setting_correction_epochs")->text(), QStringLiteral("3"));
    }

    void theSettingsOfARouterFillTheFormAndAreCopied()
    {
        WindowFixture fixture;
        openTrainPage(fixture, QStringLiteral(R"({"method":"knn","neighbours":9,"seed":5})"));
        fixture.type("trainName", QStringLiteral("nine"));
        fixture.click("trainStart");
        QTRY_COMPARE_WITH_TIMEOUT(routers(fixture), QStringList{QStringLiteral("nine")}, kTrainingTimeout);
        QTRY_VERIFY(fixture.window().isSettled());

        fixture.click("routerCopyConfig");
        QCOMPARE(QGuiApplication::clipboard()->text().toStdString(), fixture.stored().routers.front().config);

        fixture.type("trainName", QString());
        fixture.type("trainSeeds", QStringLiteral("1"));
        chooseMethods(fixture, {QStringLiteral("RM-Interval")});
        fixture.type("setting_neighbours", QStringLiteral("40"));
        fixture.click("routerUse");
        QCOMPARE(fixture.find<QLineEdit>("trainSeeds")->text(), QStringLiteral("5"));
        QCOMPARE(fixture.find<QLineEdit>("setting_neighbours")->text(), QStringLiteral("9"));
        QCOMPARE(fixture.find<QLineEdit>("trainName")->placeholderText(), QStringLiteral("knn"));
        fixture.click("trainStart");
        QTRY_COMPARE_WITH_TIMEOUT(routers(fixture).size(), 2, kTrainingTimeout);
        const auto stored = fixture.stored().routers;
        QCOMPARE(stored[1].config, stored[0].config);
    }

    void aLogThatOneModelServedIsWarnedOfAndRefusedWithTheReason()
    {
        WindowFixture fixture;
        QByteArray csv = test::smallLog(60);
        csv.replace(",middle,", ",small,").replace(",large,", ",small,");
        auto workspace = Workspace::create(fixture.path("w.fairlead").toStdString());
        QVERIFY(workspace);
        ImportRequest request;
        request.file = test::writeTestFile(fixture.path("one.csv"), csv).toStdString();
        request.name = "one";
        QVERIFY(importDataset(*workspace, request, {}, {}));
        openTrainPage(fixture, kQuick, fixture.path("w.fairlead"));
        QVERIFY(fixture.isVisible("trainSupport"));
        QVERIFY(fixture.find<QLabel>("trainSupport")->text().startsWith(QStringLiteral("REFUSE")));
        fixture.click("trainStart");
        QTRY_VERIFY_WITH_TIMEOUT(fixture.isVisible("trainMessage"), kTrainingTimeout);
        QVERIFY2(message(fixture).contains(QStringLiteral("small")), qPrintable(message(fixture)));
        QCOMPARE(column(fixture.find<QTableView>("queueTable"), 0), QStringList{QStringLiteral("✗ failed")});
        QCOMPARE(fixture.stored().routers.size(), 0U);
    }

    void devicesAreShownWithTheirFreeMemory()
    {
        WindowFixture fixture;
        openTrainPage(fixture, kQuick);
        auto *device = fixture.find<QComboBox>("trainDevice");
        QTRY_VERIFY2(device->itemText(1).contains(QStringLiteral("free")), qPrintable(device->itemText(1)));
        QVERIFY(device->itemText(0).startsWith(QStringLiteral("Automatic (")));
        QVERIFY(fixture.find<QLabel>("trainDeviceDetail")->text().contains(QStringLiteral("free")));
    }

    void datesAreShownWholeInASmallWindow()
    {
        WindowFixture fixture;
        openTrainPage(fixture, QStringLiteral(R"({"method":"cheapest"})"));
        fixture.window().resize(1100, 700);
        fixture.click("trainStart");
        QTRY_COMPARE_WITH_TIMEOUT(routers(fixture).size(), 1, kTrainingTimeout);
        auto *table = fixture.find<QTableView>("routerTable");
        const int date = table->model()->columnCount() - 1;
        const QString text = table->model()->index(0, date).data().toString();
        QVERIFY(!text.isEmpty());
        QVERIFY(table->columnViewportPosition(date) + table->fontMetrics().horizontalAdvance(text) + 12 <=
                table->viewport()->width());
    }

    void tabFollowsTheReadingOrder()
    {
        WindowFixture fixture;
        openTrainPage(fixture, kQuick);
        QStringList order;
        const QWidget *start = fixture.find<QWidget>("trainDataset");
        for (const QWidget *at = start; order.size() < 8; at = at->nextInFocusChain()) {
            const bool isStop = (at->focusPolicy() & Qt::TabFocus) && at->isVisible() && at->isEnabled();
            if (isStop && !at->objectName().startsWith(QStringLiteral("qt_")))
                order << at->objectName();
        }
        QCOMPARE(
            order.join(QLatin1Char(' ')),
            QStringLiteral("trainDataset trainMethods trainSeeds trainName trainDevice trainAdvanced trainJsonFold "
                           "trainStart"));
    }

    void theQueueIsAProperTable()
    {
        RunQueueModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QueuedRun run;
        run.id = 4;
        run.name = QStringLiteral("a");
        model.setRows({run, run});
        QCOMPARE(model.rowCount(), 2);
        run.state = QueuedRun::State::Failed;
        run.outcome = QStringLiteral("It could not.");
        model.setRows({run});
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("✗ failed"));
        QCOMPARE(model.index(0, 3).data().toString(), QStringLiteral("It could not."));
    }

private:
    static QString message(WindowFixture &fixture) { return fixture.find<MessageStrip>("trainMessage")->text(); }
    static QStringList routers(WindowFixture &fixture) { return column(fixture.find<QTableView>("routerTable"), 0); }
    static QPlainTextEdit *json(WindowFixture &fixture) { return fixture.find<QPlainTextEdit>("trainJson"); }
    static void select(QTableView *table, int row)
    {
        const QRect cell = table->visualRect(table->model()->index(row, 1));
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, cell.center());
    }
    /// The first with a click, the others with Ctrl held.
    static void chooseMethods(WindowFixture &fixture, const QStringList &titles)
    {
        auto *list = fixture.find<QListWidget>("trainMethods");
        for (const QString &title : titles) {
            QListWidgetItem *item = list->findItems(title, Qt::MatchExactly).value(0);
            QVERIFY(item);
            list->scrollToItem(item);
            QTest::mouseClick(list->viewport(), Qt::LeftButton,
                              title == titles.first() ? Qt::NoModifier : Qt::ControlModifier,
                              list->visualItemRect(item).center());
        }
        QCOMPARE(list->selectedItems().size(), titles.size());
    }
    static void openTrainPage(WindowFixture &fixture, const QString &config, QString file = {})
    {
        if (file.isEmpty())
            file = fixture.makeWorkspace(300);
        fixture.window().openFile(file);
        fixture.window().showPage(QStringLiteral("train"));
        QTRY_VERIFY(fixture.find<QAbstractButton>("trainStart")->isEnabled());
        QTRY_VERIFY(fixture.window().isSettled());
        json(fixture)->setPlainText(config);
    }
};

} // namespace fairlead

QTEST_MAIN(fairlead::TestTrainPage)
#include "tst_trainpage.moc"
