#include "core/base/clusters.h"
#include "core/evaluation/heldout.h"
#include "core/evaluation/rowvalues.h"
#include "core/evaluation/tablevalue.h"
#include "tests/core/causal/methodcase.h"
#include "tests/core/causal/simulatedlog.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace fairlead;
using namespace fairlead::test;

namespace {

/// The last rows of a log, held out.
std::vector<std::int64_t> lastRows(std::size_t rows, std::size_t count)
{
    std::vector<std::int64_t> out(count);
    std::iota(out.begin(), out.end(), static_cast<std::int64_t>(rows - count));
    return out;
}

HeldOutTables tablesOf(const SimulatedLog &log, const LogView &view, std::size_t heldOut,
                       const NuisanceOptions &options = {})
{
    const std::size_t n = log.model.size();
    auto tables = makeHeldOutTables(log.z, view, lastRows(n, heldOut), std::vector<std::string>(n), options, 0.01, 1,
                                    DeviceChoice::Cpu, {}, {});
    if (!tables)
        qFatal("%s", tables.error().message.c_str());
    return *std::move(tables);
}

/// A rule that ignores the log: model 2 where the first feature is positive, else model 0.
std::uint16_t fixedRule(const MatrixD &z, std::size_t row)
{
    return z(row, 0) > 0 ? 2 : 0;
}

std::vector<std::uint16_t> decide(const SimulatedLog &log, const std::vector<std::int64_t> &rows)
{
    std::vector<std::uint16_t> decisions;
    for (const std::int64_t row : rows)
        decisions.push_back(fixedRule(log.z, static_cast<std::size_t>(row)));
    return decisions;
}

double trueValue(double lambda)
{
    const SimulatedLog world = simulateLog({.rows = 200000, .seed = 999});
    double sum = 0;
    for (std::size_t i = 0; i < world.model.size(); ++i) {
        const std::size_t t = fixedRule(world.z, i);
        sum += world.meanQuality(i, t) - lambda * world.meanCost(i, t);
    }
    return sum / static_cast<double>(world.model.size());
}

} // namespace

class TestHeldOut final : public QObject
{
    Q_OBJECT

private slots:
    void aPolicysValueAgreesWithTheWorkedCase()
    {
        FAIRLEAD_NEED_SHARED_DATA(path, "method_case.json");
        const MethodCase data(path);
        HeldOutTables tables;
        const auto served = data.servedPropensity();
        tables.quality = influenceValues(data.perModel("/stack/oof", kQuality), data.quality, data.model, served, 0.01);
        tables.cost = influenceValues(data.perModel("/stack/oof", kCost), data.cost, data.model, served, 0.01);
        std::vector<std::uint16_t> choice;
        for (const double t : data.numbers("/value/choice"))
            choice.push_back(static_cast<std::uint16_t>(t));
        const PolicyValue value = meanOfRows(rowValuesAt(tables, choice, 0.4), RowClusters());
        const std::vector<double> means{value.quality.value, value.cost.value, value.utility.value};
        const std::vector<double> errors{value.quality.se, value.cost.se, value.utility.se};
        QVERIFY(largestDifference(means, data.numbers("/value/mean")) < kCaseTolerance);
        QVERIFY(largestDifference(errors, data.numbers("/value/se")) < kCaseTolerance);
    }

    void aPropensityUnderTheClipCountsAsTheClip()
    {
        const MatrixD prediction(1, 2, 0.5);
        const std::vector<double> outcome{1};
        const std::vector<std::int32_t> model{1};
        const std::vector<double> served{0.001};
        const MatrixD psi = influenceValues(prediction, outcome, model, served, 0.01);
        QCOMPARE(psi(0, 0), 0.5);
        QCOMPARE(psi(0, 1), 0.5 + 0.5 / 0.01);
    }

    void intervalsCoverTheTruth()
    {
        const double lambda = 0.5;
        const double truth = trueValue(lambda);
        NuisanceOptions options;
        options.propensity.penalties = {1};
        const int repetitions = 200;
        int covered = 0;
        for (int k = 0; k < repetitions; ++k) {
            const SimulatedLog log = simulateLog({.rows = 900, .seed = static_cast<std::uint64_t>(k + 1)});
            const HeldOutTables tables = tablesOf(log, log.view(), 450, options);
            const Estimate utility = policyValue(tables, decide(log, tables.rows), lambda).utility;
            covered += utility.lower() <= truth && truth <= utility.upper();
        }
        const double coverage = static_cast<double>(covered) / repetitions;
        QVERIFY2(coverage > 0.90 && coverage < 0.99, qPrintable(QString::number(coverage)));
    }

