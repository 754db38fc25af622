#include "core/sweep/envelope.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace fairlead {

namespace {

/// Crossings nearer to each other than this share of their place are one: rounding separates a triple crossing.
constexpr double kSamePlace = 8 * std::numeric_limits<double>::epsilon();

double justAbove(double value)
{
    return std::nextafter(value, std::numeric_limits<double>::infinity());
}

} // namespace

std::vector<std::uint16_t> tieRanks(std::span<const double> tieCosts)
{
    std::vector<std::uint16_t> order(tieCosts.size());
    std::iota(order.begin(), order.end(), std::uint16_t(0));
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return tieCosts[a] < tieCosts[b]; });
    std::vector<std::uint16_t> ranks(order.size());
    for (std::size_t place = 0; place < order.size(); ++place)
        ranks[order[place]] = static_cast<std::uint16_t>(place);
    return ranks;
}

EnvelopeWalker::EnvelopeWalker(std::span<const double> knots, std::span<const std::uint16_t> ranks)
    : m_knots(knots)
    , m_ranks(ranks)
    , m_where(ranks.size())
{}

std::uint16_t EnvelopeWalker::walk(std::span<const double> scores, std::uint32_t query,
                                   std::vector<SwitchEvent> &events)
{
    const std::size_t models = m_ranks.size();
    m_events = &events;
    m_query = query;
    m_position = m_knots[0];
    m_atUpper = scores.first(models);
    m_current = bestAtKnot(m_atUpper);
    const Model initial = m_current;
    for (std::size_t knot = 1; knot < m_knots.size(); ++knot) {
        m_lower = m_knots[knot - 1];
        m_upper = m_knots[knot];
        m_atLower = m_atUpper;
        m_atUpper = scores.subspan(knot * models, models);
        const Model best = bestAtKnot(m_atUpper);
        // A line that is alone on top at one end and on top at the other is on top between them.
        if (best != m_current || !isAloneOnTop(m_current))
            walkSegment();
        if (best != m_current)
            emit(best, m_upper);
        m_position = m_upper;
    }
    return initial;
}

void EnvelopeWalker::walkSegment()
{
    Model holder = bestJustAboveLower();
    if (holder != m_current)
        moveTo(holder, m_lower);
    for (Step step; nextCrossing(holder, step); holder = step.to)
        moveTo(step.to, step.lambda);
}

EnvelopeWalker::Model EnvelopeWalker::bestAtKnot(std::span<const double> scores) const
{
    // Without a branch that depends on the scores: which is best is hard to foretell.
    double top = scores[0];
    for (const double each : scores)
        top = each > top ? each : top;
    std::size_t best = m_ranks.size();
    std::uint32_t rank = std::numeric_limits<std::uint32_t>::max();
    for (std::size_t t = 0; t < scores.size(); ++t) {
        const bool wins = scores[t] == top && m_ranks[t] < rank;
        best = wins ? t : best;
        rank = wins ? m_ranks[t] : rank;
    }
    return static_cast<Model>(best);
}

bool EnvelopeWalker::isAloneOnTop(Model model) const
{
    std::size_t reaching = 0;
    for (const double score : m_atLower)
        reaching += score >= m_atLower[model];
    return reaching == 1;
}

EnvelopeWalker::Model EnvelopeWalker::bestAt(double lambda) const
{
    std::size_t best = 0;
    double bestScore = score(0, lambda);
    for (std::size_t t = 1; t < m_ranks.size(); ++t) {
        const double candidate = score(static_cast<Model>(t), lambda);
        if (candidate > bestScore || (candidate == bestScore && m_ranks[t] < m_ranks[best])) {
            best = t;
            bestScore = candidate;
        }
    }
    return static_cast<Model>(best);
}

