#include "core/experiment/comparison.h"
#include "core/experiment/routerfigures.h"
#include "core/experiment/simulation.h"
#include "core/experiment/training.h"
#include "tests/support/samplelog.h"
#include "tests/support/stallwatch.h"
#include "tests/ui/window/windowfixture.h"
#include "ui/models/sortedtable.h"
#include "ui/pages/compare/comparepage.h"
#include "ui/pages/compare/comparetablemodel.h"
#include "ui/pages/compare/comparetext.h"
#include "ui/pages/compare/estimatortext.h"
#include "ui/plots/forestplot.h"
#include "ui/widgets/costintervalslider.h"
#include "ui/widgets/messagestrip.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>

namespace fairlead {

using test::WindowFixture;

namespace {

constexpr int kTimeout = 30'000;

/// A workspace of three routers over one simulated log, one router that cannot be read, and one router on other data.
void makeWorkspace(const QString &path)
{
    auto workspace = Workspace::create(path.toStdString());
    QVERIFY(workspace);
    const DatasetId full = test::addSampleFullFeedback(*workspace, "full", 500, 3, 4);
    auto log = simulateLog(*workspace, full, "march", {1.0, 0.1, 1}, {}, {});
    auto other = simulateLog(*workspace, full, "april", {0.5, 0.2, 2}, {}, {});
    QVERIFY(log && other);
    const auto train = [&](DatasetId dataset, Method method, const char *name) {
        TrainConfig config;
        config.method = method;
        config.device = DeviceChoice::Cpu;
        auto trained = trainRouter(*workspace, dataset, name, config, {}, {});
        QVERIFY2(trained, trained ? "" : trained.error().message.c_str());
    };
    train(*other, Method::BestSingle, "lonely");
    train(*log, Method::BestSingle, "single");
    train(*log, Method::Cheapest, "cheapest");
    train(*log, Method::PlugIn, "plug-in");
}

} // namespace

class TestComparePage final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("FairleadTests"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_comparepage"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
        makeWorkspace(source());
    }
    void init() { QSettings().clear(); }
    void cleanup() { QVERIFY(!ask::hasPendingAnswers()); }

    void withoutDataOrRoutersThePageSaysWhereToGo()
    {
        WindowFixture fixture;
        ask::setNextAnswer(fixture.path("w.fairlead"));
        fixture.trigger("fileNew");
        QTRY_VERIFY(fixture.window().session().isOpen());
        fixture.window().showPage(QStringLiteral("compare"));
        QTRY_VERIFY(fixture.window().isSettled());
        QVERIFY(fixture.isVisible("compareEmpty"));
        fixture.click("compareEmptyAction");
        QVERIFY(fixture.isVisible("dataPage"));

        WindowFixture untrained;
        untrained.window().openFile(untrained.makeWorkspace(40));
        untrained.window().showPage(QStringLiteral("compare"));
        QTRY_VERIFY(untrained.isVisible("compareEmptyAction") && untrained.window().isSettled());
        untrained.click("compareEmptyAction");
        QVERIFY(untrained.isVisible("trainPage"));
    }

