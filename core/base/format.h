#pragma once

#include <string>

namespace fairlead {

/// Numbers for people; English, independent of the locale. CLI, cards and window use the same ones.

[[nodiscard]] std::string formatCount(double value);                     ///< 12345 -> "12,345"
[[nodiscard]] std::string formatSignificant(double value, int digits);   ///< 0.012345, 3 -> "0.0123"
[[nodiscard]] std::string formatFixed(double value, int decimals);       ///< 0.98765, 3 -> "0.988"
[[nodiscard]] std::string formatUsd(double dollars);                     ///< 0.00123 -> "$0.00123", 12.3 -> "$12.30"
[[nodiscard]] std::string formatPercent(double fraction, int decimals = 1); ///< 0.123 -> "12.3%"
[[nodiscard]] std::string formatDuration(double seconds);                ///< 75 -> "1 min 15 s"

} // namespace fairlead
