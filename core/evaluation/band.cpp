#include "core/evaluation/band.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/causal/guard.h"
#include "core/evaluation/rowvalues.h"
#include "core/sweep/summedoutcomes.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace fairlead {

namespace {

constexpr std::size_t kDraws = 64;          ///< draws of one walk over the events: the bits of one random number
constexpr std::size_t kStopEvery = 1 << 16; ///< rows between two questions whether to stop
/// A standard error below this share of its value is rounding, not chance.
constexpr double kRoundingShare = 1e-12;
using PerDraw = std::array<double, kDraws>;

/// A stretch of lambda without a breakpoint, at which the supremum is taken.
struct Cell
{
    double from = 0;
    double to = 0;
    std::size_t position = 0; ///< events before it
    Outcome mean;             ///< less the origin of the sums
    Covariance spread;
};

/// The router inside the interval, with its sums.
struct Walk
{
    Walk(const HeldOutTables &tables, const SweepIndex &index, double lo, double hi, const std::stop_token &stop)
        : clusters(tables.clusters)
        , timeline(insideOf(index, lo, hi))
        , outcomes(timeline, interleave(tables.quality, tables.cost), clusters, stop)
    {}

    static SwitchTimeline insideOf(const SweepIndex &index, double lo, double hi)
    {
        const auto inside = index.events(lo, hi);
        return {index.decisions(lo), {inside.begin(), inside.end()}};
    }
    [[nodiscard]] std::size_t rows() const { return timeline.initial.size(); }
    [[nodiscard]] std::size_t clusterCount() const { return clusters.count(rows()); }

    RowClusters clusters;
    SwitchTimeline timeline;
    SummedOutcomes outcomes;
};

std::vector<Cell> allCells(const SwitchTimeline &timeline, double lo, double hi)
{
    std::vector<Cell> cells{{lo, hi, 0, {}, {}}};
    for (std::size_t i = 0; i < timeline.events.size(); ++i) {
        const double lambda = timeline.events[i].lambda;
        if (lambda != cells.back().from) {
            cells.back().to = lambda;
            cells.push_back({lambda, hi, 0, {}, {}});
        }
        cells.back().position = i + 1;
    }
    return cells;
}

std::vector<Cell> thinned(std::vector<Cell> cells, std::size_t most)
{
    if (cells.size() <= most || most < 2)
        return cells;
    std::vector<Cell> kept;
    for (std::size_t k = 0; k < most; ++k)
        kept.push_back(cells[k * (cells.size() - 1) / (most - 1)]);
    return kept;
}

/// What does not vary must not be tested for how far it is from typical.
void dropRounding(Covariance &spread, const PolicyValue &value)
{
    const auto isRounding = [](const Estimate &each) { return each.se <= kRoundingShare * std::abs(each.value); };
    if (isRounding(value.quality))
        spread.quality = spread.qualityCost = 0;
    if (isRounding(value.cost))
        spread.cost = spread.qualityCost = 0;
}

/// Sets the cells' means and covariances; gives the band's points, valued as the index values them, without bounds.
std::vector<BandPoint> measure(std::vector<Cell> &cells, const Walk &walk, const SweepIndex &index)
{
    const RunningSums &sums = walk.outcomes.sums;
    const auto n = static_cast<double>(walk.rows());
    std::vector<BandPoint> points;
    const auto add = [&](const Sums &at, double lambda) {
        const PolicyValue observed = sums.value(at, lambda);
        points.push_back({lambda, index.at(lambda).dr.value_or(observed), {}, {}, {}});
        return observed;
    };
    for (Cell &cell : cells) {
        const Sums at = sums.at(cell.position);
        cell.mean = {at.rows.quality / n, at.rows.cost / n};
        cell.spread = sums.covariance(at);
        dropRounding(cell.spread, add(at, cell.from));
    }
    const Cell &last = cells.back();
    if (last.to != last.from)
        add(sums.at(last.position), last.to);
    return points;
}

double absoluteT(double deviation, double variance)
{
    return variance > 0 ? std::abs(deviation) / std::sqrt(variance) : 0;
}

/// The largest |quality - lambda cost| over its standard error, lambda in the cell. As a function of u = (1, -lambda)
/// it is |u'x| / sqrt(u'Vu), whose one maximum lies along V^-1 x.
double largestUtilityT(Outcome x, const Cell &cell)
{
    const Covariance &v = cell.spread;
    const double ends = std::max(absoluteT(x.quality - cell.from * x.cost, v.utility(cell.from)),
                                 absoluteT(x.quality - cell.to * x.cost, v.utility(cell.to)));
    const double determinant = v.quality * v.cost - v.qualityCost * v.qualityCost;
    if (!(determinant > 1e-12 * v.quality * v.cost))
        return ends;
    const double u1 = (v.cost * x.quality - v.qualityCost * x.cost) / determinant;
    const double u2 = (v.quality * x.cost - v.qualityCost * x.quality) / determinant;
    const bool isInside =
        u1 > 0 ? cell.from * u1 < -u2 && -u2 < cell.to * u1 : cell.from * u1 > -u2 && -u2 > cell.to * u1;
    return isInside ? std::max(ends, std::sqrt(x.quality * u1 + x.cost * u2)) : ends;
}

/// Sums over clusters of a random sign times the cluster's part, for 64 draws at once.
class SignedSums
{
public:
    SignedSums(std::size_t clusters, std::uint64_t seed)
    {
        Random random(seed);
        m_signs.reserve(clusters);
        for (std::size_t cluster = 0; cluster < clusters; ++cluster)
            m_signs.push_back(random.next());
    }

