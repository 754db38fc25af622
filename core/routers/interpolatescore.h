#pragma once

namespace fairlead {

/// The score at lambda between two knots; the one definition that every exact statement about a router refers to. What
/// decides for one query and what follows a whole log over lambda both call it, so that they agree to the last bit.
[[nodiscard]] inline double interpolateScore(double atLower, double atUpper, double lower, double upper, double lambda)
{
    // At a knot its score itself, which the products below would round.
    return lambda == upper ? atUpper : atLower + (atUpper - atLower) * (lambda - lower) / (upper - lower);
}

} // namespace fairlead
