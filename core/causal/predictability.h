#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/causal/log.h"
#include "core/features/featurerows.h"

#include <optional>
#include <stop_token>

namespace fairlead {

/// How well a rule could say which model the log served, beside what the propensities themselves promise. A policy that
/// draws its models cannot be foretold; a fixed rule can.
struct Predictability
{
    double mostServed = 0;           ///< share of the model that served most: what a rule without features gets
    double promised = 0;             ///< mean of the largest propensity: what the best guess gets if they are right
    double neighbours = 0;           ///< what a vote of the nearest other rows gets, the row itself left out
    std::optional<double> separable; ///< what a linear rule gets on its own rows; only where there are enough rows for
                                     ///< this to say anything (Cover 1965)

    /// Of the rows that are not the most served model's, the share that the better rule gets wrong: 0 for a fixed rule
    /// that it can follow.
    [[nodiscard]] double unexplained() const;
};

/// @param z n x d; @param propensity n x m, out-of-fold
[[nodiscard]] Result<Predictability> measurePredictability(const FeatureRows &z, const LogView &log,
                                                           const MatrixD &propensity, std::stop_token stop);

} // namespace fairlead
