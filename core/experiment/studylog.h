#pragma once

#include "core/experiment/loggingpolicy.h"
#include "core/experiment/rundata.h"
#include "core/experiment/studytable.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace fairlead {

/// One 70/30 split of a table, fresh for a seed; whole groups on one side where the table has groups and that leaves a
/// usable held-out side.
struct StudySplit
{
    std::vector<std::size_t> train;   ///< rows of the table, ascending
    std::vector<std::size_t> heldOut; ///< rows of the table, ascending
};
[[nodiscard]] StudySplit splitForStudy(const StudyTable &table, std::uint64_t seed);

/// Features of all rows of a table under one split: its own, or the text encoder's, fitted on the training prompts.
struct StudyFeatures
{
    MatrixF embeddings; ///< n x d
    MatrixD z;          ///< n x d, standardised on the training rows
};
[[nodiscard]] Result<StudyFeatures> featuresForStudy(const StudyTable &table, const StudySplit &split,
                                                     std::stop_token stop);

/// The log of one run. The training rows come first, each served once. As many held-out queries follow, drawn with
/// replacement from the split's held-out rows, each with a model drawn for it: a sample whose population is exactly
/// those rows. (Were every held-out row logged once, estimate and truth would share the queries; their errors then
/// partly cancel, and intervals that speak of a population of queries would contain the truth too often.) Draws of one
/// query are one group, so that no draw is judged by nuisances that saw another of it.
struct StudyLog
{
    RunData data;                       ///< propensities are not logged
    std::vector<std::size_t> drawnRows; ///< index into StudySplit::heldOut of each held-out row of the log
};
[[nodiscard]] StudyLog logForStudy(const StudyTable &table, const StudySplit &split, const StudyFeatures &features,
                                   const LoggingPolicyOptions &policy);

} // namespace fairlead
