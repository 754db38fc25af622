#include "core/base/format.h"
#include "core/base/progress.h"

#include <QTest>

#include <cmath>

using namespace fairlead;

class TestFormat final : public QObject
{
    Q_OBJECT

private slots:
    void numbersReadAsAPersonWritesThem_data()
    {
        QTest::addColumn<QString>("shown");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const std::string &shown, const char *expected) {
            QTest::newRow(name) << QString::fromStdString(shown) << QString::fromUtf8(expected);
        };
        row("thousands are grouped", formatCount(1234567), "1,234,567");
        row("three digits stay whole", formatCount(999), "999");
        row("a negative count keeps its sign", formatCount(-12345), "-12,345");
        row("small numbers keep their digits", formatSignificant(0.0123456, 3), "0.0123");
        row("large numbers are grouped", formatSignificant(12345.6, 3), "12,346");
        row("zero is zero", formatSignificant(0, 3), "0");
        row("cents", formatUsd(12.3), "$12.30");
        row("fractions of a cent", formatUsd(0.00123456), "$0.00123");
        row("a loss keeps its sign before the dollar", formatUsd(-0.5), "-$0.500");
        row("percent", formatPercent(0.1234), "12.3%");
        row("minutes", formatDuration(75), "1 min 15 s");
        row("not a number is said", formatFixed(std::nan(""), 2), "n/a");
    }
    void numbersReadAsAPersonWritesThem()
    {
        QFETCH(QString, shown);
        QFETCH(QString, expected);
        QCOMPARE(shown, expected);
    }

    void timeLeftFollowsFromTheRate()
    {
        ProgressClock clock;
        const auto start = ProgressClock::Clock::now();
        clock.update({"Reading", 0, 100, "rows"}, start);
        clock.update({"Reading", 25, 100, "rows"}, start + std::chrono::seconds(5));
        QCOMPARE(*clock.unitsPerSecond(), 5.0);
        QCOMPARE(*clock.secondsLeft(), 15.0);
    }
};

QTEST_APPLESS_MAIN(TestFormat)
#include "tst_format.moc"
