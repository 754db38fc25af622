#include "core/evaluation/tablevalue.h"
#include "tests/core/evaluation/heldoutsweep.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace fairlead;
using fairlead::test::HeldOutSweep;

namespace {

bool isClose(const Estimate &a, const Estimate &b)
{
    return std::abs(a.value - b.value) < 1e-10 && std::abs(a.se - b.se) < 1e-10;
}

bool isClose(const PolicyValue &a, const PolicyValue &b)
{
    return isClose(a.quality, b.quality) && isClose(a.cost, b.cost) && isClose(a.utility, b.utility);
}

std::vector<std::size_t> allRows(const HeldOutTables &tables)
{
    std::vector<std::size_t> rows(tables.rows.size());
    std::iota(rows.begin(), rows.end(), std::size_t(0));
    return rows;
}

} // namespace

class TestTableValue final : public QObject
{
    Q_OBJECT

private slots:
    void theNoiseOfACaseWorkedOutByHand()
    {
        HeldOutTables tables;
        tables.rows = {0, 1, 2, 3};
        tables.clip = 0.1;
        tables.predictedQuality = MatrixD(4, 2, 0.5);
        tables.predictedCost = MatrixD(4, 2, 2.0);
        for (std::size_t i = 0; i < 4; ++i)
            tables.predictedCost(i, 1) = 4;
        tables.propensity = MatrixD(4, 2, 0.5);
        tables.propensity(0, 0) = 0.05; // under the clip
        tables.loggedModel = {0, 0, 0, 1};
        tables.loggedQuality = {1, 0, 1, 0};
        tables.loggedCost = {3, 2, 2, 8};
        tables.served = {0.05, 0.5, 0.5, 0.5};
        tables.quality = influenceValues(tables.predictedQuality, tables.loggedQuality, tables.loggedModel,
                                         tables.served, tables.clip);
        tables.cost =
            influenceValues(tables.predictedCost, tables.loggedCost, tables.loggedModel, tables.served, tables.clip);
        const CorrectionNoise noise = correctionNoise(tables);
        QCOMPARE(noise.weight, (std::vector<double>{10, 2, 2, 2}));
        QCOMPARE(noise.served, (std::vector<std::uint16_t>{0, 0, 0, 1}));
        QCOMPARE(noise.exposure(0, 0), 5.0F); // 0.05 / 0.1^2
        QCOMPARE(noise.exposure(1, 1), 2.0F); // 1 / 0.5
        QCOMPARE(noise.correction[0].quality, 10 * 0.5);
        QCOMPARE(noise.correction[3].cost, 2 * 4.0);
        // Residuals (0.5, 1), (-0.5, 0), (0.5, 0) of the first model, (-0.5, 4) of the second, whose costs are relative
        // to 2 and 4 where they are pooled: quality 1/4, product (0.25 - 0.5) / 4, cost (1/4 + 1) / 4.
        const Covariance &first = noise.residual[0];
        QCOMPARE(first.quality, 0.25);
        QCOMPARE(first.qualityCost, (0.5 + 2 * -0.0625) / 4);
        QCOMPARE(first.cost, (1 + 4 * 0.3125) / 4);
        QCOMPARE(noise.residual[1].cost, (16 + 16 * 0.3125) / 2);
    }

    void aPolicyHasTheIndexsValue()
    {
        HeldOutSweep sweep(150, 4, 3);
        for (std::size_t i = 0; i < 150; ++i)
            sweep.tables.clusters[i] = static_cast<std::int32_t>(i / 3);
        const SweepIndex index = sweep.router(2, true);
        for (const double lambda : {0.0, 0.8, 2.0})
            QVERIFY(isClose(policyValue(sweep.tables, index.decisions(lambda), lambda), *index.at(lambda).dr));
    }

    void aMixtureOfEqualsIsTheOne()
    {
        const HeldOutSweep sweep(80, 3, 5);
        const SweepIndex index = sweep.router(7);
        const auto decisions = index.decisions(1);
        const std::vector<PolicySlice> slices{{decisions, 0.5, 0.25}, {decisions, 1.5, 0.75}};
        const CorrectionNoise noise = correctionNoise(sweep.tables);
        QVERIFY(isClose(policyValue(sweep.tables, noise, allRows(sweep.tables), slices, RowClusters()),
                        policyValue(sweep.tables, decisions, 1.25)));
    }

    void someRowsAreValuedAsIfTheyWereAll()
    {
        const HeldOutSweep sweep(60, 3, 5);
        const CorrectionNoise noise = correctionNoise(sweep.tables);
        const std::vector<std::uint16_t> always(60, 1);
        const PolicySlice slice{always, 0, 1};
        std::vector<std::size_t> rows = allRows(sweep.tables);
        rows.resize(20);
        const PolicyValue value = policyValue(sweep.tables, noise, rows, {&slice, 1}, RowClusters());
        double mean = 0;
        for (std::size_t i = 0; i < 20; ++i)
            mean += sweep.tables.quality(i, 1) / 20;
        QVERIFY(std::abs(value.quality.value - mean) < 1e-12);
        QVERIFY(std::isnan(policyValue(sweep.tables, noise, {}, {&slice, 1}, RowClusters()).quality.value));
    }
};

QTEST_GUILESS_MAIN(TestTableValue)
#include "tst_tablevalue.moc"
