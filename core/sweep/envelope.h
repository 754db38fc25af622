#pragma once

#include "core/routers/interpolatescore.h"
#include "core/sweep/switchevent.h"

#include <cstdint>
#include <span>
#include <vector>

namespace fairlead {

/// Place of each model in the tie order: the cheaper first, then the lower index.
[[nodiscard]] std::vector<std::uint16_t> tieRanks(std::span<const double> tieCosts);

/// Finds where a query changes model: between two knots its choice is the upper envelope of m lines.
///
/// Which lines cross is decided by the signs of score differences at the knots, which doubles give exactly; a step
/// always goes to a line that ends higher, so a walk takes at most m - 1 steps a segment. The place of a crossing is
/// then moved to the double at which interpolateScore itself changes its verdict, so that a choice computed at a
/// breakpoint agrees with the index. Holds scratch space: one walker per thread.
class EnvelopeWalker
{
public:
    /// The spans outlive the walker. At least two ascending knots, at least one model.
    EnvelopeWalker(std::span<const double> knots, std::span<const std::uint16_t> ranks);

    /// Appends the query's events in ascending lambda, each greater than the first knot and at most the last.
    /// @param scores knots * m values, knot-major, finite
    /// @return the model at the first knot
    std::uint16_t walk(std::span<const double> scores, std::uint32_t query, std::vector<SwitchEvent> &events);

private:
    using Model = std::uint16_t;
    struct Step
    {
        Model to = 0;
        double lambda = 0;
    };

    [[nodiscard]] double score(Model model, double lambda) const
    {
        return interpolateScore(m_atLower[model], m_atUpper[model], m_lower, m_upper, lambda);
    }
    [[nodiscard]] Model bestAtKnot(std::span<const double> scores) const;
    [[nodiscard]] Model bestAt(double lambda) const;
    [[nodiscard]] bool isAloneOnTop(Model model) const; ///< at the lower knot
    [[nodiscard]] Model bestJustAboveLower() const;
    [[nodiscard]] bool beats(Model challenger, Model holder, double lambda) const;
    [[nodiscard]] bool nextCrossing(Model holder, Step &step);
    [[nodiscard]] bool firstWin(Model challenger, Model holder, double guess, double &lambda) const;
    void walkSegment();
    void moveTo(Model to, double guess);
    void emit(Model to, double lambda);

    std::span<const double> m_knots;
    std::span<const std::uint16_t> m_ranks;
    std::vector<double> m_where; ///< per model: place of its crossing as a share of the segment

    // The segment at hand.
    std::span<const double> m_atLower;
    std::span<const double> m_atUpper;
    double m_lower = 0;
    double m_upper = 0;

    // The query at hand.
    std::vector<SwitchEvent> *m_events = nullptr;
    std::uint32_t m_query = 0;
    Model m_current = 0;
    double m_position = 0; ///< of the last event, at least m_lower
};

} // namespace fairlead
