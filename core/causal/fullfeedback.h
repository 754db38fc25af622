#pragma once

#include "core/causal/nuisances.h"
#include "core/causal/outcomes.h"
#include "core/features/featurerows.h"

namespace fairlead {

/// The outcome model of steps 3 to 5 learned from the truth instead of a log: every (row, model) pair is a row that was
/// observed, with weight 1. What this architecture could know of the outcomes, as an upper reference.
struct FullFeedbackFit
{
    OutcomeModel outcomeModel;     ///< deployed stack, fold-averaged; for new rows
    PerOutcome<MatrixD> outOfFold; ///< n x m, stacked prediction from outside the row's fold
};

/// @param z n x d, standardised
/// @param quality, cost n x m; where one is not a finite number, the pair is left out
/// @param fold n values in [0, folds)
[[nodiscard]] Result<FullFeedbackFit> fitFullFeedback(const FeatureRows &z, const MatrixD &quality, const MatrixD &cost,
                                                      std::span<const std::int32_t> fold,
                                                      const NuisanceOptions &options, std::uint64_t seed,
                                                      DeviceChoice device, std::stop_token stop,
                                                      const ReportProgress &report);

} // namespace fairlead
