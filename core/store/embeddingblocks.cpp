#include "core/store/embeddingblocks.h"

#include "core/store/schema.h"
#include "core/store/statement.h"

#include <algorithm>
#include <cstring>

namespace fairlead {

namespace {

constexpr std::size_t kBlockRows = 4096;
constexpr std::size_t kMaxBlockCells = std::size_t{1} << 26; // 256 MB; SQLite takes blobs up to 1 GB

} // namespace

Result<void> writeEmbeddings(sqlite3 *db, DatasetId owner, const MatrixF &embeddings)
{
    auto insert = sql::Statement::prepare(db, "INSERT INTO embeddings VALUES(?, ?, ?, ?, ?)");
    if (!insert)
        return insert.error();
    const std::size_t dim = embeddings.cols();
    const std::size_t step = std::clamp<std::size_t>(kMaxBlockCells / std::max<std::size_t>(dim, 1), 1, kBlockRows);
    std::int64_t key = RowKeys(owner).first;
    for (std::size_t first = 0; first < embeddings.rows(); first += step, ++key) {
        const std::size_t rows = std::min(step, embeddings.rows() - first);
        const auto *bytes = reinterpret_cast<const char *>(embeddings.data() + first * dim);
        const sql::Blob cells{{bytes, rows * dim * sizeof(float)}};
        if (auto inserted = insert->bind(key, first, rows, dim, cells).run(); !inserted)
            return inserted;
    }
    return {};
}

Result<void> removeEmbeddings(sqlite3 *db, DatasetId owner)
{
    const RowKeys keys(owner);
    return sql::run(db, "DELETE FROM embeddings WHERE key BETWEEN ? AND ?", keys.first, keys.last);
}

Result<MatrixF> readEmbeddings(sqlite3 *db, DatasetId owner, std::size_t rows, std::size_t dim)
{
    const RowKeys keys(owner);
    const auto bytes =
        sql::integer(db, "SELECT sum(length(cells)) FROM embeddings WHERE key BETWEEN ? AND ?", keys.first, keys.last);
    if (!bytes)
        return bytes.error();
    const auto cells = static_cast<std::size_t>(bytes->value_or(0)) / sizeof(float);
    if (dim == 0 || rows == 0 || cells / dim != rows || cells % dim != 0)
        return sql::damaged(db, "embeddings of another size than the dataset says");

    MatrixF embeddings(rows, dim);
    std::size_t next = 0;
    const auto read = sql::forEachRow(
        db, "SELECT first_row, row_count, dim, cells FROM embeddings WHERE key BETWEEN ? AND ? ORDER BY key",
        [&](const sql::Statement &row) -> Result<void> {
            const auto count = static_cast<std::size_t>(row.integer(1));
            const std::string_view block = row.blob(3);
            if (static_cast<std::size_t>(row.integer(0)) != next || static_cast<std::size_t>(row.integer(2)) != dim ||
                count > rows - next || block.size() != count * dim * sizeof(float))
                return sql::damaged(db, "embedding block at row " + std::to_string(next));
            std::memcpy(embeddings.data() + next * dim, block.data(), block.size());
            next += count;
            return {};
        },
        keys.first, keys.last);
    if (!read)
        return read.error();
    if (next != rows)
        return sql::damaged(db, "embeddings end at row " + std::to_string(next));
    return embeddings;
}

Result<MatrixF> readEmbedding(sqlite3 *db, DatasetId owner, std::size_t row, std::size_t dim)
{
    const RowKeys keys(owner);
    MatrixF embedding(1, dim);
    bool found = false;
    const auto read = sql::forEachRow(
        db,
        "SELECT dim, substr(cells, (? - first_row) * dim * 4 + 1, dim * 4) FROM embeddings "
        "WHERE key BETWEEN ? AND ? AND first_row <= ? AND first_row + row_count > ?",
        [&](const sql::Statement &block) -> Result<void> {
            const std::string_view bytes = block.blob(1);
            if (found || static_cast<std::size_t>(block.integer(0)) != dim || bytes.size() != dim * sizeof(float))
                return sql::damaged(db, "embedding of row " + std::to_string(row));
            std::memcpy(embedding.data(), bytes.data(), bytes.size());
            found = true;
            return {};
        },
        row, keys.first, keys.last, row, row);
    if (!read)
        return read.error();
    if (!found)
        return sql::damaged(db, "embedding of row " + std::to_string(row) + " is missing");
    return embedding;
}

} // namespace fairlead
