#pragma once

#include "core/base/estimate.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace fairlead {

/// Which rows are not independent of each other: those of one cluster (a session, a template, near-duplicates).
///
/// The mean of rows v_i has the cluster-robust variance (Liang, Zeger 1986; with the small-sample factor of Stata)
///     G / (G - 1)  sum_g (sum_{i in g} (v_i - mean))^2  /  n^2,
/// which is the sample variance over n where every row is a cluster of its own.
class RowClusters
{
public:
    /// @param ofRow n integers that are equal for rows of one cluster; empty: rows are independent. Where no two rows
    /// share a cluster nothing is kept.
    explicit RowClusters(std::span<const std::int32_t> ofRow = {});

    [[nodiscard]] bool areAllRowsAlone() const { return m_ofRow.empty(); }
    /// In [0, count()); the row itself where all are alone.
    [[nodiscard]] std::size_t of(std::size_t row) const
    {
        return m_ofRow.empty() ? row : static_cast<std::size_t>(m_ofRow[row]);
    }
    [[nodiscard]] double size(std::size_t cluster) const { return m_sizes.empty() ? 1 : m_sizes[cluster]; }

    /// How many clusters n rows make.
    [[nodiscard]] std::size_t count(std::size_t rows) const { return m_ofRow.empty() ? rows : m_sizes.size(); }
    /// Sum of squared sizes over the clusters of n rows.
    [[nodiscard]] double squaredSizes(std::size_t rows) const
    {
        return m_ofRow.empty() ? static_cast<double>(rows) : m_squaredSizes;
    }

private:
    std::vector<std::int32_t> m_ofRow; ///< dense, by first appearance
    std::vector<double> m_sizes;
    double m_squaredSizes = 0;
};

/// Dense integers in order of first appearance; rows of an empty group stand alone.
[[nodiscard]] std::vector<std::int32_t> clustersOfGroups(std::span<const std::string> groups);

/// What turns a sum over clusters of squared sums of deviations from the mean into the variance of the mean over n
/// rows: G / (G - 1) / n^2. NaN for fewer than two clusters.
[[nodiscard]] double clusteredVarianceFactor(std::size_t rows, std::size_t clusters);

/// Mean with its cluster-robust standard error; NaN where there is none.
[[nodiscard]] Estimate meanOfRows(std::span<const double> values, const RowClusters &clusters);

} // namespace fairlead
