#include "core/base/format.h"
#include "core/experiment/run.h"
#include "tests/bench/benchmarks.h"
#include "tests/bench/flopcounter.h"
#include "tests/bench/machine.h"
#include "tests/bench/traindata.h"

namespace fairlead::bench {

namespace {

constexpr std::size_t kQueries = 36'000;
constexpr std::size_t kDimensions = 768;
constexpr std::size_t kModels = 11;

/// From data in memory to the index: features, held-out values, nuisances of five folds, RM-Interval, index.
std::vector<StageWork> runAll(RunData data, const TrainConfig &config)
{
    FlopCounter counter;
    const auto follow = [&](const std::string &part) {
        return [&counter, part](const Progress &progress) { counter.enter(part + progress.stage); };
    };
    counter.enter("Standardising features");
    Run run = need(beginRun(std::move(data), config));
    run.heldOut =
        need(makeHeldOutTables(run.features.z, run.data.log(), run.data.heldOutRows, run.data.groups, config.nuisances,
                               config.evaluationClip, 1, run.device, {}, follow("Held out: ")));
    const auto router = need(trainMethod(run, config, {}, follow(""), {}));
    counter.enter("Index");
    (void)need(heldOutSweep(run, *router));
    return counter.finish();
}

/// Seconds of a stage, with its rate beside the machine's own.
Figure figureOf(const StageWork &work, double sgemm)
{
    const double share = work.flops / work.seconds / sgemm;
    return {work.stage + " (" + formatSignificant(work.flops / 1e9, 3) + " GFLOP, " + formatPercent(share, 0) +
                " of sgemm)",
            work.seconds, "s"};
}

std::vector<Figure> runBench(const Settings &settings)
{
    TrainConfig config;
    config.method = Method::RmInterval;
    config.device = need(deviceFromKey(settings.device));
    settings.note("making a log");
    const RunData data = makeTrainData(settings.rows(kQueries), kDimensions, kModels, 1);
    const double sgemm = sgemmRate();
    resetPeakMemory();
    const double before = memoryMb();
    RunData copy = data;
    std::vector<StageWork> stages;
    const double seconds = secondsOf([&] { stages = runAll(std::move(copy), config); });
    const double held = peakMemoryMb() - before;
    double flops = 0;
    double counting = 0; ///< seconds of the stages that count any
    std::vector<Figure> figures;
    for (const StageWork &stage : stages) {
        flops += stage.flops;
        counting += stage.flops > 0 ? stage.seconds : 0;
        figures.push_back(figureOf(stage, sgemm));
    }
    const double bytes = static_cast<double>(data.embeddings.size() * sizeof(float)) / (1 << 20);
    figures.push_back(atMost({"a whole run", seconds, "s"}, 45));
    figures.push_back(ratioAtLeast(
        {"rate over the counted work", flops / counting / 1e9, "GFLOP/s", Reference{"sgemm", sgemm / 1e9}}, 0.35));
    figures.push_back({"the same with the stages that count nothing (trees, features, index)", flops / seconds / 1e9,
                       "GFLOP/s", Reference{"sgemm", sgemm / 1e9}});
    figures.push_back({"peak memory of a run", held, "MB", Reference{"its embeddings", bytes}});
    return figures;
}

} // namespace

Benchmark trainBenchmark()
{
    return {"train", "a whole run on 36,000 queries of 768 floats and 11 models", runBench};
}

} // namespace fairlead::bench
