#include "tests/ui/window/windowfixture.h"

#include "core/experiment/analysis.h"
#include "core/export/reloadcheck.h"
#include "core/store/datasetrepository.h"
#include "ui/dialogs/importdialog.h"
#include "ui/plots/forestplot.h"
#include "ui/plots/frontierplot.h"
#include "ui/plots/utilitylinesplot.h"
#include "ui/widgets/costintervalslider.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/valuecard.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>

#include <cmath>

namespace fairlead {

using test::WindowFixture;
using Part = CostIntervalSlider::Part;

namespace {

constexpr int kTimeout = 60'000; ///< of what learns or analyses
constexpr int kRows = 400;

/// The small log with a segment a query.
QByteArray segmentedLog()
{
    QList<QByteArray> lines = test::smallLog(kRows).trimmed().split('\n');
    for (qsizetype i = 0; i < lines.size(); ++i)
        lines[i] += i == 0 ? ",segment" : lines[i].contains("prove that") ? ",proofs" : ",names";
    return lines.join('\n') + '\n';
}

} // namespace

/// What an analyst does on the first day, in one go: from an empty window to a router that serves elsewhere. Each step
/// begins where the one before ended; what the pages do apart from that is tested beside this file.
class TestWholeWay final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("FairleadTests"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_wholeway"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
    }

    void fromAnEmptyWorkspaceToAnExportedRouter()
    {
        using Step = void (TestWholeWay::*)();
        for (const Step step :
             {&TestWholeWay::startEmpty, &TestWholeWay::importTheLog, &TestWholeWay::readTheVerdict,
              &TestWholeWay::stopARun, &TestWholeWay::trainToTheEnd, &TestWholeWay::dragTheThreeHandles,
              &TestWholeWay::stepByBreakpoint, &TestWholeWay::pinWithANote, &TestWholeWay::askWhyAQueryChanges,
              &TestWholeWay::compare, &TestWholeWay::switchThemes, &TestWholeWay::exportTheRouter,
              &TestWholeWay::exportTheDecisions, &TestWholeWay::reopen}) {
            (this->*step)();
            if (QTest::currentTestFailed())
                return;
        }
        QVERIFY(!ask::hasPendingAnswers());
    }

private:
    void startEmpty()
    {
        m_fixture.window().resize(1280, 900);
        QVERIFY(QTest::qWaitForWindowActive(&m_fixture.window()));
        QVERIFY(m_fixture.isVisible("startPage"));
        ask::setNextAnswer(m_fixture.path("w.fairlead"));
        QTest::keyClick(&m_fixture.window(), Qt::Key_N, Qt::ControlModifier);
        QCOMPARE(ask::takeLastQuestion(), QStringLiteral("New workspace"));
        QTRY_VERIFY(m_fixture.isVisible("dataEmptyImport"));
    }

    void importTheLog()
    {
        m_fixture.click("dataEmptyImport");
        auto *dialog = m_fixture.find<ImportDialog>("importDialog");
        QVERIFY(dialog);
        ask::setNextAnswer(test::writeTestFile(m_fixture.path("march.csv"), segmentedLog()));
        m_fixture.click("importBrowse");
        QTRY_VERIFY(dialog->isSettled());
        const QString summary = m_fixture.find<QLabel>("importSummary")->text();
        QVERIFY2(summary.startsWith(QStringLiteral("400 of 400 rows; 0 rejected. 3 models")), qPrintable(summary));
        m_fixture.click("importAccept");
        QTRY_COMPARE(rowCount("datasetTable"), 1);
        QTRY_COMPARE(rowCount("modelTable"), 3);
        m_fixture.window().activateWindow(); // as a desktop does when the dialog has gone
        QVERIFY(QTest::qWaitForWindowActive(&m_fixture.window()));
    }

    void readTheVerdict()
    {
        m_fixture.click("rail_trust");
        QTRY_VERIFY_WITH_TIMEOUT(m_fixture.isVisible("trustVerdict") && m_fixture.window().isSettled(), kTimeout);
        QCOMPARE(m_fixture.find<QLabel>("trustVerdict")->text(), QStringLiteral("CAUTION")); // it is a short log
        QVERIFY(m_fixture.isVisible("trustReason0"));
        QCOMPARE(rowCount("trustModels"), 3);
    }

