#include "ui/plots/frontierband.h"
#include "ui/plots/frontierhover.h"
#include "ui/plots/frontierplot.h"
#include "ui/plots/labelplacement.h"
#include "ui/plots/sharelegend.h"
#include "ui/plots/sharesplot.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QImage>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>

#include <algorithm>

using namespace fairlead;

namespace {

FrontierContent smallContent()
{
    FrontierContent content;
    FrontierCurve curve;
    curve.name = QStringLiteral("router");
    curve.estimate = {{0, 10, 20}, {4, 2, 1}, {0.8, 0.7, 0.5}};
    curve.lower = {0.75, 0.65, 0.45};
    curve.upper = {0.85, 0.75, 0.55};
    content.curves = {curve};
    content.current = 0;
    content.references = {{QStringLiteral("dear"), 0, true, {5, 0.1}, {0.78, 0.02}, {}, {}},
                          {QStringLiteral("log"), -1, false, {3, 0.1}, {0.6, 0.5}, {}, {}}};
    return content;
}

/// The small content with what a log of full feedback adds.
FrontierContent richContent()
{
    FrontierContent content = smallContent();
    content.references[0].trueCost = 5.2;
    content.references[0].trueQuality = 0.76;
    content.oracle = {{0, 20}, {3, 1}, {0.95, 0.7}};
    content.hull = {{}, {1, 5}, {0.55, 0.78}};
    return content;
}

/// Two models: "cheap" (2) below serves a quarter up to lambda 40 and all from there to 100, "dear" (5) the rest.
/// @return the area between the axes
QRect showShares(SharesPlot &plot)
{
    plot.resize(640, 240);
    plot.show();
    SharesContent content;
    content.lambda = {0, 40};
    content.lambdaMax = 100;
    content.series = {{QStringLiteral("cheap"), 2, {0.25, 1.0}}, {QStringLiteral("dear"), 5, {0.75, 0.0}}};
    QSignalSpy area(&plot, &SharesPlot::plotAreaChanged);
    plot.setContent(content);
    plot.setInterval(0, 100);
    if (!QTest::qWaitFor([&] { return area.count() > 0; }))
        return {};
    const int left = area.last()[0].toInt();
    return {left, 10, 640 - area.last()[1].toInt() - left, 180};
}

/// A place on the current curve, by its colour.
QPoint curvePixel(QWidget &plot, const QWidget *canvas)
{
    const QImage image = plot.grab().toImage();
    const QColor color = routerColor(0, plot.palette());
    for (int y = image.height() - 1; y > 60; --y) { // below the legend
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixelColor(x, y) == color)
                return canvas->mapFrom(&plot, QPoint(x, y));
        }
    }
    return {};
}

int pixelsOf(QWidget &widget, const QColor &color)
{
    const QImage image = widget.grab().toImage().convertToFormat(QImage::Format_RGB32);
    const QRgb wanted = color.rgb();
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(image.constScanLine(y));
        count += static_cast<int>(std::count(line, line + image.width(), wanted));
    }
    return count;
}

void showAt(QWidget &widget, QSize size)
{
    widget.resize(size);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
}

} // namespace

class TestFrontierPlot final : public QObject
{
    Q_OBJECT

private slots:
    void labelsNeverOverlapEachOtherOrLeaveTheArea_data()
    {
        QTest::addColumn<double>("spread");
        QTest::newRow("points far apart") << 60.0;
        QTest::newRow("points close together") << 14.0;
        QTest::newRow("points on one spot") << 0.0;
    }
    void labelsNeverOverlapEachOtherOrLeaveTheArea()
    {
        QFETCH(double, spread);
        const QRectF area(0, 0, 700, 400);
        QVector<LabelRequest> requests;
        for (int i = 0; i < 9; ++i)
            requests.append({QPointF(60 + spread * i, 200 + spread * (i % 3)), QSizeF(110, 16)});
        const QVector<QRectF> places = placeLabels(requests, area, {});
        QCOMPARE(places.size(), requests.size());
        QVERIFY(!places.first().isEmpty());
        for (qsizetype a = 0; a < places.size(); ++a) {
            QVERIFY(places[a].isEmpty() || area.contains(places[a]));
            for (qsizetype b = a + 1; b < places.size(); ++b)
                QVERIFY(!places[a].intersects(places[b]));
        }
    }

