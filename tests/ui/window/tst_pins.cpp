#include "tests/ui/window/windowfixture.h"

#include "core/experiment/training.h"
#include "core/store/datasetrepository.h"
#include "core/store/pinrepository.h"
#include "ui/pages/explore/explorepage.h"
#include "ui/widgets/costintervalslider.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/valuecard.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>

namespace fairlead {

using test::WindowFixture;

/// Operating points that an analyst keeps, from the page to the file and back.
class TestPins : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void cleanup() { QVERIFY(!ask::hasPendingAnswers()); }

    void aPinIsKeptShownAndComparedWith()
    {
        WindowFixture fixture;
        open(fixture);
        auto *tabs = fixture.find<QTabWidget>("exploreDetails")->tabBar();
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(tabs->count() - 1).center());
        QVERIFY(fixture.isVisible("pinsHint"));
        slider(fixture).setPoint(0.5 * slider(fixture).maximum());
        fixture.click("pinAdd");
        auto *table = fixture.find<QTableView>("pinTable");
        const QAbstractItemModelTester tester(table->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QVERIFY(!fixture.isVisible("pinsHint"));
        QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("Pin 1"));
        QCOMPARE(table->model()->index(0, 2).data().toString(), QStringLiteral("rm"));
        const QString quality = fixture.find<ValueCard>("cardQuality")->valueText();
        QVERIFY2(table->model()->index(0, 4).data().toString().startsWith(quality),
                 qPrintable(table->model()->index(0, 4).data().toString()));

        slider(fixture).setPoint(slider(fixture).maximum());
        const auto *change = fixture.find<ValueCard>("cardCost")->findChild<QLabel *>(QStringLiteral("cardChange"));
        QTRY_VERIFY2(change->text().contains(QStringLiteral("since pin 1")), qPrintable(change->text()));
    }

    void aKeyPinsToo()
    {
        WindowFixture fixture;
        open(fixture);
        QVERIFY(QTest::qWaitForWindowActive(&fixture.window()));
        fixture.find<QWidget>("exploreRouters")->setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_D, Qt::ControlModifier);
        QTRY_COMPARE(fixture.find<QTableView>("pinTable")->model()->rowCount(), 1);
    }

    void returnGoesBackToThePointAndItsInterval()
    {
        WindowFixture fixture;
        open(fixture);
        const double max = slider(fixture).maximum();
        slider(fixture).setInterval(0.1 * max, 0.6 * max);
        slider(fixture).setPoint(0.3 * max);
        fixture.click("pinAdd");
        auto *table = fixture.find<QTableView>("pinTable");
        QTRY_COMPARE(table->model()->rowCount(), 1);
        slider(fixture).setInterval(0, max);
        slider(fixture).setPoint(0.9 * max);

        table->selectRow(0);
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(slider(fixture).point(), 0.3 * max);
        QCOMPARE(slider(fixture).lower(), 0.1 * max);
        QCOMPARE(slider(fixture).upper(), 0.6 * max);
    }

    void aNoteIsTypedADeletionIsUndone()
    {
        WindowFixture fixture;
        open(fixture);
        fixture.click("pinAdd");
        auto *table = fixture.find<QTableView>("pinTable");
        QTRY_COMPARE(table->model()->rowCount(), 1);
        table->selectRow(0);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_F2);
        auto *editor = table->viewport()->findChild<QLineEdit *>();
        QVERIFY(editor);
        editor->setText(QStringLiteral("for the board"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("for the board"));

        table->selectRow(0);
        QTest::keyClick(table, Qt::Key_Delete);
        QTRY_COMPARE(table->model()->rowCount(), 0);
        fixture.trigger("editUndo");
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("for the board"));
        fixture.trigger("editUndo");
        QTRY_COMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("Pin 1"));
        fixture.trigger("editUndo");
        QTRY_COMPARE(table->model()->rowCount(), 0);
    }

    void pinsAreSavedAsCsvAndAFolderThatIsNotThereIsSaid()
    {
        WindowFixture fixture;
        open(fixture);
        fixture.click("pinAdd");
        QTRY_COMPARE(fixture.find<QTableView>("pinTable")->model()->rowCount(), 1);
        ask::setNextAnswer(fixture.path("pins.csv"));
        fixture.click("pinExport");
        QFile file(fixture.path("pins.csv"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines.at(1).startsWith("Pin 1,rm,"));

        ask::setNextAnswer(fixture.path("no/such/folder/pins.csv"));
        fixture.click("pinExport");
        QVERIFY(fixture.find<MessageStrip>("exploreMessages")->text().contains(QStringLiteral("no/such/folder")));
    }

    void pinsOutliveTheWindow()
    {
        WindowFixture fixture;
        const QString file = open(fixture);
        fixture.click("pinAdd");
        QTRY_COMPARE(fixture.find<QTableView>("pinTable")->model()->rowCount(), 1);
        QTRY_VERIFY(fixture.window().isSettled());
        fixture.reopen();
        fixture.window().openFile(file);
        QTRY_VERIFY(fixture.window().session().isOpen());
        fixture.window().showPage(QStringLiteral("explore"));
        QTRY_COMPARE(fixture.find<QTableView>("pinTable")->model()->rowCount(), 1);
    }

    void theRouterAndItsFrontierAreExported()
    {
        WindowFixture fixture;
        open(fixture);
        ask::setNextAnswer(fixture.path("rm.safetensors"));
        fixture.trigger("exportRouter");
        QTRY_VERIFY(QFile::exists(fixture.path("rm.safetensors")));
        QTRY_VERIFY(QFile::exists(fixture.path("rm.safetensors.json")));
        ask::setNextAnswer(fixture.path("points.csv"));
        fixture.trigger("exportFrontierCsv");
        QTRY_VERIFY(QFile::exists(fixture.path("points.csv")));
        ask::setNextAnswer(fixture.path("f.png"));
        fixture.trigger("exportFrontierPicture");
        QVERIFY(QFile::exists(fixture.path("f.png")));
        QTRY_VERIFY(fixture.window().isSettled());
        QTRY_VERIFY(fixture.isVisible("endedJobText")); // what the jobs produced
    }

private:
    static CostIntervalSlider &slider(WindowFixture &fixture)
    {
        return *fixture.findOn<CostIntervalSlider>("explorePage", "costIntervalSlider");
    }
    /// A log with a router "rm", opened on the Explore page.
    static QString open(WindowFixture &fixture)
    {
        const QString file = fixture.makeWorkspace(300);
        {
            auto workspace = Workspace::open(file.toStdString());
            auto config = trainConfigFromJson(R"({"correction":{"epochs":2,"hidden":8}})");
            const auto trained =
                trainRouter(*workspace, DatasetRepository(*workspace).list()->front().id, "rm", *config, {}, {});
            if (!trained)
                qFatal("%s", trained.error().message.c_str());
        }
        fixture.window().openFile(file);
        [&] { QTRY_VERIFY(fixture.window().session().isOpen()); }();
        fixture.window().showPage(QStringLiteral("explore"));
        [&] { QTRY_VERIFY_WITH_TIMEOUT(fixture.window().isSettled(), 20'000); }();
        return file;
    }
};

} // namespace fairlead

QTEST_MAIN(fairlead::TestPins)
#include "tst_pins.moc"
