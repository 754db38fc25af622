#pragma once

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

} // namespace fairlead
