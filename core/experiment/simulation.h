#pragma once

#include "core/base/ids.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <stop_token>
#include <string>

namespace fairlead {

/// A confounded logging policy over full feedback:
/// e(x) = (1 - floor) softmax(bias * s(x)) + floor / m, with s a seeded random linear score of the standardised
/// embedding per model, scaled to unit variance. bias 0 is uniform logging.
struct SimulationOptions
{
    double bias = 1.0;
    double floor = 0.02;
    std::uint64_t seed = 1;
};

/// Draws one served model per query and records its outcome and, where some have no answer, which models had one (its
/// candidates); true propensities are not written into the log, the
/// parent's outcomes stay the truth. Embeddings are the parent's (made from its prompts first where it has none).
[[nodiscard]] Result<DatasetId> simulateLog(Workspace &workspace, DatasetId fullFeedback, const std::string &name,
                                            const SimulationOptions &options, std::stop_token stop,
                                            const ReportProgress &report);

} // namespace fairlead
