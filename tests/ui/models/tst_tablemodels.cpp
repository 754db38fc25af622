#include "ui/models/datasettablemodel.h"
#include "ui/models/modeltablemodel.h"
#include "ui/models/routertablemodel.h"
#include "ui/models/sortedtable.h"
#include "ui/models/warningtablemodel.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QSignalSpy>
#include <QSortFilterProxyModel>
#include <QTest>

namespace fairlead {

namespace {

DatasetInfo dataset(std::int64_t id, const std::string &name, std::size_t queries)
{
    DatasetInfo info;
    info.id = DatasetId{id};
    info.name = name;
    info.queryCount = queries;
    info.trainCount = queries / 2;
    info.modelCount = 3;
    info.created = "2026-03-01T12:00:00Z";
    return info;
}

RouterRecord router(const std::string &summary)
{
    RouterRecord record;
    record.id = RouterId{4};
    record.name = "first";
    record.method = "rm-interval";
    record.datasetName = "march";
    record.summary = summary;
    return record;
}

QString cell(const QAbstractItemModel &model, int row, int column)
{
    return model.index(row, column).data().toString();
}

} // namespace

class TestTableModels : public QObject
{
    Q_OBJECT

private slots:
    void everyModelKeepsTheRulesOfItemModels()
    {
        DatasetTableModel datasets;
        ModelTableModel models;
        RouterTableModel routers;
        WarningTableModel warnings;
        using Mode = QAbstractItemModelTester::FailureReportingMode;
        const QAbstractItemModelTester a(&datasets, Mode::QtTest);
        const QAbstractItemModelTester b(&models, Mode::QtTest);
        const QAbstractItemModelTester c(&routers, Mode::QtTest);
        const QAbstractItemModelTester d(&warnings, Mode::QtTest);

        datasets.setRows({dataset(1, "a", 10), dataset(2, "b", 20)});
        models.setModels({{"small", 6, 0.5, 0.001}, {"large", 4, 0.8, 0.01}}, 10);
        routers.setRouters({router("{}")});
        warnings.setRows({{RowProblem::BadNumber, 7, "cost", "'x' is no number", true}});
        QCOMPARE(datasets.rowCount(), 2);
        QCOMPARE(models.rowCount(), 2);
        QCOMPARE(routers.rowCount(), 1);
        QCOMPARE(warnings.rowCount(), 1);
        datasets.setRows({});
        QCOMPARE(datasets.rowCount(), 0);
    }

    void numbersSortAsNumbers()
    {
        DatasetTableModel model;
        model.setRows({dataset(1, "nine", 9), dataset(2, "thousand", 1000), dataset(3, "eighty", 80)});
        QSortFilterProxyModel proxy;
        proxy.setSourceModel(&model);
        proxy.setSortRole(TableModel::SortRole);
        proxy.sort(2, Qt::DescendingOrder);
        QCOMPARE(cell(proxy, 0, 2), QStringLiteral("1,000"));
        QCOMPARE(cell(proxy, 1, 0), QStringLiteral("eighty"));
        QCOMPARE(proxy.index(0, 0).data(TableModel::IdRole).toLongLong(), 2);
    }

    void editingANameAsksForTheChangeAndShowsItOnlyAfterTheNextSnapshot()
    {
        DatasetTableModel model;
        model.setRows({dataset(7, "old", 9)});
        QSignalSpy asked(&model, &TableModel::renameRequested);
        QVERIFY(model.flags(model.index(0, 0)).testFlag(Qt::ItemIsEditable));
        QVERIFY(!model.flags(model.index(0, 1)).testFlag(Qt::ItemIsEditable));

        model.setData(model.index(0, 0), QStringLiteral("  new "), Qt::EditRole);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.first().at(0).toLongLong(), 7);
        QCOMPARE(asked.first().at(1).toString(), QStringLiteral("new"));
        QCOMPARE(cell(model, 0, 0), QStringLiteral("old"));

        model.setData(model.index(0, 0), QStringLiteral("old"), Qt::EditRole);
        model.setData(model.index(0, 0), QStringLiteral("   "), Qt::EditRole);
        QCOMPARE(asked.count(), 1);
    }

