#include "core/evaluation/rowvalues.h"
#include "core/evaluation/tablevalue.h"
#include "core/experiment/segments.h"
#include "tests/core/evaluation/heldoutcase.h"
#include "tests/core/evaluation/heldoutsweep.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace fairlead;
using fairlead::test::HeldOutSweep;

namespace {

bool isClose(double a, double b)
{
    return std::abs(a - b) < 1e-10;
}

bool isClose(const PolicyValue &a, const PolicyValue &b)
{
    const auto same = [](const Estimate &x, const Estimate &y) {
        return isClose(x.value, y.value) && isClose(x.se, y.se);
    };
    return same(a.quality, b.quality) && same(a.cost, b.cost) && same(a.utility, b.utility);
}

/// An analysis of made-up held-out rows and a router over them; the best single model is the second.
RouterAnalysis analysisOf(const HeldOutTables &tables, const MatrixD &scores, std::vector<double> knots)
{
    const std::size_t models = tables.quality.cols();
    SweepInput input;
    input.knots = std::move(knots);
    input.tieCosts.assign(models, 1);
    input.scores = &scores;
    input.drQuality = &tables.quality;
    input.drCost = &tables.cost;
    input.loggedQuality = tables.loggedQuality;
    input.loggedCost = tables.loggedCost;
    input.noise = std::make_shared<const CorrectionNoise>(correctionNoise(tables));
    input.clusters = tables.clusters;
    input.referenceModel = 1;
    auto index = SweepIndex::build(input, {}, {});
    if (!index)
        qFatal("%s", index.error().message.c_str());
    RouterAnalysis analysis;
    analysis.index = std::make_shared<const SweepIndex>(std::move(*index));
    analysis.heldOut = std::make_shared<const HeldOutTables>(tables);
    analysis.rows = tables.rows;
    analysis.bestSingle = 1;
    for (std::size_t t = 0; t < models; ++t) {
        analysis.models.push_back({"m" + std::to_string(t), 100, 0, 0});
        analysis.support.models.push_back({100, 0.3, 80, 0, 10, 0.01, Verdict::Ok, {}});
    }
    return analysis;
}

SegmentedRows segmentsOf(const HeldOutTables &tables, const std::vector<std::string> &names)
{
    SegmentedRows segments;
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto known = std::ranges::find(segments.segments, names[i], &SegmentedRows::Segment::name);
        if (known == segments.segments.end())
            known = segments.segments.insert(known, {names[i], {}});
        known->rows.push_back(i);
        segments.all.rows.push_back(i);
    }
    segments.noise = correctionNoise(tables);
    return segments;
}

} // namespace

class TestSegments final : public QObject
{
    Q_OBJECT

private slots:
    void allQueriesHaveTheFiguresOfTheIndex()
    {
        HeldOutSweep sweep(400, 3, 4);
        for (std::size_t i = 0; i < 400; ++i)
            sweep.tables.clusters[i] = static_cast<std::int32_t>(i / 2);
        const RouterAnalysis analysis = analysisOf(sweep.tables, randomScores(400, 3, sweep.knots.size()), sweep.knots);
        const SegmentedRows segments = segmentsOf(sweep.tables, std::vector<std::string>(400, "one"));
        for (const double lambda : {0.0, 0.7, 2.0}) {
            const auto report = segmentReport(analysis, segments, lambda, {});
            QVERIFY(report);
            const OperatingPoint point = analysis.index->at(lambda);
            for (const SegmentFigures &figures : {report->all, report->segments.front()}) {
                QVERIFY(isClose(figures.value, *point.dr));
                QVERIFY(isClose(figures.versusLog, *point.versusLog));
                QVERIFY(figures.versusBest && isClose(*figures.versusBest, *point.versusReference));
                QVERIFY(isClose(figures.shares[2], point.counts[2] / 400.0));
            }
        }
    }

    void supportOfAllQueriesIsTheRoutersOwn()
    {
        const HeldOutSweep sweep(300, 3, 9);
        RouterAnalysis analysis = analysisOf(sweep.tables, randomScores(300, 3, sweep.knots.size()), sweep.knots);
        analysis.support.models[2].verdict = Verdict::Refuse;
        const std::vector<std::string> names{"m0", "m1", "m2"};
        const auto routing = RouterSupport::build(*analysis.index, sweep.tables.propensity, sweep.tables.loggedModel,
                                                  names, analysis.support, sweep.tables.clip);
        QVERIFY(routing);
        std::vector<std::size_t> rows(300);
        std::iota(rows.begin(), rows.end(), std::size_t(0));
        for (const double lambda : {0.0, 1.3, 2.0}) {
            const RoutingSupport whole = routing->at(lambda);
            const RoutingSupport counted =
                routingSupport(sweep.tables, rows, analysis.index->decisions(lambda), analysis.support);
            QCOMPARE(counted.agreeing, whole.agreeing);
            QCOMPARE(counted.toRefused, whole.toRefused);
            QCOMPARE(counted.underClip, whole.underClip);
            QVERIFY(isClose(counted.effectiveSampleSize, whole.effectiveSampleSize));
            QVERIFY(isClose(counted.largestWeightShare, whole.largestWeightShare));
        }
    }

