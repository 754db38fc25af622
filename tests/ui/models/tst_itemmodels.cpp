#include "core/experiment/changedlist.h"
#include "core/experiment/datasetsummary.h"
#include "core/experiment/explanation.h"
#include "core/experiment/segments.h"
#include "core/experiment/simulation.h"
#include "core/experiment/training.h"
#include "core/experiment/trust.h"
#include "core/store/datasetrepository.h"
#include "tests/support/samplelog.h"
#include "ui/models/datasettablemodel.h"
#include "ui/models/displaytext.h"
#include "ui/models/modeltablemodel.h"
#include "ui/models/observationtablemodel.h"
#include "ui/models/pintablemodel.h"
#include "ui/models/routertablemodel.h"
#include "ui/models/segmenttablemodel.h"
#include "ui/models/sortedtable.h"
#include "ui/models/warningtablemodel.h"
#include "ui/pages/compare/comparetablemodel.h"
#include "ui/pages/explore/queries/changedqueriesmodel.h"
#include "ui/pages/explore/queries/explanationmodel.h"
#include "ui/pages/explore/queries/segmentsmodel.h"
#include "ui/pages/train/runqueuemodel.h"
#include "ui/pages/trust/supporttablemodel.h"

#include <QAbstractItemModelTester>
#include <QTemporaryDir>
#include <QTest>