    void stopARun()
    {
        m_fixture.click("rail_train");
        QTRY_VERIFY(m_fixture.find<QAbstractButton>("trainStart")->isEnabled() && m_fixture.window().isSettled());
        m_fixture.click("trainAdvanced");
        m_fixture.type("setting_correction_hidden", QStringLiteral("8"));
        m_fixture.click("fold_Outcomemodelforest");
        m_fixture.type("setting_nuisances_forest_trees", QStringLiteral("0"));
        m_fixture.type("setting_correction_epochs", QStringLiteral("100000"));
        m_fixture.type("trainName", QStringLiteral("stopped"));
        m_fixture.click("trainStart");
        QTRY_VERIFY_WITH_TIMEOUT(m_fixture.isVisible("lossCurve"), kTimeout);
        m_fixture.click("trainStop");
        QTRY_COMPARE_WITH_TIMEOUT(rowCount("routerTable"), 1, kTimeout);
        QTRY_VERIFY_WITH_TIMEOUT(m_fixture.window().isSettled(), kTimeout);
        QVERIFY(m_fixture.find<QAbstractButton>("routerResume")->isEnabled());
    }

    void trainToTheEnd()
    {
        m_fixture.type("setting_correction_epochs", QStringLiteral("3"));
        m_fixture.type("trainName", QStringLiteral("finished"));
        m_fixture.click("trainStart");
        QTRY_COMPARE_WITH_TIMEOUT(rowCount("routerTable"), 2, kTimeout);
        QTRY_VERIFY_WITH_TIMEOUT(m_fixture.window().isSettled(), kTimeout);
        m_fixture.click("trainOpenNew");
        QTRY_VERIFY(m_fixture.isVisible("explorePage"));
        QTRY_VERIFY_WITH_TIMEOUT(m_fixture.window().isSettled(), kTimeout);
        QVERIFY(m_fixture.find<QLabel>("exploreHeading")->text().startsWith(QStringLiteral("finished")));
    }

    void dragTheThreeHandles()
    {
        const int whole = rowCount("changedTable");
        QVERIFY(whole > 3);
        const QString cost = m_fixture.find<ValueCard>("cardCost")->valueText();
        const double range = slider().maximum();
        drag(Part::Lower, 0.3);
        drag(Part::Upper, -0.35);
        drag(Part::Point, -0.1);
        const auto isAt = [range](double lambda, double share) {
            return std::abs(lambda - share * range) < 0.01 * range;
        };
        QVERIFY(isAt(slider().lower(), 0.3));
        QVERIFY(isAt(slider().upper(), 0.65));
        QVERIFY(isAt(slider().point(), 0.4));
        QTRY_VERIFY(m_fixture.window().isSettled());
        QVERIFY(rowCount("changedTable") < whole);
        QVERIFY(m_fixture.find<ValueCard>("cardCost")->valueText() != cost);
    }

    void stepByBreakpoint()
    {
        m_analysis = analyse("finished");
        QVERIFY(m_analysis);
        const double before = slider().point();
        const auto ahead = m_analysis->index->events(before, slider().upper());
        QVERIFY(!ahead.empty());
        QVERIFY(slider().hasFocus());
        QTest::keyClick(&slider(), Qt::Key_Right);
        QCOMPARE(slider().point(), ahead.front().lambda);
        QTest::keyClick(&slider(), Qt::Key_Left);
        QVERIFY(slider().point() < ahead.front().lambda);
        QTest::keyClick(&slider(), Qt::Key_Right);
        QCOMPARE(slider().point(), ahead.front().lambda);
    }