    void aSegmentIsWorkedOutFromItsOwnRows()
    {
        // The router serves all with model 1. Segment "a": rows 0 and 1, served 1 and 0, propensity 1/2, weight 2.
        // psi(1): 0.6 + 2 (1 - 0.6) = 1.4 and 0.6; costs 2 + 2 (3 - 2) = 4 and 2. Logged: 1 and 0.5, costs 3 and 1.
        const HeldOutTables tables = test::tablesOfRows(
            {{1, 0.5, 1, 3, 0.4, 0.6, 1, 2}, {0, 0.5, 0.5, 1, 0.4, 0.6, 1, 2}, {0, 0.5, 0.25, 1, 0.4, 0.6, 1, 2}});
        MatrixD scores(3, 4);
        for (std::size_t i = 0; i < 3; ++i)
            scores(i, 1) = scores(i, 3) = 1;
        const RouterAnalysis analysis = analysisOf(tables, scores, {0, 1});
        const auto report = segmentReport(analysis, segmentsOf(tables, {"a", "a", "b"}), 0.1, {});
        QVERIFY(report);
        const auto a = std::ranges::find(report->segments, std::string("a"), &SegmentFigures::name);
        QCOMPARE(a->queries, std::size_t(2));
        QVERIFY(isClose(a->value.quality.value, 1.0));
        QVERIFY(isClose(a->value.cost.value, 3.0));
        QVERIFY(isClose(a->value.utility.value, 0.7));
        QVERIFY(isClose(a->versusLog.quality.value, 1.0 - 0.75));
        QVERIFY(isClose(a->versusLog.cost.value, 3.0 - 2.0));
        // Differences 0.4 and 0.1 in quality: their mean's standard error is |0.4 - 0.1| / 2.
        QVERIFY(isClose(a->versusLog.quality.se, 0.15));
        QVERIFY(isClose(a->shares[1], 1.0));
        QCOMPARE(a->support.agreeing, std::size_t(1));
        QVERIFY(isClose(a->support.effectiveSampleSize, 1.0));
    }

    void aSmallSegmentIsRefusedWithTheReasonAndComesLast()
    {
        const HeldOutSweep sweep(400, 2, 6);
        const RouterAnalysis analysis = analysisOf(sweep.tables, randomScores(400, 2, sweep.knots.size()), sweep.knots);
        std::vector<std::string> names(400, "large");
        std::fill_n(names.begin(), 6, "small");
        const auto report = segmentReport(analysis, segmentsOf(sweep.tables, names), 1, {});
        QVERIFY(report);
        QCOMPARE(report->segments.back().name, std::string("small"));
        QVERIFY(report->segments.back().judgement.verdict == Verdict::Refuse);
        const QString reason = QString::fromStdString(report->segments.back().judgement.reasons.front());
        QVERIFY2(reason.contains(QStringLiteral("6 held-out queries of this segment")), qPrintable(reason));
        QVERIFY(report->segments.front().judgement.verdict != Verdict::Refuse);
    }

    void aRefusedLogRefusesEverySegment()
    {
        const HeldOutSweep sweep(200, 2, 6);
        RouterAnalysis analysis = analysisOf(sweep.tables, randomScores(200, 2, sweep.knots.size()), sweep.knots);
        analysis.support.verdict = Verdict::Refuse;
        analysis.support.reasons = {"A rule decided."};
        const auto report =
            segmentReport(analysis, segmentsOf(sweep.tables, std::vector<std::string>(200, "one")), 1, {});
        QVERIFY(report);
        QVERIFY(report->segments.front().judgement.verdict == Verdict::Refuse);
    }

    void lambdasOutOfRangeAndStopsAreErrors()
    {
        const HeldOutSweep sweep(50, 2, 6);
        const RouterAnalysis analysis = analysisOf(sweep.tables, randomScores(50, 2, sweep.knots.size()), sweep.knots);
        const SegmentedRows segments = segmentsOf(sweep.tables, std::vector<std::string>(50, "one"));
        QVERIFY(segmentReport(analysis, segments, 7, {}).error().code == ErrorCode::BadConfig);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(segmentReport(analysis, segments, 1, stop.get_token()).error().code == ErrorCode::Cancelled);
    }

private:
    static MatrixD randomScores(std::size_t rows, std::size_t models, std::size_t knots)
    {
        Random random(deriveSeed(5, "scores"));
        MatrixD scores(rows, knots * models);
        for (std::size_t i = 0; i < scores.size(); ++i)
            scores.data()[i] = random.normal();
        return scores;
    }
};

QTEST_GUILESS_MAIN(TestSegments)
#include "tst_segments.moc"
