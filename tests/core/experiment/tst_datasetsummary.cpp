#include "core/experiment/datasetsummary.h"
#include "core/experiment/distribution.h"
#include "core/experiment/summaryfile.h"
#include "core/store/datasetrepository.h"
#include "core/store/modelchanges.h"
#include "core/store/routerrepository.h"
#include "core/store/statement.h"
#include "tests/support/storedata.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <numeric>

using namespace fairlead;
using namespace fairlead::test;

namespace {

constexpr double kDay = 86'400;
constexpr double kNewYear2026 = 1'767'225'600; // a Thursday

double sum(const std::vector<double> &values)
{
    return std::accumulate(values.begin(), values.end(), 0.0);
}

} // namespace

class TestDatasetSummary final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::optional<Workspace> m_workspace;

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        auto created = Workspace::create(m_folder->filePath("w.fairlead").toStdString());
        FAIRLEAD_VERIFY(created);
        m_workspace.emplace(*std::move(created));
    }
    void cleanup() { m_workspace.reset(); }

    void quantilesAreThoseOfR()
    {
        std::vector<std::vector<float>> values{{4, 1, 3, 2}, {}, {7}};
        const DistributionSet set = describeValues(values);
        const Distribution &four = set.models[0];
        // quantile(c(1, 2, 3, 4), c(0, .05, .25, .5, .75, .95, 1))
        const std::array<double, 7> expected{1, 1.15, 1.75, 2.5, 3.25, 3.85, 4};
        for (std::size_t i = 0; i < expected.size(); ++i)
            QVERIFY(std::abs(four.quantiles[i] - expected[i]) < 1e-12);
        QCOMPARE(four.mean, 2.5);
        QCOMPARE(four.count, 4U);
        QCOMPARE(set.models[1].count, 0U);
        QVERIFY(std::isnan(set.models[1].quantiles[3]));
        QCOMPARE(set.models[2].quantiles[1], 7.0);
        QCOMPARE(set.low, 1.0);
        QCOMPARE(set.high, 7.0);
    }

    void binsCountEveryValueOnceAndLogarithmicOnesThoseAboveZero()
    {
        std::vector<std::vector<float>> values{{0, 0.001F, 0.01F, 0.1F, 1}, {0.5F}};
        const DistributionSet set = describeValues(values);
        QCOMPARE(set.models[0].zeros, 1U);
        QCOMPARE(set.lowPositive, static_cast<double>(0.001F));
        QCOMPARE(sum(set.models[0].bins), 5.0);
        QCOMPARE(sum(set.models[0].logBins), 4.0);
        QCOMPARE(set.models[0].bins.front(), 3.0); // the least three share a fortieth of the range
        QCOMPARE(set.models[0].bins.back(), 1.0);
        QCOMPARE(set.models[0].logBins.front(), 1.0);
        QCOMPARE(set.models[1].bins[20], 1.0);
    }

    void oneValueAloneHasItsBin()
    {
        std::vector<std::vector<float>> values{{2, 2, 2}};
        const DistributionSet set = describeValues(values);
        QCOMPARE(set.low, set.high);
        QCOMPARE(set.models[0].bins.front(), 3.0);
    }

    void timeIsCountedInTheNarrowestStepThatFits_data()
    {
        QTest::addColumn<double>("span");
        QTest::addColumn<double>("width");
        QTest::newRow("a moment") << 0.0 << 1.0;
        QTest::newRow("a minute and a half") << 90.0 << 1.0;
        QTest::newRow("ten minutes") << 600.0 << 15.0;
        QTest::newRow("a day") << kDay << 900.0;
        QTest::newRow("four weeks and a day") << 29 * kDay << 21'600.0;
        QTest::newRow("a year") << 365 * kDay << 7 * kDay;
        QTest::newRow("two thousand years") << 2000 * 365 * kDay << 32 * 364 * kDay;
    }
    void timeIsCountedInTheNarrowestStepThatFits()
    {
        QFETCH(double, span);
        QFETCH(double, width);
        const TimeSummary time = describeTimes({kNewYear2026, kNewYear2026 + span}, {0, 1}, 2);
        QCOMPARE(time.width, width);
        QVERIFY(time.first <= kNewYear2026 && kNewYear2026 < time.first + time.width);
        QVERIFY(time.counts[0].size() <= DatasetSummary::kMostSteps);
        QCOMPARE(time.counts[0].front(), 1.0);
        QCOMPARE(time.counts[1].back(), 1.0);
        QCOMPARE(sum(time.counts[0]) + sum(time.counts[1]), 2.0);
    }

    void weeksBeginOnMondays()
    {
        const TimeSummary time = describeTimes({kNewYear2026, kNewYear2026 + 300 * kDay}, {0, 0}, 1);
        QCOMPARE(time.width, 7 * kDay);
        QCOMPARE(time.first, kNewYear2026 - 3 * kDay); // Monday, 29 December 2025
    }

    void aLogIsSummarisedByModelAndSegment()
    {
        const auto log = storeLog(*m_workspace, "log");
        const auto summary = summariseDataset(*m_workspace, *log, {}, {});
        FAIRLEAD_VERIFY(summary);
        QCOMPARE(summary->outcomes, 5U);
        QCOMPARE(summary->withPropensity, 4U);
        QCOMPARE(summary->withPrompt, 4U);
        QCOMPARE(summary->quality.models[0].quantiles[3], 0.25);
        QCOMPARE(summary->quality.models[1].count, 2U);
        QVERIFY(std::abs(summary->cost.models[1].mean - 0.02) < 1e-9);
        QCOMPARE(summary->time.width, 0.0);
        QCOMPARE(summary->segmentCount, 3U);
        QCOMPARE(summary->segments.size(), 3U);
        const SegmentSummary &math = summary->segments[0]; // as large as text, and met first
        QCOMPARE(math.name, std::string("math"));
        QCOMPARE(math.queries, 2U);
        QCOMPARE(math.models[0].count, 1U);
        QCOMPARE(math.models[1].meanQuality, 0.75);
        QCOMPARE(summary->segments[2].name, std::string());
    }

    void holesOfFullFeedbackAreNoValues()
    {
        const auto full = storeFullFeedback(*m_workspace, "full");
        const auto summary = summariseDataset(*m_workspace, *full, {}, {});
        FAIRLEAD_VERIFY(summary);
        QCOMPARE(summary->outcomes, 9U);
        QCOMPARE(summary->quality.models[0].count, 4U);
        QCOMPARE(summary->quality.models[1].count, 5U);
        QCOMPARE(summary->cost.models[1].count, 4U);
    }

    void timesComeFromTheQueriesAlsoOfASimulatedLog()
    {
        const auto full = storeFullFeedback(*m_workspace, "full");
        const auto log = storeSimulatedLog(*m_workspace, "log", *full);
        // As a file from elsewhere may hold them: two that mean something, two that do not.
        FAIRLEAD_VERIFY(sql::execute(m_workspace->handle(),
                                     "UPDATE queries SET time = 1767225600 WHERE external_id = 'q0';"
                                     "UPDATE queries SET time = 1767225660 WHERE external_id = 'q1';"
                                     "UPDATE queries SET time = 9e999 WHERE external_id = 'q2';"
                                     "UPDATE queries SET time = 1e300 WHERE external_id = 'q3';"));
        const auto summary = summariseDataset(*m_workspace, *log, {}, {});
        FAIRLEAD_VERIFY(summary);
        QCOMPARE(summary->time.queries, 2U);
        QCOMPARE(summary->time.earliest, kNewYear2026);
        QCOMPARE(summary->time.latest, kNewYear2026 + 60);
        QCOMPARE(sum(summary->time.counts[0]), 1.0);
        QCOMPARE(summariseDataset(*m_workspace, *full, {}, {})->time.queries, 2U);
    }

    void whatIsKeptComesBackWhole()
    {
        const auto log = storeLog(*m_workspace, "log");
        FAIRLEAD_VERIFY(sql::execute(m_workspace->handle(), "UPDATE queries SET time = 1767225600 + split * 1000"));
        const auto info = *DatasetRepository(*m_workspace).byId(*log);
        const auto made = datasetSummary(*m_workspace, *log, {}, {});
        FAIRLEAD_VERIFY(made);
        const auto bundle = RouterRepository(*m_workspace).artifact(*log, kSummaryKey);
        FAIRLEAD_VERIFY(bundle);
        QVERIFY(bundle->has_value());
        const auto kept = summaryFrom(**bundle, info);
        QVERIFY(kept.has_value());
        QCOMPARE(kept->outcomes, made->outcomes);
        QCOMPARE(kept->withPropensity, made->withPropensity);
        QCOMPARE(kept->quality.models[0].quantiles, made->quality.models[0].quantiles);
        QCOMPARE(kept->quality.models[0].bins, made->quality.models[0].bins);
        QCOMPARE(kept->cost.models[1].logBins, made->cost.models[1].logBins);
        QCOMPARE(kept->cost.lowPositive, made->cost.lowPositive);
        QCOMPARE(kept->segments[1].name, made->segments[1].name);
        QCOMPARE(kept->segments[0].models[1].meanCost, made->segments[0].models[1].meanCost);
        QCOMPARE(kept->time.counts, made->time.counts);
        QCOMPARE(kept->time.queries, made->time.queries);
    }

    void aKeptSummaryIsReadInsteadOfTheRows()
    {
        const auto log = storeLog(*m_workspace, "log");
        FAIRLEAD_VERIFY(datasetSummary(*m_workspace, *log, {}, {}));
        FAIRLEAD_VERIFY(sql::execute(m_workspace->handle(), "UPDATE observations SET quality = 9"));
        QCOMPARE(datasetSummary(*m_workspace, *log, {}, {})->quality.high, 0.75);
    }

    void otherDataOrAnotherFormIsSummarisedAgain()
    {
        const auto log = storeLog(*m_workspace, "log");
        FAIRLEAD_VERIFY(datasetSummary(*m_workspace, *log, {}, {}));
        RouterRepository tables(*m_workspace);
        TensorBundle bundle = **tables.artifact(*log, kSummaryKey);
        bundle.tensors.erase("segments.cost");
        FAIRLEAD_VERIFY(tables.saveArtifact(*log, kSummaryKey, bundle));
        QCOMPARE(datasetSummary(*m_workspace, *log, {}, {})->segments.size(), 3U);

        FAIRLEAD_VERIFY(ModelChanges(*m_workspace).merge(*log, 1, 0));
        const auto merged = datasetSummary(*m_workspace, *log, {}, {});
        FAIRLEAD_VERIFY(merged);
        QCOMPARE(merged->quality.models.size(), 1U);
        QCOMPARE(merged->quality.models[0].count, 5U);
    }

    void aStopAndDamageAreErrors()
    {
        const auto log = storeLog(*m_workspace, "log");
        FAIRLEAD_VERIFY(sql::execute(m_workspace->handle(), "UPDATE observations SET model = 5 WHERE row = 1"));
        FAIRLEAD_FAILS(datasetSummary(*m_workspace, *log, {}, {}), ErrorCode::BadInput, "damaged");
        FAIRLEAD_VERIFY(sql::execute(m_workspace->handle(), "UPDATE datasets SET query_count = 1000000000000"));
        FAIRLEAD_FAILS(datasetSummary(*m_workspace, *log, {}, {}), ErrorCode::BadInput, "damaged");
        FAIRLEAD_FAILS(datasetSummary(*m_workspace, DatasetId{9}, {}, {}), ErrorCode::NotFound, "9");
    }
};

QTEST_APPLESS_MAIN(TestDatasetSummary)
#include "tst_datasetsummary.moc"
