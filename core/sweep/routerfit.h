#pragma once

#include "core/sweep/sweepindex.h"

#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace fairlead {

/// Mean cost (USD per query) and mean quality of one operating point.
struct MeanOutcome
{
    double cost = 0;
    double quality = 0;
};

struct LambdaInterval
{
    double lower = 0;
    double upper = 0;

    bool operator==(const LambdaInterval &) const = default;
};

/// Finds where along lambda a router's means meet a budget or a floor. Nothing is copied from the index but the least
/// cost and quality of every 64 operating points, so that a look-up walks only few. Immutable once it was fed; safe to
/// share between threads then.
class RouterFit final
{
public:
    /// What is said of a point; nothing: it is withheld. A withheld point meets no budget and no floor.
    using Says = std::function<std::optional<MeanOutcome>(const OperatingPoint &point)>;

    RouterFit(std::shared_ptr<const SweepIndex> index, Says says);
    /// Every point that the index visits, in its order, with what `says` says of it.
    void add(double lambda, const std::optional<MeanOutcome> &said);

    [[nodiscard]] std::optional<MeanOutcome> at(double lambda) const;
    /// The smallest lambda whose mean cost is at most `cost`.
    [[nodiscard]] std::optional<double> lambdaOfCost(double cost) const;
    /// From that lambda to lambdaMax.
    [[nodiscard]] std::optional<LambdaInterval> withinBudget(double cost) const;
    /// The first lambda from `lambda` on whose mean cost is above `cost`: an estimated cost may rise where lambda does.
    [[nodiscard]] std::optional<double> firstAboveCost(double cost, double lambda) const;
    /// From lambdaMin to the largest lambda up to which the mean quality never is below `quality`.
    [[nodiscard]] std::optional<LambdaInterval> aboveFloor(double quality) const;

    [[nodiscard]] bool isEmpty() const { return !(m_leastCost <= m_mostCost); } ///< every point is withheld
    [[nodiscard]] double leastCost() const { return m_leastCost; }
    [[nodiscard]] double mostCost() const { return m_mostCost; }
    /// What the floors that can be met lie between: the least quality, and the one at lambdaMin (none if withheld).
    [[nodiscard]] double leastQuality() const { return m_leastQuality; }
    [[nodiscard]] std::optional<double> firstQuality() const { return m_firstQuality; }

private:
    /// The points from one lambda to that of the next block.
    struct Block
    {
        double lambda;
        double cost;    ///< least; infinite where all are withheld
        double dearest; ///< minus infinity where all are withheld
        double quality; ///< least; minus infinity where one is withheld
        std::size_t points = 0;
    };
    /// The first point from `from` on that `wanted` takes; only blocks that `mayHold` one are walked.
    template <typename MayHold, typename Wanted>
    [[nodiscard]] std::optional<double> first(double from, MayHold mayHold, Wanted wanted) const;

    std::shared_ptr<const SweepIndex> m_index;
    Says m_says;
    std::vector<Block> m_blocks;
    double m_leastCost = std::numeric_limits<double>::infinity();
    double m_mostCost = -std::numeric_limits<double>::infinity();
    double m_leastQuality = std::numeric_limits<double>::infinity();
    std::optional<double> m_firstQuality;
};

} // namespace fairlead
