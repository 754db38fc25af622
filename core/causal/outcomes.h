#pragma once

#include "core/causal/log.h"

#include <array>

namespace fairlead {

/// Quality and cost go through every step separately and side by side, always in this order.
inline constexpr std::size_t kQuality = 0;
inline constexpr std::size_t kCost = 1;

template <typename T>
using PerOutcome = std::array<T, 2>;

[[nodiscard]] inline PerOutcome<std::span<const double>> outcomesOf(const LogView &log)
{
    return {log.quality, log.cost};
}

} // namespace fairlead
