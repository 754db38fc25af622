#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/evaluation/heldout.h"
#include "core/sweep/sweepindex.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace fairlead {

struct BandOptions
{
    double level = 0.95;
    std::size_t draws = 1024; ///< of the multipliers, rounded up to a multiple of 64
    /// Up to so many distinct operating points the supremum is over all of them; beyond, over so many evenly spaced by
    /// rank. Neighbours share all rows but one, so what lies between hardly differs.
    std::size_t mostPoints = 2048;
    std::uint64_t seed = 1;
};

struct BandBounds
{
    double lower = 0;
    double upper = 0;
};

/// The band at one lambda. Until the next point's lambda quality and cost stay what they are here.
struct BandPoint
{
    double lambda = 0;
    PolicyValue value;
    BandBounds quality, cost, utility;
};

/// Intervals that hold at every lambda of [lo, hi] at once, for one outcome: value +- critical value times standard
/// error. Each outcome has its own critical value; none is below that of a single lambda (1.96 at 95%).
struct Band
{
    double lo = 0;
    double hi = 0;
    double level = 0;
    std::size_t operatingPoints = 0; ///< distinct ones inside, before thinning
    double criticalQuality = 0;
    double criticalCost = 0;
    double criticalUtility = 0;
    std::vector<BandPoint> points; ///< ascending, the first at lo, the last at hi
};

/// Multiplier bootstrap of the influence values (Chernozhukov, Chetverikov, Kato 2013): each draw gives every cluster
/// of rows a random sign, and the critical value is the quantile of the largest |t| over the interval. Between
/// breakpoints the supremum over lambda of the utility's |t| is taken in closed form. The same for a seed on every
/// machine. An index of other rows or an interval outside its range is an error, fewer than two clusters Refused, a
/// stop Cancelled.
[[nodiscard]] Result<Band> simultaneousBand(const HeldOutTables &tables, const SweepIndex &index, double lo, double hi,
                                            const BandOptions &options, std::stop_token stop,
                                            const ReportProgress &report);

} // namespace fairlead
