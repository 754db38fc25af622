#pragma once

#include "core/base/ids.h"
#include "core/base/matrix.h"
#include "core/base/result.h"

struct sqlite3;

namespace fairlead {

/// Embeddings lie as float32 blobs of a few thousand rows: a matrix loads at disk speed, and a page of it without
/// the rest.
[[nodiscard]] Result<void> writeEmbeddings(sqlite3 *db, DatasetId owner, const MatrixF &embeddings);
[[nodiscard]] Result<void> removeEmbeddings(sqlite3 *db, DatasetId owner);

/// Blocks that do not add up to exactly rows x dim are damage; nothing is allocated before that is known.
[[nodiscard]] Result<MatrixF> readEmbeddings(sqlite3 *db, DatasetId owner, std::size_t rows, std::size_t dim);

/// One row, 1 x dim, out of its block.
[[nodiscard]] Result<MatrixF> readEmbedding(sqlite3 *db, DatasetId owner, std::size_t row, std::size_t dim);

} // namespace fairlead
