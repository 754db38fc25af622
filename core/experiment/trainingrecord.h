#pragma once

#include "core/experiment/run.h"

namespace fairlead {

/// For core/experiment: what is kept of a training beside its weights, as JSON.

[[nodiscard]] std::string curveJson(const std::vector<EpochReport> &curve);

/// lambda_max, seconds, rows, device, propensities, verdict and held-out figures of a finished run.
/// @param isResumable whether the state of an unfinished training is kept with the weights
[[nodiscard]] std::string summaryJson(const Run &run, const TrainOutcome &outcome, bool isResumable);

/// Of the rows the router learned from, where it learned from weights; else of those that judge it.
[[nodiscard]] const PropensityChoice &propensityChoiceOf(const Run &run);

/// A REFUSE takes the held-out utility from an epoch.
void withholdIfRefused(EpochReport &epoch, Verdict verdict);

} // namespace fairlead
