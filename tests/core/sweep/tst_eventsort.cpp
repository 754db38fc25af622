#include "core/base/random.h"
#include "core/sweep/eventsort.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace fairlead;

class TestEventSort final : public QObject
{
    Q_OBJECT

private slots:
    void manyEventsComeInOrder_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("runs");
        QTest::newRow("even") << 0 << 40;
        QTest::newRow("one lambda") << 1 << 40;
        QTest::newRow("few lambdas") << 2 << 40;
        QTest::newRow("over hundreds of decades") << 3 << 40;
        QTest::newRow("most at one place, some beside it") << 4 << 40;
        QTest::newRow("neighbouring doubles") << 5 << 40;
        QTest::newRow("one run") << 0 << 1;
        QTest::newRow("nothing") << 0 << 0;
    }
    void manyEventsComeInOrder()
    {
        QFETCH(int, kind);
        QFETCH(int, runs);
        const std::function<double(Random &)> draws[] = {
            [](Random &r) { return r.uniform(); },
            [](Random &) { return 3.0; },
            [](Random &r) { return double(r.below(7)) / 7; },
            [](Random &r) { return std::pow(10.0, 300 * (r.uniform() - 0.5)); },
            [](Random &r) { return r.below(20) == 0 ? r.uniform() : 0.25; },
            [](Random &r) { return 1 + double(r.below(3)) * std::numeric_limits<double>::epsilon(); }};
        Random random(deriveSeed(1, "events", std::uint64_t(kind)));
        std::vector<std::vector<SwitchEvent>> given(static_cast<std::size_t>(runs));
        BlockVector<SwitchEvent> expected;
        std::uint32_t query = 0;
        for (auto &run : given) {
            for (std::uint64_t i = random.below(3000); i > 0; --i)
                run.push_back({draws[kind](random), query++, std::uint16_t(random.below(4)), 1});
            expected.insert(expected.end(), run.begin(), run.end());
        }
        std::sort(expected.begin(), expected.end(), [](const SwitchEvent &a, const SwitchEvent &b) {
            return a.lambda != b.lambda ? a.lambda < b.lambda : a.query < b.query;
        });
        QVERIFY(runs < 2 || expected.size() > 20000);
        QVERIFY(sortEvents(given, {}) == expected);
    }
};

QTEST_GUILESS_MAIN(TestEventSort)
#include "tst_eventsort.moc"
