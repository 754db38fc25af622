#include "tests/ui/window/windowfixture.h"
#include "ui/dialogs/importdialog.h"
#include "ui/widgets/messagestrip.h"

#include <QDir>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QStackedWidget>
#include <QTableView>

namespace fairlead {

using test::WindowFixture;

class TestMainWindow : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void cleanup() { QVERIFY(!ask::hasPendingAnswers()); }

    void withoutAWorkspaceItOffersWaysIn()
    {
        WindowFixture fixture;
        for (const char *name : {"startPage", "startDemo", "startOpen", "startImport"})
            QVERIFY(fixture.isVisible(name));
        QVERIFY(!fixture.find<QWidget>("navigationRail")->isEnabled());
        QVERIFY(fixture.window().isSettled());
    }

    void itFitsASmallScreen()
    {
        WindowFixture fixture;
        fixture.trigger("viewTree"); // the tree starts hidden on a screen this narrow
        QVERIFY(!fixture.isVisible("workspaceTree"));
        QVERIFY2(fixture.window().minimumSizeHint().width() <= 1024,
                 qPrintable(QString::number(fixture.window().minimumSizeHint().width())));
        QVERIFY(fixture.window().minimumSizeHint().height() <= 700);
    }

    void theDemoIsOneButtonAway()
    {
        const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
        const QString demo = QDir(folder).filePath(QStringLiteral("demo.fairlead"));
        QFile::remove(demo);
        WindowFixture fixture;
        DemoOptions options;
        options.queries = 200;
        fixture.window().setDemoOptions(options);
        fixture.click("startDemo");
        QVERIFY(!fixture.window().isSettled());
        QTRY_VERIFY_WITH_TIMEOUT(fixture.isVisible("explorePage"), 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.window().isSettled(), 30'000);
        QVERIFY(fixture.window().hasRouters());
        QVERIFY(!fixture.isVisible("windowMessage"));
        QVERIFY(QFile::exists(demo));
        QVERIFY(QFile::remove(demo));
    }

    void aNewWorkspaceIsEmptyAndSaysHowToFillIt()
    {
        WindowFixture fixture;
        ask::setNextAnswer(fixture.path("new.fairlead"));
        fixture.trigger("fileNew");
        QTRY_VERIFY(fixture.window().session().isOpen());
        QTRY_VERIFY(fixture.isVisible("dataEmpty"));
        QVERIFY(fixture.isVisible("dataEmptyImport"));
        QVERIFY(fixture.window().windowTitle().startsWith(QStringLiteral("new")));
    }

    void aNewWorkspaceNeverReplacesAFile()
    {
        WindowFixture fixture;
        const QString file = test::writeTestFile(fixture.path("kept.fairlead"), "precious");
        ask::setNextAnswer(file);
        fixture.trigger("fileNew");
        QTRY_VERIFY(fixture.isVisible("windowMessage"));
        QFile kept(file);
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), QByteArray("precious"));
    }

    void openingShowsTheDatasetsAndRemembersTheFile()
    {
        WindowFixture fixture;
        const QString file = fixture.makeWorkspace(40);
        ask::setNextAnswer(file);
        fixture.click("startOpen");
        auto *table = fixture.find<QTableView>("datasetTable");
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("log"));
        QTRY_COMPARE(fixture.find<QTableView>("modelTable")->model()->rowCount(), 3);
        QVERIFY(fixture.find<QLabel>("modelsNote")->text().contains(QStringLiteral("confounded")));

        auto *recent = fixture.find<QMenu>("recentMenu");
        emit recent->aboutToShow();
        QCOMPARE(recent->actions().first()->text(), QStringLiteral("w.fairlead"));
    }

    void aFileThatIsNoWorkspaceIsAMessageAndNothingElse()
    {
        WindowFixture fixture;
        fixture.window().openFile(test::writeTestFile(fixture.path("text.fairlead"), "just some text, no database"));
        QTRY_VERIFY(fixture.isVisible("windowMessage"));
        QVERIFY(fixture.find<MessageStrip>("windowMessage")->text().contains(QStringLiteral("text.fairlead")));
        QVERIFY(fixture.isVisible("startPage"));
    }

    void aMissingRecentFileLeavesTheList()
    {
        WindowFixture fixture;
        const QString file = fixture.makeWorkspace(20);
        fixture.window().openFile(file);
        QTRY_VERIFY(fixture.window().session().isOpen());
        QVERIFY(QFile::remove(file));
        fixture.reopen();
        fixture.window().openFile(file);
        QTRY_VERIFY(fixture.isVisible("windowMessage"));
        auto *recent = fixture.find<QMenu>("recentMenu");
        emit recent->aboutToShow();
        QVERIFY(!recent->actions().first()->isEnabled());
    }

    void importsALogThroughTheDialog()
    {
        WindowFixture fixture;
        fixture.window().openFile(fixture.makeWorkspace(20));
        QTRY_VERIFY(fixture.window().session().isOpen());
        fixture.click("dataImport");
        auto *dialog = fixture.find<ImportDialog>("importDialog");
        dialog->findChild<QLineEdit *>(QStringLiteral("importFile"))
            ->setText(test::writeTestFile(fixture.path("april.csv"), test::smallLog(30)));
        auto *accept = dialog->findChild<QAbstractButton *>(QStringLiteral("importAccept"));
        QTRY_VERIFY(accept->isEnabled());
        QTest::mouseClick(accept, Qt::LeftButton);
        auto *table = fixture.find<QTableView>("datasetTable");
        QTRY_COMPARE(table->model()->rowCount(), 2);
        QCOMPARE(table->currentIndex().siblingAtColumn(0).data().toString(), QStringLiteral("april"));
        QVERIFY(fixture.find<MessageStrip>("dataMessage")->text().contains(QStringLiteral("30 of 30 rows")));
    }

    void closingWhileALogIsImportedAsksAndLeavesTheWorkspaceAsItWas()
    {
        WindowFixture fixture;
        fixture.window().openFile(fixture.makeWorkspace(20));
        QTRY_VERIFY(fixture.window().session().isOpen());
        fixture.click("dataImport");
        ask::setNextAnswer(test::writeTestFile(fixture.path("april.csv"), test::smallLog(60'000)));
        fixture.click("importBrowse");
        QTRY_VERIFY_WITH_TIMEOUT(fixture.find<QAbstractButton>("importAccept")->isEnabled(), 30'000);
        fixture.click("importAccept");
        QCOMPARE(fixture.window().session().jobs().size(), 1);

        ask::setNextAnswer(false);
        QVERIFY(!fixture.window().close());
        QVERIFY(ask::takeLastQuestion().contains(QStringLiteral("Stop")));
        QVERIFY(fixture.window().isVisible());
        ask::setNextAnswer(true);
        QVERIFY(!fixture.window().close());
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.window().isVisible(), 30'000);
        QCOMPARE(fixture.stored().datasets.size(), 1U);
    }

    void renamesAndDeletesADatasetByKeys()
    {
        WindowFixture fixture;
        fixture.window().openFile(fixture.makeWorkspace(20));
        auto *table = fixture.find<QTableView>("datasetTable");
        QTRY_COMPARE(table->model()->rowCount(), 1);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_F2);
        auto *editor = table->viewport()->findChild<QLineEdit *>();
        QVERIFY(editor);
        editor->setText(QStringLiteral("renamed"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("renamed"));

        QTest::keyClick(table, Qt::Key_Delete);
        QTRY_COMPARE(table->model()->rowCount(), 0);
        QTRY_VERIFY(fixture.isVisible("dataEmpty"));
    }

    void aDroppedWorkspaceOpens()
    {
        WindowFixture fixture;
        drop(fixture, fixture.makeWorkspace(20));
        QTRY_VERIFY(fixture.window().session().isOpen());
    }

    void aDroppedLogOpensTheImportDialogWhichMakesAWorkspace()
    {
        WindowFixture fixture;
        drop(fixture, test::writeTestFile(fixture.path("may.csv"), test::smallLog(20)));
        QTRY_VERIFY(fixture.isVisible("importDialog"));
        auto *dialog = fixture.find<ImportDialog>("importDialog");
        QCOMPARE(dialog->findChild<QLineEdit *>(QStringLiteral("importName"))->text(), QStringLiteral("may"));
        QCOMPARE(dialog->findChild<QLineEdit *>(QStringLiteral("importWorkspace"))->text(),
                 fixture.path("may.fairlead"));
        auto *accept = dialog->findChild<QAbstractButton *>(QStringLiteral("importAccept"));
        QTRY_VERIFY(accept->isEnabled());
        QVERIFY(!QFile::exists(fixture.path("may.fairlead"))); // looking writes nothing
        QTest::mouseClick(accept, Qt::LeftButton);
        QTRY_VERIFY(fixture.isVisible("dataPage"));
        QTRY_COMPARE(fixture.find<QTableView>("datasetTable")->model()->rowCount(), 1);
        QVERIFY(fixture.find<MessageStrip>("dataMessage")->text().contains(QStringLiteral("20 of 20 rows")));
        QVERIFY(QFile::exists(fixture.path("may.fairlead")));
    }

    void otherFilesAreNotTaken()
    {
        WindowFixture fixture;
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(fixture.path("picture.png"))});
        QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&fixture.window(), &enter);
        QVERIFY(!enter.isAccepted());
    }

    void keysSwitchPagesAndTheLastOneIsRemembered()
    {
        WindowFixture fixture;
        const QString file = fixture.makeWorkspace(20);
        fixture.window().openFile(file);
        QTRY_VERIFY(fixture.window().session().isOpen());
        QVERIFY(QTest::qWaitForWindowActive(&fixture.window()));
        QTest::keyClick(&fixture.window(), Qt::Key_3, Qt::ControlModifier);
        QVERIFY(fixture.isVisible("trainPage"));
        fixture.click("rail_data");
        QVERIFY(fixture.isVisible("dataPage"));
        QTest::keyClick(&fixture.window(), Qt::Key_3, Qt::ControlModifier);
        QTRY_VERIFY(fixture.window().isSettled());
        const QSize fitting(790, 700); // newer Qt restores no window that is larger than its screen
        fixture.window().resize(fitting);
        fixture.window().close();

        fixture.reopen();
        fixture.window().openFile(file);
        QTRY_VERIFY(fixture.isVisible("trainPage"));
        QCOMPARE(fixture.window().size(), fitting);
    }

    void themesApplyAndAreRemembered()
    {
        WindowFixture fixture;
        fixture.trigger("theme_dark");
        QTRY_VERIFY(fixture.window().palette().color(QPalette::Window).lightnessF() < 0.5F);
        fixture.reopen();
        QVERIFY(fixture.find<QAction>("theme_dark")->isChecked());
        fixture.trigger("theme_light");
        QTRY_VERIFY(fixture.window().palette().color(QPalette::Window).lightnessF() > 0.5F);
    }

    void everyControlHasANameForThoseWhoCannotSeeIt()
    {
        WindowFixture fixture;
        fixture.window().openFile(fixture.makeWorkspace(20));
        QTRY_VERIFY(fixture.window().session().isOpen());
        for (const char *page : {"dataPage", "trainPage"}) {
            const auto controls = fixture.find<QWidget>(page)->findChildren<QWidget *>();
            for (const QWidget *control : controls) {
                const bool isControl = (control->focusPolicy() & Qt::TabFocus) && !control->focusProxy() &&
                                       !control->objectName().startsWith(QLatin1String("qt_"));
                if (!isControl || control->isWindow() || control->window() != &fixture.window() ||
                    qobject_cast<const QLabel *>(control))
                    continue;
                const auto *button = qobject_cast<const QAbstractButton *>(control);
                QVERIFY2(!control->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                         qPrintable(control->objectName() + QLatin1Char(' ') +
                                    QLatin1String(control->metaObject()->className())));
            }
        }
    }

private:
    static void drop(WindowFixture &fixture, const QString &file)
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&fixture.window(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&fixture.window(), &event);
    }
};

} // namespace fairlead

QTEST_MAIN(fairlead::TestMainWindow)
#include "tst_mainwindow.moc"
