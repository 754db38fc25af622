#pragma once

#include "core/base/estimate.h"
#include "core/experiment/study.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fairlead {

/// Means of a method's figures, over runs or over data sets.
struct StudyFigures
{
    Estimate regret; ///< se: over runs; over data sets that of the mean of independent means
    double meanUtility = 0;
    Estimate utilityEstimate; ///< se: mean of the runs' standard errors
    double coverageQuality = 0;
    double coverageCost = 0;
    double coverageUtility = 0;
    double trainSeconds = 0;
    std::size_t runs = 0;
    std::array<std::size_t, 3> verdicts{}; ///< runs by Verdict
    /// (best single - it) / (best single - 0) of the mean regrets: the share of the way from the best single model to
    /// the oracle. Nothing without best-single among the methods, or where that has no regret.
    std::optional<double> gapClosed;
    /// (best single - it) / (best single - full feedback): the share of what training on every model's answers gains.
    /// Nothing without both, or where full feedback gains nothing.
    std::optional<double> fullFeedbackGainShare;
};

struct StudyMethodSummary
{
    std::string method;
    StudyFigures overall;               ///< over the data sets that have runs
    std::vector<StudyFigures> dataSets; ///< beside StudySummary::dataSets
};

struct StudySummary
{
    std::vector<std::string> dataSets;
    std::vector<StudyMethodSummary> methods; ///< in the order of the records' first appearance
};

/// @param dataSets in the order in which they are shown
[[nodiscard]] StudySummary summarizeStudy(std::span<const StudyRecord> records,
                                          const std::vector<std::string> &dataSets);

} // namespace fairlead
