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
    MatrixD outOfFold;
};

/// Stacks the members on observed outcomes (method, step 5). The prior is shared by ridge, cells and forest in the
/// ratio 1 : 1 : 2; a single member gets weight 1.
/// @param outcome, weight, model one value an observation; @param query its row of the tables, empty: its own number
[[nodiscard]] StackedFit stackMembers(OutcomeMembers members, std::span<const double> outcome,
                                      std::span<const double> weight, std::span<const std::int32_t> query,
                                      std::span<const std::int32_t> model, const StackOptions &options);

} // namespace fairlead
