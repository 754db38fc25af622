#include "exploresample.h"

#include "core/base/format.h"
#include "ui/pages/explore/explorepage.h"
#include "ui/plots/frontierplot.h"
#include "ui/plots/sharesplot.h"
#include "ui/session.h"
#include "ui/widgets/costintervalpanel.h"
#include "ui/widgets/costintervalslider.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/valuecard.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QCheckBox>
#include <QDir>
#include <QElapsedTimer>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace fairlead;

class TestExplorePage final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("FairleadTests"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_explorepage"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
    }
    void init()
    {
        QSettings().clear();
        m_session = std::make_unique<Session>();
        makePage();
    }
    void cleanup()
    {
        m_page.reset();
        m_session.reset();
    }

    void withoutAWorkspaceThePageSaysWhereToGo()
    {
        QSignalSpy asked(m_session.get(), &Session::pageRequested);
        auto *action = m_page->findChild<QPushButton *>(QStringLiteral("exploreEmptyAction"));
        QVERIFY(action->isVisible());
        QTest::mouseClick(action, Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.first().first().toString(), QStringLiteral("data"));
    }

    void aFileThatIsNoWorkspaceIsSaidAndCanBeRetried()
    {
        const QString path = m_folder.filePath(QStringLiteral("broken.fairlead"));
        std::ofstream(path.toStdString()) << "not a workspace";
        m_session->open(path.toStdString());
        auto *retry = m_page->findChild<QPushButton *>(QStringLiteral("exploreRetry"));
        QTRY_VERIFY(retry->isVisible());
        QTRY_VERIFY(m_page->isSettled());
        auto *failed = m_page->findChild<EmptyState *>(QStringLiteral("exploreFailed"));
        QVERIFY(!failed->findChild<QLabel *>(QStringLiteral("emptySentence"))->text().isEmpty());
    }

    void figuresAreThoseOfTheIndexAtThePoint_data()
    {
        QTest::addColumn<double>("lambda");
        QTest::newRow("where cost counts nothing") << 0.0;
        QTest::newRow("in the middle") << 87.5;
        QTest::newRow("at the end") << 200.0;
    }
    void figuresAreThoseOfTheIndexAtThePoint()
    {
        QFETCH(double, lambda);
        const auto analysis = sampleAnalysis();
        m_page->showAnalyses({analysis});
        slider().setPoint(lambda);
        const OperatingPoint point = analysis->index->at(lambda);
        QCOMPARE(value("cardQuality"), QString::fromStdString(formatFixed(point.dr->quality.value, 3)));
        QCOMPARE(value("cardCost"), QString::fromStdString(formatUsd(1000 * point.dr->cost.value)));
        QCOMPARE(value("cardUtility"), QString::fromStdString(formatFixed(point.dr->utility.value, 3)));
        const double saved = -point.versusLog->cost.value / analysis->references.front().cost.value;
        QCOMPARE(value("cardSaving"), QString::fromStdString(formatPercent(saved)));
        QCOMPARE(part("cardQuality", "cardTruth"),
                 QStringLiteral("truth %1").arg(QString::fromStdString(formatFixed(point.truth->quality.value, 3))));
        QCOMPARE(part("cardCost", "cardInterval"),
                 QStringLiteral("95%: %1 to %2")
                     .arg(QString::fromStdString(formatUsd(1000 * point.dr->cost.lower())),
                          QString::fromStdString(formatUsd(1000 * point.dr->cost.upper()))));
    }

    void keysOnTheSliderMoveTheFigures()
    {
        const auto analysis = sampleAnalysis();
        m_page->showAnalyses({analysis});
        slider().setPoint(100);
        const QString before = value("cardCost");
        QTest::mouseClick(&slider(), Qt::LeftButton, {},
                          slider().gripCenter(CostIntervalSlider::Part::Point).toPoint());
        QTest::keyClick(&slider(), Qt::Key_PageUp);
        QCOMPARE(slider().point(), 120.0);
        QVERIFY(value("cardCost") != before);
    }

    void theIntervalsMeanFollowsItsHandles()
    {
        const auto analysis = sampleAnalysis();
        m_page->showAnalyses({analysis});
        slider().setInterval(20, 60);
        const IntervalValue interval = analysis->index->over(20, 60);
        const QString text = part("cardUtility", "cardExtra");
        for (const double each : {interval.dr->utility.value, interval.dr->utility.lower(), *interval.meanRegretTruth})
            QVERIFY2(text.contains(QString::fromStdString(formatFixed(each, 3))), qPrintable(text));
    }

    void refuseHidesTheNumbersAndSaysWhy()
    {
        SampleOptions options;
        options.verdict = Verdict::Refuse;
        m_page->showAnalyses({sampleAnalysis(options)});
        for (const char *card : {"cardQuality", "cardCost", "cardSaving", "cardRegret", "cardUtility"}) {
            auto *verdict = m_page->findChild<ValueCard *>(QLatin1String(card))->findChild<QLabel *>("cardVerdict");
            QCOMPARE(verdict->palette().color(QPalette::WindowText), signalColors(m_page->palette()).fault);
            QCOMPARE(value(card), QStringLiteral("withheld"));
            QCOMPARE(part(card, "cardVerdict"), QStringLiteral("REFUSE"));
            QVERIFY(part(card, "cardInterval").isEmpty());
        }
        // The reason stands in the place of the numbers, once.
        auto *support = m_page->findChild<QLabel *>(QStringLiteral("exploreSupport"));
        QVERIFY(support->isVisible());
        QVERIFY(support->text().contains(QStringLiteral("fewer than 30")));
    }

    void cautionKeepsTheNumbersAndGivesTheReason()
    {
        SampleOptions options;
        options.verdict = Verdict::Caution;
        m_page->showAnalyses({sampleAnalysis(options)});
        QVERIFY(value("cardQuality") != QStringLiteral("withheld"));
        QCOMPARE(part("cardQuality", "cardVerdict"), QStringLiteral("CAUTION"));
        auto *support = m_page->findChild<QLabel *>(QStringLiteral("exploreSupport"));
        QVERIFY(support->isVisible());
        QVERIFY(support->text().contains(QStringLiteral("fewer than 30")));
    }

    void withoutTruthNoneIsShown()
    {
        SampleOptions options;
        options.truth = false;
        m_page->showAnalyses({sampleAnalysis(options)});
        QVERIFY(part("cardQuality", "cardTruth").isEmpty());
        QVERIFY(!part("cardUtility", "cardExtra").contains(QStringLiteral("truth")));
    }

    void severalRoutersStandInTheListTheFirstIsRead()
    {
        SampleOptions other;
        other.id = 2;
        other.name = "knn";
        other.noise = 0.4;
        m_page->showAnalyses({sampleAnalysis(), sampleAnalysis(other)});
        auto *list = m_page->findChild<QListWidget *>(QStringLiteral("exploreRouters"));
        QCOMPARE(list->count(), 2);
        QCOMPARE(list->currentItem()->text(), QStringLiteral("rm-interval"));
        QVERIFY(m_page->findChild<QLabel *>(QStringLiteral("exploreHeading"))->text().startsWith("rm-interval"));
    }

    void theSliderStepsToTheNextBreakpointOfTheRouter()
    {
        const auto analysis = sampleAnalysis();
        m_page->showAnalyses({analysis});
        slider().setPoint(100);
        QTest::mouseClick(&slider(), Qt::LeftButton, {},
                          slider().gripCenter(CostIntervalSlider::Part::Point).toPoint());
        QTest::keyClick(&slider(), Qt::Key_Right);
        const auto passed = analysis->index->events(100, slider().point());
        QVERIFY(!passed.empty());
        QCOMPARE(passed.front().lambda, slider().point());
    }

    void meanCostIsTheCurrentRoutersAndNotOfferedWhereItIsWithheld()
    {
        const auto analysis = sampleAnalysis();
        auto *panel = m_page->findChild<CostIntervalPanel *>(QStringLiteral("exploreInterval"));
        panel->setUnit(CostUnit::MeanCost);
        m_page->showAnalyses({analysis});
        QCOMPARE(panel->unit(), CostUnit::MeanCost);
        slider().setPoint(100);
        auto *field = panel->findChild<QAbstractSpinBox *>(QStringLiteral("costIntervalPoint"));
        QCOMPARE(field->text(), QLatin1Char('$') + QString::fromStdString(formatSignificant(
                                                       1000 * analysis->index->at(100).dr->cost.value, 4)));
        SampleOptions options;
        options.verdict = Verdict::Refuse;
        m_page->showAnalyses({sampleAnalysis(options)});
        QCOMPARE(panel->unit(), CostUnit::Lambda);
        QVERIFY(!panel->findChild<QPushButton *>(QStringLiteral("costIntervalFit"))->isEnabled());
    }

    void escapeReleasesAnIsolatedModelWhereverTheKeysAre()
    {
        m_page->showAnalyses({sampleAnalysis()});
        QApplication::setActiveWindow(m_page.get());
        auto *shares = m_page->findChild<SharesPlot *>(QStringLiteral("exploreShares"));
        QSignalSpy isolated(shares, &SharesPlot::modelIsolated);
        shares->setFocus();
        QTest::keyClick(shares, Qt::Key_Down);
        QCOMPARE(isolated.count(), 1);
        slider().setFocus();
        QTest::keyClick(&slider(), Qt::Key_Escape);
        shares->setFocus();
        QTest::keyClick(shares, Qt::Key_Down); // from none: the first model again
        QCOMPARE(isolated.count(), 2);
        QCOMPARE(isolated[0].first(), isolated[1].first());
    }

    void unitAndLogAxisAreRemembered()
    {
        auto *panel = m_page->findChild<CostIntervalPanel *>(QStringLiteral("exploreInterval"));
        panel->setUnit(CostUnit::WillingnessToPay);
        m_page->findChild<QCheckBox *>(QStringLiteral("exploreLogCost"))->click();
        makePage();
        QCOMPARE(m_page->findChild<CostIntervalPanel *>(QStringLiteral("exploreInterval"))->unit(),
                 CostUnit::WillingnessToPay);
        QVERIFY(m_page->findChild<QCheckBox *>(QStringLiteral("exploreLogCost"))->isChecked());
    }

    void theCostAxisIsLogarithmicWhereCostsLieFarApartUnlessAPersonChose()
    {
        auto far = std::make_shared<RouterAnalysis>(*sampleAnalysis());
        far->references.back().cost.value = far->references[1].cost.value / 1000;
        auto *log = m_page->findChild<QCheckBox *>(QStringLiteral("exploreLogCost"));
        m_page->showAnalyses({far});
        QVERIFY(log->isChecked());
        m_page->showAnalyses({sampleAnalysis()});
        QVERIFY(!log->isChecked());
        log->click();
        log->click();
        m_page->showAnalyses({far});
        QVERIFY(!log->isChecked());
    }

    void picturesAreSavedAtTheSizeAskedFor()
    {
        m_page->showAnalyses({sampleAnalysis()});
        const QString path = m_folder.filePath(QStringLiteral("f.png"));
        QVERIFY(m_page->saveFrontier(path, QSize(640, 400), 2));
        QCOMPARE(QImage(path).size(), QSize(1280, 800));
        QVERIFY(m_page->savePictures(m_folder.path()));
        QVERIFY(QImage(m_folder.filePath(QStringLiteral("shares.png"))).width() > 1000);
        QVERIFY(!m_page->saveShares(m_folder.filePath(QStringLiteral("absent/s.png")), QSize(640, 400), 1));
    }

    /// Pictures for people who work on the page: FAIRLEAD_PICTURES names a folder for them.
    void thePageCanBeLookedAt_data()
    {
        QTest::addColumn<int>("theme");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("verdict");
        QTest::newRow("light-small") << static_cast<int>(Theme::Light) << QSize(1100, 700) << 0;
        QTest::newRow("dark-small") << static_cast<int>(Theme::Dark) << QSize(1100, 700) << 1;
        QTest::newRow("light-large") << static_cast<int>(Theme::Light) << QSize(2400, 1300) << 0;
        QTest::newRow("dark-refused") << static_cast<int>(Theme::Dark) << QSize(1400, 800) << 2;
    }
    void thePageCanBeLookedAt()
    {
        QFETCH(int, theme);
        QFETCH(QSize, size);
        QFETCH(int, verdict);
        applyTheme(*qApp, static_cast<Theme>(theme));
        SampleOptions options;
        options.verdict = static_cast<Verdict>(verdict);
        SampleOptions other;
        other.id = 2;
        other.name = "knn-plug-in";
        other.noise = 0.35;
        m_page->resize(size);
        m_page->showAnalyses({sampleAnalysis(options), sampleAnalysis(other)});
        slider().setInterval(30, 170);
        slider().setPoint(60);
        m_page->findChild<QCheckBox *>(QStringLiteral("exploreLogCost"))->setChecked(verdict == 1);
        QCoreApplication::processEvents();
        const QImage picture = m_page->grab().toImage();
        QCOMPARE(picture.size(), size);
        if (const QString folder = qEnvironmentVariable("FAIRLEAD_PICTURES"); !folder.isEmpty())
            QVERIFY(picture.save(QDir(folder).filePath(QStringLiteral("explore-%1.png").arg(QTest::currentDataTag()))));
        applyTheme(*qApp, Theme::Light);
    }

private:
    void makePage()
    {
        m_page = std::make_unique<ExplorePage>(*m_session, nullptr);
        m_page->resize(1100, 700);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }
    [[nodiscard]] CostIntervalSlider &slider() const
    {
        return *m_page->findChild<CostIntervalSlider *>(QStringLiteral("costIntervalSlider"));
    }
    [[nodiscard]] QString value(const char *card) const
    {
        return m_page->findChild<ValueCard *>(QLatin1String(card))->valueText();
    }
    [[nodiscard]] QString part(const char *card, const char *label) const
    {
        return m_page->findChild<ValueCard *>(QLatin1String(card))->findChild<QLabel *>(QLatin1String(label))->text();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<ExplorePage> m_page;
};

QTEST_MAIN(TestExplorePage)
#include "tst_explorepage.moc"
