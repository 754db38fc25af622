#pragma once

#include "core/routers/correctionstep.h"

namespace fairlead {

/// For core/routers and its tests only. One step's rows of networks that predict outcomes: B rows each, the outcomes of
/// the served model, standardised.
struct OutcomeBatch
{
    at::Tensor inputs;  ///< K x B x d
    at::Tensor keep;    ///< K x B x h
    at::Tensor served;  ///< K x B x 1, int64, model in [0, m)
    at::Tensor quality; ///< K x B x 1
    at::Tensor cost;    ///< K x B x 1
};

/// Squared error at the served model, (a_t - a)^2 + (c_t - c)^2, summed over networks of their batch means, and its
/// gradient. Outputs: m heads for quality, then m for cost.
[[nodiscard]] at::Tensor outcomeLossAndGradient(const NetworkParameters &parameters, const OutcomeBatch &batch,
                                                NetworkParameters &gradient);

} // namespace fairlead
