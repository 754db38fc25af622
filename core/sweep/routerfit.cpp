#include "core/sweep/routerfit.h"

#include "core/sweep/breakpoints.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

constexpr std::size_t kBlockPoints = 64;
constexpr double kInfinite = std::numeric_limits<double>::infinity();

} // namespace

RouterFit::RouterFit(std::shared_ptr<const SweepIndex> index, Says says)
    : m_index(std::move(index))
    , m_says(std::move(says))
{}

void RouterFit::add(double lambda, const std::optional<MeanOutcome> &said)
{
    if (m_blocks.empty() || m_blocks.back().points == kBlockPoints)
        m_blocks.push_back({lambda, kInfinite, -kInfinite, kInfinite});
    Block &block = m_blocks.back();
    const bool isFirst = m_blocks.size() == 1 && block.points == 0;
    ++block.points;
    if (!said) {
        block.quality = -kInfinite;
        return;
    }
    if (isFirst)
        m_firstQuality = said->quality;
    block.cost = std::min(block.cost, said->cost);
    block.dearest = std::max(block.dearest, said->cost);
    block.quality = std::min(block.quality, said->quality);
    m_leastCost = std::min(m_leastCost, said->cost);
    m_mostCost = std::max(m_mostCost, said->cost);
    m_leastQuality = std::min(m_leastQuality, said->quality);
}

std::optional<MeanOutcome> RouterFit::at(double lambda) const
{
    return m_says(m_index->at(lambda));
}

template <typename MayHold, typename Wanted>
std::optional<double> RouterFit::first(double from, MayHold mayHold, Wanted wanted) const
{
    // More than one block is walked only where rounding made a block's least and a look-up differ.
    for (std::size_t b = 0; b < m_blocks.size(); ++b) {
        const Block &block = m_blocks[b];
        const bool isPast = b + 1 < m_blocks.size() && m_blocks[b + 1].lambda <= from;
        if (isPast || !mayHold(block))
            continue;
        std::optional<double> lambda = block.lambda;
        for (std::size_t point = 0; lambda && point < block.points; ++point) {
            if (*lambda >= from && wanted(at(*lambda)))
                return lambda;
            lambda = nextBreakpoint(*m_index, *lambda);
        }
    }
    return std::nullopt;
}

std::optional<double> RouterFit::lambdaOfCost(double cost) const
{
    return first(
        m_index->lambdaMin(), [cost](const Block &block) { return block.cost <= cost; },
        [cost](const std::optional<MeanOutcome> &said) { return said && said->cost <= cost; });
}

std::optional<LambdaInterval> RouterFit::withinBudget(double cost) const
{
    const auto lambda = lambdaOfCost(cost);
    return lambda ? std::optional(LambdaInterval{*lambda, m_index->lambdaMax()}) : std::nullopt;
}

std::optional<double> RouterFit::firstAboveCost(double cost, double lambda) const
{
    return first(
        lambda, [cost](const Block &block) { return block.dearest > cost; },
        [cost](const std::optional<MeanOutcome> &said) { return said && said->cost > cost; });
}

std::optional<LambdaInterval> RouterFit::aboveFloor(double quality) const
{
    if (!(m_firstQuality >= quality))
        return std::nullopt;
    const auto below = first(
        m_index->lambdaMin(), [quality](const Block &block) { return block.quality < quality; },
        [quality](const std::optional<MeanOutcome> &said) { return !said || said->quality < quality; });
    // A new choice serves from its breakpoint on: the last lambda before it is the one that still meets the floor.
    const double upper = below ? std::nextafter(*below, m_index->lambdaMin()) : m_index->lambdaMax();
    return LambdaInterval{m_index->lambdaMin(), std::max(upper, m_index->lambdaMin())};
}

} // namespace fairlead
