#include "core/base/format.h"
#include "core/experiment/run.h"
#include "tests/bench/benchmarks.h"
#include "tests/bench/flopcounter.h"
#include "tests/bench/machine.h"
#include "tests/bench/traindata.h"

#include <algorithm>
#include <malloc.h>

namespace fairlead::bench {

namespace {

constexpr std::size_t kQueries = 36'000;
constexpr std::size_t kDimensions = 768;
constexpr std::size_t kModels = 11;
constexpr std::size_t kFirstQueries = 600; ///< of the run that loads what the libraries need

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
/// @param before what the process held without the run
Figure figureOf(const StageWork &work, double sgemm, double before)
{
    const double operations = work.flops + work.own;
    const double share = operations / work.seconds / sgemm;
    return {work.stage + " (" + formatSignificant(operations / 1e9, 3) + " GFLOP, " + formatPercent(share, 0) +
                " of sgemm, peak " + formatSignificant(work.peakMb - before, 3) + " MB)",
            work.seconds, "s"};
}

/// What a run is given: embeddings, outcomes, groups and the split, in MB.
double sizeMb(const RunData &data)
{
    const auto bytes = [](const auto &column) { return static_cast<double>(column.size() * sizeof(*column.data())); };
    const LoggedOutcomes &log = data.outcomes;
    return (bytes(data.embeddings) + bytes(log.model) + bytes(log.quality) + bytes(log.cost) + bytes(data.groups) +
            bytes(data.trainRows) + bytes(data.heldOutRows)) /
           (1 << 20);
}

std::vector<Figure> runBench(const Settings &settings)
{
    TrainConfig config;
    config.method = Method::RmInterval;
    config.device = settings.device;
    const double sgemm = sgemmRate(config.device);
    settings.note("a small run, so that the libraries' code and buffers do not count as the large one's");
    (void)runAll(makeTrainData(kFirstQueries, kDimensions, kModels, 2), config);
    malloc_trim(0); // what the small run gave back would be held twice: here, and by the large one that takes it again
    const double before = memoryMb();
    settings.note("making a log");
    RunData data = makeTrainData(settings.rows(kQueries), kDimensions, kModels, 1);
    const double size = sizeMb(data);
    std::vector<StageWork> stages;
    const double seconds = secondsOf([&] { stages = runAll(std::move(data), config); });
    double held = 0;
    double flops = 0;
    double own = 0;
    double counting = 0; ///< seconds of the stages of matrix products
    std::vector<Figure> figures;
    for (const StageWork &stage : stages) {
        flops += stage.flops;
        own += stage.own;
        held = std::max(held, stage.peakMb - before);
        counting += stage.flops > 0 ? stage.seconds : 0;
        figures.push_back(figureOf(stage, sgemm, before));
    }
    figures.push_back(atMost({"a whole run", seconds, "s"}, 45));
    // Promises of a CPU: a GPU has done its products before the rest has begun, and its driver takes memory of its own.
    const bool isPromised = config.device == DeviceChoice::Cpu;
    const Figure rate{"rate over the stages of matrix products", flops / counting / 1e9, "GFLOP/s",
                      Reference{"sgemm", sgemm / 1e9}};
    figures.push_back(isPromised ? ratioAtLeast(rate, 0.35) : rate);
    figures.push_back({"rate over the whole run, the trees' operations counted as well", (flops + own) / seconds / 1e9,
                       "GFLOP/s", Reference{"sgemm", sgemm / 1e9}});
    const Figure memory{"peak memory of a run, its data included", held, "MB", Reference{"its data", size}};
    figures.push_back(isPromised ? ratioAtMost(memory, 2) : memory);
    return figures;
}

} // namespace

Benchmark trainBenchmark()
{
    return {"train", "a whole run on 36,000 queries of 768 floats and 11 models", runBench};
}

} // namespace fairlead::bench