    void pinWithANote()
    {
        QTest::keyClick(&slider(), Qt::Key_D, Qt::ControlModifier);
        QTRY_COMPARE(rowCount("pinTable"), 1);
        auto *table = m_fixture.find<QTableView>("pinTable");
        QVERIFY(table->isVisible());
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(0, 0)).center());
        QTest::keyClick(table, Qt::Key_F2);
        auto *editor = table->viewport()->findChild<QLineEdit *>();
        QVERIFY(editor);
        QTest::keyClicks(editor, QStringLiteral("for the board"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(cell("pinTable", 0, 0), QStringLiteral("for the board"));
        m_lambda = slider().point();
    }

    void askWhyAQueryChanges()
    {
        auto *tabs = m_fixture.find<QTabWidget>("exploreDetails")->tabBar();
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(0).center());
        QTRY_VERIFY(m_fixture.window().isSettled());
        auto *table = m_fixture.find<QTableView>("changedTable");
        const QModelIndex query = table->model()->index(1, 6);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(query).center());
        QCOMPARE(table->currentIndex().row(), 1);
        QTRY_COMPARE(m_fixture.find<QPlainTextEdit>("whyPrompt")->toPlainText(),
                     query.data(Qt::ToolTipRole).toString());
        const QString heading = m_fixture.find<QLabel>("whyHeading")->text();
        for (const int column : {1, 2, 5}) // from, to, the query's id
            QVERIFY2(heading.contains(query.siblingAtColumn(column).data().toString()), qPrintable(heading));
        QCOMPARE(m_fixture.find<UtilityLinesPlot>("whyPlot")->content().lines.size(), 3);
        QCOMPARE(rowCount("whyTable"), 3);
    }

    void compare()
    {
        m_fixture.click("rail_compare");
        QTRY_VERIFY(m_fixture.isVisible("compareTable"));
        QTRY_VERIFY_WITH_TIMEOUT(m_fixture.window().isSettled(), kTimeout);
        QCOMPARE(rowCount("compareTable"), 2);
        auto *against = m_fixture.find<QComboBox>("compareAgainst");
        against->setFocus();
        QTest::keyClicks(against, QStringLiteral("stopped"));
        QVERIFY2(against->currentText().contains(QStringLiteral("stopped")), qPrintable(against->currentText()));
        QTRY_VERIFY(m_fixture.window().isSettled());
        const auto &rows = m_fixture.find<ForestPlot>("compareForest")->content().rows;
        QCOMPARE(rows.size(), 2);
        QVERIFY(std::ranges::any_of(rows, [](const ForestRow &row) { return row.name == u"finished" && row.value; }));

        auto *table = m_fixture.find<QTableView>("compareTable");
        const int finished = cell("compareTable", 0, 0) == QStringLiteral("finished") ? 0 : 1;
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(finished, 1)).center());
        m_fixture.click("compareExplore");
        QTRY_VERIFY(m_fixture.isVisible("explorePage"));
        QTRY_VERIFY_WITH_TIMEOUT(m_fixture.window().isSettled(), kTimeout);
        const auto *list = m_fixture.find<QListWidget>("exploreRouters");
        QCOMPARE(list->currentItem()->text(), QStringLiteral("finished"));
        for (int at = 0; at < list->count(); ++at)
            QCOMPARE(list->item(at)->checkState(), Qt::Checked);
    }

    void switchThemes()
    {
        const auto ground = [this] {
            return m_fixture.find<FrontierPlot>("exploreFrontier")->grab().toImage().pixelColor(1, 1);
        };
        for (const char *theme : {"theme_dark", "theme_light"}) {
            m_fixture.trigger(theme);
            QTRY_COMPARE(isDark(m_fixture.window().palette()), theme == QByteArray("theme_dark"));
            QTRY_COMPARE(ground(), plotColors(m_fixture.window().palette()).background);
        }
        QTRY_VERIFY(m_fixture.window().isSettled());
        QCOMPARE(slider().point(), m_lambda);
    }

    void exportTheRouter()
    {
        ask::setNextAnswer(m_fixture.path("finished.pt"));
        m_fixture.trigger("exportRouter");
        QTRY_VERIFY_WITH_TIMEOUT(m_fixture.window().session().jobs().isEmpty(), kTimeout);
        QVERIFY2(producedText().contains(QStringLiteral("finished.pt")), qPrintable(producedText()));
        const auto exported = openExportedRouter(m_fixture.path("finished.pt").toStdString());
        QVERIFY2(exported, exported ? "" : exported.error().message.c_str());
        QVERIFY(exported->scripted);
        QCOMPARE(exported->card.models.size(), std::size_t(3));

        auto workspace = Workspace::open(m_fixture.path("w.fairlead").toStdString());
        QVERIFY(workspace);
        const auto weights = RouterRepository(*workspace).weights(m_analysis->router.id);
        const auto embeddings = DatasetRepository(*workspace).embeddings(m_analysis->dataset.id);
        QVERIFY(weights && embeddings);
        const auto router = loadRouter(*weights);
        QVERIFY(router);
        const auto check = compareWithRouter(*exported, **router, *embeddings);
        QVERIFY2(check, check ? "" : check.error().message.c_str());
        QCOMPARE(check->otherDecisions, std::size_t(0));
        QVERIFY(check->largestDifference < 1e-6);
    }

    void exportTheDecisions()
    {
        ask::setNextAnswer(m_fixture.path("decisions.csv"));
        m_fixture.trigger("exportDecisions");
        QTRY_VERIFY(m_fixture.window().session().jobs().isEmpty());
        QFile file(m_fixture.path("decisions.csv"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
        const auto decisions = m_analysis->index->decisions(m_lambda);
        QCOMPARE(lines.size(), qsizetype(decisions.size()) + 1);
        for (std::size_t i = 0; i < decisions.size(); ++i) {
            const QList<QByteArray> cells = lines.at(qsizetype(i) + 1).split(',');
            QCOMPARE(cells.at(2).toDouble(), m_lambda);
            QCOMPARE(cells.at(3).toStdString(), m_analysis->models[decisions[i]].name);
        }
    }

    void reopen()
    {
        QVERIFY(m_fixture.window().close());
        m_fixture.reopen();
        QVERIFY(m_fixture.isVisible("startPage"));
        auto *recent = m_fixture.find<QMenu>("recentMenu");
        emit recent->aboutToShow();
        recent->actions().first()->trigger();
        QTRY_VERIFY(m_fixture.isVisible("explorePage")); // where the window was closed
        QTRY_VERIFY_WITH_TIMEOUT(m_fixture.window().isSettled(), kTimeout);
        QCOMPARE(m_fixture.find<QListWidget>("exploreRouters")->count(), 2);
        QTRY_COMPARE(rowCount("pinTable"), 1);
        QCOMPARE(cell("pinTable", 0, 0), QStringLiteral("for the board"));
        QCOMPARE(cell("pinTable", 0, 2), QStringLiteral("finished"));
        auto *table = m_fixture.find<QTableView>("pinTable");
        table->selectRow(0);
        QTest::keyClick(table, Qt::Key_Return);
        QTRY_COMPARE(slider().point(), m_lambda);
    }

    [[nodiscard]] CostIntervalSlider &slider()
    {
        return *m_fixture.findOn<CostIntervalSlider>("explorePage", "costIntervalSlider");
    }
    [[nodiscard]] int rowCount(const char *table) { return m_fixture.find<QTableView>(table)->model()->rowCount(); }
    [[nodiscard]] QString cell(const char *table, int row, int column)
    {
        return m_fixture.find<QTableView>(table)->model()->index(row, column).data().toString();
    }
    /// What the last job that ended produced, as the strip says it.
    [[nodiscard]] QString producedText()
    {
        QStringList texts;
        for (const QLabel *label : m_fixture.window().findChildren<QLabel *>(QStringLiteral("endedJobText")))
            texts << label->text();
        return texts.join(QLatin1Char('\n'));
    }
    /// By this share of the slider's width.
    void drag(Part part, double share)
    {
        const QPoint from = slider().gripCenter(part).toPoint();
        const double width = slider().gripCenter(Part::Upper).x() - slider().gripCenter(Part::Lower).x();
        const double track = width * slider().maximum() / (slider().upper() - slider().lower());
        const QPoint by(static_cast<int>(std::lround(share * track)), 0);
        QTest::mousePress(&slider(), Qt::LeftButton, {}, from);
        QTest::mouseMove(&slider(), from + by / 2);
        QTest::mouseMove(&slider(), from + by);
        QTest::mouseRelease(&slider(), Qt::LeftButton, {}, from + by);
    }
    /// Made apart from the window, to say what it should show.
    [[nodiscard]] std::shared_ptr<const RouterAnalysis> analyse(const char *name)
    {
        auto workspace = Workspace::open(m_fixture.path("w.fairlead").toStdString());
        const auto router = workspace ? RouterRepository(*workspace).byName(name) : workspace.error();
        auto analysis = router ? analyseRouter(*workspace, router->id, {}, {}) : router.error();
        return analysis ? std::make_shared<const RouterAnalysis>(std::move(*analysis)) : nullptr;
    }

    QTemporaryDir m_settings;
    WindowFixture m_fixture;
    std::shared_ptr<const RouterAnalysis> m_analysis;
    double m_lambda = 0; ///< of the pin
};

} // namespace fairlead

QTEST_MAIN(fairlead::TestWholeWay)
#include "tst_wholeway.moc"
