#include "ui/plots/forestplot.h"
#include "ui/widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

using namespace fairlead;

namespace {

ForestContent threeRows()
{
    ForestContent content;
    content.axis = QStringLiteral("Difference in utility (quality units)");
    content.toTheLeft = QStringLiteral("worse");
    content.toTheRight = QStringLiteral("better");
    content.hasZero = true;
    content.rows = {
        {QStringLiteral("alpha"), Estimate{0.1, 0.02}, QStringLiteral("+0.100 [0.061, 0.139]"), {}, 0, false},
        {QStringLiteral("beta"), Estimate{-0.05, 0.01}, QStringLiteral("-0.050"), {}, 1, true},
        {QStringLiteral("gamma"), {}, QStringLiteral("REFUSE"), QStringLiteral("Too few rows."), 2, false}};
    return content;
}

/// How much of the picture is close to the colour.
int pixelsOf(const QImage &image, const QColor &color)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor at = image.pixelColor(x, y);
            count += std::abs(at.red() - color.red()) + std::abs(at.green() - color.green()) +
                                 std::abs(at.blue() - color.blue()) <
                             40
                         ? 1
                         : 0;
        }
    }
    return count;
}

} // namespace

class TestForestPlot final : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { applyTheme(*qApp, Theme::Light); }

    void pointsAndIntervalsHaveTheirRoutersColourInBothThemes_data()
    {
        QTest::addColumn<int>("theme");
        QTest::newRow("light") << static_cast<int>(Theme::Light);
        QTest::newRow("dark") << static_cast<int>(Theme::Dark);
    }
    void pointsAndIntervalsHaveTheirRoutersColourInBothThemes()
    {
        QFETCH(int, theme);
        applyTheme(*qApp, static_cast<Theme>(theme));
        ForestPlot plot;
        plot.setContent(threeRows());
        plot.resize(640, 200);
        plot.show();
        QVERIFY(QTest::qWaitForWindowExposed(&plot));
        const auto drawn = [&](int router) {
            return pixelsOf(plot.grab().toImage(), routerColor(router, plot.palette()));
        };
        QTRY_VERIFY(drawn(0) > 60);
        QTRY_VERIFY(drawn(1) > 20);
        QCOMPARE(drawn(2), 0); // refused: nothing is drawn for it
    }

    void whatIsShownCanBeReadAndCopied()
    {
        ForestPlot plot;
        plot.setContent(threeRows());
        const QString text = plot.copyText();
        QVERIFY(text.contains(QStringLiteral("alpha\t+0.100 [0.061, 0.139]")));
        QVERIFY(text.contains(QStringLiteral("gamma\tREFUSE\tToo few rows.")));
        QCOMPARE(plot.accessibleDescription(), text);
        plot.findChild<QAction *>(QStringLiteral("forestCopy"))->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), text);
    }

    void isAsHighAsItsRowsNeed()
    {
        ForestPlot plot;
        plot.setContent(threeRows());
        const int three = plot.minimumSizeHint().height();
        ForestContent more = threeRows();
        more.rows += more.rows;
        plot.setContent(more);
        QVERIFY(plot.minimumSizeHint().height() > three);
    }

    void isSavedAtAChosenSize()
    {
        QTemporaryDir folder;
        ForestPlot plot;
        plot.setContent(threeRows());
        const QString path = folder.filePath(QStringLiteral("forest.png"));
        QVERIFY(plot.save(path, {600, 300}, 2));
        QCOMPARE(QImage(path).size(), QSize(1200, 600));
        plot.setContent({});
        QVERIFY(plot.save(path, {600, 300}, 1));
    }
};

QTEST_MAIN(TestForestPlot)
#include "tst_forestplot.moc"
