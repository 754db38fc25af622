#pragma once

#include "core/causal/loggedpropensity.h"
#include "core/causal/support.h"
#include "core/causal/supportfigures.h"

#include <optional>
#include <string>
#include <vector>

namespace fairlead {

/// One reason of a verdict with what to do about it, in numbers where there are some.
struct Remedy
{
    SupportFinding finding;
    std::optional<std::size_t> model; ///< nothing: of the log as a whole
    std::string advice;
    std::optional<double> moreQueries;      ///< of that model, to be logged; training and held-out rows together
    std::optional<double> explorationShare; ///< of queries given to a model drawn evenly
};

/// What the log is, beside its diagnosis of the training rows.
struct RemedyContext
{
    std::vector<std::string> names;   ///< m
    std::size_t rows = 0;             ///< training rows
    double trainShare = 1;            ///< of logged queries, those that become training rows
    PropensityChoice propensity = {}; ///< used and logged propensities
};

/// How many more queries of a model lift its count and, each being worth what they are worth now, its effective sample
/// size to OK: max(100 - count, (50 - ess) count / ess) / trainShare, rounded up. 0 where both are.
[[nodiscard]] double moreQueriesFor(const ModelSupport &model, double trainShare);

/// One remedy per reason of the verdict, refusals first, the log's own before those of its models; then what is wrong
/// with the logged propensities, which raises no verdict. Empty for OK, and models' reasons are left out there.
[[nodiscard]] std::vector<Remedy> remediesFor(const SupportReport &report, const SupportFigures &figures,
                                              const RemedyContext &context);

} // namespace fairlead