    void modelsShowTheirShareAndCostPerThousand()
    {
        ModelTableModel model;
        model.setModels({{"small", 6, 0.5, 0.001}, {"unused", 0, 0, 0}}, 8);
        QCOMPARE(cell(model, 0, 2), QStringLiteral("75.0%"));
        QCOMPARE(cell(model, 0, 3), QStringLiteral("0.500"));
        QCOMPARE(cell(model, 0, 4), QStringLiteral("$1.00"));
        QCOMPARE(cell(model, 1, 3), QString());
    }

    void aRowIsCopiedAsShownAndItsActionsNeedARow()
    {
        ModelTableModel model;
        SortedTable table(model, QStringLiteral("table"), QStringLiteral("Models"));
        qint64 acted = 0;
        table.addRowAction(QStringLiteral("rowAct"), QStringLiteral("Act"), [&acted](qint64 id) { acted = id; });
        auto *copy = table.findChild<QAction *>(QStringLiteral("rowCopy"));
        QVERIFY(!copy->isEnabled());
        model.setModels({{"small", 6, 0.5, 0.001}}, 8);
        QVERIFY(copy->isEnabled());
        copy->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("small\t6\t75.0%\t0.500\t$1.00"));

        DatasetTableModel datasets;
        SortedTable named(datasets, QStringLiteral("named"), QStringLiteral("Datasets"));
        named.addRowAction(QStringLiteral("rowAct"), QStringLiteral("Act"), [&acted](qint64 id) { acted = id; });
        auto *act = named.findChild<QAction *>(QStringLiteral("rowAct"));
        QVERIFY(!act->isEnabled());
        datasets.setRows({dataset(7, "log", 9)});
        act->trigger();
        QCOMPARE(acted, 7);
        datasets.setRows({});
        QVERIFY(!act->isEnabled());
    }

    void aLongNameTakesNoMoreThanItsColumnAndIsSaidInItsTip()
    {
        const std::string name(80, 'm');
        ModelTableModel model;
        SortedTable table(model, QStringLiteral("table"), QStringLiteral("Models"));
        model.setModels({{name, 6, 0.5, 0.001}}, 8);
        QVERIFY(table.columnWidth(0) <= 260);
        QCOMPARE(model.index(0, 0).data(Qt::ToolTipRole).toString().toStdString(), name);
    }

    void routersShowWhatTheirSummarySays()
    {
        RouterTableModel model;
        model.setRouters({router(R"({"held_out_utility":{"value":0.5,"se":0.01},"seconds":2.5,"stopped":true,
                                     "verdict":"CAUTION","reasons":["Too few rows."]})"),
                          router("not JSON"), router(R"({"verdict":"REFUSE","reasons":["A fixed rule."]})"),
                          router(R"({"held_out_utility":{"value":0.5,"se":0.01}})")});
        QCOMPARE(cell(model, 0, 3), QStringLiteral("0.500 ± 0.020 · CAUTION"));
        QCOMPARE(model.index(0, 3).data(Qt::ToolTipRole).toString(), QStringLiteral("Too few rows."));
        QCOMPARE(cell(model, 2, 3), QStringLiteral("REFUSE"));
        QCOMPARE(cell(model, 3, 3), QStringLiteral("–")); // no number without its verdict
        QVERIFY(model.index(0, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("Stopped early")));
        QCOMPARE(cell(model, 1, 3), QStringLiteral("–"));
        QCOMPARE(cell(model, 1, 4), QStringLiteral("–"));
    }

    void warningsAreWrittenAsCsvWithQuotesWhereNeeded()
    {
        const std::string csv = warningsAsCsv({{RowProblem::BadNumber, 12, "cost", "\"a, b\" is no number", true},
                                               {RowProblem::NoFinalNewline, 13, "", "cut", false}});
        const std::string expected = "line,field,problem,row,reason\n12,cost," +
                                     std::string(rowProblemKey(RowProblem::BadNumber)) +
                                     ",left out,\"\"\"a, b\"\" is no number\"\n13,," +
                                     std::string(rowProblemKey(RowProblem::NoFinalNewline)) + ",kept,cut\n";
        QCOMPARE(csv, expected);
    }
};

} // namespace fairlead

QTEST_MAIN(fairlead::TestTableModels)
#include "tst_tablemodels.moc"
