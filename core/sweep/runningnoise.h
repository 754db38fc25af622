#pragma once

#include "core/sweep/correctionnoise.h"
#include "core/sweep/runningsums.h"
#include "core/sweep/timeline.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

namespace fairlead {

/// Noise of quality and cost, from which that of the utility at any lambda follows.
struct NoiseMoments
{
    double agreeing = 0;
    double weight = 0;
    double weightSquared = 0;
    Outcome correction;
    Covariance excess;

    NoiseMoments &operator+=(const NoiseMoments &other);
    NoiseMoments &operator-=(const NoiseMoments &other);
    [[nodiscard]] NoiseTotals at(double lambda) const;
};

/// Which models serve the rows that change inside an interval of lambda, and for how much of it; a row's shares stand
/// together.
struct IntervalShares
{
    struct Row
    {
        std::uint32_t query = 0;
        std::size_t first = 0; ///< into shares
        std::size_t count = 0;
    };
    std::vector<Row> rows;
    std::vector<ModelShare> shares;

    [[nodiscard]] std::span<const ModelShare> of(const Row &row) const
    {
        return std::span(shares).subspan(row.first, row.count);
    }
};
/// @param lo less than hi; a model that serves a row twice has one share
[[nodiscard]] IntervalShares sharesOver(const SwitchTimeline &timeline, double lo, double hi);

/// Noise of the outcomes at a timeline's choices, at every place of it: stored every few events, the rest is added.
class RunningNoise
{
public:
    /// All are kept alive by the caller. @param sums of the same timeline and outcomes
    /// @param reference a model whose outcomes were taken off each row's own in `sums`
    RunningNoise(const SwitchTimeline &timeline, const RunningSums &sums, const CorrectionNoise &noise,
                 std::optional<std::size_t> reference, const std::stop_token &stop);

    [[nodiscard]] NoiseMoments at(std::size_t position) const;
    /// Brings moments at `position` to `position + 1`.
    void advance(NoiseMoments &moments, std::size_t position) const;
    /// Of the means over [lo, hi]. @param shares of the same interval
    [[nodiscard]] NoiseTotals over(const IntervalShares &shares, double lo, double hi) const;
    /// The value of the same sums with its standard errors set.
    [[nodiscard]] PolicyValue applied(PolicyValue value, const NoiseTotals &noise, double lambda) const
    {
        return withExpectedNoise(value, noise, m_sums->origin(), lambda, m_timeline->initial.size());
    }

private:
    [[nodiscard]] NoiseMoments part(std::size_t row, std::uint16_t model) const;
    [[nodiscard]] NoiseMoments sumOver(std::size_t first, std::size_t last) const;

    const SwitchTimeline *m_timeline;
    const RunningSums *m_sums;
    const CorrectionNoise *m_noise;
    std::optional<std::uint16_t> m_reference;
    std::vector<NoiseMoments> m_stored;
};

} // namespace fairlead
