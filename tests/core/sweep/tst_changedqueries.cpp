#include "core/sweep/changedqueries.h"
#include "tests/core/sweep/randomsweep.h"

#include <QTest>

#include <algorithm>

using namespace fairlead;
using namespace fairlead::test;

class TestChangedQueries final : public QObject
{
    Q_OBJECT

private slots:
    void eventsOfAQueryBecomeOneRow()
    {
        // Query 2 goes 0 -> 1 -> 2 -> 0, query 0 goes 1 -> 2.
        const std::vector<SwitchEvent> events{{0.1, 2, 0, 1}, {0.2, 0, 1, 2}, {0.3, 2, 1, 2}, {0.5, 2, 2, 0}};
        const std::vector<ChangedQuery> expected{{0.1, 0.5, 2, 3, 0, 0}, {0.2, 0.2, 0, 1, 1, 2}};
        QVERIFY(changedQueries(events, 3) == expected);
    }

    void noEventsNoRows() { QVERIFY(changedQueries({}, 5).empty()); }

    void aStopEndsIt()
    {
        std::stop_source stop;
        stop.request_stop();
        const std::vector<SwitchEvent> events{{0.1, 2, 0, 1}};
        QVERIFY(changedQueries(events, 3, stop.get_token()).empty());
    }

    void fromAndToAreTheDecisionsAtTheInterval()
    {
        const RandomSweep sweep = makeRandomSweep(3, ScoreShape::Free, 400, 5, 4);
        const auto index = SweepIndex::build(sweep.input(), {}, {});
        QVERIFY(index);
        const double lo = sweep.lambdaAt(0.25);
        const double hi = sweep.lambdaAt(0.8);
        const auto before = index->decisions(lo);
        const auto after = index->decisions(hi);
        const auto rows = changedQueries(index->events(lo, hi), index->queries());
        std::size_t events = 0;
        std::vector<bool> isListed(index->queries(), false);
        for (const ChangedQuery &row : rows) {
            QVERIFY(row.from == before[row.query] && row.to == after[row.query]);
            QVERIFY(lo < row.firstLambda && row.firstLambda <= row.lastLambda && row.lastLambda <= hi);
            QVERIFY(!isListed[row.query]);
            isListed[row.query] = true;
            events += row.changes;
        }
        QCOMPARE(events, index->events(lo, hi).size());
        QVERIFY(std::ranges::is_sorted(rows, {}, &ChangedQuery::firstLambda));
        for (std::size_t i = 0; i < before.size(); ++i)
            QVERIFY(isListed[i] || before[i] == after[i]);
    }
};

QTEST_GUILESS_MAIN(TestChangedQueries)
#include "tst_changedqueries.moc"
