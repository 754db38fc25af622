#include "core/sweep/routerfit.h"
#include "tests/core/sweep/smallsweep.h"
#include "tests/ui/widgets/linearcost.h"
#include "ui/widgets/costintervalpanel.h"
#include "ui/widgets/costintervalslider.h"
#include "ui/widgets/lambdaspinbox.h"

#include <QAction>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

using namespace fairlead;
using test::linearCost;

namespace {

/// Of the small sweep. @param lastCost what the estimate says of the cost from lambda 6 on
std::shared_ptr<const RouterFit> smallFit(double lastCost = 0)
{
    const auto index = test::SmallSweep().index();
    const RouterFit::Says says = [lastCost](const OperatingPoint &point) {
        return std::optional(MeanOutcome{point.lambda >= 6 ? lastCost : point.dr->cost.value, point.dr->quality.value});
    };
    auto fit = std::make_shared<RouterFit>(index, says);
    index->forEachPoint([&](const OperatingPoint &point) { fit->add(point.lambda, says(point)); });
    return fit;
}

} // namespace

class TestCostIntervalPanel final : public QObject
{
    Q_OBJECT

private slots:
    void meanCostIsReadAndTypedBothWays()
    {
        CostIntervalPanel panel;
        panel.setRange(0, 400);
        panel.slider().setInterval(0, 400);
        auto *unit = panel.findChild<QComboBox *>(QStringLiteral("costIntervalUnit"));
        panel.setUnit(CostUnit::MeanCost);
        QCOMPARE(panel.unit(), CostUnit::Lambda); // nothing is known yet
        QCOMPARE(unit->count(), 2);
        CostIntervalRouter router;
        router.meanCost = linearCost();
        panel.setRouter(router);
        QCOMPARE(panel.unit(), CostUnit::MeanCost);
        panel.slider().setPoint(100);
        panel.show();
        auto *field = panel.findChild<LambdaSpinBox *>(QStringLiteral("costIntervalPoint"));
        QCOMPARE(field->text(), QStringLiteral("$3")); // 4 less lambda / 100
        field->selectAll();
        QTest::keyClicks(field, QStringLiteral("$1.5"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(panel.slider().point(), 250.0);
        field->selectAll();
        QTest::keyClicks(field, QStringLiteral("-1")); // out of reach
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(panel.slider().point(), 250.0);
        panel.setRouter({});
        QCOMPARE(unit->count(), 2);
        QCOMPARE(panel.unit(), CostUnit::Lambda);
        QCOMPARE(panel.wantedUnit(), CostUnit::MeanCost);
    }

    void whatWasNotTypedOverKeepsItsDigits()
    {
        CostIntervalPanel panel;
        panel.setRange(0, 400);
        panel.slider().setInterval(0, 400);
        const double exact = std::nextafter(123.456789012345678, 0.0);
        panel.slider().setPoint(exact);
        panel.show();
        auto *field = panel.findChild<LambdaSpinBox *>(QStringLiteral("costIntervalPoint"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(panel.slider().point() - exact, 0.0);
        QCOMPARE(field->value() - exact, 0.0);
    }

    void theIntervalIsFittedToABudgetAndToAFloor()
    {
        CostIntervalPanel panel;
        panel.setRange(0, 8);
        panel.slider().setInterval(0, 8);
        panel.show();
        auto *button = panel.findChild<QPushButton *>(QStringLiteral("costIntervalFit"));
        QVERIFY(!button->isEnabled()); // nothing to fit to
        CostIntervalRouter router;
        router.fit = smallFit();
        panel.setRouter(router);
        QVERIFY(button->isEnabled());
        auto *row = panel.findChild<QWidget *>(QStringLiteral("costIntervalFitRow"));
        auto *value = row->findChild<QDoubleSpinBox *>(QStringLiteral("fitValue"));
        auto *answer = row->findChild<QLabel *>(QStringLiteral("fitAnswer"));
        const auto ask = [&](const char *action, const QString &text, Qt::Key key) {
            panel.findChild<QAction *>(QLatin1String(action))->trigger();
            QVERIFY(row->isVisible());
            QTest::keyClicks(value, text); // over what was selected
            QTest::keyClick(value, key);
        };
        ask("costIntervalFitBudget", QStringLiteral("2500"), Qt::Key_Return); // USD per 1,000: 2.5 a query
        QVERIFY(!row->isVisible());
        QCOMPARE(panel.slider().lower(), 2.0);
        QCOMPARE(panel.slider().point(), 2.0);
        QCOMPARE(panel.slider().upper(), 8.0);

        ask("costIntervalFitFloor", QStringLiteral("0.76"), Qt::Key_Return);
        QCOMPARE(panel.slider().lower(), 0.0);
        QVERIFY(panel.slider().upper() < 6 && panel.slider().upper() > 5.999);
        QCOMPARE(panel.slider().point(), panel.slider().upper());

        ask("costIntervalFitFloor", QStringLiteral("0.9"), Qt::Key_Return);
        QVERIFY(row->isVisible()); // and says what can be had
        QVERIFY2(answer->text().contains(QStringLiteral("0.7500")) && answer->text().contains(QStringLiteral("0.8000")),
                 qPrintable(answer->text()));
        QTest::keyClick(value, Qt::Key_Escape);
        QVERIFY(!row->isVisible());
        ask("costIntervalFitBudget", QStringLiteral("500"), Qt::Key_Escape);
        QVERIFY(!row->isVisible());
        QCOMPARE(panel.slider().lower(), 0.0);

        router.fit = smallFit(3); // the estimate rises again
        panel.setRouter(router);
        ask("costIntervalFitBudget", QStringLiteral("2500"), Qt::Key_Return);
        QCOMPARE(panel.slider().lower(), 2.0);
        QVERIFY(row->isVisible());
        QVERIFY2(answer->text().contains(QStringLiteral("λ = 6")), qPrintable(answer->text()));
        QTest::keyClick(row->findChild<QPushButton *>(QStringLiteral("fitCancel")), Qt::Key_Escape);
        QVERIFY(!row->isVisible());
    }

    void tabGoesThroughThePanelAsItReads()
    {
        CostIntervalPanel panel;
        QStringList names;
        QWidget *at = &panel.slider();
        for (int step = 0; step < 7; ++step) {
            names << at->objectName();
            do
                at = at->nextInFocusChain();
            while (!(at->focusPolicy() & Qt::TabFocus) || at->objectName().startsWith(QLatin1String("qt_")));
        }
        QCOMPARE(names, (QStringList{QStringLiteral("costIntervalSlider"), QStringLiteral("costIntervalUnit"),
                                     QStringLiteral("costIntervalFit"), QStringLiteral("costIntervalLower"),
                                     QStringLiteral("costIntervalPoint"), QStringLiteral("costIntervalUpper"),
                                     QStringLiteral("costIntervalAll")}));
    }

    void theUnitSwitchMovesNothing()
    {
        CostIntervalPanel panel;
        panel.setRange(0, 400);
        panel.slider().setInterval(1.0 / 3, 300);
        panel.slider().setPoint(123.456789);
        QSignalSpy interval(&panel, &CostIntervalPanel::intervalChanged);
        QSignalSpy point(&panel, &CostIntervalPanel::pointChanged);
        panel.show();
        auto *field = panel.findChild<LambdaSpinBox *>(QStringLiteral("costIntervalPoint"));
        QCOMPARE(field->text(), QStringLiteral("123.5"));
        panel.setUnit(CostUnit::WillingnessToPay);
        QCOMPARE(field->text(), QStringLiteral("$0.081"));
        field->setFocus();
        panel.setUnit(CostUnit::Lambda);
        QCOMPARE(field->text(), QStringLiteral("123.5"));
        QCOMPARE(panel.slider().lower(), 1.0 / 3);
        QCOMPARE(panel.slider().point(), 123.456789);
        QCOMPARE(interval.count() + point.count(), 0);
    }

    void typedValuesMoveTheSlider()
    {
        CostIntervalPanel panel;
        panel.setRange(0, 400);
        panel.slider().setInterval(100, 300);
        panel.show();
        const auto type = [&](const char *name, const QString &text) {
            auto *field = panel.findChild<LambdaSpinBox *>(QLatin1String(name));
            field->selectAll();
            QTest::keyClicks(field, text);
            QTest::keyClick(field, Qt::Key_Return);
            return field->text();
        };
        QCOMPARE(type("costIntervalPoint", QStringLiteral("250")), QStringLiteral("250"));
        QCOMPARE(panel.slider().point(), 250.0);
        QCOMPARE(type("costIntervalPoint", QStringLiteral("350")), QStringLiteral("300")); // stays in the interval
        panel.setUnit(CostUnit::WillingnessToPay);
        type("costIntervalUpper", QStringLiteral("0.05"));
        QCOMPARE(panel.slider().upper(), 200.0);
        QCOMPARE(panel.slider().point(), 200.0);
        QCOMPARE(type("costIntervalLower", QStringLiteral("unlimited")), QStringLiteral("unlimited"));
        QCOMPARE(panel.slider().lower(), 0.0);
        type("costIntervalLower", QStringLiteral("nonsense"));
        QCOMPARE(panel.slider().lower(), 0.0);
    }

    void arrowsInAFieldRaiseTheNumberShown()
    {
        CostIntervalPanel panel;
        panel.setRange(0, 400);
        panel.slider().setInterval(0, 400);
        panel.slider().setPoint(200);
        panel.show();
        auto *field = panel.findChild<LambdaSpinBox *>(QStringLiteral("costIntervalPoint"));
        QTest::keyClick(field, Qt::Key_Up);
        const double above = panel.slider().point();
        QVERIFY(above > 200);
        panel.setUnit(CostUnit::WillingnessToPay);
        QTest::keyClick(field, Qt::Key_Up);
        QVERIFY(panel.slider().point() < above);
    }
};

QTEST_MAIN(TestCostIntervalPanel)
#include "tst_costintervalpanel.moc"
