#pragma once

#include "core/experiment/analysis.h"

#include <cstddef>
#include <filesystem>
#include <stop_token>

namespace fairlead {

/// What the router of an analysis decides at lambda, as CSV: a line per held-out query in the order of the log, with
/// its id, segment, lambda, the model it goes to and the one that the log served. lambda is clamped to the index's
/// range. Written atomically; a stop is Cancelled and writes nothing. Returns the number of queries.
[[nodiscard]] Result<std::size_t> writeDecisionsCsv(Workspace &workspace, const RouterAnalysis &analysis, double lambda,
                                                    const std::filesystem::path &path, std::stop_token stop,
                                                    const ReportProgress &report);

} // namespace fairlead
