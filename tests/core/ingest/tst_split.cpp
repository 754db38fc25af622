#include <QTest>

#include "core/ingest/split.h"
#include "tests/support/testdata.h"

#include <cmath>

using namespace fairlead;

namespace {

struct Row
{
    std::string group;
    std::string id;
};

SplitPlan planOf(const std::vector<Row> &rows)
{
    SplitPlan plan;
    for (const Row &row : rows)
        plan.count(row.group, row.id);
    return plan;
}

std::vector<Row> rowsOf(std::size_t count, std::size_t groups)
{
    std::vector<Row> rows;
    for (std::size_t i = 0; i < count; ++i)
        rows.push_back({groups == 0 ? "" : "g" + std::to_string(i % groups), "q" + std::to_string(i)});
    return rows;
}

} // namespace

class TestSplit final : public QObject
{
    Q_OBJECT

private slots:
    void aboutThreeTenthsAreHeldOut()
    {
        int heldOut = 0;
        for (int i = 0; i < 20'000; ++i)
            heldOut += splitOfKey("query " + std::to_string(i)) == Split::HeldOut;
        // Four standard deviations of a binomial.
        QVERIFY(std::abs(heldOut - 6'000) < 4 * std::sqrt(20'000 * 0.3 * 0.7));
    }

    void aKeyIsOnTheSameSideForEver()
    {
        QCOMPARE(splitOfKey("overruling.0"), Split::Train);
        QCOMPARE(splitOfKey("overruling.1"), Split::HeldOut);
    }

    void groupsStayTogether()
    {
        const auto rows = rowsOf(600, 60);
        const SplitPlan plan = planOf(rows);
        QCOMPARE(plan.unit(), SplitUnit::Group);
        for (std::size_t i = 60; i < rows.size(); ++i)
            QCOMPARE(plan.splitOf(rows[i].group, rows[i].id, i),
                     plan.splitOf(rows[i - 60].group, rows[i - 60].id, i - 60));
    }

    void oneGroupFallsBackToQueries() { QCOMPARE(planOf(rowsOf(600, 1)).unit(), SplitUnit::Query); }

    void withoutGroupsTheQueryDecides()
    {
        const SplitPlan plan = planOf(rowsOf(100, 0));
        QCOMPARE(plan.unit(), SplitUnit::Query);
        QCOMPARE(plan.splitOf("", "q7", 0), splitOfKey("q7"));
    }

    void aHandfulOnOneSideIsSplitByRow()
    {
        std::vector<Row> rows;
        for (int i = 0; rows.size() < 6; ++i)
            if (splitOfKey("q" + std::to_string(i)) == Split::Train)
                rows.push_back({"", "q" + std::to_string(i)});
        const SplitPlan plan = planOf(rows);
        QCOMPARE(plan.unit(), SplitUnit::Row);
        int heldOut = 0;
        for (std::size_t i = 0; i < rows.size(); ++i)
            heldOut += plan.splitOf("", rows[i].id, i) == Split::HeldOut;
        QCOMPARE(heldOut, 2);
    }
};

QTEST_APPLESS_MAIN(TestSplit)
#include "tst_split.moc"
