#pragma once

#include "core/causal/forest.h"
#include "core/causal/log.h"
#include "core/causal/options.h"
#include "core/causal/outcomemodel.h"

#include <span>

namespace fairlead {

/// The outcome models of one outcome before they are stacked, each for new rows and out-of-fold (queries x m). Cells
/// and forest may be empty: then they are no members.
struct OutcomeMembers
{
    MatrixD ridge; ///< m x (d + 1)
    MatrixD ridgeOutOfFold;
    std::vector<MatrixD> cells; ///< per codebook
    MatrixD cellsOutOfFold;
    Forest forest;
    MatrixD forestOutOfFold;
};

/// The stack's deployed and out-of-fold versions of one outcome.
struct StackedFit
{
    StackedOutcome deployed;
    MatrixD outOfFold; ///< queries x m
};

/// What was observed, and how models were chosen.
struct StackRows
{
    std::span<const double> outcome;     ///< per observation
    std::span<const double> weight;      ///< per observation
    std::span<const std::int32_t> query; ///< per observation its row of the tables; empty: its own number
    std::span<const std::int32_t> model; ///< per observation
    const MatrixD *propensity = nullptr; ///< queries x m, read by stackContrasts
};

/// Stacks the members on observed outcomes (method, step 5). The prior is shared by ridge, cells and forest in the
/// ratio 1 : 1 : 2; a single member gets weight 1.
[[nodiscard]] StackedFit stackMembers(const OutcomeMembers &members, const StackRows &rows,
                                      const StackOptions &options);

/// The same members with weights for decisions (fitContrastWeights). Deployed values are right up to a level per query,
/// which no decision sees; out-of-fold ones have the level of `predicted`: m + theta' (A - sum_t e_t A).
/// @param predicted what stackMembers gave for the same arguments
[[nodiscard]] StackedFit stackContrasts(const OutcomeMembers &members, const StackedFit &predicted,
                                        const StackRows &rows, const StackOptions &options);

} // namespace fairlead
