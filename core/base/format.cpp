#include "core/base/format.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace fairlead {

namespace {

template <typename... Args>
std::string printed(const char *pattern, Args... args)
{
    std::array<char, 64> buffer{};
    std::snprintf(buffer.data(), buffer.size(), pattern, args...);
    return buffer.data();
}

} // namespace

std::string formatCount(double value)
{
    std::string digits = printed("%.0f", std::abs(value));
    for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return (value <= -0.5 ? "-" : "") + digits;
}

std::string formatSignificant(double value, int digits)
{
    if (!std::isfinite(value))
        return std::isnan(value) ? "n/a" : (value > 0 ? "∞" : "-∞");
    if (value == 0)
        return "0";
    const int magnitude = static_cast<int>(std::floor(std::log10(std::abs(value))));
    if (magnitude >= digits)
        return formatCount(value);
    if (magnitude < -6)
        return printed("%.*g", digits, value);
    return printed("%.*f", digits - 1 - magnitude, value);
}

std::string formatFixed(double value, int decimals)
{
    return std::isfinite(value) ? printed("%.*f", decimals, value) : "n/a";
}

std::string formatUsd(double dollars)
{
    const double size = std::abs(dollars);
    const std::string sign = dollars < 0 ? "-" : "";
    if (!std::isfinite(dollars))
        return "n/a";
    if (size >= 1000)
        return sign + "$" + formatCount(size);
    if (size >= 1 || size == 0)
        return sign + "$" + formatFixed(size, 2);
    return sign + "$" + formatSignificant(size, 3);
}

std::string formatPercent(double fraction, int decimals)
{
    return std::isfinite(fraction) ? formatFixed(100 * fraction, decimals) + "%" : "n/a";
}

std::string formatDuration(double seconds)
{
    if (seconds < 10)
        return printed("%.1f s", seconds);
    if (seconds < 60)
        return printed("%.0f s", seconds);
    const auto whole = static_cast<long>(std::lround(seconds));
    if (whole < 3600)
        return printed("%ld min %ld s", whole / 60, whole % 60);
    return printed("%ld h %ld min", whole / 3600, whole % 3600 / 60);
}

} // namespace fairlead
