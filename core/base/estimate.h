#pragma once

#include <cmath>
#include <limits>
#include <span>

namespace fairlead {

/// A mean with its standard error, and the normal 95% interval around it.
struct Estimate
{
    static constexpr double kZ95 = 1.959963984540054;

    double value = 0;
    double se = 0;

    [[nodiscard]] double lower() const { return value - kZ95 * se; }
    [[nodiscard]] double upper() const { return value + kZ95 * se; }
};

/// Mean of independent rows with its standard error, sd (ddof 1) over sqrt(n); NaN where there is none.
[[nodiscard]] inline Estimate meanOfRows(std::span<const double> values)
{
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    if (values.empty())
        return {kNone, kNone};
    const auto n = static_cast<double>(values.size());
    double mean = 0;
    for (const double value : values)
        mean += value / n;
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return {mean, n > 1 ? std::sqrt(squares / (n - 1) / n) : kNone};
}

} // namespace fairlead
