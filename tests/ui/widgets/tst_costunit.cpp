#include "tests/ui/widgets/linearcost.h"
#include "ui/widgets/costunit.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace fairlead;
using test::linearCost;

class TestCostUnit final : public QObject
{
    Q_OBJECT

private slots:
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
};

QTEST_MAIN(TestCostUnit)
#include "tst_costunit.moc"
