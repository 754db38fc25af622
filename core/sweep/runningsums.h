#pragma once

#include "core/sweep/outcometable.h"
#include "core/sweep/sweepindex.h"
#include "core/sweep/timeline.h"

#include <span>
#include <stop_token>
#include <vector>

namespace fairlead {

/// Sums over queries of an outcome and its products, each outcome measured from a fixed origin near its mean so that
/// variances do not cancel.
struct Moments
{
    double quality = 0;
    double cost = 0;
    double qualitySquared = 0;
    double qualityCost = 0;
    double costSquared = 0;

    void add(Outcome fromOrigin, double sign);
    Moments &operator+=(const Moments &other);
};

/// Means over n queries and their standard errors, sqrt(sample variance / n); utility is quality - lambda cost.
[[nodiscard]] PolicyValue valueFrom(const Moments &moments, Outcome origin, std::size_t n, double lambda);

/// Sums of one outcome at the chosen models, at every place of a timeline: stored every few events, the rest is added.
class RunningSums
{
public:
    /// @param outcomes n x m, kept alive by the caller
    /// @param baseline empty, or n outcomes that are taken off each query's own (paired differences)
    RunningSums(const SwitchTimeline &timeline, const OutcomeTable &outcomes, std::span<const Outcome> baseline,
                const std::stop_token &stop);

    [[nodiscard]] Outcome origin() const { return m_origin; }
    /// One summand: the outcome of serving the query with the model, less its baseline and the origin.
    [[nodiscard]] Outcome fromOrigin(std::size_t query, std::uint16_t model) const;
    [[nodiscard]] Moments at(std::size_t position) const;
    /// Brings moments at `position` to `position + 1`; exact stored sums are used where there are any.
    void advance(Moments &moments, std::size_t position) const;

private:
    void apply(Moments &moments, const SwitchEvent &event) const;
    [[nodiscard]] Moments sumOver(std::size_t first, std::size_t last) const;

    const SwitchTimeline *m_timeline;
    const OutcomeTable *m_outcomes;
    std::span<const Outcome> m_baseline;
    Outcome m_origin;
    std::vector<Moments> m_stored;
};

/// How many queries each model serves, at every place of a timeline.
class RunningCounts
{
public:
    RunningCounts(const SwitchTimeline &timeline, std::size_t models);

    void at(std::size_t position, std::vector<std::uint32_t> &counts) const;

private:
    const SwitchTimeline *m_timeline;
    Matrix<std::uint32_t> m_stored;
};

} // namespace fairlead
