#include "ui/widgets/costintervalslider.h"

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

private:
    std::unique_ptr<CostIntervalSlider> m_slider;
};

QTEST_MAIN(TestCostIntervalSlider)
#include "tst_costintervalslider.moc"
