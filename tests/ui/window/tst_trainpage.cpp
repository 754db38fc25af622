#include "tests/ui/window/windowfixture.h"
#include "ui/widgets/messagestrip.h"

#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTableView>
#include <QToolButton>

namespace fairlead {

using test::WindowFixture;

namespace {

constexpr int kTrainingTimeout = 60'000;
const QString kQuickConfig = QStringLiteral(R"({"correction":{"epochs":3,"hidden":8}})");
const QString kEndlessConfig = QStringLiteral(R"({"correction":{"epochs":100000,"hidden":8}})");

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
    }

    void aRunIsFollowedSavedAndOpenedInExplore()
    {
        WindowFixture fixture;
        openTrainPage(fixture, kQuickConfig);
        fixture.click("trainStart");
        QVERIFY(!fixture.find<QAbstractButton>("trainStart")->isEnabled());
        auto *table = fixture.find<QTableView>("routerTable");
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, kTrainingTimeout);
        QVERIFY2(fixture.find<MessageStrip>("trainMessage")->text().contains(QStringLiteral("rm-interval")),
                 qPrintable(fixture.find<MessageStrip>("trainMessage")->text()));
        QVERIFY(fixture.isVisible("lossCurve"));
        QVERIFY(fixture.find<QAbstractButton>("trainStart")->isEnabled());
        fixture.click("trainOpenNew");
        QTRY_VERIFY(fixture.isVisible("explorePage"));
    }

    void aMethodWithoutANetworkIsFittedInOneStep()
    {
        WindowFixture fixture;
        openTrainPage(fixture, kQuickConfig);
        auto *method = fixture.find<QComboBox>("trainMethod");
        method->setCurrentIndex(method->findText(QStringLiteral("Best single"), Qt::MatchStartsWith));
        QVERIFY(!fixture.find<QWidget>("trainDevice")->isEnabled());
        fixture.click("trainStart");
        QTRY_COMPARE_WITH_TIMEOUT(fixture.find<QTableView>("routerTable")->model()->rowCount(), 1, kTrainingTimeout);
        QTRY_VERIFY(fixture.isVisible("trainNoCurve"));
    }

    void stopKeepsTheEpochsFinishedSoFar()
    {
        WindowFixture fixture;
        openTrainPage(fixture, kEndlessConfig);
        fixture.click("trainStart");
        QTRY_VERIFY_WITH_TIMEOUT(fixture.isVisible("lossCurve"), kTrainingTimeout);
        fixture.click("trainStop");
        QTRY_COMPARE_WITH_TIMEOUT(fixture.find<QTableView>("routerTable")->model()->rowCount(), 1, kTrainingTimeout);
        QVERIFY(fixture.find<MessageStrip>("trainMessage")->text().contains(QStringLiteral("Stopped")));
    }

    void closingWhileARunGoesOnAsksStopsAndLosesNothing()
    {
        WindowFixture fixture;
        openTrainPage(fixture, kEndlessConfig);
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
        QCOMPARE(fixture.stored().routers.size(), 1U);
    }

    void theConfigurationIsCheckedAsItIsTyped()
    {
        WindowFixture fixture;
        openTrainPage(fixture, kQuickConfig);
        auto *json = fixture.find<QPlainTextEdit>("trainJson");
        json->setPlainText(QStringLiteral(R"({"seed":7,"method":"plug-in"})"));
        QCOMPARE(fixture.find<QComboBox>("trainMethod")->currentText(), QStringLiteral("Plug-in"));

        json->setFocus();
        json->setPlainText(QStringLiteral(R"({"epoks":7})"));
        QVERIFY(fixture.find<QLabel>("trainJsonMessage")->text().contains(QStringLiteral("epoks")));
        QVERIFY(!fixture.find<QAbstractButton>("trainStart")->isEnabled());
        json->setPlainText(kQuickConfig);
        QVERIFY(fixture.find<QAbstractButton>("trainStart")->isEnabled());
    }

    void aLogThatOneModelServedIsRefusedWithTheReason()
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
        openTrainPage(fixture, kQuickConfig, fixture.path("w.fairlead"));
        fixture.click("trainStart");
        QTRY_VERIFY_WITH_TIMEOUT(fixture.isVisible("trainMessage"), kTrainingTimeout);
        QVERIFY2(fixture.find<MessageStrip>("trainMessage")->text().contains(QStringLiteral("small")),
                 qPrintable(fixture.find<MessageStrip>("trainMessage")->text()));
        QCOMPARE(fixture.stored().routers.size(), 0U);
    }

private:
    static void openTrainPage(WindowFixture &fixture, const QString &config, QString file = {})
    {
        if (file.isEmpty())
            file = fixture.makeWorkspace(300);
        fixture.window().openFile(file);
        fixture.window().showPage(QStringLiteral("train"));
        QTRY_VERIFY(fixture.find<QAbstractButton>("trainStart")->isEnabled());
        fixture.find<QToolButton>("trainAdvanced")->setChecked(true);
        fixture.find<QPlainTextEdit>("trainJson")->setPlainText(config);
    }
};

} // namespace fairlead

QTEST_MAIN(fairlead::TestTrainPage)
#include "tst_trainpage.moc"
