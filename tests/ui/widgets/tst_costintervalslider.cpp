#include "core/sweep/routerfit.h"
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
using Part = CostIntervalSlider::Part;

namespace {

/// 4 USD at lambda 0, falling in a line to a cent at 399.
std::shared_ptr<const MeanCostMap> linearCost()
{
    auto map = std::make_shared<MeanCostMap>();
    map->costAt = [](double lambda) { return std::optional(4 - lambda / 100); };
    map->lambdaOf = [](double cost) {
        return cost >= 0 ? std::optional(std::max(0.0, 100 * (4 - cost))) : std::nullopt;
    };
    for (int k = 0; k < 400; ++k) {
        map->lambda.append(k);
        map->cost.append((400 - k) / 100.0);
    }
    return map;
}

/// Four queries over lambda 0..8 that leave a model of 4 USD for a free one at 1, 2, 2 and 6: mean cost 4, 3, 1 and 0,
/// mean quality 0.8, 0.775, 0.825 and 0.75.
/// @param lastCost what the estimate says of the cost from lambda 6 on
std::shared_ptr<const RouterFit> smallFit(double lastCost = 0)
{
    const std::vector<double> leaves{1, 2, 2, 6};
    const std::vector<double> dear{0.9, 0.5, 0.9, 0.9};
    const std::vector<double> cheap{0.8, 0.9, 0.7, 0.6};
    MatrixD scores(4, 4);
    MatrixD quality(4, 2);
    MatrixD cost(4, 2);
    for (std::size_t i = 0; i < 4; ++i) {
        scores(i, 0) = leaves[i];
        scores(i, 1) = 0;
        scores(i, 2) = leaves[i] - 8;
        scores(i, 3) = 0;
        quality(i, 0) = dear[i];
        quality(i, 1) = cheap[i];
        cost(i, 0) = 4;
        cost(i, 1) = 0;
    }
    SweepInput input;
    input.knots = {0, 8};
    input.tieCosts = {4, 0};
    input.scores = &scores;
    input.drQuality = &quality;
    input.drCost = &cost;
    auto built = SweepIndex::build(input, {}, {});
    if (!built)
        qFatal("%s", built.error().message.c_str());
    const auto index = std::make_shared<const SweepIndex>(std::move(*built));
    const RouterFit::Says says = [lastCost](const OperatingPoint &point) {
        return std::optional(MeanOutcome{point.lambda >= 6 ? lastCost : point.dr->cost.value, point.dr->quality.value});
    };
    auto fit = std::make_shared<RouterFit>(index, says);
    index->forEachPoint([&](const OperatingPoint &point) { fit->add(point.lambda, says(point)); });
    return fit;
}

} // namespace

