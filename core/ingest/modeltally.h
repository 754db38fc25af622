#pragma once

#include "core/store/dataset.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fairlead {

/// The models of one import, in the order first met, with their running means.
class ModelTally
{
public:
    /// The index of a model, added when new.
    std::int32_t add(std::string_view name)
    {
        if (const auto known = indexOf(name))
            return *known;
        const auto index = static_cast<std::int32_t>(m_models.size());
        m_models.push_back({std::string(name), 0, 0, 0});
        m_index.emplace(name, index);
        return index;
    }

    [[nodiscard]] std::optional<std::int32_t> indexOf(std::string_view name) const
    {
        const auto at = m_index.find(name);
        return at == m_index.end() ? std::nullopt : std::optional(at->second);
    }

    void count(std::int32_t model, double quality, double cost)
    {
        ModelInfo &info = m_models[static_cast<std::size_t>(model)];
        const auto n = static_cast<double>(++info.count);
        info.meanQuality += (quality - info.meanQuality) / n;
        info.meanCost += (cost - info.meanCost) / n;
    }

    [[nodiscard]] const std::vector<ModelInfo> &models() const { return m_models; }

private:
    struct Hash : std::hash<std::string_view>
    {
        using is_transparent = void;
    };

    std::vector<ModelInfo> m_models;
    std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> m_index;
};

} // namespace fairlead
