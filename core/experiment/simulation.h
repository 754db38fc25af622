#pragma once

#include "core/base/ids.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/experiment/loggingpolicy.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <stop_token>
#include <string>

namespace fairlead {

struct SimulationOptions : LoggingPolicyOptions
{
    bool logPropensity = false; ///< writes the true propensities into the log
};

/// Draws one served model per query and records its outcome and, where some have no answer, which models had one (its
/// candidates); the parent's outcomes stay the truth. Embeddings are the parent's (made from its prompts first where it
/// has none).
[[nodiscard]] Result<DatasetId> simulateLog(Workspace &workspace, DatasetId fullFeedback, const std::string &name,
                                            const SimulationOptions &options, std::stop_token stop,
                                            const ReportProgress &report);

} // namespace fairlead
