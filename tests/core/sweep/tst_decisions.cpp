#include "core/routers/router.h"
#include "tests/core/sweep/randomsweep.h"

#include <QTest>

#include <cstdint>
#include <vector>

using namespace fairlead;
using namespace fairlead::test;

namespace {

/// A router whose knot scores are given: what a sweep was built from.
class GivenScores final : public Router
{
public:
    explicit GivenScores(const RandomSweep &sweep)
        : Router(sweep.knots, sweep.tieCosts)
        , m_scores(sweep.scores)
    {}
    [[nodiscard]] Method method() const override { return Method::PlugIn; }
    [[nodiscard]] Result<MatrixD> scores(const QueryBatch &) const override { return m_scores; }
    [[nodiscard]] TensorBundle save() const override { return {}; }

private:
    MatrixD m_scores;
};

/// As a program that knows one lambda and no index decides.
std::vector<std::int32_t> decisions(const RandomSweep &sweep, double lambda)
{
    const GivenScores router(sweep);
    return chooseModels(*scoresAt(router, sweep.scores, lambda), router.tieCosts());
}

} // namespace

class TestDecisions final : public QObject
{
    Q_OBJECT

private slots:
    void aQueryIsDecidedAsTheIndexHasItAtKnotsAndItsBreakpoints_data()
    {
        QTest::addColumn<int>("shape");
        QTest::newRow("free scores") << int(ScoreShape::Free);
        QTest::newRow("lines") << int(ScoreShape::Lines);
        QTest::newRow("lines that meet exactly") << int(ScoreShape::Quantised);
        QTest::newRow("copied models") << int(ScoreShape::Duplicated);
        QTest::newRow("no dependence on lambda") << int(ScoreShape::Constant);
    }
    void aQueryIsDecidedAsTheIndexHasItAtKnotsAndItsBreakpoints()
    {
        QFETCH(int, shape);
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const RandomSweep sweep = makeRandomSweep(seed, ScoreShape(shape), 40, 5, 5);
            const auto index = SweepIndex::build(sweep.input(), {}, {});
            QVERIFY(index);
            for (const double knot : sweep.knots) {
                const auto indexed = index->decisions(knot);
                QCOMPARE(decisions(sweep, knot), std::vector<std::int32_t>(indexed.begin(), indexed.end()));
            }
            for (const SwitchEvent &event : index->events())
                QCOMPARE(decisions(sweep, event.lambda)[event.query], std::int32_t{event.to});
        }
    }
};

QTEST_APPLESS_MAIN(TestDecisions)
#include "tst_decisions.moc"