    void routersOfOneDatasetAreShownWithCoresFigures()
    {
        WindowFixture fixture;
        open(fixture);
        auto *table = fixture.find<SortedTable>("compareTable");
        const QAbstractItemModelTester tester(source(fixture), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(table->model()->rowCount(), 3);
        const auto &rows = source(fixture)->rows();
        for (const CompareRow &row : rows) {
            QVERIFY2(row.isReady(), qPrintable(row.failure));
            const RouterAnalysis &analysis = *row.compared.analysis;
            const IntervalFigures over = figuresOver(analysis, slider(fixture).lower(), slider(fixture).upper());
            const QString name = QString::fromStdString(analysis.router.name);
            QVERIFY2(cell(fixture, name, "mean_utility").startsWith(withMargin(over.value.dr->utility, qualityText)),
                     qPrintable(cell(fixture, name, "mean_utility")));
            QCOMPARE(cell(fixture, name, "support"),
                     QString::fromStdString(std::string(verdictKey(over.judgement.verdict))));
            QCOMPARE(cell(fixture, name, "mean_regret"), QString::number(*over.value.meanRegretTruth, 'f', 4));
            QCOMPARE(cell(fixture, name, "rci"),
                     QString::number(row.compared.frontier->collapse->at(slider(fixture).point()), 'f', 3));
        }
        QVERIFY(fixture.find<QLabel>("compareSummary")->text().startsWith(QStringLiteral("3 of 3 routers")));

        auto *datasets = fixture.find<QComboBox>("compareDataset");
        datasets->setFocus();
        QTest::keyClick(datasets, Qt::Key_Up);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.window().isSettled(), kTimeout);
        QCOMPARE(table->model()->rowCount(), 1);
        QVERIFY(fixture.find<QLabel>("compareSummary")->text().contains(QStringLiteral("train another")));
    }

