#pragma once

#include <cmath>

namespace fairlead {

/// A sum that keeps what rounding loses (Neumaier 1974): millions of small changes leave it exact to the last digits.
struct CompensatedSum
{
    double sum = 0;
    double lost = 0;

    void add(double value)
    {
        const double next = sum + value;
        lost += std::abs(sum) >= std::abs(value) ? (sum - next) + value : (value - next) + sum;
        sum = next;
    }
    [[nodiscard]] double value() const { return sum + lost; }
};

} // namespace fairlead
