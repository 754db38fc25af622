#pragma once

#include "core/evaluation/estimators.h"

#include <span>
#include <vector>

namespace fairlead {

/// What the disagreements between estimators come to for a person who has to decide whether to believe a value.
///
/// DM's standard error leaves out that of its regression, so a difference that only DM has is what a good correction
/// looks like as much as what a bad log does: it is reported and raises no alarm.
struct DisagreementReading
{
    std::vector<Disagreement> counted; ///< between estimators whose errors are whole; the surest first
    std::vector<Disagreement> direct;  ///< with DM on one side
    /// The fewest estimators without which the others agree; empty where nothing is counted, or where several such
    /// sets are equally small, so that no estimator stands out.
    std::vector<Estimator> odd;

    [[nodiscard]] bool isAlarm() const { return !counted.empty(); }
};

/// @param found as `disagreements` returns them
[[nodiscard]] DisagreementReading readDisagreements(std::span<const Disagreement> found);

} // namespace fairlead
