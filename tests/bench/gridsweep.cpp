#include "tests/bench/gridsweep.h"

#include "core/base/parallel.h"
#include "tests/bench/benchmark.h"

#include <algorithm>
#include <array>
#include <mutex>

#if defined(__x86_64__) && defined(__GNUC__)
#define FAIRLEAD_VECTOR_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FAIRLEAD_VECTOR_CLONES
#endif

namespace fairlead::bench {

namespace {

constexpr std::size_t kLanes = 64;     ///< queries side by side
constexpr std::size_t kVector = 8;     ///< sums side by side
constexpr std::size_t kQuantities = 6; ///< quality and cost, of the router, less the log, less the fixed model
constexpr std::size_t kProducts = 9;   ///< of each pair: quality^2, quality cost, cost^2
constexpr std::size_t kSums = kQuantities + kProducts;

/// Best model of kLanes queries at a share of the segment between two knots. @param lower, @param upper models x kLanes
FAIRLEAD_VECTOR_CLONES void bestModels(const float *lower, const float *upper, std::size_t models, float share,
                                       std::int32_t *best)
{
    float top[kLanes];
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        top[lane] = lower[lane] + share * (upper[lane] - lower[lane]);
        best[lane] = 0;
    }
    for (std::size_t t = 1; t < models; ++t) {
        const float *a = lower + t * kLanes;
        const float *b = upper + t * kLanes;
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const float score = a[lane] + share * (b[lane] - a[lane]);
            const bool wins = score > top[lane];
            top[lane] = wins ? score : top[lane];
            best[lane] = wins ? static_cast<std::int32_t>(t) : best[lane];
        }
    }
}

std::vector<GridPoint> evenGrid(const SweepData &data, std::size_t points)
{
    std::vector<GridPoint> grid(points);
    for (std::size_t k = 0; k < points; ++k)
        grid[k].lambda = data.knots.front() + (data.knots.back() - data.knots.front()) * static_cast<double>(k) /
                                                  static_cast<double>(points - 1);
    return grid;
}

/// kLanes queries side by side: scores by knot and model, outcomes by model, what is taken off.
struct Lanes
{
    Lanes(const SweepData &data)
        : models(data.tieCosts.size())
        , scores(data.knots.size() * models * kLanes)
        , quality(models * kLanes)
        , cost(models * kLanes)
    {}

    void load(const SweepData &data, std::size_t row, std::size_t width)
    {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const std::size_t from = row + std::min(lane, width - 1);
            for (std::size_t c = 0; c < data.scores.cols(); ++c)
                scores[c * kLanes + lane] = data.scores(from, c);
            for (std::size_t t = 0; t < models; ++t) {
                quality[t * kLanes + lane] = data.quality(from, t);
                cost[t * kLanes + lane] = data.cost(from, t);
            }
            loggedQuality[lane] = data.loggedQuality[from];
            loggedCost[lane] = data.loggedCost[from];
            counts[lane] = lane < width ? 1 : 0;
        }
    }

    std::size_t models;
    std::vector<double> scores, quality, cost;
    std::array<double, kLanes> loggedQuality{};
    std::array<double, kLanes> loggedCost{};
    std::array<double, kLanes> counts{}; ///< 0 for the lanes that the last queries leave over
};

/// The sums of kLanes queries at one lambda. @param sums kSums + models times kVector
FAIRLEAD_VECTOR_CLONES void addGridPoint(const Lanes &lanes, std::size_t segment, double share, std::size_t reference,
                                         double *sums)
{
    const std::size_t models = lanes.models;
    const double *lower = lanes.scores.data() + segment * models * kLanes;
    const double *upper = lower + models * kLanes;
    double top[kLanes];
    double best[kLanes];
    double quality[kLanes];
    double cost[kLanes];
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        top[lane] = lower[lane] + share * (upper[lane] - lower[lane]);
        best[lane] = 0;
        quality[lane] = lanes.quality[lane];
        cost[lane] = lanes.cost[lane];
    }
    for (std::size_t t = 1; t < models; ++t) {
        const double *a = lower + t * kLanes;
        const double *b = upper + t * kLanes;
        const double *q = lanes.quality.data() + t * kLanes;
        const double *c = lanes.cost.data() + t * kLanes;
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const double score = a[lane] + share * (b[lane] - a[lane]);
            const bool wins = score > top[lane];
            top[lane] = wins ? score : top[lane];
            best[lane] = wins ? static_cast<double>(t) : best[lane];
            quality[lane] = wins ? q[lane] : quality[lane];
            cost[lane] = wins ? c[lane] : cost[lane];
        }
    }
    const double *fixedQuality = lanes.quality.data() + reference * kLanes;
    const double *fixedCost = lanes.cost.data() + reference * kLanes;
    const double *taken[3][2] = {
        {nullptr, nullptr}, {lanes.loggedQuality.data(), lanes.loggedCost.data()}, {fixedQuality, fixedCost}};
    for (std::size_t pair = 0; pair < 3; ++pair) {
        double *sum = sums + pair * 5 * kVector;
        for (std::size_t first = 0; first < kLanes; first += kVector) {
            for (std::size_t j = 0; j < kVector; ++j) {
                const std::size_t lane = first + j;
                const double off0 = pair == 0 ? 0 : taken[pair][0][lane];
                const double off1 = pair == 0 ? 0 : taken[pair][1][lane];
                const double y = (quality[lane] - off0) * lanes.counts[lane];
                const double z = (cost[lane] - off1) * lanes.counts[lane];
                sum[j] += y;
                sum[kVector + j] += z;
                sum[2 * kVector + j] += y * y;
                sum[3 * kVector + j] += y * z;
                sum[4 * kVector + j] += z * z;
            }
        }
    }
    for (std::size_t t = 0; t < models; ++t) {
        double *count = sums + (kSums + t) * kVector;
        const auto model = static_cast<double>(t);
        for (std::size_t first = 0; first < kLanes; first += kVector)
            for (std::size_t j = 0; j < kVector; ++j)
                count[j] += best[first + j] == model ? lanes.counts[first + j] : 0;
    }
}

