#include "core/evaluation/regret.h"
#include "tests/core/evaluation/heldoutcase.h"
#include "tests/support/storedata.h"

#include <QTest>

#include <cmath>

using namespace fairlead;
using namespace fairlead::test;

namespace {

/// Three rows of two models; influence values of quality are (1.2, .9), (.5, -.6) and (.2, 1.9), of cost the
/// predictions.
HeldOutTables threeRows()
{
    return tablesOfRows({{0, 0.5, 1, 0.1, 0.8, 0.9, 0.1, 0.3},
                         {1, 0.5, 0, 0.3, 0.5, 0.6, 0.1, 0.3},
                         {1, 0.25, 1, 0.3, 0.2, 0.7, 0.1, 0.3}});
}

/// A router that always takes this model, for lambda in [0, 2].
SweepIndex always(const HeldOutTables &tables, std::size_t model, const Matrix<std::uint8_t> *available = nullptr)
{
    MatrixD scores(tables.rows.size(), 4, 0.0);
    for (std::size_t i = 0; i < scores.rows(); ++i)
        scores(i, model) = scores(i, 2 + model) = 1;
    SweepInput input;
    input.knots = {0, 2};
    input.tieCosts = {0.1, 0.3};
    input.scores = &scores;
    input.drQuality = &tables.quality;
    input.drCost = &tables.cost;
    input.available = available;
    auto index = SweepIndex::build(input, {}, {});
    if (!index)
        qFatal("%s", index.error().message.c_str());
    return std::move(*index);
}

} // namespace

class TestRegret final : public QObject
{
    Q_OBJECT

private slots:
    void isTheValueOfThePredictedBestLessTheRouters_data()
    {
        QTest::addColumn<double>("lambda");
        QTest::addColumn<double>("value");
        QTest::addColumn<double>("se");
        // Predictions choose model 1 everywhere; differences -.3, -1.1, 1.7.
        QTest::newRow("where cost counts nothing") << 0.0 << 0.1 << std::sqrt(2.08 / 3);
        // They choose 0, 0, 1; differences 0, 0, 1.5.
        QTest::newRow("at one quality unit a USD") << 1.0 << 0.5 << 0.5;
    }
    void isTheValueOfThePredictedBestLessTheRouters()
    {
        QFETCH(double, lambda);
        QFETCH(double, value);
        QFETCH(double, se);
        const HeldOutTables tables = threeRows();
        const auto regret = estimatedRegret(tables, always(tables, 0), lambda);
        FAIRLEAD_VERIFY(regret);
        QVERIFY2(std::abs(regret->value - value) < 1e-12, qPrintable(QString::number(regret->value)));
        QVERIFY2(std::abs(regret->se - se) < 1e-12, qPrintable(QString::number(regret->se)));
    }

    void aRouterThatChoosesAsPredictedHasNone()
    {
        const HeldOutTables tables = threeRows();
        const auto regret = estimatedRegret(tables, always(tables, 1), 0);
        FAIRLEAD_VERIFY(regret);
        QCOMPARE(regret->value, 0.0);
        QCOMPARE(regret->se, 0.0);
    }

    void modelsThatCouldNotServeAreNoChoice()
    {
        const HeldOutTables tables = threeRows();
        Matrix<std::uint8_t> available(3, 2, 1);
        available(0, 0) = 0; // only model 1 could serve the first row
        const auto regret = estimatedRegret(tables, always(tables, 0, &available), 1);
        FAIRLEAD_VERIFY(regret);
        QVERIFY2(std::abs(regret->value - 0.5) < 1e-12, qPrintable(QString::number(regret->value)));
    }

    void outsideOfTheRoutersRangeThereIsNone()
    {
        const HeldOutTables tables = threeRows();
        QVERIFY(!estimatedRegret(tables, always(tables, 0), 5));
    }
};

QTEST_APPLESS_MAIN(TestRegret)
#include "tst_regret.moc"
