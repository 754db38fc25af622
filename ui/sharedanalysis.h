#pragma once

#include "core/experiment/analysis.h"

#include <memory>
#include <stop_token>

namespace fairlead {

/// The analysis of a router, shared between pages: one that somebody still holds is neither made nor kept twice. A
/// renamed or retrained router, or one whose data changed, is analysed anew. For any thread.
[[nodiscard]] Result<std::shared_ptr<const RouterAnalysis>>
sharedAnalysis(Workspace &workspace, RouterId router, std::stop_token stop, const ReportProgress &report);

} // namespace fairlead
