#pragma once

#include "core/causal/log.h"
#include "core/routers/correction.h"
#include "core/routers/networkoptions.h"

namespace fairlead {

struct OutcomeNetworkTarget
{
    FeatureRows z; ///< n x d, standardised
    LogView log;   ///< n; costs in units of 1/lambda_max
    std::span<const std::int32_t> fold;
    int folds = 5;
};

/// Neural regression of quality and cost: K networks with a head for quality and one for cost per model, the k-th
/// fitted outside fold k by squared error on the outcome of the served model alone, outcomes standardised so that both
/// weigh the same. No propensities, no truth. A model without rows keeps the mean outcome.
/// @return predicted utility at two knots, a_t(x) and a_t(x) - c_t(x): the line of a plug-in rule
[[nodiscard]] Result<CorrectionNetworks> trainOutcomeNetworks(const OutcomeNetworkTarget &target,
                                                              const NetworkOptions &options, std::uint64_t seed,
                                                              DeviceChoice device, std::stop_token stop,
                                                              const OnCorrectionEpoch &onEpoch,
                                                              const Continuation &continuation = {});

} // namespace fairlead
