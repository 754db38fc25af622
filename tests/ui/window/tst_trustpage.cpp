#include "core/base/fileio.h"
#include "core/base/random.h"
#include "core/experiment/simulation.h"
#include "tests/support/samplelog.h"
#include "tests/ui/window/windowfixture.h"
#include "ui/pages/trust/supporttablemodel.h"
#include "ui/pages/trust/trustpage.h"
#include "ui/widgets/messagestrip.h"

#include <nlohmann/json.hpp>

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QSignalSpy>
#include <QTableView>

namespace fairlead {

using test::WindowFixture;

namespace {

constexpr int kDiagnosisTimeout = 60'000;

/// Even chances between two models, of which the logged propensities say a quarter.
QByteArray disagreeingLog()
{
    QByteArray csv = "id,embedding,model,quality,cost,propensity\n";
    Random random(11);
    for (int i = 0; i < 400; ++i) {
        const bool draw = random.uniform() < 0.5;
        csv += QByteArray::number(i) + ",\"[" + QByteArray::number((i * 37 % 101) / 50.0 - 1) + "," +
               QByteArray::number((i * 53 % 97) / 48.0 - 1) + "]\"," + (draw ? "a" : "b") + "," +
               QByteArray::number(i % 3 == 0) + "," + (draw ? "1" : "2") + ",0.25\n";
    }
    return csv;
}

} // namespace

class TestTrustPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        buildWorkspace();
    }
    void cleanup() { QVERIFY(!ask::hasPendingAnswers()); }

    void withoutDataItSaysWhatToImport()
    {
        WindowFixture fixture;
        ask::setNextAnswer(fixture.path("w.fairlead"));
        fixture.trigger("fileNew");
        QTRY_VERIFY(fixture.window().session().isOpen());
        fixture.window().showPage(QStringLiteral("trust"));
        QTRY_VERIFY(fixture.window().isSettled());
        QVERIFY(fixture.isVisible("trustEmpty"));
        QVERIFY(!fixture.find<QWidget>("trustCopy")->isEnabled());
        fixture.click("trustEmptyAction");
        QTRY_VERIFY(fixture.isVisible("dataPage"));
    }

    void aLogIsJudgedWithItsFigures()
    {
        WindowFixture fixture;
        open(fixture, "exploring");
        QCOMPARE(label(fixture, "trustVerdict"), QStringLiteral("OK"));
        QVERIFY(label(fixture, "trustScope").contains(QStringLiteral("training rows")));
        auto *table = fixture.find<QTableView>("trustModels");
        QCOMPARE(table->model()->rowCount(), 3);
        for (const char *plot : {"trustPropensity", "trustCalibration", "trustBalance"})
            QVERIFY2(fixture.isVisible(plot), plot);
        QVERIFY(fixture.isVisible("trustNoLogged"));
        QVERIFY(!fixture.isVisible("trustLogged"));
        for (QWidget *control : {fixture.find<QWidget>("trustDataset"), fixture.find<QWidget>("trustModels")})
            QVERIFY(!control->accessibleName().isEmpty());
    }

    void theSelectedModelIsDrawn()
    {
        WindowFixture fixture;
        open(fixture, "exploring");
        auto *table = fixture.find<QTableView>("trustModels");
        const QString first = label(fixture, "trustPlotsTitle");
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(2, 0)).center());
        QVERIFY(label(fixture, "trustPlotsTitle") != first);
        QVERIFY(label(fixture, "trustPlotsTitle").contains(table->model()->index(2, 0).data().toString()));
        QTest::keyClick(table, Qt::Key_Up);
        QVERIFY(label(fixture, "trustPlotsTitle").contains(table->model()->index(1, 0).data().toString()));
    }

    void aRefusedLogSaysWhyAndWhatToDo_data()
    {
        QTest::addColumn<QString>("dataset");
        QTest::addColumn<QString>("fact");
        QTest::addColumn<QString>("advice");
        QTest::addColumn<bool>("plots");
        QTest::newRow("a fixed rule") << "rule"
                                      << "fixed rule"
                                      << "6.0% of queries" << true;
        QTest::newRow("one model") << "one"
                                   << "served every query"
                                   << "6.0% of queries" << false;
        QTest::newRow("four rows") << "four"
                                   << "too small"
                                   << "more queries" << false;
    }
    void aRefusedLogSaysWhyAndWhatToDo()
    {
        QFETCH(QString, dataset);
        QFETCH(QString, fact);
        QFETCH(QString, advice);
        QFETCH(bool, plots);
        WindowFixture fixture;
        open(fixture, dataset);
        QCOMPARE(label(fixture, "trustVerdict"), QStringLiteral("REFUSE"));
        QVERIFY(label(fixture, "trustMeaning").contains(QStringLiteral("withheld")));
        auto *reason = fixture.find<QWidget>("trustReason0");
        QVERIFY(reason && reason->isVisible());
        const QString text = reason->findChild<QLabel *>(QStringLiteral("reasonFact"))->text();
        QVERIFY2(text.contains(fact), qPrintable(text));
        if (!advice.isEmpty()) {
            const QString what = reason->findChild<QLabel *>(QStringLiteral("reasonAdvice"))->text();
            QVERIFY2(what.contains(advice), qPrintable(what));
        }
        QCOMPARE(fixture.isVisible("trustPlots"), plots);
    }

    void propensitiesThatDisagreeAreANote()
    {
        WindowFixture fixture;
        open(fixture, "wrong");
        QVERIFY(fixture.isVisible("trustLogged"));
        QVERIFY(label(fixture, "trustScope").contains(QStringLiteral("not used")));
        const auto facts = fixture.window().findChildren<QLabel *>(QStringLiteral("reasonFact"));
        QVERIFY(std::any_of(facts.begin(), facts.end(), [](const QLabel *fact) {
            return fact->text().contains(QStringLiteral("do not fit how often it served"));
        }));
    }

    void fullFeedbackNeedsNoTrust()
    {
        WindowFixture fixture;
        open(fixture, "full");
        QVERIFY(fixture.isVisible("trustEmpty"));
        auto *empty = fixture.find<QWidget>("trustEmpty");
        QVERIFY(
            empty->findChild<QLabel *>(QStringLiteral("emptySentence"))->text().contains(QStringLiteral("simulate")));
        QVERIFY(!fixture.find<QWidget>("trustSave")->isEnabled());
    }

    void switchingFastShowsOnlyTheLastChoice()
    {
        WindowFixture fixture;
        open(fixture, "exploring");
        auto *chooser = fixture.find<QComboBox>("trustDataset");
        for (const char *name : {"rule", "exploring", "wrong", "one", "wrong", "rule"})
            chooser->setCurrentIndex(chooser->findText(QLatin1String(name)));
        QTRY_VERIFY_WITH_TIMEOUT(fixture.window().isSettled(), kDiagnosisTimeout);
        QCOMPARE(label(fixture, "trustVerdict"), QStringLiteral("REFUSE"));
        fixture.click("trustCopy");
        QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("Support of 'rule': REFUSE")));
    }

    void theKeyboardChoosesTheDataset()
    {
        WindowFixture fixture;
        open(fixture, "rule");
        auto *chooser = fixture.find<QComboBox>("trustDataset");
        chooser->setFocus();
        QTest::keyClick(chooser, Qt::Key_Home);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.window().isSettled(), kDiagnosisTimeout);
        QVERIFY(fixture.isVisible("trustEmpty")); // the full feedback stands first
    }

    void stoppingIsSaidAndCanBeTakenBack()
    {
        WindowFixture fixture;
        QVERIFY(QFile::copy(m_folder.filePath(QStringLiteral("w.fairlead")), fixture.path("fresh.fairlead")));
        fixture.window().openWorkspace(fixture.path("fresh.fairlead"));
        QTRY_VERIFY(fixture.window().session().isOpen());
        fixture.window().showPage(QStringLiteral("trust"));
        QTRY_VERIFY(fixture.isVisible("trustDataset") && fixture.find<QComboBox>("trustDataset")->count() > 0);
        auto *chooser = fixture.find<QComboBox>("trustDataset");
        chooser->setCurrentIndex(chooser->findText(QStringLiteral("long")));
        QTRY_VERIFY(fixture.isVisible("trustBusy"));
        fixture.click("trustStop");
        QTRY_VERIFY_WITH_TIMEOUT(fixture.isVisible("trustFailed"), kDiagnosisTimeout);
        chooser->setCurrentIndex(chooser->findText(QStringLiteral("one")));
        QTRY_COMPARE_WITH_TIMEOUT(label(fixture, "trustVerdict"), QStringLiteral("REFUSE"), kDiagnosisTimeout);
        chooser->setCurrentIndex(chooser->findText(QStringLiteral("long")));
        QTRY_VERIFY(fixture.isVisible("trustBusy"));
        fixture.window().session().stopAll();
        QTRY_VERIFY_WITH_TIMEOUT(fixture.isVisible("trustRetry"), kDiagnosisTimeout);
        fixture.click("trustRetry");
        QVERIFY(fixture.isVisible("trustBusy"));
    }

    void closingWhileALogIsDiagnosedStopsIt()
    {
        WindowFixture fixture;
        QVERIFY(QFile::copy(m_folder.filePath(QStringLiteral("w.fairlead")), fixture.path("fresh.fairlead")));
        fixture.window().openWorkspace(fixture.path("fresh.fairlead"));
        QTRY_VERIFY(fixture.find<QComboBox>("trustDataset")->count() > 0);
        auto *chooser = fixture.find<QComboBox>("trustDataset");
        chooser->setCurrentIndex(chooser->findText(QStringLiteral("long")));
        fixture.window().showPage(QStringLiteral("trust"));
        QTRY_VERIFY(fixture.isVisible("trustBusy"));
        ask::setNextAnswer(true);
        QVERIFY(!fixture.window().close());
        QVERIFY(ask::takeLastQuestion().contains(QStringLiteral("Stop")));
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.window().isVisible(), kDiagnosisTimeout);
        QVERIFY(Workspace::open(fixture.path("fresh.fairlead").toStdString()));
    }

    void theReportIsSavedAsCsvAndJson()
    {
        WindowFixture fixture;
        open(fixture, "exploring");
        ask::setNextAnswer(fixture.path("trust.csv"));
        fixture.click("trustSave");
        const auto csv = readFile(fixture.path("trust.csv").toStdString(), "read");
        QVERIFY(csv);
        QVERIFY(csv->starts_with("figure,model,item,x,value,lower,upper,count\r\nverdict,,OK"));
        ask::setNextAnswer(fixture.path("trust.json"));
        fixture.click("trustSave");
        const auto text = readFile(fixture.path("trust.json").toStdString(), "read");
        QVERIFY(text);
        QCOMPARE(nlohmann::json::parse(*text)["models"].size(), std::size_t(3));
        QVERIFY(fixture.find<MessageStrip>("trustMessage")->text().contains(QStringLiteral("trust.json")));
        ask::setNextAnswer(QVariant());
        fixture.click("trustSave"); // cancelled: nothing happens
        ask::setNextAnswer(m_folder.filePath(QStringLiteral("w.fairlead")));
        fixture.click("trustSave");
        QVERIFY(!fixture.find<MessageStrip>("trustMessage")->text().contains(QStringLiteral("Saved")));
        QVERIFY(Workspace::open(m_folder.filePath(QStringLiteral("w.fairlead")).toStdString()));
    }

    void theTableKeepsTheRulesOfItemModels()
    {
        SupportTableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        TrustReport report;
        report.models = {{"a", 5, 0, 0}, {"b", 700, 0, 0}};
        report.support.models.resize(2);
        report.support.models[0].count = 5;
        report.support.models[1].count = 700;
        model.setReport(report);
        QCOMPARE(model.rowCount(), 2);
        QVERIFY(model.index(0, 4).data().toString().isEmpty()); // nothing was estimated
        report.figures.models.resize(2);
        report.support.models[1].effectiveSampleSize = 1234.4;
        model.setReport(report);
        QCOMPARE(model.index(1, 4).data().toString(), QStringLiteral("1,234"));
        QCOMPARE(model.index(1, 4).data(TableModel::SortRole).toDouble(), 1234.4);
        QCOMPARE(model.index(1, 0).data(TableModel::IdRole).toLongLong(), 2);
    }

