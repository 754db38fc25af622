#pragma once

#include "core/routers/router.h"
#include "core/sweep/sweepindex.h"

namespace fairlead {

/// A router's knot scores of many queries, block by block. Router and queries are kept alive by the caller.
[[nodiscard]] ScoreStream streamScores(const Router &router, const QueryBatch &queries);

} // namespace fairlead