    void aLabelGoesAroundAnObstacle()
    {
        const QRectF obstacle(105, 90, 150, 20);
        const auto places = placeLabels({{QPointF(100, 100), QSizeF(60, 16)}}, QRectF(0, 0, 300, 200), {obstacle});
        QVERIFY(!places.first().isEmpty());
        QVERIFY(!places.first().intersects(obstacle));
    }

    void aLabelDoesNotLieBehindAnotherPoint()
    {
        // To the right, behind the second point, there is room; below it would lie over a part of the stripes.
        QVector<QRectF> stripes;
        for (int k = 0; k < 10; ++k)
            stripes.append(QRectF(40.0 * k, 18.5, 12, 180));
        const auto places = placeLabels({{{10, 10}, {60, 16}}, {{45, 10}, {60, 16}}}, QRectF(0, 0, 400, 200), stripes);
        QVERIFY(!places.first().isEmpty());
        QVERIFY2(places.first().center().y() > 18, "the name leads over the second point");
    }

    void rangesHoldCurvesBandsAndPointsButNotEveryInterval()
    {
        const FrontierRanges ranges = frontierRanges(smallContent(), false);
        QCOMPARE(ranges.costLo, 0.0);
        QVERIFY(ranges.costHi > 5 && ranges.costHi < 6);
        QVERIFY(ranges.qualityLo < 0.45 && ranges.qualityLo > 0.3);
        QVERIFY(ranges.qualityHi > 0.85 && ranges.qualityHi < 1);
    }

    void aLogarithmicRangeStaysPositive()
    {
        FrontierContent content = smallContent();
        content.references[1].cost.value = 0; // a free model has no place on a logarithmic axis
        const FrontierRanges ranges = frontierRanges(content, true);
        QVERIFY(ranges.costLo > 0.5 && ranges.costLo < 1);
    }

    void nothingToDrawStillHasAxes()
    {
        const FrontierRanges ranges = frontierRanges({}, false);
        QVERIFY(ranges.costHi > ranges.costLo);
        QVERIFY(ranges.qualityHi > ranges.qualityLo);
    }

    void aCurveThatTurnsBackHasOneBand()
    {
        FrontierCurve curve;
        curve.estimate = {{0, 1, 2, 3}, {1, 2, 1.001, 3}, {0.5, 0.6, 0.4, 0.7}};
        curve.lower = {0.4, 0.5, 0.3, 0.6};
        curve.upper = {0.6, 0.7, 0.5, 0.8};
        const CostBand band = bandByCost(curve, false, 10);
        QCOMPARE(band.cost.size(), 3);
        QVERIFY(std::is_sorted(band.cost.begin(), band.cost.end()));
        QCOMPARE(band.lower, (QVector<double>{0.3, 0.5, 0.6}));
        QCOMPARE(band.upper, (QVector<double>{0.6, 0.7, 0.8}));
    }

    void theFrontierDrawsCurveAndModels()
    {
        FrontierPlot plot;
        showAt(plot, {640, 400});
        const QColor curve = routerColor(0, plot.palette());
        QCOMPARE(pixelsOf(plot, curve), 0);
        plot.setContent(smallContent());
        QTRY_VERIFY(pixelsOf(plot, curve) > 200);
        QVERIFY(pixelsOf(plot, modelColor(0)) > 12);
        plot.setLogCost(true);
        QTRY_VERIFY(pixelsOf(plot, curve) > 200);
        plot.setContent({});
        QTRY_COMPARE(pixelsOf(plot, curve), 0);
    }

    void theMarkIsDrawnInTheFrameOfTheCall()
    {
        FrontierPlot plot;
        showAt(plot, {640, 400});
        plot.setContent(smallContent());
        QCoreApplication::processEvents();
        const int before = pixelsOf(plot, plotColors(plot.palette()).text);
        FrontierMark mark;
        mark.cost = Estimate{2, 0.2};
        mark.quality = Estimate{0.7, 0.03};
        plot.setMark(mark);
        QVERIFY(pixelsOf(plot, plotColors(plot.palette()).text) > before + 60);
        plot.setMark({});
        QCOMPARE(pixelsOf(plot, plotColors(plot.palette()).text), before);
    }

