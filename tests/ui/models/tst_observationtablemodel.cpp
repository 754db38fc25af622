#include "core/ingest/import.h"
#include "tests/support/smalllog.h"
#include "ui/models/observationtablemodel.h"
#include "ui/models/segmenttablemodel.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace fairlead {

namespace {

constexpr int kRows = 700; // three blocks, the last one not full

QString cell(const QAbstractItemModel &model, int row, int column)
{
    return model.index(row, column).data().toString();
}

} // namespace

class TestObservationTableModel : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    ObservationSource m_source;

private slots:
    void initTestCase()
    {
        const std::filesystem::path path = m_folder.filePath(QStringLiteral("w.fairlead")).toStdString();
        auto workspace = Workspace::create(path);
        QVERIFY(workspace);
        ImportRequest request;
        request.file =
            test::writeTestFile(m_folder.filePath(QStringLiteral("log.csv")), test::smallLog(kRows)).toStdString();
        request.name = "log";
        request.columns = {{"query", "query"}};
        const auto outcome = importDataset(*workspace, request, {}, {});
        QVERIFY(outcome);
        m_source = {path, outcome->dataset, {}, kRows};
        for (const ModelInfo &model : outcome->report.models)
            m_source.models << QString::fromStdString(model.name);
    }

    void itKeepsTheRulesOfItemModels()
    {
        ObservationTableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        model.setSource(m_source);
        QCOMPARE(model.rowCount(), kRows);
        QTRY_VERIFY(model.isSettled());
        ObservationFilter filter;
        filter.model = 1;
        model.setFilter(filter);
        QTRY_VERIFY(model.isSettled());
        QVERIFY(model.rowCount() > 0 && model.rowCount() < kRows);
        model.clear();
        QCOMPARE(model.rowCount(), 0);
        SegmentTableModel segments;
        const QAbstractItemModelTester other(&segments, QAbstractItemModelTester::FailureReportingMode::QtTest);
        DatasetSummary summary;
        summary.segments = {{"math", 3, {{2, 0.5, 0.1}, {1, 1, 0.2}}}};
        segments.setSummary(summary, {QStringLiteral("a"), QStringLiteral("b")});
        QCOMPARE(segments.rowCount(), 3);
        QCOMPARE(cell(segments, 0, 4), QStringLiteral("0.667"));
    }

    void aRowShowsDotsUntilItsBlockHasArrived()
    {
        ObservationTableModel model;
        model.setSource(m_source);
        QCOMPARE(cell(model, 300, ObservationTableModel::QueryId), QStringLiteral("…"));
        QVERIFY(!model.isSettled());
        QSignalSpy arrived(&model, &QAbstractItemModel::dataChanged);
        QTRY_COMPARE(cell(model, 300, ObservationTableModel::QueryId), QStringLiteral("q300"));
        QCOMPARE(arrived.count(), 1);
        QCOMPARE(arrived.first().at(0).toModelIndex().row(), 256);
        QCOMPARE(arrived.first().at(1).toModelIndex().row(), 511);
        QCOMPARE(cell(model, 300, ObservationTableModel::Number), QStringLiteral("301"));
        QCOMPARE(model.queryRow(300), 300);
        QVERIFY(m_source.models.contains(cell(model, 300, ObservationTableModel::Model)));
        QVERIFY(cell(model, 300, ObservationTableModel::Cost).startsWith(QLatin1Char('$')));
        QCOMPARE(cell(model, 300, ObservationTableModel::Propensity), QString());
        QCOMPARE(cell(model, 300, ObservationTableModel::Time), QString());
    }

    void theLastBlockEndsWithTheRows()
    {
        ObservationTableModel model;
        model.setSource(m_source);
        QTRY_COMPARE(cell(model, kRows - 1, ObservationTableModel::QueryId), QStringLiteral("q699"));
        QTRY_VERIFY(model.isSettled());
    }

    void whatIsScrolledPastIsForgottenAndReadAgain()
    {
        ObservationTableModel model;
        ObservationSource large = m_source;
        large.outcomes = 100'000; // more than there are: the blocks past the end come back empty
        model.setSource(large);
        for (int row = 0; row < 100'000; row += ObservationTableModel::kBlockRows)
            (void)cell(model, row, 0);
        QTRY_VERIFY(model.isSettled());
        QCOMPARE(cell(model, 5000, 0), QStringLiteral("…"));
        QTRY_COMPARE(cell(model, 0, ObservationTableModel::QueryId), QStringLiteral("q0"));
    }

    void aSearchLeavesMatchesInTheOrderAsked()
    {
        ObservationTableModel model;
        model.setSource(m_source);
        QSignalSpy searched(&model, &ObservationTableModel::searched);
        ObservationFilter filter;
        filter.text = "Q12";
        filter.order = ObservationOrder::Place;
        filter.isDescending = true;
        model.setFilter(filter);
        QVERIFY(model.isSearching());
        QTRY_COMPARE(searched.count(), 1);
        QCOMPARE(model.rowCount(), 11); // q12 and q120 to q129
        QTRY_COMPARE(cell(model, 0, ObservationTableModel::QueryId), QStringLiteral("q129"));
        QTRY_COMPARE(cell(model, 10, ObservationTableModel::QueryId), QStringLiteral("q12"));
        model.setFilter({});
        QCOMPARE(model.rowCount(), kRows);
    }

    void onlyTheNewestOfManySearchesIsShown()
    {
        ObservationTableModel model;
        model.setSource(m_source);
        QSignalSpy searched(&model, &ObservationTableModel::searched);
        for (const char *text : {"q", "q1", "q12", "q123"}) {
            ObservationFilter filter;
            filter.text = text;
            model.setFilter(filter);
        }
        QTRY_VERIFY(!model.isSearching());
        QCOMPARE(searched.count(), 1);
        QCOMPARE(model.rowCount(), 1);
    }

    void aFileThatIsGoneIsSaidOnceAndTheRowsStayEmpty()
    {
        ObservationTableModel model;
        ObservationSource gone = m_source;
        gone.workspace = m_folder.filePath(QStringLiteral("gone.fairlead")).toStdString();
        model.setSource(gone);
        QSignalSpy failed(&model, &ObservationTableModel::failed);
        (void)cell(model, 0, 0);
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(cell(model, 0, 0), QStringLiteral("…"));
        QVERIFY(model.isSettled());
        ObservationFilter filter;
        filter.text = "x";
        model.setFilter(filter);
        QTRY_COMPARE(failed.count(), 2);
    }

    void itCanGoWhileItReads()
    {
        auto model = std::make_unique<ObservationTableModel>();
        model->setSource(m_source);
        (void)cell(*model, 0, 0);
        ObservationFilter filter;
        filter.text = "graph";
        model->setFilter(filter);
        model.reset();
    }
};

} // namespace fairlead

QTEST_MAIN(fairlead::TestObservationTableModel)
#include "tst_observationtablemodel.moc"
