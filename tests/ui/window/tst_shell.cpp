#include "tests/ui/window/windowfixture.h"
#include "ui/help/helpwindow.h"
#include "ui/widgets/messagestrip.h"
#include "ui/workspacetree.h"

#include "core/store/datasetrepository.h"
#include "core/store/routerrepository.h"

#include <QAbstractItemModelTester>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QTextBrowser>
#include <QTextDocument>

namespace fairlead {

using test::WindowFixture;

/// What stands around the pages: the tree, undo, help, the strip of jobs.
class TestShell : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void cleanup() { QVERIFY(!ask::hasPendingAnswers()); }

    void theTreeShowsDatasetsWithTheirRouters()
    {
        WindowFixture fixture;
        open(fixture);
        auto *tree = fixture.find<WorkspaceTree>("workspaceTree");
        const QAbstractItemModelTester tester(tree->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QModelIndex log = tree->model()->index(0, 0);
        QCOMPARE(log.data().toString(), QStringLiteral("log"));
        QCOMPARE(tree->model()->rowCount(log), 2);
        QCOMPARE(tree->model()->index(1, 0, log).data().toString(), QStringLiteral("second"));
        QVERIFY(tree->isExpanded(log));

        tree->setCurrentIndex(tree->model()->index(1, 0, log));
        QTest::keyClick(tree, Qt::Key_Return);
        QTRY_VERIFY(fixture.isVisible("explorePage"));
        tree->setCurrentIndex(tree->model()->index(0, 0));
        QTest::keyClick(tree, Qt::Key_Return);
        QTRY_VERIFY(fixture.isVisible("dataPage"));
    }

    void aRenamingInTheTreeIsTakenBackAndDoneAgain()
    {
        WindowFixture fixture;
        open(fixture);
        auto *tree = fixture.find<WorkspaceTree>("workspaceTree");
        const QAbstractItemModelTester tester(tree->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        tree->setCurrentIndex(tree->model()->index(0, 0));
        tree->setFocus();
        QTest::keyClick(tree, Qt::Key_F2);
        auto *editor = tree->viewport()->findChild<QLineEdit *>();
        QVERIFY(editor);
        editor->setText(QStringLiteral("march"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(storedDataset(fixture), std::string("march"));
        QTRY_VERIFY(fixture.find<QAction>("editUndo")->isEnabled());
        QVERIFY2(fixture.find<QAction>("editUndo")->text().contains(QStringLiteral("march")),
                 qPrintable(fixture.find<QAction>("editUndo")->text()));

        fixture.trigger("editUndo");
        QTRY_COMPARE(storedDataset(fixture), std::string("log"));
        QTRY_COMPARE(tree->model()->index(0, 0).data().toString(), QStringLiteral("log"));
        fixture.trigger("editRedo");
        QTRY_COMPARE(storedDataset(fixture), std::string("march"));
    }

    void aNameThatIsTakenComesBackWithTheReason()
    {
        WindowFixture fixture;
        open(fixture);
        auto *tree = fixture.find<WorkspaceTree>("workspaceTree");
        const QModelIndex first = tree->model()->index(0, 0, tree->model()->index(0, 0));
        tree->model()->setData(first, QStringLiteral("second"));
        QTRY_VERIFY(fixture.isVisible("windowMessage"));
        QVERIFY(fixture.find<MessageStrip>("windowMessage")->text().contains(QStringLiteral("already")));
        QTRY_COMPARE(tree->model()->index(0, 0, tree->model()->index(0, 0)).data().toString(), QStringLiteral("first"));
        QVERIFY(!fixture.find<QAction>("editUndo")->isEnabled());
    }

    void aDeletedDatasetComesBackWithItsRoutersByTheStripOrByKeys()
    {
        WindowFixture fixture;
        open(fixture);
        auto *tree = fixture.find<WorkspaceTree>("workspaceTree");
        const QAbstractItemModelTester tester(tree->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        tree->setCurrentIndex(tree->model()->index(0, 0));
        QTest::keyClick(tree, Qt::Key_Delete);
        QTRY_COMPARE(tree->model()->rowCount(), 0);
        QTRY_VERIFY(fixture.isVisible("windowMessage"));
        QVERIFY2(fixture.find<MessageStrip>("windowMessage")->text().contains(QStringLiteral("2 router")),
                 qPrintable(fixture.find<MessageStrip>("windowMessage")->text()));
        auto *offer =
            fixture.find<MessageStrip>("windowMessage")->findChild<QAbstractButton *>(QStringLiteral("messageAction"));
        QVERIFY(offer->isVisible());
        QTest::mouseClick(offer, Qt::LeftButton);
        QTRY_COMPARE(tree->model()->rowCount(), 1);
        QCOMPARE(tree->model()->rowCount(tree->model()->index(0, 0)), 2);
        QVERIFY(!fixture.isVisible("windowMessage"));

        fixture.trigger("editRedo");
        QTRY_COMPARE(tree->model()->rowCount(), 0);
        QVERIFY(QTest::qWaitForWindowActive(&fixture.window()));
        QTest::keyClick(&fixture.window(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(tree->model()->rowCount(), 1);
    }

    void whatWasDeletedIsGoneForGoodAfterReopening()
    {
        WindowFixture fixture;
        const QString file = open(fixture);
        auto *tree = fixture.find<WorkspaceTree>("workspaceTree");
        tree->setCurrentIndex(tree->model()->index(0, 0, tree->model()->index(0, 0)));
        QTest::keyClick(tree, Qt::Key_Delete);
        QTRY_COMPARE(tree->model()->rowCount(tree->model()->index(0, 0)), 1);
        QTRY_VERIFY(fixture.window().isSettled());

        fixture.window().openWorkspace(file);
        QTRY_VERIFY(!fixture.find<QAction>("editUndo")->isEnabled());
        QTRY_VERIFY(fixture.window().isSettled());
        QCOMPARE(fixture.stored().routers.size(), 1U);
        QCOMPARE(fixture.stored().routers.front().name, std::string("second"));
    }

    void theTreeHidesAndStaysHidden()
    {
        WindowFixture fixture;
        open(fixture);
        QVERIFY(fixture.isVisible("workspaceTree"));
        fixture.trigger("viewTree");
        QVERIFY(!fixture.isVisible("workspaceTree"));
        fixture.window().close();
        fixture.reopen();
        QVERIFY(!fixture.isVisible("workspaceDock"));
    }

    void aKeyGoesFromPageToTreeAndBack()
    {
        WindowFixture fixture;
        open(fixture);
        QVERIFY(QTest::qWaitForWindowActive(&fixture.window()));
        fixture.find<QWidget>("datasetTable")->setFocus();
        QTest::keyClick(&fixture.window(), Qt::Key_F6);
        QVERIFY(fixture.find<QWidget>("workspaceTree")->hasFocus());
        QTest::keyClick(&fixture.window(), Qt::Key_F6);
        QVERIFY(fixture.find<QWidget>("dataPage")->isAncestorOf(QApplication::focusWidget()));
    }

    void helpOpensAtThePageOneIsOn_data()
    {
        QTest::addColumn<QString>("page");
        for (const char *page : {"data", "trust", "train", "explore", "compare"})
            QTest::newRow(page) << QString::fromLatin1(page);
    }
    void helpOpensAtThePageOneIsOn()
    {
        QFETCH(QString, page);
        WindowFixture fixture;
        open(fixture);
        fixture.window().showPage(page);
        QVERIFY(QTest::qWaitForWindowActive(&fixture.window()));
        QTest::keyClick(&fixture.window(), Qt::Key_F1);
        auto *help = fixture.find<HelpWindow>("helpWindow");
        QVERIFY(help && help->isVisible());
        QCOMPARE(help->topic(), page);
        const QString text = fixture.find<QTextBrowser>("helpText")->document()->toPlainText();
        QVERIFY2(text.size() > 300, qPrintable(text));
    }

    void everyTopicOfTheHelpIsThere()
    {
        HelpWindow help;
        auto *topics = help.findChild<QListWidget *>(QStringLiteral("helpTopics"));
        for (int row = 0; row < topics->count(); ++row) {
            topics->setCurrentRow(row);
            const QString text = help.findChild<QTextBrowser *>(QStringLiteral("helpText"))->document()->toPlainText();
            QVERIFY2(text.size() > 300, qPrintable(topics->item(row)->text()));
        }
        help.showTopic(QStringLiteral("no such page"));
        QCOMPARE(help.topic(), QStringLiteral("start"));
    }

    void theStripKeepsWhatAJobProducedUntilItIsClosed()
    {
        WindowFixture fixture;
        open(fixture);
        Session &session = fixture.window().session();
        session.run<int>(quickJob(), this, [](const Result<int> &) { return QStringLiteral("It made 7 of them."); });
        QTRY_VERIFY(fixture.find<QLabel>("endedJobText"));
        QCOMPARE(fixture.find<QLabel>("endedJobText")->text(), QStringLiteral("It made 7 of them."));
        QVERIFY(fixture.isVisible("jobsStrip"));
        fixture.click("endedJobClose");
        QTRY_VERIFY(!fixture.isVisible("jobsStrip"));
    }

private:
    static std::unique_ptr<Job<int>> quickJob()
    {
        return std::make_unique<Job<int>>(
            QStringLiteral("Making"), [](const std::stop_token &, const ReportProgress &) -> Result<int> { return 7; });
    }
    static std::string storedDataset(WindowFixture &fixture)
    {
        const WorkspaceSnapshot stored = fixture.stored();
        return stored.datasets.empty() ? std::string() : stored.datasets.front().name;
    }
    /// A log with two routers, opened on the Data page.
    static QString open(WindowFixture &fixture)
    {
        const QString file = fixture.makeWorkspace(20);
        {
            auto workspace = Workspace::open(file.toStdString());
            for (const char *name : {"first", "second"}) {
                RouterRecord record;
                record.name = name;
                record.dataset = DatasetRepository(*workspace).list()->front().id;
                record.method = "best-single";
                record.config = record.summary = "{}";
                record.curve = "[]";
                TensorBundle weights;
                weights.put("w", MatrixF(1, 1, 0));
                if (!RouterRepository(*workspace).save(record, weights))
                    qFatal("the router was not saved");
            }
        }
        fixture.window().openFile(file);
        auto *tree = fixture.find<WorkspaceTree>("workspaceTree");
        [&] { QTRY_COMPARE(tree->model()->rowCount(), 1); }();
        [&] { QVERIFY(QTest::qWaitForWindowActive(&fixture.window())); }();
        tree->setFocus();
        return file;
    }
};

} // namespace fairlead

QTEST_MAIN(fairlead::TestShell)
#include "tst_shell.moc"
