#include "ui/plots/frontierband.h"
#include "ui/plots/frontierplot.h"
#include "ui/plots/labelplacement.h"
#include "ui/plots/sharelegend.h"
#include "ui/plots/sharesplot.h"
#include "ui/widgets/theme.h"

#include <QImage>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

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

int pixelsOf(QWidget &widget, const QColor &color)
{
    const QImage image = widget.grab().toImage();
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y) == color ? 1 : 0;
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
        QVERIFY(pixelsOf(plot, modelColor(0)) > 20);
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
        QTest::qWait(0);
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

    void aPressOnTheSharesPicksThePoint()
    {
        SharesPlot plot;
        showAt(plot, {640, 240});
        SharesContent content;
        content.lambda = {0};
        content.lambdaMax = 100;
        content.series = {{QStringLiteral("only"), 0, {1.0}}};
        QSignalSpy area(&plot, &SharesPlot::plotAreaChanged);
        plot.setContent(content);
        QTRY_VERIFY(area.count() > 0);
        const int left = area.last()[0].toInt();
        const int right = 640 - area.last()[1].toInt();
        QSignalSpy picked(&plot, &SharesPlot::lambdaPicked);
        auto *canvas = plot.findChild<QWidget *>(QStringLiteral("sharesCanvas"));
        QTest::mouseClick(canvas, Qt::LeftButton, {}, {left + (right - left) / 4, 100});
        QCOMPARE(picked.count(), 1);
        QVERIFY(std::abs(picked.first().first().toDouble() - 25) < 0.5);
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
