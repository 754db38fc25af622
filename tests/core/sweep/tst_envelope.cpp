#include "core/sweep/envelope.h"

#include <QTest>

#include <cmath>

using namespace fairlead;

namespace {

/// "0 | 0.5:1 0.75:2": the first model, then every change.
QString walk(const std::vector<double> &knots, const std::vector<double> &tieCosts, const std::vector<double> &scores)
{
    const auto ranks = tieRanks(tieCosts);
    std::vector<SwitchEvent> events;
    QString text = QString::number(EnvelopeWalker(knots, ranks).walk(scores, 7, events));
    text += " |";
    for (const SwitchEvent &event : events) {
        if (event.query != 7)
            return "wrong query";
        text += QStringLiteral(" %1:%2").arg(event.lambda).arg(event.to);
    }
    return text;
}

} // namespace

class TestEnvelope final : public QObject
{
    Q_OBJECT

private slots:
    void aQueryChangesModelWhereLinesCross_data()
    {
        using Numbers = std::vector<double>;
        QTest::addColumn<Numbers>("knots");
        QTest::addColumn<Numbers>("tieCosts");
        QTest::addColumn<Numbers>("scores");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, Numbers knots, Numbers tieCosts, Numbers scores, const char *expected) {
            QTest::newRow(name) << knots << tieCosts << scores << expected;
        };
        row("one model serves everything", {0, 1}, {1}, {5, -5}, "0 |");
        row("two lines cross in the middle, the cheaper wins there", {0, 1}, {2, 1}, {1, 0, 0, 1}, "0 | 0.5:1");
        row("constant scores never change", {0, 1, 2}, {1, 1}, {3, 4, 3, 4, 3, 4}, "1 |");
        row("equal lines go to the cheaper", {0, 1}, {2, 1}, {1, 1, 0, 0}, "1 |");
        row("equal lines at equal cost go to the lower index", {0, 1}, {1, 1}, {1, 1, 0, 0}, "0 |");
        row("parallel lines do not cross", {0, 1}, {1, 1}, {1, 2, 0, 1}, "1 |");
        row("a line that leads nowhere is passed over", {0, 1}, {1, 1, 1}, {1, 0, 0.25, 0, 1, 0.25}, "0 | 0.5:1");
        row("three lines in turn", {0, 1}, {3, 2, 1}, {1, 0.75, 0, 0, 0.5, 1}, "0 | 0.333333:1 0.6:2");
        row("three lines through one point: the last one follows at once", {0, 1}, {1, 1, 1}, {1, 0.5, 0, 0, 0.5, 1},
            "0 | 0.5:2");
        row("a crossing at a knot", {0, 1, 2}, {2, 1}, {2, 0, 1, 1, 0, 2}, "0 | 1:1");
        row("only the last knot is shared, and the cheaper takes it", {0, 1}, {2, 1}, {1, 0, 1, 1}, "0 | 1:1");
        row("only the last knot is shared, and the dearer does not get it", {0, 1}, {1, 2}, {1, 0, 1, 1}, "0 |");
        row("two slopes in one line, two changes", {0, 1, 2}, {1, 2}, {0, 1, 1, 0, 0, 1}, "1 | 0.5:0 1.5:1");
    }
    void aQueryChangesModelWhereLinesCross()
    {
        QFETCH(std::vector<double>, knots);
        QFETCH(std::vector<double>, tieCosts);
        QFETCH(std::vector<double>, scores);
        QTEST(walk(knots, tieCosts, scores), "expected");
    }

    void aTieThatTheHolderWinsPutsTheChangeJustAbove()
    {
        const std::vector<double> knots{0, 1};
        const auto ranks = tieRanks(std::vector<double>{1, 2});
        std::vector<SwitchEvent> events;
        EnvelopeWalker(knots, ranks).walk(std::vector<double>{1, 0, 0, 1}, 0, events);
        QCOMPARE(events.size(), std::size_t(1));
        QVERIFY(!events[0].isBefore(0.5));
        QVERIFY(events[0].isBefore(0.5 + 1e-15));
    }

    void aTieAtTheFirstKnotEndsJustAboveIt()
    {
        const std::vector<double> knots{0, 1};
        const auto ranks = tieRanks(std::vector<double>{1, 2});
        std::vector<SwitchEvent> events;
        const auto first = EnvelopeWalker(knots, ranks).walk(std::vector<double>{1, 1, 0, 2}, 0, events);
        QCOMPARE(first, std::uint16_t(0));
        QCOMPARE(events.size(), std::size_t(1));
        QCOMPARE(events[0].to, std::uint16_t(1));
        QVERIFY(events[0].lambda > 0 && events[0].lambda < 1e-15);
    }

    void aCheapModelThatOnlyTouchesTheEnvelopeServesAtThatPoint()
    {
        const std::vector<double> knots{0, 1};
        const auto ranks = tieRanks(std::vector<double>{3, 2, 1});
        std::vector<SwitchEvent> events;
        EnvelopeWalker(knots, ranks).walk(std::vector<double>{1, 0, 0.5, 0, 1, 0.5}, 0, events);
        QCOMPARE(events.size(), std::size_t(2));
        QCOMPARE(events[0].to, std::uint16_t(2));
        QVERIFY(events[0].isBefore(0.5) && !events[0].isBefore(0.5 - 1e-15));
        QCOMPARE(events[1].to, std::uint16_t(1));
        QVERIFY(events[1].lambda > 0.5 && events[1].lambda < 0.5 + 1e-15);
    }

    void aCheapModelThatPeaksAtAKnotServesThereOnly()
    {
        const std::vector<double> knots{0, 1, 2};
        const auto ranks = tieRanks(std::vector<double>{2, 1});
        std::vector<SwitchEvent> events;
        EnvelopeWalker(knots, ranks).walk(std::vector<double>{1, 0, 1, 1, 1, 0}, 0, events);
        QCOMPARE(events.size(), std::size_t(2));
        QCOMPARE(events[0], (SwitchEvent{1, 0, 0, 1}));
        QCOMPARE(events[1].to, std::uint16_t(0));
        QVERIFY(events[1].lambda > 1 && events[1].lambda < 1 + 1e-15);
    }

    void linesThatDifferByOneRoundingNeitherLoopNorLoseTheEnd()
    {
        const std::vector<double> knots{0, 1};
        const auto ranks = tieRanks(std::vector<double>{3, 2, 1});
        const double up = std::nextafter(1.0, 2.0);
        std::vector<SwitchEvent> events;
        EnvelopeWalker(knots, ranks).walk(std::vector<double>{up, 1, 0.5, 1, up, 1}, 0, events);
        QVERIFY(!events.empty() && events.size() <= 4);
        QCOMPARE(events.back().to, std::uint16_t(1));
    }
};

QTEST_APPLESS_MAIN(TestEnvelope)
#include "tst_envelope.moc"
