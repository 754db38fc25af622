#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/store/dataset.h"
#include "core/store/workspace.h"

#include <functional>
#include <stop_token>

namespace fairlead {

/// A query without its prompt, in a pass over all of them.
struct QueryPass
{
    std::size_t row = 0;
    std::string segment;
    double time = 0; ///< NaN: not logged
    Split split = Split::Train;
    bool hasPrompt = false;
};

/// An outcome, in a pass over all of them; its row and model are known to be in range.
struct OutcomePass
{
    std::size_t row = 0;
    std::size_t model = 0;
    double quality = 0; ///< NaN: none
    double cost = 0;    ///< USD; NaN: none
    bool hasPropensity = false;
};

/// Sequential passes over a dataset in bounded memory. A stop is ErrorCode::Cancelled.
[[nodiscard]] Result<void> forEachQuery(Workspace &workspace, const DatasetInfo &info, const std::stop_token &stop,
                                        const std::function<void(const QueryPass &)> &visit);
[[nodiscard]] Result<void> forEachOutcome(Workspace &workspace, const DatasetInfo &info, const std::stop_token &stop,
                                          const std::function<void(const OutcomePass &)> &visit);

} // namespace fairlead
