#include "core/store/datasetrepository.h"
#include "core/store/routerrepository.h"
#include "tests/ui/window/windowfixture.h"
#include "ui/plots/distributionplot.h"
#include "ui/plots/requestsplot.h"
#include "ui/widgets/messagestrip.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QTableView>
#include <QUndoStack>

namespace fairlead {

using test::WindowFixture;

namespace {

enum Tab
{
    Overview,
    Distributions,
    Time,
    Segments,
    Rows
};

/// The small log with a segment and a time for each row, an hour apart.
QByteArray datedLog(int rows)
{
    const QList<QByteArray> lines = test::smallLog(rows).split('\n');
    QByteArray csv = lines.first() + ",segment,timestamp\n";
    for (int row = 0; row < rows; ++row)
        csv += lines.at(row + 1) + (row % 3 ? ",chat," : ",code,") + QByteArray::number(1772366400 + 3600 * row) + '\n';
    return csv;
}

/// A window with a workspace open whose log is settled on the Data page.
class DataFixture : public WindowFixture
{
public:
    explicit DataFixture(const QByteArray &csv)
    {
        const std::filesystem::path file = path("w.fairlead").toStdString();
        auto workspace = Workspace::create(file);
        ImportRequest request;
        request.file = test::writeTestFile(path("log.csv"), csv).toStdString();
        request.name = "log";
        request.columns = {{"query", "query"}};
        m_isMade = workspace && importDataset(*workspace, request, {}, {});
        window().openFile(path("w.fairlead"));
    }
    [[nodiscard]] bool isReady() { return m_isMade && isVisible("dataPage") && window().isSettled() && hasModels(); }
    void showTab(Tab tab)
    {
        auto *bar = find<QTabBar>("dataTabBar");
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(tab).center());
    }
    [[nodiscard]] QTableView *table(const char *name) { return find<QTableView>(name); }
    [[nodiscard]] QString cell(const char *name, int row, int column)
    {
        return table(name)->model()->index(row, column).data().toString();
    }
    [[nodiscard]] QString count() { return find<QLabel>("rowsCount")->text(); }

private:
    bool hasModels() { return table("modelTable")->model()->rowCount() > 0; }
    bool m_isMade = false;
};

} // namespace

class TestDataPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void cleanup() { QVERIFY(!ask::hasPendingAnswers()); }

    void theOverviewSaysWhatTheDatasetHolds()
    {
        DataFixture fixture(datedLog(60));
        QTRY_VERIFY(fixture.isReady());
        QString words;
        for (const QLabel *label : fixture.window().findChildren<QLabel *>(QStringLiteral("fact")))
            words += label->text() + QLatin1Char('\n');
        QVERIFY2(words.contains(QStringLiteral("A log: one model answered each query")), qPrintable(words));
        QVERIFY2(words.contains(QStringLiteral("2026-03-01 12:00 to 2026-03-03 23:00 (UTC), for 60 of 60 queries")),
                 qPrintable(words));
        QVERIFY2(words.contains(QStringLiteral("not logged; training estimates them")), qPrintable(words));
        QVERIFY(fixture.find<QLabel>("dataCautions")->text().contains(QStringLiteral("queries are held out")));
    }

    void distributionsAndTimesAreDrawnAndReadByThePointer()
    {
        DataFixture fixture(datedLog(60));
        QTRY_VERIFY(fixture.isReady());
        fixture.showTab(Distributions);
        auto *cost = fixture.find<DistributionPlot>("costDistribution");
        QTRY_VERIFY(cost->isVisible() && cost->height() > 0);
        QTRY_VERIFY(cost->readAt({cost->width() / 2, 24}).contains(QStringLiteral("median $")));
        QTest::mouseClick(fixture.find<QCheckBox>("costLogarithmic"), Qt::LeftButton, {}, QPoint(8, 8));
        QVERIFY(cost->readAt({cost->width() / 2, 24}).contains(QStringLiteral("median $")));
        fixture.showTab(Time);
        auto *requests = fixture.find<RequestsPlot>("requestsPlot");
        QTRY_VERIFY(requests->isVisible());
        QTRY_VERIFY(
            requests->readAt({requests->width() / 3, requests->height() / 3}).contains(QStringLiteral("1 requests")));
    }

    void aLogWithoutTimesOrSegmentsSaysWhatToMap()
    {
        DataFixture fixture(test::smallLog(40));
        QTRY_VERIFY(fixture.isReady());
        for (const Tab tab : {Time, Segments}) {
            fixture.showTab(tab);
            bool isSaid = false;
            for (const QLabel *label : fixture.window().findChildren<QLabel *>(QStringLiteral("emptySentence")))
                isSaid =
                    isSaid || (label->isVisible() && label->text().contains(QStringLiteral("Import the log again")));
            QVERIFY(isSaid);
        }
    }

    void segmentsAreListedInAllAndByModel()
    {
        DataFixture fixture(datedLog(60));
        QTRY_VERIFY(fixture.isReady());
        fixture.showTab(Segments);
        QTRY_VERIFY(fixture.table("dataSegmentTable")->model()->rowCount() >= 4);
        QCOMPARE(fixture.cell("dataSegmentTable", 0, 0), QStringLiteral("chat"));
        QCOMPARE(fixture.cell("dataSegmentTable", 0, 1), QStringLiteral("all models"));
        QCOMPARE(fixture.cell("dataSegmentTable", 0, 2), QStringLiteral("40"));
    }

    void rowsAreFilteredSearchedSortedAndRead()
    {
        DataFixture fixture(datedLog(300));
        QTRY_VERIFY(fixture.isReady());
        fixture.showTab(Rows);
        QTRY_COMPARE(fixture.cell("rowsTable", 299, 1), QStringLiteral("q299"));
        QCOMPARE(fixture.count(), QStringLiteral("300 rows"));
        QTest::keyClick(fixture.table("rowsTable"), Qt::Key_F, Qt::ControlModifier);
        auto *search = fixture.find<QLineEdit>("rowsSearch");
        QTest::keyClicks(search, QStringLiteral("Q29"));
        QTRY_COMPARE(fixture.count(), QStringLiteral("11 of 300 rows"));
        auto *order = fixture.find<QComboBox>("rowsOrder");
        QTest::keyClick(order, Qt::Key_Down);
        QTRY_COMPARE(fixture.cell("rowsTable", 0, 1), QStringLiteral("q299"));
        search->clear();
        QTRY_COMPARE(fixture.count(), QStringLiteral("300 rows"));
        auto *model = fixture.find<QComboBox>("rowsModel");
        QTest::keyClick(model, Qt::Key_Down);
        QTRY_VERIFY(fixture.count().endsWith(QStringLiteral(" of 300 rows")));
        QTRY_COMPARE(fixture.cell("rowsTable", 0, 3), model->currentText());

        auto *header = fixture.table("rowsTable")->horizontalHeader();
        const int x = header->sectionViewportPosition(5) + header->sectionSize(5) / 2;
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(x, header->height() / 2));
        QCOMPARE(order->currentText(), QStringLiteral("cost, lowest first"));
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(x, header->height() / 2));
        QCOMPARE(order->currentText(), QStringLiteral("cost, highest first"));
        QTRY_VERIFY(fixture.window().isSettled());
        QTRY_VERIFY(fixture.cell("rowsTable", 0, 1).startsWith(QLatin1Char('q')));
        fixture.table("rowsTable")->selectRow(0);
        QTRY_VERIFY(!fixture.find<QPlainTextEdit>("rowsPrompt")->toPlainText().isEmpty());
    }

    void aModelIsRenamedAndTheNameTakenBack()
    {
        DataFixture fixture(test::smallLog(40));
        QTRY_VERIFY(fixture.isReady());
        auto *table = fixture.table("modelTable");
        const QString before = table->currentIndex().siblingAtColumn(0).data().toString();
        fixture.click("modelRename");
        auto *editor = table->findChild<QLineEdit *>();
        QVERIFY(editor);
        editor->selectAll();
        QTest::keyClicks(editor, QStringLiteral("renamed"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(fixture.cell("modelTable", table->currentIndex().row(), 0), QStringLiteral("renamed"));
        QTRY_VERIFY(fixture.window().session().changes().undoStack().canUndo());
        fixture.window().session().changes().undoStack().undo();
        QTRY_COMPARE(fixture.cell("modelTable", table->currentIndex().row(), 0), before);
    }

    void modelsAreMergedOnlyAfterAQuestion()
    {
        DataFixture fixture(test::smallLog(40));
        QTRY_VERIFY(fixture.isReady());
        auto *targets = fixture.find<QMenu>("modelMergeTargets");
        emit targets->aboutToShow();
        QCOMPARE(targets->actions().size(), 2);
        ask::setNextAnswer(false);
        targets->actions().first()->trigger();
        QVERIFY(ask::takeLastQuestion().startsWith(QStringLiteral("Merge the model")));
        QVERIFY(fixture.window().isSettled());
        ask::setNextAnswer(true);
        targets->actions().first()->trigger();
        QTRY_COMPARE(fixture.table("modelTable")->model()->rowCount(), 2);
        QTRY_VERIFY(fixture.window().isSettled());
        QCOMPARE(fixture.stored().datasets.front().modelCount, 2U);
        QVERIFY(!fixture.window().session().changes().undoStack().canUndo());
    }

    void aMergeThatIsRefusedSaysWhy()
    {
        DataFixture fixture(test::smallLog(40));
        QTRY_VERIFY(fixture.isReady());
        {
            auto workspace = Workspace::open(fixture.path("w.fairlead").toStdString());
            RouterRecord record;
            record.name = "first";
            record.dataset = fixture.stored().datasets.front().id;
            QVERIFY(workspace && RouterRepository(*workspace).save(record, {}));
        }
        auto *targets = fixture.find<QMenu>("modelMergeTargets");
        emit targets->aboutToShow();
        ask::setNextAnswer(true);
        targets->actions().first()->trigger();
        QTRY_VERIFY(fixture.isVisible("windowMessage"));
        QVERIFY(fixture.find<MessageStrip>("windowMessage")->text().contains(QStringLiteral("Delete these first")));
    }

    void aDeletionAsksNothingAndIsTakenBack()
    {
        DataFixture fixture(test::smallLog(40));
        QTRY_VERIFY(fixture.isReady());
        fixture.click("dataDelete");
        QTRY_VERIFY(fixture.isVisible("dataEmpty"));
        QTRY_VERIFY(fixture.window().session().changes().undoStack().canUndo());
        fixture.window().session().changes().undoStack().undo();
        QTRY_COMPARE(fixture.table("datasetTable")->model()->rowCount(), 1);
        QTRY_VERIFY(fixture.isReady());
    }

    void aSummaryIsKeptAndReadAgain()
    {
        DataFixture fixture(test::smallLog(40));
        QTRY_VERIFY(fixture.isReady());
        auto workspace = Workspace::open(fixture.path("w.fairlead").toStdString());
        QVERIFY(workspace);
        const auto kept = RouterRepository(*workspace).artifact(fixture.stored().datasets.front().id, "data-summary-1");
        QVERIFY(kept && kept->has_value());
    }
};

} // namespace fairlead

QTEST_MAIN(fairlead::TestDataPage)
#include "tst_datapage.moc"