    void sharesFillTheStackInModelColours()
    {
        SharesPlot plot;
        showAt(plot, {640, 240});
        SharesContent content;
        content.lambda = {0, 40};
        content.lambdaMax = 100;
        content.series = {{QStringLiteral("cheap"), 2, {0.25, 1.0}}, {QStringLiteral("dear"), 5, {0.75, 0.0}}};
        QSignalSpy area(&plot, &SharesPlot::plotAreaChanged);
        plot.setContent(content);
        plot.setInterval(0, 100);
        plot.setPoint(60);
        QTRY_VERIFY(area.count() > 0);
        const auto near = [&](int model) {
            const QColor over = modelColor(model);
            const QColor fill = blended(over, plotColors(plot.palette()).background, 0.88);
            const QImage image = plot.grab().toImage();
            int count = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    const QColor seen = image.pixelColor(x, y);
                    count += std::abs(seen.red() - fill.red()) + std::abs(seen.green() - fill.green()) +
                                         std::abs(seen.blue() - fill.blue()) <
                                     9
                                 ? 1
                                 : 0;
                }
            }
            return count;
        };
        const double cheap = near(2);
        const double dear = near(5);
        QVERIFY(dear > 1000);
        QVERIFY(std::abs(cheap / dear - (0.25 * 40 + 60) / (0.75 * 40)) < 0.25);
    }

    void aDragInTheSharesMovesThePoint()
    {
        SharesPlot plot;
        const QRect area = showShares(plot);
        QSignalSpy picked(&plot, &SharesPlot::lambdaPicked);
        QSignalSpy isolated(&plot, &SharesPlot::modelIsolated);
        auto *canvas = plot.findChild<QWidget *>(QStringLiteral("sharesCanvas"));
        const QPoint quarter(area.left() + area.width() / 4, 100);
        QTest::mousePress(canvas, Qt::LeftButton, {}, quarter - QPoint(60, 0));
        QTest::mouseMove(canvas, quarter - QPoint(20, 0));
        QTest::mouseMove(canvas, quarter);
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, quarter);
        QVERIFY(picked.count() >= 1);
        QVERIFY(std::abs(picked.last().first().toDouble() - 25) < 0.5);
        QCOMPARE(isolated.count(), 0);
    }

    void theSharesUnderTheMouseAreRead()
    {
        SharesPlot plot;
        const QRect area = showShares(plot);
        plot.setPoint(60);
        QCOMPARE(plot.legendText(), QStringLiteral("Point: λ = 60\ndear 0.0%\ncheap 100.0%"));
        auto *canvas = plot.findChild<QWidget *>(QStringLiteral("sharesCanvas"));
        QTest::mouseMove(canvas, {area.left() + area.width() / 5, 60});
        QVERIFY2(plot.legendText().startsWith(QStringLiteral("Mouse: λ = ")), qPrintable(plot.legendText()));
        QVERIFY(plot.legendText().endsWith(QStringLiteral("dear 75.0%\ncheap 25.0%")));
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(canvas, &leave);
        QVERIFY(plot.legendText().startsWith(QStringLiteral("Point: λ = 60")));
    }

    void aClickOnAModelIsolatesItAndASecondReleasesIt()
    {
        SharesPlot plot;
        const QRect area = showShares(plot);
        QSignalSpy isolated(&plot, &SharesPlot::modelIsolated);
        QSignalSpy picked(&plot, &SharesPlot::lambdaPicked);
        auto *canvas = plot.findChild<QWidget *>(QStringLiteral("sharesCanvas"));
        const auto lastOf = [&] { return isolated.isEmpty() ? -2 : isolated.last().first().toInt(); };
        const QPoint cheap(area.left() + area.width() / 5, area.bottom() - 5);
        QTest::mouseClick(canvas, Qt::LeftButton, {}, cheap);
        QCOMPARE(lastOf(), 2);
        QTest::mouseClick(canvas, Qt::LeftButton, {}, {cheap.x(), area.top() + 20});
        QCOMPARE(lastOf(), 5); // the other one, straight
        QTest::mouseClick(canvas, Qt::LeftButton, {}, {cheap.x(), area.top() + 20});
        QCOMPARE(lastOf(), -1);
        QTest::mouseClick(canvas, Qt::LeftButton, {}, {area.right() + 40, area.top() + 30}); // the first name
        QCOMPARE(lastOf(), 5);
        QTest::keyClick(&plot, Qt::Key_Escape);
        QCOMPARE(lastOf(), -1);
        QTest::keyClick(&plot, Qt::Key_Down);
        QCOMPARE(lastOf(), 5);
        QTest::keyClick(&plot, Qt::Key_Down);
        QCOMPARE(lastOf(), 2);
        QTest::keyClick(&plot, Qt::Key_Down);
        QCOMPARE(lastOf(), -1);
        QTest::keyClick(&plot, Qt::Key_Up);
        QCOMPARE(lastOf(), 2);
        QCOMPARE(picked.count(), 0);
    }

    void theMouseReadsWhatItIsOver()
    {
        const FrontierContent content = richContent();
        const auto toPixel = [](double cost, double quality) { return QPointF(100 * cost, 100 * quality); };
        const auto curve = hitAt(content, {201, 75}, toPixel);
        QVERIFY(curve);
        QCOMPARE(curve->name, QStringLiteral("router"));
        QCOMPARE(curve->lambda, std::optional(10.0));
        QCOMPARE(curve->quality.value, 0.7);
        QVERIFY(std::abs(curve->quality.lower() - 0.65) < 1e-9);
        const QString text = hitText(*curve);
        for (const char *part : {"router", "10", "0.7000 (0.6500 to 0.7500)", "$2.00"})
            QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
        const auto model = hitAt(content, {495, 80}, toPixel);
        QVERIFY(model && !model->lambda);
        QCOMPARE(model->name, QStringLiteral("dear (best single)"));
        const auto oracle = hitAt(content, {300, 96}, toPixel);
        QCOMPARE(oracle->name, QStringLiteral("oracle"));
        QVERIFY(!hitAt(content, {700, 300}, toPixel));
    }

    void theHoverLabelFollowsTheMouseAndGoesWithIt()
    {
        FrontierPlot plot;
        showAt(plot, {640, 400});
        plot.setContent(richContent());
        QTRY_VERIFY(pixelsOf(plot, routerColor(0, plot.palette())) > 200);
        auto *canvas = plot.findChild<QWidget *>(QStringLiteral("frontierCanvas"));
        const QPoint at = curvePixel(plot, canvas);
        QTest::mouseMove(canvas, at);
        QVERIFY(plot.hoverText().startsWith(QStringLiteral("router")));
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(canvas, &leave);
        QVERIFY(plot.hoverText().isEmpty());
    }

    void aFlagOfAPinIsReadToo()
    {
        FrontierPlot plot;
        showAt(plot, {640, 400});
        plot.setContent(richContent());
        plot.setPins({{3, QStringLiteral("cheap and good, router"), 10, {2, 0.1}, {0.7, 0.02}}});
        QTRY_VERIFY(pixelsOf(plot, routerColor(0, plot.palette())) > 200);
        auto *canvas = plot.findChild<QWidget *>(QStringLiteral("frontierCanvas"));
        const QPoint on = curvePixel(plot, canvas);
        QString read;
        for (int y = 0; y < canvas->height() && read.isEmpty(); y += 8) {
            for (int x = on.x() % 8; x < canvas->width() && read.isEmpty(); x += 8) {
                QTest::mouseMove(canvas, {x, y});
                if (plot.hoverText().contains(QStringLiteral("cheap and good")))
                    read = plot.hoverText();
            }
        }
        for (const QString &part : {QStringLiteral("3 · cheap and good, router"), QStringLiteral("λ = 10"),
                                    QStringLiteral("0.7000 ("), QStringLiteral("$2.00")})
            QVERIFY2(read.contains(part), qPrintable(read));
    }

    void aDragAlongTheCurvePicksItsLambdas()
    {
        FrontierPlot plot;
        showAt(plot, {640, 400});
        plot.setContent(richContent());
        QTRY_VERIFY(pixelsOf(plot, routerColor(0, plot.palette())) > 200);
        auto *canvas = plot.findChild<QWidget *>(QStringLiteral("frontierCanvas"));
        QSignalSpy picked(&plot, &FrontierPlot::lambdaPicked);
        const QPoint at = curvePixel(plot, canvas);
        QTest::mousePress(canvas, Qt::LeftButton, {}, at);
        QTest::mouseMove(canvas, {30, 380}); // far from the curve: its cheap end is the nearest
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, {30, 380});
        QVERIFY(picked.count() >= 2);
        QCOMPARE(picked.last().first().toDouble(), 20.0);
        const auto count = picked.count();
        QTest::mouseMove(canvas, at); // without a button nothing moves
        QCOMPARE(picked.count(), count);
    }

    void theWheelZoomsAndADoubleClickShowsEverythingAgain()
    {
        FrontierPlot plot;
        showAt(plot, {640, 400});
        plot.setContent(richContent());
        const QColor model = modelColor(0);
        QTRY_VERIFY(pixelsOf(plot, model) > 12);
        auto *canvas = plot.findChild<QWidget *>(QStringLiteral("frontierCanvas"));
        const QPointF at(100, 300);
        for (int turn = 0; turn < 8; ++turn) {
            QWheelEvent wheel(at, canvas->mapToGlobal(at), {}, {0, 240}, Qt::NoButton, Qt::NoModifier,
                              Qt::NoScrollPhase, false);
            QApplication::sendEvent(canvas, &wheel);
        }
        QTRY_COMPARE(pixelsOf(plot, model), 0); // the model lies far right
        QTest::mouseDClick(canvas, Qt::LeftButton, {}, {600, 360});
        QTRY_VERIFY(pixelsOf(plot, model) > 12);
        plot.setFocus();
        for (int turn = 0; turn < 16; ++turn)
            QTest::keyClick(&plot, Qt::Key_Plus);
        QTRY_COMPARE(pixelsOf(plot, model), 0);
        QTest::keyClick(&plot, Qt::Key_0);
        QTRY_VERIFY(pixelsOf(plot, model) > 12);
    }

    void anIsolatedModelStandsOutAndTheOthersFade()
    {
        FrontierContent content = richContent();
        content.references.append({QStringLiteral("cheap"), 4, false, {1, 0.1}, {0.6, 0.02}, {}, {}});
        FrontierPlot plot;
        showAt(plot, {640, 400});
        plot.setContent(content);
        QTRY_VERIFY(pixelsOf(plot, modelColor(0)) > 12);
        QTRY_VERIFY(pixelsOf(plot, modelColor(4)) > 4); // what its own intervals leave of a small dot
        const int before = pixelsOf(plot, modelColor(4));
        plot.setIsolated(4);
        QTRY_COMPARE(pixelsOf(plot, modelColor(0)), 0);
        QVERIFY(pixelsOf(plot, modelColor(4)) > before);
        plot.setIsolated(-1);
        QTRY_VERIFY(pixelsOf(plot, modelColor(0)) > 12);
    }

    void twelveNamesInASmallPlotAreNeitherCutNorOverEachOther()
    {
        const QRectF area(0, 0, 560, 230);
        QVector<LabelRequest> requests;
        for (int i = 0; i < 12; ++i)
            requests.append({QPointF(4 + 45.0 * i, 225 - 16.0 * i + (i % 3) * 5), QSizeF(80 + 4 * (i % 4), 16)});
        const QVector<QRectF> places = placeLabels(requests, area, {});
        for (qsizetype a = 0; a < places.size(); ++a) {
            QVERIFY(!places[a].isEmpty() && area.contains(places[a]));
            for (qsizetype b = a + 1; b < places.size(); ++b)
                QVERIFY(!places[a].intersects(places[b]));
        }
    }

    void modelsThatNeverServeStayOutOfTheLegend()
    {
        SharesContent content;
        content.lambda = {0};
        content.series = {{QStringLiteral("a model with quite a long name"), 0, {0.0}},
                          {QStringLiteral("m"), 1, {1.0}}};
        ShareLegend legend;
        legend.setContent(content, QFont());
        const int narrow = legend.width();
        content.series[0].shares = {0.1};
        legend.setContent(content, QFont());
        QVERIFY(legend.width() > narrow);
        legend.setContent({}, QFont());
        QCOMPARE(legend.width(), 0);
    }

    void picturesHaveTheSizeAskedFor()
    {
        const QTemporaryDir folder;
        SharesPlot plot;
        const QString path = folder.filePath(QStringLiteral("s.png"));
        QVERIFY(plot.save(path, QSize(500, 300), 2));
        QCOMPARE(QImage(path).size(), QSize(1000, 600));
    }
};

QTEST_MAIN(TestFrontierPlot)
#include "tst_frontierplot.moc"
