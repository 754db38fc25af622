#include "core/base/clusters.h"

#include <unordered_map>

namespace fairlead {

RowClusters::RowClusters(std::span<const std::int32_t> ofRow)
{
    std::unordered_map<std::int32_t, std::int32_t> dense;
    std::vector<std::int32_t> places;
    places.reserve(ofRow.size());
    for (const std::int32_t cluster : ofRow)
        places.push_back(dense.try_emplace(cluster, static_cast<std::int32_t>(dense.size())).first->second);
    if (dense.size() == ofRow.size())
        return;
    m_sizes.assign(dense.size(), 0);
    for (const std::int32_t place : places)
        ++m_sizes[static_cast<std::size_t>(place)];
    for (const double size : m_sizes)
        m_squaredSizes += size * size;
    m_ofRow = std::move(places);
}

std::vector<std::int32_t> clustersOfGroups(std::span<const std::string> groups)
{
    std::unordered_map<std::string, std::int32_t> known;
    std::vector<std::int32_t> clusters;
    clusters.reserve(groups.size());
    std::int32_t next = 0;
    for (const std::string &group : groups) {
        if (group.empty()) {
            clusters.push_back(next++);
            continue;
        }
        const auto [place, isNew] = known.try_emplace(group, next);
        next += isNew;
        clusters.push_back(place->second);
    }
    return clusters;
}

double clusteredVarianceFactor(std::size_t rows, std::size_t clusters)
{
    if (clusters < 2)
        return std::numeric_limits<double>::quiet_NaN();
    const auto n = static_cast<double>(rows);
    const auto g = static_cast<double>(clusters);
    return g / (g - 1) / (n * n);
}

Estimate meanOfRows(std::span<const double> values, const RowClusters &clusters)
{
    const Estimate independent = meanOfRows(values);
    if (clusters.areAllRowsAlone() || values.empty())
        return independent;
    std::vector<double> deviations(clusters.count(values.size()), 0.0);
    for (std::size_t i = 0; i < values.size(); ++i)
        deviations[clusters.of(i)] += values[i] - independent.value;
    double squares = 0;
    for (const double deviation : deviations)
        squares += deviation * deviation;
    return {independent.value, std::sqrt(squares * clusteredVarianceFactor(values.size(), deviations.size()))};
}

} // namespace fairlead
