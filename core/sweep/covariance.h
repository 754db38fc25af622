#pragma once

namespace fairlead {

/// (Co)variances of a quality and a cost.
struct Covariance
{
    double quality = 0;
    double qualityCost = 0;
    double cost = 0;

    /// Of quality - lambda cost.
    [[nodiscard]] double utility(double lambda) const
    {
        return quality - 2 * lambda * qualityCost + lambda * lambda * cost;
    }
};

} // namespace fairlead