private:
    void buildWorkspace()
    {
        auto workspace = Workspace::create(m_folder.filePath(QStringLiteral("w.fairlead")).toStdString());
        QVERIFY(workspace);
        const DatasetId full = test::addSampleFullFeedback(*workspace, "full", 900, 3);
        SimulationOptions options;
        options.bias = 0.5;
        options.floor = 0.2;
        QVERIFY(simulateLog(*workspace, full, "exploring", options, {}, {}));
        options.kind = LoggingKind::Deterministic;
        QVERIFY(simulateLog(*workspace, full, "rule", options, {}, {}));
        (void)test::addSingleModelLog(*workspace, full, "one", 0);
        import(*workspace, "wrong", disagreeingLog());
        import(*workspace, "four", test::smallLog(4));
        import(*workspace, "long", test::smallLog(4000));
    }
    void import(Workspace &workspace, const char *name, const QByteArray &bytes)
    {
        ImportRequest request;
        request.file =
            test::writeTestFile(m_folder.filePath(QLatin1String(name) + QStringLiteral(".csv")), bytes).toStdString();
        request.name = name;
        const auto imported = importDataset(workspace, request, {}, {});
        QVERIFY2(imported, imported ? "" : imported.error().message.c_str());
    }

    /// The trust page of this dataset, with nothing under way.
    void open(WindowFixture &fixture, const QString &dataset)
    {
        fixture.window().openWorkspace(m_folder.filePath(QStringLiteral("w.fairlead")));
        QTRY_VERIFY(fixture.window().session().isOpen());
        auto *chooser = fixture.find<QComboBox>("trustDataset");
        QTRY_VERIFY(chooser->count() > 0);
        int at = chooser->findText(dataset, Qt::MatchStartsWith);
        QVERIFY(at >= 0);
        chooser->setCurrentIndex(at);
        fixture.window().showPage(QStringLiteral("trust"));
        QTRY_VERIFY_WITH_TIMEOUT(fixture.window().isSettled(), kDiagnosisTimeout);
    }
    [[nodiscard]] static QString label(WindowFixture &fixture, const char *name)
    {
        return fixture.find<QLabel>(name)->text();
    }

    QTemporaryDir m_folder;
};

} // namespace fairlead

QTEST_MAIN(fairlead::TestTrustPage)
#include "tst_trustpage.moc"