    void anUncheckedRouterIsLeftOutAndComesBack()
    {
        WindowFixture fixture;
        open(fixture);
        auto *table = fixture.find<SortedTable>("compareTable");
        table->selectId(idOf(fixture, "cheapest"));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Space);
        QTRY_VERIFY(fixture.window().isSettled());
        QCOMPARE(cell(fixture, "cheapest", "mean_utility"), QStringLiteral("–"));
        QCOMPARE(fixture.find<ForestPlot>("compareForest")->content().rows.size(), 2);
        QVERIFY(fixture.find<ForestPlot>("compareEstimators")->content().rows.isEmpty());
        // And with the mouse, on the check box.
        const QModelIndex index = table->currentIndex().siblingAtColumn(0);
        QStyleOptionViewItem option;
        option.initFrom(table);
        option.rect = table->visualRect(index);
        option.features = QStyleOptionViewItem::HasCheckIndicator | QStyleOptionViewItem::HasDecoration;
        const QRect box = table->style()->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &option, table);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, box.center());
        QTRY_VERIFY(fixture.window().isSettled());
        QVERIFY(cell(fixture, "cheapest", "mean_utility") != QStringLiteral("–"));
    }

    void headersSortByTheRawNumbers()
    {
        WindowFixture fixture;
        open(fixture);
        auto *table = fixture.find<SortedTable>("compareTable");
        const int column = columnOf("mean_utility");
        const auto click = [&] {
            QTest::mouseClick(table->horizontalHeader()->viewport(), Qt::LeftButton, {},
                              {table->horizontalHeader()->sectionViewportPosition(column) + 20,
                               table->horizontalHeader()->height() / 2});
        };
        const auto values = [&] {
            QVector<double> numbers;
            for (int row = 0; row < table->model()->rowCount(); ++row)
                numbers.append(table->model()->index(row, column).data(TableModel::SortRole).toDouble());
            return numbers;
        };
        click();
        QVERIFY(std::ranges::is_sorted(values()));
        click();
        QVERIFY(std::ranges::is_sorted(values(), std::greater<>()));
    }

    void chosenColumnsAreRemembered()
    {
        WindowFixture fixture;
        open(fixture);
        auto *table = fixture.find<SortedTable>("compareTable");
        QVERIFY(table->isColumnHidden(columnOf("seed")));
        fixture.trigger("compareColumn_seed");
        fixture.trigger("compareColumn_qnc");
        QVERIFY(!table->isColumnHidden(columnOf("seed")) && table->columnWidth(columnOf("seed")) > 20);
        QVERIFY(table->isColumnHidden(columnOf("qnc")));
        QVERIFY(!fixture.find<QAction>("compareColumn_router")->isEnabled());

        fixture.reopen();
        open(fixture);
        table = fixture.find<SortedTable>("compareTable");
        QVERIFY(!table->isColumnHidden(columnOf("seed")));
        QVERIFY(table->isColumnHidden(columnOf("qnc")));
        fixture.trigger("compareColumnsReset");
        QVERIFY(table->isColumnHidden(columnOf("seed")));
        QVERIFY(!table->isColumnHidden(columnOf("qnc")));
    }

    void differencesFollowTheReferenceTheOutcomeAndTheInterval()
    {
        WindowFixture fixture;
        open(fixture);
        auto *forest = fixture.find<ForestPlot>("compareForest");
        const RouterAnalysis &plugIn = analysis(fixture, "plug-in");
        const auto over = [&] { return plugIn.index->over(slider(fixture).lower(), slider(fixture).upper()); };
        QCOMPARE(forestRow(*forest, "plug-in").value->value, over().versusLog->utility.value);

        choose(fixture, "compareOutcome", QStringLiteral("Cost"));
        QTRY_VERIFY(fixture.window().isSettled());
        QCOMPARE(forestRow(*forest, "plug-in").value->value, 1000 * over().versusLog->cost.value);
        QVERIFY(forest->content().axis.contains(QStringLiteral("USD")));

        choose(fixture, "compareAgainst", QStringLiteral("single"));
        QTRY_VERIFY(fixture.window().isSettled());
        QVERIFY(!forestRow(*forest, "single").value);
        QVERIFY(forestRow(*forest, "single").note.contains(QStringLiteral("reference")));

        choose(fixture, "compareAgainst", QStringLiteral("best single"));
        choose(fixture, "compareOutcome", QStringLiteral("Quality"));
        slider(fixture).setFocus();
        slider(fixture).setInterval(0.2 * slider(fixture).maximum(), 0.6 * slider(fixture).maximum());
        QTRY_VERIFY(fixture.window().isSettled());
        QVERIFY(std::abs(forestRow(*forest, "plug-in").value->value - over().versusReference->quality.value) < 1e-9);

        choose(fixture, "compareOver", QStringLiteral("point"));
        QTRY_VERIFY(fixture.window().isSettled());
        const auto at = plugIn.index->at(slider(fixture).point());
        QVERIFY(std::abs(forestRow(*forest, "plug-in").value->value - at.versusReference->quality.value) < 1e-9);
    }

    void keysOnTheSliderMoveRciAndTheEstimators()
    {
        WindowFixture fixture;
        open(fixture);
        auto *table = fixture.find<SortedTable>("compareTable");
        table->selectId(idOf(fixture, "plug-in"));
        QTRY_VERIFY(fixture.window().isSettled());
        const QString before = fixture.find<QLabel>("compareEstimatorsTitle")->text();
        QVERIFY(before.contains(QStringLiteral("plug-in")));
        auto &part = slider(fixture);
        QTest::mouseClick(&part, Qt::LeftButton, {}, part.gripCenter(CostIntervalSlider::Part::Point).toPoint());
        QTest::keyClick(&part, Qt::Key_PageUp);
        QTRY_VERIFY(fixture.window().isSettled());
        QVERIFY(fixture.find<QLabel>("compareEstimatorsTitle")->text() != before);
        const auto *plot = fixture.find<ForestPlot>("compareEstimators");
        QCOMPARE(plot->content().rows.size(), qsizetype(kEstimators.size()));
        const auto answer = estimatorsAt(analysis(fixture, "plug-in"), part.point(), {});
        QVERIFY(answer && answer->comparison);
        for (std::size_t k = 0; k < kEstimators.size(); ++k)
            QCOMPARE(plot->content().rows.at(qsizetype(k)).value->value,
                     answer->comparison->values[k].value.utility.value);
        QVERIFY(!fixture.find<QLabel>("compareReading")->text().isEmpty());
    }

    void aStepOfTheSliderDoesNotHoldTheWindow()
    {
        WindowFixture fixture;
        open(fixture);
        constexpr double kFrame = 50; // ms
        test::StallWatch watch;
        for (int step = 0; step < 40; ++step) {
            slider(fixture).setPoint(slider(fixture).maximum() * step / 40);
            slider(fixture).setInterval(0, slider(fixture).maximum() * (80 - step) / 80);
            QCoreApplication::processEvents();
        }
        QTRY_VERIFY_WITH_TIMEOUT(fixture.window().isSettled(), kTimeout);
        QVERIFY2(watch.longestOwn() < kFrame, qPrintable(QString::number(watch.longestOwn())));
    }

    void closingWhileRoutersAreAnalysedLosesNothing()
    {
        WindowFixture fixture;
        QVERIFY(QFile::copy(source(), fixture.path("w.fairlead")));
        fixture.window().openFile(fixture.path("w.fairlead"));
        QTRY_VERIFY(fixture.window().session().isOpen());
        bool isClosing = false;
        connect(
            fixture.window().findChild<CompareLoader *>(), &CompareLoader::progressed, &fixture.window(),
            [&] {
                if (std::exchange(isClosing, true))
                    return;
                if (!fixture.window().session().jobs().isEmpty())
                    ask::setNextAnswer(true);
                fixture.window().close();
            },
            Qt::QueuedConnection);
        fixture.window().showPage(QStringLiteral("compare"));
        QTRY_VERIFY(isClosing);
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.window().isVisible(), kTimeout);
        QCOMPARE(fixture.stored().routers.size(), 4U);
    }

    void theCheckedRoutersGoToExploreTheSelectedOneFirst()
    {
        WindowFixture fixture;
        open(fixture);
        auto *table = fixture.find<SortedTable>("compareTable");
        table->selectId(idOf(fixture, "plug-in"));
        QSignalSpy asked(&fixture.window().session(), &Session::exploreRequested);
        fixture.click("compareExplore");
        QCOMPARE(asked.count(), 1);
        const auto routers = asked.first().first().value<QVector<qint64>>();
        QCOMPARE(routers.size(), 3);
        QCOMPARE(routers.first(), idOf(fixture, "plug-in"));
        QTRY_VERIFY(fixture.isVisible("explorePage"));
        QTRY_VERIFY_WITH_TIMEOUT(fixture.window().isSettled(), kTimeout);
        const auto *list = fixture.find<QListWidget>("exploreRouters");
        QCOMPARE(list->currentItem()->text(), QStringLiteral("plug-in"));
        for (int at = 0; at < list->count(); ++at)
            QCOMPARE(list->item(at)->checkState(), Qt::Checked);
    }

    void theTableIsSavedAndCopied()
    {
        WindowFixture fixture;
        open(fixture);
        ask::setNextAnswer(fixture.path("table.csv"));
        fixture.click("compareSave");
        QVERIFY(fixture.find<MessageStrip>("compareMessage")->text().contains(QStringLiteral("table.csv")));
        QFile file(fixture.path("table.csv"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), 4);
        QVERIFY(
            lines.first().startsWith("router,support,mean_utility,mean_utility_lower,mean_utility_upper,mean_regret"));
        QVERIFY(lines.first().endsWith("lambda_lo,lambda_hi,lambda_point,reasons"));

        ask::setNextAnswer(fixture.path("w.fairlead"));
        fixture.click("compareSave"); // the workspace itself is never written over
        QVERIFY(!fixture.find<MessageStrip>("compareMessage")->text().contains(QStringLiteral("Saved")));

        fixture.trigger("compareCopyTable");
        const QStringList copied = QGuiApplication::clipboard()->text().split(QLatin1Char('\n'));
        QCOMPARE(copied.size(), 4);
        QVERIFY(copied.first().startsWith(QStringLiteral("Router\tSupport\tMean utility")));
    }

    void aRouterThatCannotBeReadLeavesTheOthersStanding()
    {
        WindowFixture fixture;
        QVERIFY(QFile::copy(source(), fixture.path("w.fairlead")));
        {
            auto workspace = Workspace::open(fixture.path("w.fairlead").toStdString());
            QVERIFY(workspace);
            RouterRepository routers(*workspace);
            RouterRecord broken = *routers.byName("plug-in");
            broken.name = "broken";
            TensorBundle weights;
            QVERIFY(routers.save(broken, weights));
        }
        show(fixture);
        QCOMPARE(cell(fixture, "broken", "mean_utility"), QStringLiteral("failed"));
        QVERIFY(cell(fixture, "plug-in", "mean_utility") != QStringLiteral("–"));
        QVERIFY(fixture.find<QLabel>("compareSummary")->text().contains(QStringLiteral("could not be analysed")));
    }

    void aStopUnchecksWhatWasNotAnalysedYet()
    {
        WindowFixture fixture;
        QVERIFY(QFile::copy(source(), fixture.path("w.fairlead")));
        fixture.window().openFile(fixture.path("w.fairlead"));
        QTRY_VERIFY(fixture.window().session().isOpen());
        bool isStopped = false;
        connect(
            fixture.window().findChild<CompareLoader *>(), &CompareLoader::progressed, &fixture.window(),
            [&] {
                if (!std::exchange(isStopped, true))
                    fixture.click("compareStop");
            },
            Qt::QueuedConnection);
        fixture.window().showPage(QStringLiteral("compare"));
        QTRY_VERIFY(isStopped);
        QVERIFY(!fixture.isVisible("compareBusy"));
        QVERIFY(fixture.find<MessageStrip>("compareMessage")->text().contains(QStringLiteral("Stopped")));
        QTRY_VERIFY_WITH_TIMEOUT(fixture.window().isSettled(), kTimeout);
        QVERIFY(std::ranges::any_of(source(fixture)->rows(), [](const CompareRow &row) { return !row.isChecked; }));
    }

    void disagreementIsSaidInWordsAndDirectMethodAloneIsNoAlarm()
    {
        EstimatorComparison comparison;
        comparison.agreeingRows = 1234;
        comparison.effectiveSampleSize = 567;
        const auto read = [&](const std::vector<Disagreement> &found) {
            return readingText(comparison, readDisagreements(found), {});
        };
        const auto between = [](Estimator a, Estimator b, std::string_view outcome) {
            return Disagreement{a, b, outcome, {0.1, 0.01}, 0.001};
        };
        QVERIFY(read({}).startsWith(QStringLiteral("✓ The estimators agree within chance. 1,234 held-out queries")));
        const QString direct = read({between(Estimator::Dm, Estimator::Dr, "quality")});
        QVERIFY(direct.startsWith(QStringLiteral("✓")) && direct.contains(QStringLiteral("but for DM")));
        const QString odd =
            read({between(Estimator::Ips, Estimator::Dr, "cost"), between(Estimator::Ips, Estimator::Sndr, "quality")});
        QVERIFY(odd.startsWith(QStringLiteral("⚠ IPS disagrees with the others beyond chance on cost and quality.")));
        QVERIFY(odd.contains(QStringLiteral("Trust")));
        const QString pair = read({between(Estimator::Snips, Estimator::Dr, "utility")});
        QVERIFY2(pair.startsWith(QStringLiteral("⚠ SNIPS and DR disagree beyond chance on utility.")),
                 qPrintable(pair));
    }

    void aRefusedFigureIsItsReason()
    {
        CompareRow row;
        row.isChecked = true;
        row.compared.analysis = std::make_shared<const RouterAnalysis>();
        row.compared.frontier =
            std::make_shared<const RouterFrontier>(RouterFrontier{{Verdict::Refuse, {"Nothing is known of model a."}},
                                                                  makeError(ErrorCode::Refused, "refused"),
                                                                  makeError(ErrorCode::Unsupported, "no truth"),
                                                                  makeError(ErrorCode::Unsupported, "no truth")});
        row.over.emplace();
        row.over->value.dr = PolicyValue{{0.5, 0.1}, {0.001, 0.0001}, {0.4, 0.1}};
        row.over->judgement = {Verdict::Refuse, {"Nothing is known of model a."}};
        for (const char *key : {"mean_utility", "nauc", "qnc"}) {
            const CompareCell refused = compareColumns().at(columnOf(key)).cell(row);
            QCOMPARE(refused.text, QStringLiteral("REFUSE"));
            QVERIFY(!refused.number && !refused.interval);
            QVERIFY(refused.note.contains(QStringLiteral("Nothing is known of model a.")));
        }
        row.over->judgement = {Verdict::Caution, {"Few rows."}};
        const CompareCell caution = compareColumns().at(columnOf("mean_utility")).cell(row);
        QVERIFY(caution.text.startsWith(QStringLiteral("0.400 ± 0.196")));
        QVERIFY(caution.text.contains(QStringLiteral("⚠")));
        QCOMPARE(caution.note, QStringLiteral("CAUTION: Few rows."));
        QCOMPARE(compareColumns().at(columnOf("mean_regret")).cell(row).text, QStringLiteral("–"));
    }