EnvelopeWalker::Model EnvelopeWalker::bestJustAboveLower() const
{
    std::size_t best = 0;
    for (std::size_t t = 1; t < m_ranks.size(); ++t) {
        if (m_atLower[t] != m_atLower[best]) {
            if (m_atLower[t] > m_atLower[best])
                best = t;
        } else if (m_atUpper[t] > m_atUpper[best] || (m_atUpper[t] == m_atUpper[best] && m_ranks[t] < m_ranks[best])) {
            best = t;
        }
    }
    return static_cast<Model>(best);
}

bool EnvelopeWalker::beats(Model challenger, Model holder, double lambda) const
{
    const double mine = score(challenger, lambda);
    const double theirs = score(holder, lambda);
    return mine > theirs || (mine == theirs && m_ranks[challenger] < m_ranks[holder]);
}

/// The first line to rise over the holder's: of the lines that end above it, the one that crosses first; of those that
/// cross at one place, the one that ends highest.
bool EnvelopeWalker::nextCrossing(Model holder, Step &step)
{
    double first = std::numeric_limits<double>::infinity();
    for (std::size_t t = 0; t < m_ranks.size(); ++t) {
        const double leadAtUpper = m_atUpper[t] - m_atUpper[holder];
        m_where[t] = std::numeric_limits<double>::infinity();
        if (leadAtUpper <= 0)
            continue;
        // A line that leads at both ends was passed by rounding at a shared crossing: it takes over at once.
        const double leadAtLower = m_atLower[t] - m_atLower[holder];
        m_where[t] = leadAtLower >= 0 ? 0 : leadAtLower / (leadAtLower - leadAtUpper);
        first = std::min(first, m_where[t]);
    }
    if (!std::isfinite(first))
        return false;

    std::size_t best = m_ranks.size();
    for (std::size_t t = 0; t < m_ranks.size(); ++t) {
        if (m_where[t] > first + kSamePlace * first)
            continue;
        if (best == m_ranks.size() || m_atUpper[t] > m_atUpper[best] ||
            (m_atUpper[t] == m_atUpper[best] && m_ranks[t] < m_ranks[best]))
            best = t;
    }
    step.to = static_cast<Model>(best);
    step.lambda = m_lower + (m_upper - m_lower) * first;
    return true;
}

/// Near the guess, a double inside the segment and after the last event at which the challenger serves while it does
/// not at the double before. None where rounding hides the crossing up to the next knot, which then decides.
bool EnvelopeWalker::firstWin(Model challenger, Model holder, double guess, double &lambda) const
{
    double losing = m_position;
    double winning = std::max(guess, justAbove(m_position));
    double step = justAbove(winning) - winning;
    if (winning < m_upper && beats(challenger, holder, winning)) {
        for (double before = winning - step; before > m_position; before = winning - step) {
            if (!beats(challenger, holder, before)) {
                losing = before;
                break;
            }
            winning = before;
            step *= 2;
        }
    } else {
        for (; winning < m_upper && !beats(challenger, holder, winning); step *= 2) {
            losing = winning;
            winning += step;
        }
        if (winning >= m_upper)
            return false;
    }
    for (double middle = losing + (winning - losing) / 2; middle > losing && middle < winning;
         middle = losing + (winning - losing) / 2)
        (beats(challenger, holder, middle) ? winning : losing) = middle;
    lambda = winning;
    return true;
}

void EnvelopeWalker::moveTo(Model to, double guess)
{
    // At the crossing itself a third model may win the tie; it then serves there, and `to` follows.
    for (std::size_t tries = 0; tries <= m_ranks.size() && m_current != to; ++tries) {
        const double crossing = std::max(guess, justAbove(m_position));
        const Model best = crossing < m_upper ? bestAt(crossing) : to;
        double lambda = 0;
        if (!firstWin(best == m_current ? to : best, m_current, crossing, lambda))
            return;
        emit(bestAt(lambda), lambda);
        guess = lambda;
    }
    if (const double next = justAbove(m_position); m_current != to && next < m_upper)
        emit(to, next);
}

void EnvelopeWalker::emit(Model to, double lambda)
{
    m_events->push_back({lambda, m_query, m_current, to});
    m_current = to;
    m_position = lambda;
}

} // namespace fairlead