double total(const double *sums, std::size_t which)
{
    double sum = 0;
    for (std::size_t j = 0; j < kVector; ++j)
        sum += sums[which * kVector + j];
    return sum;
}

} // namespace

std::vector<GridPoint> sweepGrid(const SweepData &data, std::size_t points)
{
    const std::size_t rows = data.scores.rows();
    const std::size_t width = (kSums + data.tieCosts.size()) * kVector;
    std::vector<GridPoint> grid = evenGrid(data, points);
    std::vector<double> all(points * width, 0);
    std::mutex adding;
    forEachBlock(rows, (rows + 15) / 16, {}, [&](std::size_t first, std::size_t last) {
        std::vector<double> sums(points * width, 0);
        Lanes lanes(data);
        for (std::size_t row = first; row < last; row += kLanes) {
            lanes.load(data, row, std::min(kLanes, last - row));
            std::size_t segment = 0;
            for (std::size_t k = 0; k < points; ++k) {
                while (segment + 2 < data.knots.size() && grid[k].lambda >= data.knots[segment + 1])
                    ++segment;
                const double from = data.knots[segment];
                addGridPoint(lanes, segment, (grid[k].lambda - from) / (data.knots[segment + 1] - from), data.reference,
                             &sums[k * width]);
            }
        }
        const std::scoped_lock lock(adding);
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] += sums[i];
    });
    for (std::size_t k = 0; k < points; ++k) {
        const double *sums = &all[k * width];
        grid[k].quality = total(sums, 0) / static_cast<double>(rows);
        grid[k].cost = total(sums, 1) / static_cast<double>(rows);
        grid[k].qualitySquared = total(sums, 2) / static_cast<double>(rows);
        for (std::size_t t = 0; t < data.tieCosts.size(); ++t)
            grid[k].counts.push_back(total(sums, kSums + t));
    }
    return grid;
}

std::vector<GridPoint> sweepGridOfMeans(const SweepData &data, std::size_t points)
{
    const std::size_t models = data.tieCosts.size();
    const std::size_t knots = data.knots.size();
    const std::size_t rows = data.scores.rows();
    std::vector<GridPoint> grid = evenGrid(data, points);
    std::mutex adding;
    forEachBlock(rows, 8192, {}, [&](std::size_t first, std::size_t last) {
        std::vector<GridPoint> changes(points);
        std::vector<float> lanes(knots * models * kLanes);
        std::array<std::int32_t, kLanes> best{};
        std::array<std::int32_t, kLanes> before{};
        for (std::size_t row = first; row < last; row += kLanes) {
            const std::size_t width = std::min(kLanes, last - row);
            for (std::size_t lane = 0; lane < width; ++lane)
                for (std::size_t c = 0; c < knots * models; ++c)
                    lanes[c * kLanes + lane] = static_cast<float>(data.scores(row + lane, c));
            std::size_t segment = 0;
            for (std::size_t k = 0; k < points; ++k) {
                while (segment + 2 < knots && grid[k].lambda >= data.knots[segment + 1])
                    ++segment;
                const double from = data.knots[segment];
                const auto share = static_cast<float>((grid[k].lambda - from) / (data.knots[segment + 1] - from));
                bestModels(&lanes[segment * models * kLanes], &lanes[(segment + 1) * models * kLanes], models, share,
                           best.data());
                for (std::size_t lane = 0; lane < width; ++lane) {
                    if (k > 0 && best[lane] == before[lane])
                        continue;
                    const auto now = static_cast<std::size_t>(best[lane]);
                    changes[k].quality += data.quality(row + lane, now);
                    changes[k].cost += data.cost(row + lane, now);
                    if (k > 0) {
                        changes[k].quality -= data.quality(row + lane, static_cast<std::size_t>(before[lane]));
                        changes[k].cost -= data.cost(row + lane, static_cast<std::size_t>(before[lane]));
                    }
                }
                before = best;
            }
        }
        const std::scoped_lock lock(adding);
        for (std::size_t k = 0; k < points; ++k) {
            grid[k].quality += changes[k].quality;
            grid[k].cost += changes[k].cost;
        }
    });
    GridPoint sum;
    for (GridPoint &point : grid) {
        sum.quality += point.quality;
        sum.cost += point.cost;
        point.quality = sum.quality / static_cast<double>(rows);
        point.cost = sum.cost / static_cast<double>(rows);
    }
    return grid;
}

} // namespace fairlead::bench
