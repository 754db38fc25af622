#include "core/base/random.h"
#include "core/causal/cells.h"
#include "core/causal/fullfeedback.h"
#include "core/causal/ridge.h"
#include "core/causal/scores.h"
#include "core/causal/stackedfit.h"
#include "methodcase.h"
#include "simulatedlog.h"

#include <QTest>

#include <cmath>

using namespace fairlead;
using namespace fairlead::test;

namespace {

NuisanceOptions smallOptions()
{
    NuisanceOptions options;
    options.folds = 4;
    options.cells.codebookSizes = {3, 6};
    return options;
}

std::vector<std::int32_t> foldsOf(std::size_t rows)
{
    std::vector<std::int32_t> fold;
    for (std::size_t i = 0; i < rows; ++i)
        fold.push_back(std::int32_t(i % 4));
    return fold;
}

Result<FullFeedbackFit> fit(const SimulatedLog &log, const MatrixD &quality, const MatrixD &cost)
{
    return fitFullFeedback(log.z, quality, cost, foldsOf(log.z.rows()), smallOptions(), 5, DeviceChoice::Cpu, {}, {});
}

} // namespace

class TestFullFeedback final : public QObject
{
    Q_OBJECT

private slots:
    void whereOnlyTheServedModelAnsweredItIsTheLogsOwnOutcomeModel()
    {
        const SimulatedLog log = simulateLog({.rows = 300});
        MatrixD quality(300, log.models, std::nan("")), cost = quality;
        for (std::size_t i = 0; i < 300; ++i) {
            quality(i, std::size_t(log.model[i])) = log.quality[i];
            cost(i, std::size_t(log.model[i])) = log.cost[i];
        }
        const auto full = fit(log, quality, cost);
        QVERIFY2(full, full ? "" : full.error().message.c_str());

        const NuisanceOptions options = smallOptions();
        const auto fold = foldsOf(300);
        const auto ridge = fitRidge(log.z, log.view(), fold, 4, options.ridge, DeviceChoice::Cpu, {}, {});
        const auto cells = fitCells(log.z, log.view(), fold, 4, options.cells, 5, {}, {});
        QVERIFY(ridge && cells);
        auto forest = fitForest({log.z, {}, log.view(), fold, 4}, options.forest, deriveSeed(5, "forest"), {}, {});
        QVERIFY(forest);
        const OutcomeMembers members{ridge->deployed[kCost],  ridge->outOfFold[kCost], cells->tables[kCost],
                                     cells->outOfFold[kCost], forest->deployed[kCost], forest->outOfFold[kCost]};
        const std::vector<double> weights(300, 1);
        const StackedFit stack = stackMembers(members, {log.cost, weights, {}, log.model, nullptr}, options.stack);
        const StackedOutcome &deployed = full->outcomeModel.cost;
        QVERIFY(largestDifference(deployed.ridge, ridge->deployed[kCost]) < 1e-9);
        QCOMPARE(deployed.cells.size(), std::size_t(4));
        for (std::size_t b = 0; b < 4; ++b) {
            QVERIFY(full->outcomeModel.codebooks[b] == cells->codebooks[b]);
            QVERIFY(largestDifference(deployed.cells[b], cells->tables[kCost][b]) < 1e-9);
        }
        QVERIFY(deployed.forest.threshold == stack.deployed.forest.threshold);
        QVERIFY(std::abs(deployed.mean - stack.deployed.mean) < 1e-12);
        QVERIFY(std::abs(deployed.ridgeWeight - stack.deployed.ridgeWeight) < 1e-8);
        QVERIFY(std::abs(deployed.forestWeight - stack.deployed.forestWeight) < 1e-8);
        QVERIFY(largestDifference(full->outOfFold[kCost], stack.outOfFold) < 1e-8);
    }

    void everyAnswerCountsAsARow()
    {
        const SimulatedLog log = simulateLog({.rows = 120});
        MatrixD expanded(120 * 3, log.z.cols());
        std::vector<std::int32_t> model, fold;
        std::vector<double> quality, cost;
        for (std::size_t i = 0; i < 120; ++i) {
            for (std::size_t t = 0; t < 3; ++t) {
                std::copy(log.z.row(i).begin(), log.z.row(i).end(), expanded.row(3 * i + t).begin());
                model.push_back(std::int32_t(t));
                quality.push_back(log.meanQuality(i, t));
                cost.push_back(log.meanCost(i, t));
                fold.push_back(std::int32_t(i % 4));
            }
        }
        const auto full = fit(log, log.meanQuality, log.meanCost);
        const auto ridge =
            fitRidge(expanded, {model, quality, cost, {}, 3}, fold, 4, smallOptions().ridge, DeviceChoice::Cpu, {}, {});
        QVERIFY(full && ridge);
        QVERIFY(largestDifference(full->outcomeModel.quality.ridge, ridge->deployed[kQuality]) < 1e-9);
    }

    void aStopIsAsked()
    {
        const SimulatedLog log = simulateLog({.rows = 40});
        std::stop_source stop;
        stop.request_stop();
        const auto none = fitFullFeedback(log.z, log.meanQuality, log.meanCost, foldsOf(40), smallOptions(), 5,
                                          DeviceChoice::Cpu, stop.get_token(), {});
        QVERIFY(!none);
        QVERIFY(none.error().code == ErrorCode::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestFullFeedback)
#include "tst_fullfeedback.moc"