    void add(std::size_t cluster, Outcome part, double rows)
    {
        for (std::size_t byte = 0; byte < kDraws / 8; ++byte) {
            const auto &signs = signsOf()[(m_signs[cluster] >> (8 * byte)) & 0xFF];
            for (std::size_t bit = 0; bit < 8; ++bit) {
                const std::size_t draw = 8 * byte + bit;
                m_quality[draw] += signs[bit] * part.quality;
                m_cost[draw] += signs[bit] * part.cost;
                m_rows[draw] += signs[bit] * rows;
            }
        }
    }
    /// The sum of deviations from a mean.
    [[nodiscard]] Outcome deviation(std::size_t draw, Outcome mean) const
    {
        return {m_quality[draw] - mean.quality * m_rows[draw], m_cost[draw] - mean.cost * m_rows[draw]};
    }

private:
    using Signs = std::array<std::array<double, 8>, 256>;
    static const Signs &signsOf()
    {
        static const Signs signs = [] {
            Signs made{};
            for (std::size_t bits = 0; bits < made.size(); ++bits)
                for (std::size_t bit = 0; bit < 8; ++bit)
                    made[bits][bit] = (bits >> bit) & 1 ? 1 : -1;
            return made;
        }();
        return signs;
    }

    std::vector<std::uint64_t> m_signs; ///< per cluster, one bit a draw
    PerDraw m_quality{};
    PerDraw m_cost{};
    PerDraw m_rows{};
};

/// Largest |t| over the cells, per draw.
struct Suprema
{
    PerDraw quality{};
    PerDraw cost{};
    PerDraw utility{};

