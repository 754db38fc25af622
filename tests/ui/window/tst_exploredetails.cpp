#include "tests/ui/window/windowfixture.h"

#include "core/experiment/training.h"
#include "core/store/datasetrepository.h"
#include "ui/pages/explore/queries/gaindelegate.h"
#include "ui/pages/explore/queries/segmentsmodel.h"
#include "ui/plots/sharesplot.h"
#include "ui/plots/utilitylinesplot.h"
#include "ui/widgets/costintervalslider.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>

namespace fairlead {

using test::WindowFixture;

/// The queries that change model and the segments, from the page's slider to the file and back. The log is made once.
class TestExploreDetails final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        m_segmented = makeWorkspace("segmented.fairlead", true);
        m_plain = makeWorkspace("plain.fairlead", false);
    }
    void cleanup() { QVERIFY(!ask::hasPendingAnswers()); }

    void theTableListsTheQueriesOfTheInterval()
    {
        WindowFixture fixture;
        open(fixture, m_segmented);
        QTableView *table = changed(fixture);
        const QAbstractItemModelTester tester(table->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const int whole = table->model()->rowCount();
        QVERIFY(whole > 5);
        QVERIFY(table->currentIndex().isValid());
        QTRY_VERIFY(!table->model()->index(0, 5).data().toString().isEmpty());
        const double max = slider(fixture).maximum();
        slider(fixture).setInterval(0.2 * max, 0.4 * max);
        QTRY_VERIFY(fixture.window().isSettled());
        QVERIFY(table->model()->rowCount() < whole);
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            const double lambda = table->model()->index(row, 0).data(Qt::UserRole + 1).toDouble();
            QVERIFY(lambda > 0.2 * max && lambda <= 0.4 * max);
        }
        slider(fixture).setInterval(max, max);
        QTRY_VERIFY(fixture.isVisible("changedEmpty"));
    }

    void anIsolatedModelKeepsItsQueriesAlone()
    {
        WindowFixture fixture;
        open(fixture, m_segmented);
        QTableView *table = changed(fixture);
        const int whole = table->model()->rowCount();
        auto *shares = fixture.find<SharesPlot>("exploreShares");
        const QSignalSpy isolated(shares, &SharesPlot::modelIsolated);
        shares->setFocus();
        int kept = 0;
        for (int press = 1; press <= 3; ++press) { // one model after the other
            QTest::keyClick(shares, Qt::Key_Down);
            QTRY_VERIFY(fixture.window().isSettled());
            QCOMPARE(isolated.count(), press);
            const QColor color = modelColor(isolated.last().first().toInt());
            kept += table->model()->rowCount();
            for (int row = 0; row < table->model()->rowCount(); ++row) {
                const QVariant from = table->model()->index(row, 1).data(Qt::DecorationRole);
                const QVariant to = table->model()->index(row, 2).data(Qt::DecorationRole);
                QVERIFY(from.value<QColor>() == color || to.value<QColor>() == color);
            }
        }
        QVERIFY(kept > whole); // a query that changes from one to another is of both
        QVERIFY(fixture.find<QLabel>("changedCount")->text().contains(QStringLiteral("isolated")));
        QTest::keyClick(shares, Qt::Key_Escape);
        QTRY_VERIFY(fixture.window().isSettled());
        QCOMPARE(table->model()->rowCount(), whole);
    }

    void headersSortAndTheSelectedQueryStays()
    {
        WindowFixture fixture;
        open(fixture, m_segmented);
        QTableView *table = changed(fixture);
        table->setCurrentIndex(table->model()->index(3, 0));
        const QVariant query = table->currentIndex().data(Qt::UserRole);
        for (const int column : {4, 6, 0}) {
            const QHeaderView *header = table->horizontalHeader();
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                              {header->sectionViewportPosition(column) + 10, header->height() / 2});
            QTRY_VERIFY(fixture.window().isSettled());
            QCOMPARE(table->currentIndex().data(Qt::UserRole), query);
            if (column != 0)
                QTRY_VERIFY(isSorted(*table->model(), column));
        }
    }

    void searchIsFoundByItsKeyAndNarrowsTheTable()
    {
        WindowFixture fixture;
        open(fixture, m_segmented);
        QTableView *table = changed(fixture);
        const int whole = table->model()->rowCount();
        QVERIFY(QTest::qWaitForWindowActive(&fixture.window()));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_F, Qt::ControlModifier);
        auto *search = fixture.find<QLineEdit>("changedSearch");
        QVERIFY(search->hasFocus());
        QTest::keyClicks(search, QStringLiteral("PROVE"));
        QTRY_VERIFY(fixture.window().isSettled() && table->model()->rowCount() < whole);
        QVERIFY(fixture.find<QLabel>("changedCount")->text().contains(QStringLiteral("match")));
        QTest::keyClicks(search, QStringLiteral(" nothing at all"));
        QTRY_VERIFY(fixture.isVisible("changedEmpty"));
        search->clear();
        QTRY_COMPARE(table->model()->rowCount(), whole);
    }

    void keysMoveThroughTheExplanationsAndReturnMovesThePoint()
    {
        WindowFixture fixture;
        open(fixture, m_segmented);
        QTableView *table = changed(fixture);
        table->setFocus();
        table->setCurrentIndex(table->model()->index(0, 0));
        QTRY_VERIFY(fixture.window().isSettled());
        const QString first = fixture.find<QLabel>("whyHeading")->text();
        QTest::keyClick(table, Qt::Key_Down);
        QTRY_VERIFY(fixture.window().isSettled());
        const QString second = fixture.find<QLabel>("whyHeading")->text();
        QVERIFY(first != second);
        const QModelIndex current = table->currentIndex();
        QCOMPARE(current.row(), 1);
        QTRY_VERIFY2(second.contains(current.siblingAtColumn(5).data().toString()),
                     qPrintable(second)); // read when asked
        QTRY_COMPARE(fixture.find<QPlainTextEdit>("whyPrompt")->toPlainText(),
                     current.siblingAtColumn(6).data(Qt::ToolTipRole).toString());
        auto *models = fixture.find<QTableView>("whyTable");
        const QAbstractItemModelTester tester(models->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(models->model()->rowCount(), 3);
        const UtilityLinesContent &lines = fixture.find<UtilityLinesPlot>("whyPlot")->content();
        QCOMPARE(lines.lines.size(), 3);
        QVERIFY(lines.envelope.size() > 1);
        fixture.find<QComboBox>("whyLines")->setCurrentIndex(1);
        QVERIFY(fixture.find<UtilityLinesPlot>("whyPlot")->content().valueLabel.contains(QStringLiteral("Predicted")));
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(slider(fixture).point(), current.data(Qt::UserRole + 1).toDouble());
    }

    void theListIsExported()
    {
        WindowFixture fixture;
        open(fixture, m_segmented);
        ask::setNextAnswer(fixture.path("queries.csv"));
        fixture.click("changedExport");
        QTRY_VERIFY(fixture.find<MessageStrip>("changedMessage")->text().contains(QStringLiteral("queries.csv")));
        QFile file(fixture.path("queries.csv"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().trimmed().count('\n'), changed(fixture)->model()->rowCount());
    }

    void segmentsShowGainsAndLeadToTheirQueries()
    {
        WindowFixture fixture;
        open(fixture, m_segmented);
        showSegments(fixture);
        auto *table = fixture.find<QTableView>("segmentTable");
        const QAbstractItemModelTester tester(table->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(table->model()->rowCount(), 3);
        // "rare" has too few queries: the reason stands in place of its figures.
        const QModelIndex rare = table->model()->index(2, 0);
        QCOMPARE(rare.data().toString(), QStringLiteral("rare"));
        QCOMPARE(rare.siblingAtColumn(SegmentsModel::VerdictColumn).data().toString(), QStringLiteral("REFUSE"));
        QCOMPARE(rare.siblingAtColumn(SegmentsModel::Quality).data().toString(), QStringLiteral("withheld"));
        QVERIFY(!rare.data(SegmentsModel::ValueRole).isValid());
        QVERIFY(rare.data(SegmentsModel::ReasonRole).toString().contains(QStringLiteral("of this segment")));
        const QString before = fixture.find<QLabel>("segmentSummary")->text();
        slider(fixture).setPoint(0.9 * slider(fixture).maximum());
        QTRY_VERIFY(fixture.window().isSettled());
        QVERIFY(fixture.find<QLabel>("segmentSummary")->text() != before);
        fixture.find<QComboBox>("segmentMeasure")->setCurrentIndex(2);
        fixture.find<QComboBox>("segmentReference")->setCurrentIndex(1);
        QCOMPARE(table->model()->rowCount(), 3);

        table->setCurrentIndex(table->model()->index(0, 0));
        const QString name = table->currentIndex().data().toString();
        QTest::keyClick(table, Qt::Key_Return);
        QVERIFY(fixture.isVisible("changedTable") || fixture.isVisible("changedEmpty"));
        QCOMPARE(fixture.find<QLineEdit>("changedSearch")->text(), name);
        QTRY_VERIFY(fixture.window().isSettled());
    }

    void closingWhileARouterIsAnalysedAsksAndCloses()
    {
        WindowFixture fixture;
        fixture.window().openFile(m_segmented);
        QTRY_VERIFY(fixture.window().session().isOpen());
        QTRY_VERIFY(fixture.window().isSettled());
        bool isClosing = false;
        connect(
            &fixture.window().session(), &Session::jobsChanged, &fixture.window(),
            [&] {
                if (fixture.window().session().jobs().isEmpty() || std::exchange(isClosing, true))
                    return;
                ask::setNextAnswer(true);
                QVERIFY(!fixture.window().close());
            },
            Qt::DirectConnection);
        fixture.window().showPage(QStringLiteral("explore"));
        QTRY_VERIFY(isClosing);
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.window().isVisible(), 20'000);
        QVERIFY(ask::takeLastQuestion().contains(QStringLiteral("Stop")));
    }

    void aLogWithoutSegmentsSaysHowToGetThem()
    {
        WindowFixture fixture;
        open(fixture, m_plain);
        showSegments(fixture);
        QVERIFY(fixture.isVisible("segmentEmpty"));
        const auto *sentence = fixture.find<QWidget>("segmentEmpty")->findChild<QLabel *>("emptySentence");
        QVERIFY(sentence->text().contains(QStringLiteral("segment")));
    }

private:
    static QTableView *changed(WindowFixture &fixture) { return fixture.find<QTableView>("changedTable"); }
    static CostIntervalSlider &slider(WindowFixture &fixture)
    {
        return *fixture.findOn<CostIntervalSlider>("explorePage", "costIntervalSlider");
    }
    static bool isSorted(const QAbstractItemModel &model, int column)
    {
        for (int row = 1; row < model.rowCount(); ++row) {
            if (model.index(row - 1, column)
                    .data()
                    .toString()
                    .compare(model.index(row, column).data().toString(), Qt::CaseInsensitive) > 0)
                return false;
        }
        return true;
    }
    static void showSegments(WindowFixture &fixture)
    {
        auto *tabs = fixture.find<QTabWidget>("exploreDetails");
        QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(1).center());
        QTRY_VERIFY_WITH_TIMEOUT(fixture.window().isSettled(), 20'000);
    }
    static void open(WindowFixture &fixture, const QString &file)
    {
        fixture.window().resize(1280, 900);
        fixture.window().openFile(file);
        QTRY_VERIFY(fixture.window().session().isOpen());
        fixture.window().showPage(QStringLiteral("explore"));
        QTRY_VERIFY_WITH_TIMEOUT(fixture.window().isSettled(), 20'000);
    }

    /// A log of 600 queries with a plug-in router; hard and easy ones as segments, a few of a third.
    QString makeWorkspace(const char *name, bool hasSegments)
    {
        const QString file = m_folder.filePath(QLatin1String(name));
        QList<QByteArray> lines = test::smallLog(600).trimmed().split('\n');
        for (qsizetype i = 0; hasSegments && i < lines.size(); ++i)
            lines[i] += i == 0                            ? ",segment"
                        : i % 60 == 0                     ? ",rare"
                        : lines[i].contains("prove that") ? ",hard"
                                                          : ",easy";
        auto workspace = Workspace::create(file.toStdString());
        ImportRequest request;
        request.file =
            test::writeTestFile(m_folder.filePath(QStringLiteral("log.csv")), lines.join('\n') + '\n').toStdString();
        request.name = "log";
        auto config = trainConfigFromJson(R"({"method":"plug-in"})");
        if (!workspace || !importDataset(*workspace, request, {}, {}) || !config)
            qFatal("no workspace");
        const auto trained =
            trainRouter(*workspace, DatasetRepository(*workspace).list()->front().id, "plug-in", *config, {}, {});
        if (!trained)
            qFatal("%s", trained.error().message.c_str());
        return file;
    }

    QTemporaryDir m_folder;
    QString m_segmented;
    QString m_plain;
};

} // namespace fairlead

QTEST_MAIN(fairlead::TestExploreDetails)
#include "tst_exploredetails.moc"
