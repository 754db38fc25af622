#include "core/causal/cells.h"
#include "core/causal/folds.h"
#include "core/causal/kmeans.h"
#include "core/causal/outcomemodel.h"
#include "tests/core/causal/methodcase.h"
#include "tests/core/causal/simulatedlog.h"

#include <QTest>

#include <cmath>
#include <set>

using namespace fairlead;
using namespace fairlead::test;

namespace {

/// Three tight heaps of ten rows on a line.
MatrixD threeHeaps()
{
    MatrixD z(30, 2);
    for (std::size_t i = 0; i < 30; ++i) {
        z(i, 0) = 10.0 * static_cast<double>(i % 3);
        z(i, 1) = 0.01 * static_cast<double>(i);
    }
    return z;
}

} // namespace

class TestCells final : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithTheWorkedCase()
    {
        FAIRLEAD_NEED_SHARED_DATA(path, "method_case.json");
        const MethodCase data(path);
        const std::size_t cells = static_cast<std::size_t>(*std::max_element(data.cell.begin(), data.cell.end())) + 1;
        const auto tables = fitCellTables(data.cell, cells, data.log(), data.fold, data.folds, CellOptions().ridge, {});
        QVERIFY(tables);
        for (const std::size_t outcome : {kQuality, kCost})
            QVERIFY(largestDifference(tables->outOfFold[outcome], data.perModel("/cells_B/oof", outcome)) <
                    kCaseTolerance);
    }

    void clusteringFindsHeapsThatAreFarApart()
    {
        const MatrixD z = threeHeaps();
        const std::vector<int> sizes(20, 3);
        const auto books = fitCodebooks(z, sizes, 10, 1, {}, {});
        QVERIFY(books);
        int found = 0;
        for (const MatrixD &centroids : *books) {
            const auto cell = nearestCell(z, centroids);
            bool separates = std::set<int>(cell.begin(), cell.end()).size() == 3;
            for (std::size_t i = 3; i < 30; ++i)
                separates = separates && cell[i] == cell[i - 3];
            found += separates;
        }
        QVERIFY2(found >= 5, qPrintable(QString::number(found)));
    }

    void aSeedFixesTheCodebooks()
    {
        const MatrixD z = simulateLog({.rows = 200}).z;
        const std::vector<int> sizes{8, 16};
        QVERIFY(*fitCodebooks(z, sizes, 10, 3, {}, {}) == *fitCodebooks(z, sizes, 10, 3, {}, {}));
        QVERIFY(*fitCodebooks(z, sizes, 10, 3, {}, {}) != *fitCodebooks(z, sizes, 10, 4, {}, {}));
    }

    void sizesAreCappedByTheRowsAndEqualRowsDoNoHarm()
    {
        const MatrixD z(5, 3, 1.0);
        const std::vector<int> sizes{8};
        const auto books = fitCodebooks(z, sizes, 10, 1, {}, {});
        QVERIFY(books);
        QCOMPARE(books->front().rows(), std::size_t(5));
        for (const std::int32_t cell : nearestCell(z, books->front()))
            QCOMPARE(cell, 0);
    }

    void aRowsOwnOutcomeDoesNotReachItsPrediction()
    {
        SimulatedLog log = simulateLog({.rows = 150});
        const auto fold = assignFolds({}, 150, 5, 1);
        const auto before = fitCells(log.z, log.view(), fold, 5, {}, 1, {}, {});
        log.quality[9] += 100;
        const auto after = fitCells(log.z, log.view(), fold, 5, {}, 1, {}, {});
        QVERIFY(before && after);
        for (std::size_t t = 0; t < 3; ++t)
            QVERIFY(std::abs(before->outOfFold[kQuality](9, t) - after->outOfFold[kQuality](9, t)) < 1e-9);
        QVERIFY(largestDifference(before->outOfFold[kQuality], after->outOfFold[kQuality]) > 0.1);
    }
};

QTEST_APPLESS_MAIN(TestCells)
#include "tst_cells.moc"