class TestCostIntervalSlider final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_slider = std::make_unique<CostIntervalSlider>();
        m_slider->setTrackMargins(20, 20);
        m_slider->resize(440, 34);
        m_slider->setRange(0, 400);
        m_slider->setInterval(100, 300);
        m_slider->setPoint(200);
        m_slider->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_slider.get()));
    }
    void cleanup() { m_slider.reset(); }

    void partsAreDraggedByTheMouse_data()
    {
        QTest::addColumn<int>("part");
        QTest::addColumn<int>("byPixels"); // one pixel is one lambda
        QTest::addColumn<double>("lower");
        QTest::addColumn<double>("point");
        QTest::addColumn<double>("upper");
        const auto row = [](const char *name, Part part, int by, double lower, double point, double upper) {
            QTest::newRow(name) << static_cast<int>(part) << by << lower << point << upper;
        };
        row("the lower handle moves alone", Part::Lower, -40, 60, 200, 300);
        row("the lower handle takes the point along", Part::Lower, 150, 250, 250, 300);
        row("the lower handle stops at the upper", Part::Lower, 290, 300, 300, 300);
        row("the lower handle stops at the start", Part::Lower, -130, 0, 200, 300);
        row("the upper handle moves alone", Part::Upper, 30, 100, 200, 330);
        row("the upper handle takes the point along", Part::Upper, -150, 100, 150, 150);
        row("the point moves", Part::Point, 50, 100, 250, 300);
        row("the point stays in the interval", Part::Point, 180, 100, 300, 300);
    }
    void partsAreDraggedByTheMouse()
    {
        QFETCH(int, part);
        QFETCH(int, byPixels);
        const QPoint grip = m_slider->gripCenter(static_cast<Part>(part)).toPoint();
        QTest::mousePress(m_slider.get(), Qt::LeftButton, {}, grip);
        QTest::mouseMove(m_slider.get(), grip + QPoint(byPixels / 2, 0));
        QTest::mouseMove(m_slider.get(), grip + QPoint(byPixels, 0));
        QTest::mouseRelease(m_slider.get(), Qt::LeftButton, {}, grip + QPoint(byPixels, 0));
        QTEST(m_slider->lower(), "lower");
        QTEST(m_slider->point(), "point");
        QTEST(m_slider->upper(), "upper");
    }

    void aPressOnAGripMovesNothing()
    {
        QSignalSpy interval(m_slider.get(), &CostIntervalSlider::intervalChanged);
        QSignalSpy point(m_slider.get(), &CostIntervalSlider::pointChanged);
        for (const Part part : {Part::Lower, Part::Point, Part::Upper}) {
            QTest::mouseClick(m_slider.get(), Qt::LeftButton, {}, m_slider->gripCenter(part).toPoint());
            QCOMPARE(m_slider->focusPart(), part);
        }
        QCOMPARE(interval.count() + point.count(), 0);
    }

    void aClickOnTheTrackBringsTheNearestSensiblePart()
    {
        QTest::mouseClick(m_slider.get(), Qt::LeftButton, {}, {20 + 150, 17});
        QCOMPARE(m_slider->point(), 150.0);
        QTest::mouseClick(m_slider.get(), Qt::LeftButton, {}, {20 + 50, 17});
        QCOMPARE(m_slider->lower(), 50.0);
        QTest::mouseClick(m_slider.get(), Qt::LeftButton, {}, {20 + 380, 17});
        QCOMPARE(m_slider->upper(), 380.0);
        QCOMPARE(m_slider->point(), 150.0);
    }

    void partsThatMeetCanStillBeTakenApart()
    {
        m_slider->setInterval(200, 200);
        QCOMPARE(m_slider->point(), 200.0);
        for (const Part part : {Part::Lower, Part::Point, Part::Upper}) {
            QTest::mouseClick(m_slider.get(), Qt::LeftButton, {}, m_slider->gripCenter(part).toPoint());
            QCOMPARE(m_slider->focusPart(), part);
        }
        QCOMPARE(m_slider->lower(), 200.0);
        QCOMPARE(m_slider->upper(), 200.0);
    }

    void keysMoveThePartInFocus_data()
    {
        QTest::addColumn<int>("part");
        QTest::addColumn<int>("key");
        QTest::addColumn<bool>("shift");
        QTest::addColumn<double>("value");
        const auto row = [](const char *name, Part part, Qt::Key key, bool shift, double value) {
            QTest::newRow(name) << static_cast<int>(part) << static_cast<int>(key) << shift << value;
        };
        row("right steps the point up", Part::Point, Qt::Key_Right, false, 202);
        row("left steps the point down", Part::Point, Qt::Key_Left, false, 198);
        row("shift steps finely", Part::Point, Qt::Key_Up, true, 200.2);
        row("page up is a tenth", Part::Point, Qt::Key_PageUp, false, 240);
        row("page down is a tenth", Part::Upper, Qt::Key_PageDown, false, 260);
        row("home takes the point to the lower handle", Part::Point, Qt::Key_Home, false, 100);
        row("end takes the point to the upper handle", Part::Point, Qt::Key_End, false, 300);
        row("home takes the lower handle to the start", Part::Lower, Qt::Key_Home, false, 0);
        row("end takes the lower handle to the upper", Part::Lower, Qt::Key_End, false, 300);
        row("home takes the upper handle to the lower", Part::Upper, Qt::Key_Home, false, 100);
        row("end takes the upper handle to the end", Part::Upper, Qt::Key_End, false, 400);
    }
    void keysMoveThePartInFocus()
    {
        QFETCH(int, part);
        QFETCH(int, key);
        QFETCH(bool, shift);
        QTest::mouseClick(m_slider.get(), Qt::LeftButton, {}, m_slider->gripCenter(static_cast<Part>(part)).toPoint());
        QTest::keyClick(m_slider.get(), static_cast<Qt::Key>(key), shift ? Qt::ShiftModifier : Qt::NoModifier);
        QTEST(m_slider->valueOf(static_cast<Part>(part)), "value");
    }

    void arrowsGoFromBreakpointToBreakpoint()
    {
        const std::vector<double> breakpoints{50, 200.5, 201, 350};
        BreakpointSource source;
        source.next = [&](double at) -> std::optional<double> {
            const auto after = std::ranges::upper_bound(breakpoints, at);
            return after == breakpoints.end() ? std::nullopt : std::optional(*after);
        };
        source.previous = [&](double at) -> std::optional<double> {
            const auto after = std::ranges::lower_bound(breakpoints, at);
            return after == breakpoints.begin() ? std::nullopt : std::optional(*std::prev(after));
        };
        m_slider->setBreakpoints(source);
        const auto press = [&](Part part, Qt::Key key, Qt::KeyboardModifiers with = {}) {
            QTest::mouseClick(m_slider.get(), Qt::LeftButton, {}, m_slider->gripCenter(part).toPoint());
            QTest::keyClick(m_slider.get(), key, with);
            return m_slider->valueOf(part);
        };
        QCOMPARE(press(Part::Point, Qt::Key_Right), 200.5);
        QCOMPARE(press(Part::Point, Qt::Key_Right), 201.0);
        QCOMPARE(press(Part::Point, Qt::Key_Left), 200.5);
        QCOMPARE(press(Part::Point, Qt::Key_Right, Qt::ShiftModifier), 200.7);
        QCOMPARE(press(Part::Point, Qt::Key_Up), 202.7);
        QCOMPARE(press(Part::Upper, Qt::Key_Right), 350.0);
        QCOMPARE(press(Part::Upper, Qt::Key_Right), 400.0); // no breakpoint is left: the end of the range
        QCOMPARE(press(Part::Lower, Qt::Key_Left), 50.0);
        QCOMPARE(press(Part::Lower, Qt::Key_Left), 0.0);
    }

    void theStripShowsWhereBreakpointsAreDense()
    {
        BreakpointSource source;
        std::size_t asked = 0;
        source.density = [&asked](std::size_t bins) {
            ++asked;
            std::vector<std::size_t> counts(bins, 0);
            counts[0] = 4;
            counts[1] = 1;
            return counts;
        };
        BreakpointStrip strip;
        QVERIFY(strip.heights(400).isEmpty());
        strip.setSource(source);
        QCOMPARE(strip.heights(8), (QVector<double>{1, 0.5, 0, 0}));
        QCOMPARE(strip.heights(8).size(), 4);
        QCOMPARE(asked, std::size_t(1)); // kept until the width or the router is another
        const QImage before = m_slider->grab().toImage();
        m_slider->setBreakpoints(source);
        const QImage after = m_slider->grab().toImage();
        QVERIFY(before.pixelColor(21, 8) != after.pixelColor(21, 8));
        QCOMPARE(before.pixelColor(300, 8), after.pixelColor(300, 8));
    }

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

    void tabGoesThroughThePartsAndOn()
    {
        QWidget window;
        auto *layout = new QVBoxLayout(&window);
        auto *before = new QLineEdit(&window);
        auto *slider = new CostIntervalSlider(&window);
        auto *after = new QLineEdit(&window);
        for (QWidget *widget :
             {static_cast<QWidget *>(before), static_cast<QWidget *>(slider), static_cast<QWidget *>(after)})
            layout->addWidget(widget);
        window.show();
        QApplication::setActiveWindow(&window);
        before->setFocus();
        for (const Part part : {Part::Lower, Part::Point, Part::Upper}) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QCOMPARE(QApplication::focusWidget(), slider);
            QCOMPARE(slider->focusPart(), part);
        }
        QTest::keyClick(slider, Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), after);
        QTest::keyClick(after, Qt::Key_Backtab);
        QCOMPARE(slider->focusPart(), Part::Upper);
    }

    void settersClampAndTellOnce()
    {
        QSignalSpy interval(m_slider.get(), &CostIntervalSlider::intervalChanged);
        QSignalSpy point(m_slider.get(), &CostIntervalSlider::pointChanged);
        m_slider->setInterval(500, -3);
        QCOMPARE(m_slider->lower(), 0.0);
        QCOMPARE(m_slider->upper(), 400.0);
        QCOMPARE(interval.count(), 1);
        QCOMPARE(point.count(), 0);
        m_slider->setRange(0, 150);
        QCOMPARE(m_slider->upper(), 150.0);
        QCOMPARE(m_slider->point(), 150.0);
        m_slider->setPoint(std::nan(""));
        QCOMPARE(m_slider->point(), 150.0);
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

    void preferencesReadBack_data()
    {
        QTest::addColumn<int>("unit");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("understood");
        QTest::addColumn<double>("lambda");
        const auto row = [](const char *name, CostUnit unit, const char *text, bool understood, double lambda) {
            QTest::newRow(name) << static_cast<int>(unit) << QString::fromUtf8(text) << understood << lambda;
        };
        row("a number", CostUnit::Lambda, " 12.5 ", true, 12.5);
        row("thousands", CostUnit::Lambda, "1,250", true, 1250);
        row("negative", CostUnit::Lambda, "-1", false, 0);
        row("words", CostUnit::Lambda, "many", false, 0);
        row("infinite", CostUnit::Lambda, "inf", false, 0);
        row("dollars", CostUnit::WillingnessToPay, "$0.04", true, 250);
        row("no limit", CostUnit::WillingnessToPay, "∞", true, 0);
        row("nothing to pay", CostUnit::WillingnessToPay, "0", false, 0);
    }
    void preferencesReadBack()
    {
        QFETCH(int, unit);
        QFETCH(QString, text);
        QFETCH(bool, understood);
        const auto lambda = parsePreference(text, static_cast<CostUnit>(unit));
        QCOMPARE(lambda.has_value(), understood);
        if (lambda)
            QTEST(*lambda, "lambda");
    }

    void ticksAreRoundAndApart()
    {
        const auto ticks = preferenceTicks(0, 2437, CostUnit::Lambda, 6);
        QCOMPARE(ticks.first().label, QStringLiteral("0"));
        QCOMPARE(ticks.last().label, QStringLiteral("2,000"));
        const auto prices = preferenceTicks(0, 2437, CostUnit::WillingnessToPay, 8);
        QVERIFY(prices.size() >= 4);
        QCOMPARE(prices.first().label, QStringLiteral("∞"));
        for (qsizetype i = 1; i < prices.size(); ++i) {
            QVERIFY(prices[i].lambda - prices[i - 1].lambda >= 2437.0 / 8 * 0.999);
            QVERIFY(prices[i].lambda <= 2437);
        }
        QVERIFY(preferenceTicks(1, 1, CostUnit::Lambda, 6).isEmpty());
        const auto costs = preferenceTicks(0, 400, {CostUnit::MeanCost, linearCost()}, 8);
        QVERIFY(costs.size() >= 4);
        for (qsizetype i = 0; i < costs.size(); ++i) {
            QCOMPARE(costs[i].label, QLatin1Char('$') + QString::number(4 - costs[i].lambda / 100));
            QVERIFY(i == 0 || costs[i].lambda - costs[i - 1].lambda >= 50 * 0.999);
        }
    }

private:
    std::unique_ptr<CostIntervalSlider> m_slider;
};

QTEST_MAIN(TestCostIntervalSlider)
#include "tst_costintervalslider.moc"