private:
    [[nodiscard]] QString source() const { return m_folder.filePath(QStringLiteral("source.fairlead")); }

    void open(WindowFixture &fixture) const
    {
        QFile::copy(source(), fixture.path("w.fairlead"));
        show(fixture);
    }
    static void show(WindowFixture &fixture)
    {
        fixture.window().openFile(fixture.path("w.fairlead"));
        QTRY_VERIFY(fixture.window().session().isOpen());
        fixture.window().showPage(QStringLiteral("compare"));
        QTRY_VERIFY(fixture.isVisible("compareTable"));
        QTRY_VERIFY_WITH_TIMEOUT(fixture.window().isSettled(), kTimeout);
    }
    static CompareTableModel *source(WindowFixture &fixture)
    {
        return fixture.window().findChild<CompareTableModel *>();
    }
    static CostIntervalSlider &slider(WindowFixture &fixture)
    {
        return *fixture.findOn<CostIntervalSlider>("comparePage", "costIntervalSlider");
    }
    static int columnOf(const char *key)
    {
        const auto found = std::ranges::find_if(
            compareColumns(), [key](const CompareColumn &column) { return column.key == QLatin1String(key); });
        return static_cast<int>(found - compareColumns().begin());
    }
    static const CompareRow &rowOf(WindowFixture &fixture, const QString &name)
    {
        for (const CompareRow &row : source(fixture)->rows()) {
            if (QString::fromStdString(row.router.record.name) == name)
                return row;
        }
        qFatal("no such router");
    }
    static qint64 idOf(WindowFixture &fixture, const char *name)
    {
        return rowOf(fixture, QLatin1String(name)).router.record.id.value;
    }
    static const RouterAnalysis &analysis(WindowFixture &fixture, const char *name)
    {
        return *rowOf(fixture, QLatin1String(name)).compared.analysis;
    }
    static QString cell(WindowFixture &fixture, const QString &name, const char *column)
    {
        const auto *table = fixture.find<SortedTable>("compareTable");
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            if (table->model()->index(row, 0).data().toString() == name)
                return table->model()->index(row, columnOf(column)).data().toString();
        }
        return {};
    }
    static ForestRow forestRow(const ForestPlot &plot, const char *name)
    {
        for (const ForestRow &row : plot.content().rows) {
            if (row.name == QLatin1String(name))
                return row;
        }
        return {};
    }
    /// The entry with this text, or else the first that holds it.
    static void choose(WindowFixture &fixture, const char *combo, const QString &text)
    {
        auto *box = fixture.find<QComboBox>(combo);
        const int exact = box->findText(text);
        const int at = exact >= 0 ? exact : box->findText(text, Qt::MatchContains);
        QVERIFY2(at >= 0, qPrintable(text));
        box->setFocus();
        box->setCurrentIndex(at);
    }

    QTemporaryDir m_folder;
};

} // namespace fairlead

QTEST_MAIN(fairlead::TestComparePage)
#include "tst_comparepage.moc"
