#include "ui/plots/losscurveplot.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QTest>

using namespace fairlead;

namespace {

QVector<EpochReport> epochs(int count, bool withValue)
{
    QVector<EpochReport> out;
    for (int epoch = 1; epoch <= count; ++epoch) {
        EpochReport report;
        report.epoch = epoch;
        report.epochs = 12;
        report.loss = 0.3 + 0.4 / epoch;
        if (withValue)
            report.heldOutUtility = Estimate{0.5 + 0.01 * epoch, 0.01};
        out.append(report);
    }
    return out;
}

int coloured(const QImage &image, const QColor &color)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y) == color ? 1 : 0;
    }
    return count;
}

} // namespace

class TestLossCurvePlot final : public QObject
{
    Q_OBJECT

private slots:
    void theLossIsDrawnAndClearedAgain()
    {
        LossCurvePlot plot;
        plot.resize(480, 260);
        plot.show();
        QVERIFY(QTest::qWaitForWindowExposed(&plot));
        const QColor line = routerColor(1, plot.palette());
        const auto drawn = [&] { return coloured(plot.grab().toImage(), line); };
        QTRY_VERIFY(drawn() > 0); // the axis label
        const int labelOnly = drawn();
        plot.setEpochs(epochs(8, true));
        QTRY_VERIFY(drawn() > labelOnly + 100);
        plot.setEpochs({});
        QTRY_COMPARE(drawn(), labelOnly);
    }

    void heldOutUtilityAppearsOnlyWhereItWasMeasured()
    {
        LossCurvePlot plot;
        plot.resize(480, 260);
        plot.show();
        QVERIFY(QTest::qWaitForWindowExposed(&plot));
        const QColor line = plotColors(plot.palette()).accent;
        const auto drawn = [&] { return coloured(plot.grab().toImage(), line); };
        plot.setEpochs(epochs(1, false));
        QCoreApplication::processEvents();
        QCOMPARE(drawn(), 0);
        plot.setEpochs(epochs(8, true));
        QTRY_VERIFY(drawn() > 100);
    }
};

QTEST_MAIN(TestLossCurvePlot)
#include "tst_losscurveplot.moc"