namespace fairlead {

namespace {

constexpr auto kMode = QAbstractItemModelTester::FailureReportingMode::QtTest;

/// Everything that a view could ask for.
void readAll(const QAbstractItemModel &model)
{
    for (int column = 0; column < model.columnCount(); ++column) {
        const bool isFiller = column == model.columnCount() - 1; // without a text where it only fills the width
        QVERIFY(isFiller || !model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex index = model.index(row, column);
            QVERIFY(index.flags().testFlag(Qt::ItemIsSelectable));
            for (int role = Qt::DisplayRole; role < Qt::UserRole + 10; ++role)
                (void)index.data(role);
        }
    }
}

bool isSorted(const QAbstractItemModel &model, int column, Qt::SortOrder order)
{
    for (int row = 1; row < model.rowCount(); ++row) {
        const QVariant above = model.index(row - 1, column).data(TableModel::SortRole);
        const QVariant below = model.index(row, column).data(TableModel::SortRole);
        const auto compared = above.typeId() == QMetaType::QString
                                  ? above.toString().compare(below.toString(), Qt::CaseInsensitive) <=> 0
                                  : above.toDouble() <=> below.toDouble();
        if (order == Qt::AscendingOrder ? compared > 0 : compared < 0)
            return false;
    }
    return true;
}

/// Fills, replaces, updates and empties a model, and the proxy of its table sorted by every column meanwhile.
template <typename Row>
void exercise(SnapshotTable<Row> &model, const std::function<void()> &fill)
{
    const QAbstractItemModelTester tester(&model, kMode);
    SortedTable table(model, QStringLiteral("table"), QStringLiteral("Table"));
    const QAbstractItemModelTester sortedTester(table.model(), kMode);
    fill();
    const std::vector<Row> all = model.rows();
    QVERIFY(!all.empty());
    const std::vector<Row> some(all.begin(), all.begin() + static_cast<std::ptrdiff_t>((all.size() + 1) / 2));
    for (int column = 0; column < model.columnCount(); ++column) {
        const Qt::SortOrder order = column % 2 == 0 ? Qt::AscendingOrder : Qt::DescendingOrder;
        table.sortByColumn(column, order);
        for (const auto &rows : {some, all, std::vector<Row>(), all}) {
            model.setRows(rows);
            QCOMPARE(table.model()->rowCount(), static_cast<int>(rows.size()));
            QVERIFY2(isSorted(*table.model(), column, order), qPrintable(QString::number(column)));
        }
        model.updateRows(std::vector<Row>(all.rbegin(), all.rend()));
        model.updateRows(some); // another number of rows: a new snapshot
    }
    fill();
    readAll(model);
    readAll(*table.model());
    table.sortByColumn(-1, Qt::AscendingOrder);
    QCOMPARE(table.model()->index(0, 0).data(), model.index(0, 0).data());
}

} // namespace

/// Qt's own rules for item models, kept by every model of the window with the content of a real workspace while that
/// comes, changes and goes.
class TestItemModels final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        auto workspace = Workspace::create(path());
        QVERIFY(workspace);
        m_workspace = std::make_unique<Workspace>(std::move(*workspace));
        const DatasetId full = test::addSampleFullFeedback(*m_workspace, "full", 600, 3);
        const auto log = simulateLog(*m_workspace, full, "log", {1.0, 0.05, 1}, {}, {});
        QVERIFY(log);
        TrainConfig config;
        config.method = Method::PlugIn;
        const auto trained = trainRouter(*m_workspace, *log, "plug-in", config, {}, {});
        QVERIFY2(trained, trained ? "" : trained.error().message.c_str());
        config.method = Method::BestSingle;
        QVERIFY(trainRouter(*m_workspace, *log, "single", config, {}, {}));
        auto analysis = analyseRouter(*m_workspace, trained->router, {}, {});
        QVERIFY(analysis);
        m_analysis = std::make_shared<const RouterAnalysis>(std::move(*analysis));
    }

    void datasets()
    {
        DatasetTableModel model;
        exercise(model, [&] { model.setRows(*DatasetRepository(*m_workspace).list()); });
    }

    void models()
    {
        ModelTableModel model;
        exercise(model, [&] { model.setModels(m_analysis->models, m_analysis->dataset.queryCount); });
    }

    void segmentsOfADataset()
    {
        const auto summary = datasetSummary(*m_workspace, m_analysis->dataset.id, {}, {});
        QVERIFY(summary);
        SegmentTableModel model;
        exercise(model, [&] { model.setSummary(*summary, modelNames()); });
    }

    void warnings()
    {
        WarningTableModel model;
        exercise(model, [&] {
            model.setRows({{RowProblem::BadNumber, 7, "cost", "'x' is no number", true},
                           {RowProblem::BadNumber, 5, "quality", "'' is no number", true},
                           {RowProblem::NoFinalNewline, 13, "", "cut", false}});
        });
    }

    void routers()
    {
        RouterTableModel model;
        exercise(model, [&] { model.setRouters(*RouterRepository(*m_workspace).list()); });
    }

    void pins()
    {
        PinTableModel model;
        exercise(model, [&] {
            std::vector<PinRow> rows;
            for (int number = 1; number <= 5; ++number) {
                PinRow row;
                row.number = number;
                row.router = QStringLiteral("plug-in");
                row.record.id = number;
                row.record.router = m_analysis->router.id;
                row.record.lambda = m_analysis->index->lambdaMax() * number / 6;
                row.record.note = "pin " + std::to_string(number);
                row.figures = pointFigures(*m_analysis, row.record.lambda);
                if (number == 2)
                    row.figures.judgement = {Verdict::Refuse, {"For this test."}};
                rows.push_back(std::move(row));
            }
            model.setRows(std::move(rows));
        });
    }

    void runs()
    {
        RunQueueModel model;
        exercise(model, [&] {
            std::vector<QueuedRun> rows;
            using State = QueuedRun::State;
            for (const State state : {State::Waiting, State::Running, State::Done, State::Stopped, State::Failed}) {
                QueuedRun run;
                run.id = static_cast<qint64>(rows.size()) + 1;
                run.name = QStringLiteral("run %1").arg(run.id);
                run.state = state;
                if (state == State::Running)
                    run.epochs.resize(3);
                if (run.hasEnded())
                    run.outcome = QStringLiteral("It ended.");
                rows.push_back(run);
            }
            model.setRows(std::move(rows));
        });
    }

    void comparedRouters()
    {
        const auto records = RouterRepository(*m_workspace).list();
        QVERIFY(records);
        CompareTableModel model;
        exercise(model, [&] {
            std::vector<CompareRow> rows;
            for (const RouterRecord &record : *records) {
                CompareRow row;
                row.router = routerRow(record);
                row.color = static_cast<int>(rows.size());
                row.isChecked = true;
                rows.push_back(row);
            }
            const double max = m_analysis->index->lambdaMax();
            rows[0].compared = {m_analysis, std::make_shared<const RouterFrontier>(frontierOf(*m_analysis))};
            rows[0].over = figuresOver(*m_analysis, 0.2 * max, 0.7 * max);
            rows[0].at = pointFigures(*m_analysis, max / 2);
            rows[1].failure = QStringLiteral("It cannot be read.");
            rows.push_back(rows[0]); // one that nobody asked for
            rows.back().isChecked = false;
            model.setRows(std::move(rows));
        });
    }

    void explainedModels()
    {
        const auto explainer = QueryExplainer::load(*m_workspace, m_analysis);
        QVERIFY(explainer);
        const auto why = explainer->explain(*m_workspace, 17);
        QVERIFY(why);
        ExplanationModel model;
        exercise(model, [&] { model.setExplanation(*why, m_analysis->models); });
    }

    void segmentsOfARouter()
    {
        const auto segments = segmentRows(*m_workspace, *m_analysis, {}, {});
        QVERIFY(segments);
        const auto report = segmentReport(*m_analysis, *segments, m_analysis->index->lambdaMax() / 2, {});
        QVERIFY(report);
        SegmentsModel model;
        exercise(model, [&] {
            model.setReport(*report, GainMeasure::Quality, GainReference::BestSingle, m_analysis->models);
            model.setReport(*report, GainMeasure::Utility, GainReference::Log, m_analysis->models);
        });
    }

    void supportOfALog()
    {
        const auto report = diagnoseLog(*m_workspace, m_analysis->dataset.id, {}, {});
        QVERIFY(report);
        SupportTableModel model;
        exercise(model, [&] { model.setReport(*report); });
    }

    void queriesThatChange()
    {
        ChangedQueriesModel model;
        const QAbstractItemModelTester tester(&model, kMode);
        const double max = m_analysis->index->lambdaMax();
        for (const double upper : {max, 0.3 * max, max}) {
            model.setList(path(), m_analysis, list(upper));
            QVERIFY(model.rowCount() > 0);
            readAll(model);
            QTRY_VERIFY(!model.isLoading());
            QVERIFY(model.index(0, ChangedQueriesModel::QueryId).data().toString().startsWith(u'q'));
            readAll(model);
        }
        model.setList(path(), m_analysis, list(0));
        QCOMPARE(model.rowCount(), 0);
        model.setList(path(), m_analysis, list(max));
        readAll(model);
        model.clear(); // while it reads
        QCOMPARE(model.rowCount(), 0);
    }

    void observations()
    {
        ObservationTableModel model;
        const QAbstractItemModelTester tester(&model, kMode);
        const ObservationSource source{path(), m_analysis->dataset.id, modelNames(), m_analysis->dataset.queryCount};
        for (int round = 0; round < 2; ++round) {
            model.setSource(source);
            QCOMPARE(model.rowCount(), 600);
            readAll(model);
            QTRY_VERIFY(model.isSettled());
            readAll(model);
            ObservationFilter filter;
            filter.text = "q5";
            filter.order = ObservationOrder::Cost;
            model.setFilter(filter);
            QTRY_VERIFY(model.isSettled());
            QCOMPARE(model.rowCount(), 111); // q5, q50 to q59, q500 to q599
            readAll(model);
        }
        model.setSource(source); // while it reads
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

private:
    [[nodiscard]] std::filesystem::path path() const
    {
        return m_folder.filePath(QStringLiteral("w.fairlead")).toStdString();
    }
    [[nodiscard]] QStringList modelNames() const
    {
        QStringList names;
        for (const ModelInfo &model : m_analysis->models)
            names << toText(model.name);
        return names;
    }
    [[nodiscard]] std::shared_ptr<const ChangedList> list(double upper) const
    {
        ChangedRequest request;
        request.hi = upper;
        auto found = listChangedQueries(path(), *m_analysis, request, {}, {});
        return found ? std::make_shared<const ChangedList>(std::move(*found)) : nullptr;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Workspace> m_workspace;
    std::shared_ptr<const RouterAnalysis> m_analysis;
};

} // namespace fairlead

QTEST_MAIN(fairlead::TestItemModels)
#include "tst_itemmodels.moc"