    void aHeldOutRowsOwnOutcomeReachesOnlyItsOwnServedEntry()
    {
        SimulatedLog log = simulateLog({.rows = 200});
        const HeldOutTables before = tablesOf(log, log.view(), 100);
        log.quality[150] += 10;
        const HeldOutTables after = tablesOf(log, log.view(), 100);
        const auto served = static_cast<std::size_t>(log.model[150]);
        for (std::size_t t = 0; t < 3; ++t) {
            const double moved = after.quality(50, t) - before.quality(50, t);
            const double expected = t == served ? 10 / std::max(before.propensity(50, t), 0.01) : 0;
            QVERIFY(std::abs(moved - expected) < 1e-8);
        }
    }

    void loggedPropensitiesStandAtTheServedModel()
    {
        const SimulatedLog log = simulateLog({.rows = 200});
        const HeldOutTables tables = tablesOf(log, log.viewWithPropensity(), 80);
        for (std::size_t i = 0; i < 80; ++i)
            QCOMPARE(tables.propensity(i, static_cast<std::size_t>(tables.loggedModel[i])), log.served[120 + i]);
    }

    void tablesSurviveSavingAndLoading()
    {
        const SimulatedLog log = simulateLog({.rows = 100});
        const HeldOutTables tables = tablesOf(log, log.view(), 40);
        TensorBundle bundle = tables.save();
        const auto loaded = HeldOutTables::load(bundle);
        QVERIFY(loaded);
        QVERIFY(loaded->rows == tables.rows);
        QVERIFY(loaded->quality == tables.quality);
        QVERIFY(loaded->cost == tables.cost);
        QVERIFY(loaded->propensity == tables.propensity);
        QVERIFY(loaded->loggedModel == tables.loggedModel);
        QVERIFY(loaded->predictedQuality == tables.predictedQuality);
        QVERIFY(loaded->predictedCost == tables.predictedCost);
        QVERIFY(loaded->served == tables.served);
        QVERIFY(loaded->clusters == tables.clusters);
        QCOMPARE(loaded->clip, 0.01);
        bundle.put("logged_cost", std::vector<double>{1});
        QVERIFY(!HeldOutTables::load(bundle));
    }

    void theTablesHoldWhatInfluenceValuesAreMadeOf()
    {
        const SimulatedLog log = simulateLog({.rows = 120});
        const HeldOutTables tables = tablesOf(log, log.viewWithPropensity(), 40);
        QVERIFY(std::equal(tables.served.begin(), tables.served.end(), log.served.begin() + 80));
        QVERIFY(influenceValues(tables.predictedQuality, tables.loggedQuality, tables.loggedModel, tables.served,
                                tables.clip) == tables.quality);
        QVERIFY(influenceValues(tables.predictedCost, tables.loggedCost, tables.loggedModel, tables.served,
                                tables.clip) == tables.cost);
    }

    void queriesOfOneGroupShareAClusterAndWidenTheError()
    {
        const SimulatedLog log = simulateLog({.rows = 160});
        std::vector<std::string> groups(160);
        groups[0] = groups[130] = groups[131] = groups[150] = "session";
        auto tables =
            makeHeldOutTables(log.z, log.view(), lastRows(160, 40), groups, {}, 0.01, 1, DeviceChoice::Cpu, {}, {});
        QVERIFY(tables);
        QCOMPARE(tables->clusters.size(), std::size_t(40));
        QCOMPARE(tables->clusters[10], tables->clusters[11]);
        QCOMPARE(tables->clusters[10], tables->clusters[30]);
        QCOMPARE(RowClusters(tables->clusters).count(40), std::size_t(38));
        const auto decisions = decide(log, tables->rows);
        const Estimate grouped = policyValue(*tables, decisions, 0).quality;
        tables->clusters.clear();
        const Estimate alone = policyValue(*tables, decisions, 0).quality;
        QCOMPARE(grouped.value, alone.value);
        QVERIFY(grouped.se != alone.se);
    }

    void tooFewHeldOutRowsAreRefused()
    {
        const SimulatedLog log = simulateLog({.rows = 50});
        const auto tables =
            makeHeldOutTables(log.z, log.view(), lastRows(50, 1), {}, {}, 0.01, 1, DeviceChoice::Cpu, {}, {});
        QVERIFY(!tables);
        QVERIFY(tables.error().code == ErrorCode::Refused);
    }
};

QTEST_APPLESS_MAIN(TestHeldOut)
#include "tst_heldout.moc"
