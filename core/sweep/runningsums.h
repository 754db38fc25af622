#pragma once

#include "core/sweep/clusterpath.h"
#include "core/sweep/covariance.h"
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

/// Sums over queries, and over clusters g of rows that are not independent, where those exist: `clusters` then holds
/// sum N_g S_g and sum S_g S_g', S_g being the sum of a cluster's N_g rows.
struct Sums
{
    Moments rows;
    Moments clusters;

    Sums &operator+=(const Sums &other);
};

/// Mean outcome of the choices that a timeline begins with.
/// @param baseline empty, or n outcomes that are taken off each query's own
[[nodiscard]] Outcome meanAtStart(const SwitchTimeline &timeline, const OutcomeTable &outcomes,
                                  std::span<const Outcome> baseline);

/// Sums of one outcome at the chosen models, at every place of a timeline: stored every few events, the rest is added.
class RunningSums
{
public:
    /// @param outcomes n x m, kept alive by the caller
    /// @param baseline empty, or n outcomes that are taken off each query's own (paired differences)
    /// @param path of the same timeline and outcomes, kept alive by the caller; null: rows are independent
    RunningSums(const SwitchTimeline &timeline, const OutcomeTable &outcomes, std::span<const Outcome> baseline,
                const ClusterPath *path, const std::stop_token &stop);

    [[nodiscard]] Outcome origin() const { return m_origin; }
    /// One summand: the outcome of serving the query with the model, less its baseline and the origin.
    [[nodiscard]] Outcome fromOrigin(std::size_t query, std::uint16_t model) const;
    [[nodiscard]] Sums at(std::size_t position) const;
    /// Brings sums at `position` to `position + 1`; exact stored sums are used where there are any.
    void advance(Sums &sums, std::size_t position) const;

    /// Means over queries and their standard errors; utility is quality - lambda cost.
    [[nodiscard]] PolicyValue value(const Sums &sums, double lambda) const;
    /// Of mean quality and mean cost, cluster-robust (core/base/clusters.h); not a number for fewer than two clusters.
    [[nodiscard]] Covariance covariance(const Sums &sums) const;

    [[nodiscard]] const ClusterPath *path() const { return m_path; }
    /// A cluster's sum of fromOrigin just before an event changes one of its rows. There must be a path.
    [[nodiscard]] Outcome clusterBefore(std::size_t position) const;

private:
    void apply(Sums &sums, std::size_t position) const;
    void applyToCluster(Moments &moments, std::size_t position) const;
    [[nodiscard]] Sums sumOver(std::size_t first, std::size_t last) const;
    [[nodiscard]] Moments rowsAtStart() const;
    [[nodiscard]] Moments clustersAtStart();
    void store(std::size_t stored, const Sums &sums);

    const SwitchTimeline *m_timeline;
    const OutcomeTable *m_outcomes;
    std::span<const Outcome> m_baseline;
    const ClusterPath *m_path;
    Outcome m_origin;
    std::vector<Outcome> m_shift; ///< per cluster: its sum here less the path's; constant over lambda
    std::vector<Moments> m_stored;
    std::vector<Moments> m_storedClusters; ///< empty without clusters
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
