#pragma once

#include "core/base/matrix.h"
#include "core/causal/log.h"

#include <optional>
#include <vector>

namespace fairlead {

/// Exploration shares for one model: 0 where none is needed, nothing where no share would do.
struct ModelExploration
{
    std::optional<double> underClip;     ///< few enough of its queries would be under the clip
    std::optional<double> effectiveRows; ///< the queries it served would be worth enough
    std::optional<double> heavyRow;      ///< no single one would carry too much of its weight

    bool operator==(const ModelExploration &) const = default;
};

/// How much exploration these same queries would have needed for a verdict of OK: the least share eps of queries that,
/// given to a model drawn evenly from the row's m_i candidates, turns e into (1 - eps) e + eps / m_i and lifts a figure
/// over its threshold (core/causal/thresholds.h). The rows a model served are taken as they are.
struct ExplorationNeeds
{
    std::vector<ModelExploration> models;
    std::optional<double> overlap; ///< on enough queries a second model would have a chance

    bool operator==(const ExplorationNeeds &) const = default;
};

/// @param propensity n x m
[[nodiscard]] ExplorationNeeds measureExploration(const LogView &log, const MatrixD &propensity);

/// The share after which a fixed rule over `models` models would no longer be one: a second model then has a chance
/// worth speaking of on every query, and none is under the clip.
[[nodiscard]] double explorationOfFixedRule(std::size_t models);

} // namespace fairlead
