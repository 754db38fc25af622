#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/sweep/sweepindex.h"
#include "tests/bench/benchmarks.h"
#include "tests/bench/gridsweep.h"
#include "tests/bench/sweepdata.h"

#include <algorithm>
#include <cmath>

namespace fairlead::bench {

namespace {

constexpr std::size_t kQueries = 1'000'000;
constexpr std::size_t kGridPoints = 1001;
/// The grid of means compares scores as floats, so nearly equal ones may go the other way.
constexpr double kFloatTolerance = 1e-4;

SweepIndex build(const SweepInput &input)
{
    return need(SweepIndex::build(input, {}, {}));
}

/// Median seconds of one look-up, over many random lambdas at a time.
double lookupSeconds(const SweepIndex &index, int runs, int lookups, const std::function<void(double, double)> &look)
{
    Random random(1);
    const double width = index.lambdaMax() - index.lambdaMin();
    const double seconds = medianSeconds(runs, [&] {
        for (int k = 0; k < lookups; ++k) {
            const double a = index.lambdaMin() + width * random.uniform();
            const double b = index.lambdaMin() + width * random.uniform();
            look(std::min(a, b), std::max(a, b));
        }
    });
    return seconds / lookups;
}

/// The index and the grid give the same policy: mean quality and cost at the grid's own lambdas.
void checkAgreement(const SweepIndex &index, const std::vector<GridPoint> &grid, double tolerance)
{
    for (std::size_t k = 0; k < grid.size(); k += 50) {
        const PolicyValue value = *index.at(grid[k].lambda).dr;
        if (std::abs(value.quality.value - grid[k].quality) > tolerance ||
            std::abs(value.cost.value - grid[k].cost) > tolerance * grid[k].cost)
            fail("The grid and the index disagree at lambda " + std::to_string(grid[k].lambda) + ".");
    }
}

std::vector<Figure> run(const Settings &settings)
{
    const std::size_t rows = settings.rows(kQueries);
    settings.note("making " + std::to_string(rows) + " queries x 11 models x 8 knots");
    const SweepData data(rows);
    const double building = medianSeconds(settings.runs, [&] { (void)build(data.input()); });
    resetPeakMemory();
    const double before = memoryMb();
    const SweepIndex index = build(data.streamed());
    const double held = peakMemoryMb() - before;
    settings.note("sweeping a grid of 1,001 lambdas");
    std::vector<GridPoint> grid;
    const double gridSeconds = medianSeconds(1, [&] { grid = sweepGrid(data, kGridPoints); });
    checkAgreement(index, grid, 1e-9);
    const double meansSeconds = medianSeconds(1, [&] { grid = sweepGridOfMeans(data, kGridPoints); });
    checkAgreement(index, grid, kFloatTolerance);

    const double at = lookupSeconds(index, settings.runs, 20'000, [&](double a, double) { (void)index.at(a); });
    const double over = lookupSeconds(index, settings.runs, 5, [&](double a, double b) { (void)index.over(a, b); });
    const double bytes = static_cast<double>(rows) * 11 * 2 * sizeof(double) / (1 << 20);
    return {ratioAtMost(atMost({"build", building, "s", Reference{"a grid of 1,001 lambdas", gridSeconds}}, 3), 0.1),
            {"build, beside means alone in single precision", building, "s", Reference{"that grid", meansSeconds}},
            {"breakpoints", static_cast<double>(index.events().size()) / 1e6, "million"},
            atMost({"peak memory of a build beside its input", held, "MB", Reference{"its outcomes", bytes}}, 800),
            atMost({"look up a lambda", 1e3 * at, "ms"}, 0.1),
            {"look up an interval", 1e3 * over, "ms"}};
}

} // namespace

Benchmark sweepBenchmark()
{
    return {"sweep", "every operating point of a router over a million queries", run};
}

} // namespace fairlead::bench
