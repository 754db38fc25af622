#pragma once

#include "core/base/estimate.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/tensorbundle.h"
#include "core/causal/log.h"
#include "core/causal/options.h"

#include <optional>
#include <string>
#include <vector>

namespace fairlead {

/// Whether the logged propensities of the rows that one model served can be what they say.
struct ModelPropensityCheck
{
    std::size_t count = 0;          ///< rows it served, those with a propensity of one left out
    Estimate inverseWeightTotal;    ///< mean over the rows where it could be chosen of 1{t_i = t} / p_i; should be 1
    double calibration = 1;         ///< sum over its rows of e_t/p, over the sum over all rows of e_t; should be 1
    double worstCalibration = 1;    ///< the same in the bin of e_t that speaks most against it (or over all rows)
    double pValue = 1;              ///< of that deviation, times the number of comparisons; at most 1
    double loggedOverEstimated = 1; ///< mean over its rows of p / e_t
    bool matches = true;
};

/// Logged propensities p of the served models against frequencies and against estimated propensities e.
struct LoggedPropensityCheck
{
    std::size_t rows = 0;             ///< compared
    std::size_t certainRows = 0;      ///< with a propensity of one: no other model had a chance, so nothing to compare
    Estimate logLikelihoodDifference; ///< mean of log p - log e over rows; never below zero where p is right
    double likelihoodPValue = 1;      ///< of a difference below zero, times the number of comparisons; at most 1
    bool likelihoodMatches = true;
    std::vector<ModelPropensityCheck> models;

    [[nodiscard]] bool matches() const;
};

/// Only the served model's propensity is logged, so frequencies are compared through inverse-propensity identities.
/// For every function h of the query, E[1{t_i = t} h(x_i) / p_i] = E[h(x_i)] over queries that t could be chosen for
/// (Horvitz, Thompson 1952). h = 1 gives the total that is reported; the verdict takes h = e_t, whose summands stay
/// near e_t however small p is, over all rows and in bins of equal count of e_t. Besides, no propensity can predict
/// the served models better than the true one, so mean(log p - log e) may not lie below zero (Gibbs). Both hold also
/// for a policy that looked at more than the features. Thresholds: core/causal/thresholds.h.
/// @param log with a propensity on every row; @param estimated e, n x m, of fits that did not see the row
[[nodiscard]] LoggedPropensityCheck checkLoggedPropensity(const LogView &log, const MatrixD &estimated);

/// One sentence per mismatch: which model, by how much, what to do.
[[nodiscard]] std::vector<std::string> mismatchSentences(const LoggedPropensityCheck &check,
                                                         const std::vector<std::string> &names);

/// Which propensities weight the served models, and why.
struct PropensityChoice
{
    bool usesLogged = false;
    std::optional<LoggedPropensityCheck> check; ///< where the log has a propensity on every row

    [[nodiscard]] bool isMismatch() const { return check && !check->matches(); }
    /// The log as the choice has it: without its propensities where they are not used.
    [[nodiscard]] LogView apply(LogView log) const;
    /// What has to be said wherever a value rests on this choice; empty where logged and estimated ones agree or
    /// where there is nothing to choose.
    [[nodiscard]] std::vector<std::string> warnings(const std::vector<std::string> &names) const;

    void save(TensorBundle &bundle) const; ///< tensors "propensity_choice*"
    [[nodiscard]] static Result<PropensityChoice> load(const TensorBundle &bundle);
};

/// Auto: the logged ones where they pass the check. Logged: they are used whatever the check says; Refused where a row
/// has none. Estimated: never.
[[nodiscard]] Result<PropensityChoice> choosePropensity(const LogView &log, const MatrixD &estimated,
                                                        PropensitySource source);

/// "logged", "estimated"
[[nodiscard]] std::string_view usedPropensityKey(const PropensityChoice &choice);

} // namespace fairlead
