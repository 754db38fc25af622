#include "core/base/clusters.h"

#include <QTest>

#include <cmath>

using namespace fairlead;

class TestClusters final : public QObject
{
    Q_OBJECT

private slots:
    void groupsShareAnIntegerAndEmptyOnesStandAlone()
    {
        const std::vector<std::string> groups{"b", "", "a", "b", "", "a"};
        QCOMPARE(clustersOfGroups(groups), (std::vector<std::int32_t>{0, 1, 2, 0, 3, 2}));
    }

    void aMeanOfClustersWorkedOutByHand()
    {
        // Mean 3; deviations -2, 0, 1, 1: by cluster -2 + 1 = -1, 0, 1. (1 + 0 + 1) 3/2 / 16.
        const std::vector<double> values{1, 3, 4, 4};
        const RowClusters clusters(std::vector<std::int32_t>{7, 2, 7, 5});
        const Estimate mean = meanOfRows(values, clusters);
        QCOMPARE(mean.value, 3.0);
        QCOMPARE(mean.se, std::sqrt(3.0 / 16));
        QCOMPARE(clusters.count(4), std::size_t(3));
        QCOMPARE(clusters.squaredSizes(4), 6.0);
        QCOMPARE(clusters.of(2), clusters.of(0));
    }

    void rowsAloneHaveTheUsualStandardError()
    {
        const std::vector<double> values{1, 3, 4, 4};
        const RowClusters apart(std::vector<std::int32_t>{3, 2, 1, 0});
        QVERIFY(apart.areAllRowsAlone());
        QCOMPARE(meanOfRows(values, apart).se, std::sqrt(6.0 / 3 / 4));
        QCOMPARE(meanOfRows(values, RowClusters()).se, meanOfRows(values).se);
        QCOMPARE(clusteredVarianceFactor(4, 4), 1.0 / 12);
    }

    void oneClusterTellsNothingOfTheError()
    {
        const Estimate mean = meanOfRows(std::vector<double>{1, 2}, RowClusters(std::vector<std::int32_t>{4, 4}));
        QCOMPARE(mean.value, 1.5);
        QVERIFY(std::isnan(mean.se));
    }
};

QTEST_APPLESS_MAIN(TestClusters)
#include "tst_clusters.moc"
