#pragma once

#include "core/routers/router.h"
#include "core/sweep/sweepindex.h"

namespace fairlead {

/// A router's knot scores of many queries, block by block. Router, queries and rows are kept alive by the caller.
[[nodiscard]] ScoreStream streamScores(const Router &router, const QueryBatch &queries);
/// Of the named rows of the embeddings, in the order given; the truth, where there is one, has a row for each of them.
[[nodiscard]] ScoreStream streamScores(const Router &router, const QueryBatch &queries,
                                       std::span<const std::int64_t> rows);

/// All scores of a stream below each other.
[[nodiscard]] Result<MatrixD> allScores(const Router &router, const ScoreStream &stream);

} // namespace fairlead