    void raise(const SignedSums &sums, const Cell &cell, double scale)
    {
        for (std::size_t draw = 0; draw < kDraws; ++draw) {
            const Outcome sum = sums.deviation(draw, cell.mean);
            const Outcome x{scale * sum.quality, scale * sum.cost};
            quality[draw] = std::max(quality[draw], absoluteT(x.quality, cell.spread.quality));
            cost[draw] = std::max(cost[draw], absoluteT(x.cost, cell.spread.cost));
            utility[draw] = std::max(utility[draw], largestUtilityT(x, cell));
        }
    }
};

Suprema draw(const Walk &walk, const std::vector<Cell> &cells, std::uint64_t seed, const std::stop_token &stop)
{
    const RunningSums &sums = walk.outcomes.sums;
    const OutcomeTable &table = walk.outcomes.table;
    const double scale = std::sqrt(clusteredVarianceFactor(walk.rows(), walk.clusterCount()));
    SignedSums signedSums(walk.clusterCount(), seed);
    for (std::size_t row = 0; row < walk.rows(); ++row) {
        if (row % kStopEvery == 0)
            throwIfStopped(stop);
        signedSums.add(walk.clusters.of(row), sums.fromOrigin(row, walk.timeline.initial[row]), 1);
    }
    Suprema suprema;
    std::size_t position = 0;
    for (const Cell &cell : cells) {
        throwIfStopped(stop);
        for (; position < cell.position; ++position) {
            const SwitchEvent &event = walk.timeline.events[position];
            signedSums.add(walk.clusters.of(event.query), table(event.query, event.to) - table(event.query, event.from),
                           0);
        }
        suprema.raise(signedSums, cell, scale);
    }
    return suprema;
}

/// z with P(|Z| <= z) = level, by bisection.
double twoSidedNormal(double level)
{
    double below = 0;
    double above = 40;
    for (int step = 0; step < 100; ++step) {
        const double z = (below + above) / 2;
        (std::erfc(z / std::sqrt(2.0)) > 1 - level ? below : above) = z;
    }
    return (below + above) / 2;
}

/// The quantile of suprema, at least what a single lambda needs.
double criticalValue(const std::vector<Suprema> &suprema, PerDraw Suprema::*which, double level)
{
    std::vector<double> all;
    for (const Suprema &block : suprema)
        all.insert(all.end(), (block.*which).begin(), (block.*which).end());
    const auto rank = static_cast<std::size_t>(std::ceil(level * static_cast<double>(all.size()))) - 1;
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(rank), all.end());
    return std::max(all[rank], twoSidedNormal(level));
}

void setBounds(Band &band)
{
    const auto bounds = [](const Estimate &estimate, double critical) {
        return BandBounds{estimate.value - critical * estimate.se, estimate.value + critical * estimate.se};
    };
    for (BandPoint &point : band.points) {
        point.quality = bounds(point.value.quality, band.criticalQuality);
        point.cost = bounds(point.value.cost, band.criticalCost);
        point.utility = bounds(point.value.utility, band.criticalUtility);
    }
}

Result<void> checkOptions(const BandOptions &options)
{
    if (!(options.level > 0 && options.level < 1) || options.draws == 0 || options.mostPoints < 2)
        return makeError(ErrorCode::BadConfig, "Could not draw the band: it needs a level between 0 and 1, at least "
                                               "one draw and at least two points.");
    return {};
}

} // namespace

Result<Band> simultaneousBand(const HeldOutTables &tables, const SweepIndex &index, double lo, double hi,
                              const BandOptions &options, std::stop_token stop, const ReportProgress &report)
{
    if (auto valid = checkOptions(options); !valid)
        return std::move(valid).error();
    if (auto fits = checkIndexOf(tables, index, lo, hi); !fits)
        return std::move(fits).error();
    return guarded<Band>("Could not draw the band", [&] {
        const Walk walk(tables, index, lo, hi, stop);
        throwIfStopped(stop);
        if (walk.clusterCount() < 2)
            throw ComputationFailed{makeError(ErrorCode::Refused,
                                              "Could not draw the band: all held-out queries belong to one group, so "
                                              "nothing tells how far they are from typical. Log more groups.")};
        std::vector<Cell> cells = allCells(walk.timeline, lo, hi);
        Band band{lo, hi, options.level, cells.size(), 0, 0, 0, {}};
        cells = thinned(std::move(cells), options.mostPoints);
        band.points = measure(cells, walk, index);

        std::vector<Suprema> suprema((options.draws + kDraws - 1) / kDraws);
        const ReportProgress progress = throttled(report);
        const bool isDone = forEachBlock(
            suprema.size(), 1, stop,
            [&](std::size_t i, std::size_t) {
                suprema[i] = draw(walk, cells, deriveSeed(options.seed, "band", i), stop);
            },
            [&](std::size_t finished) {
                progress({"Drawing the band", static_cast<double>(finished * kDraws),
                          static_cast<double>(suprema.size() * kDraws), "draws"});
            });
        if (!isDone)
            throw StopRequested{};
        band.criticalQuality = criticalValue(suprema, &Suprema::quality, options.level);
        band.criticalCost = criticalValue(suprema, &Suprema::cost, options.level);
        band.criticalUtility = criticalValue(suprema, &Suprema::utility, options.level);
        setBounds(band);
        return band;
    });
}

} // namespace fairlead
