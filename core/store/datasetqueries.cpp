#include "core/store/datasetrepository.h"
#include "core/store/embeddingblocks.h"
#include "core/store/guarded.h"
#include "core/store/schema.h"
#include "core/store/statement.h"

namespace fairlead {

namespace {

/// Looks the rows up one by one, which for ascending rows is a walk of the tree. A visitor that returns false ends it.
template <typename Visit>
Result<void> visitRows(sqlite3 *db, const Result<DatasetInfo> &info, std::string_view columns,
                       std::span<const std::int64_t> rows, Visit visit)
{
    if (!info)
        return info.error();
    auto select = sql::Statement::prepare(db, "SELECT " + std::string(columns) + " FROM queries WHERE key = ?");
    if (!select)
        return select.error();
    const RowKeys keys(info->parent.value_or(info->id));
    for (const std::int64_t row : rows) {
        const bool isInside = row >= 0 && static_cast<std::size_t>(row) < info->queryCount;
        const auto found = isInside ? select->bind(keys.first + row).step() : Result<bool>(false);
        if (!found)
            return found.error();
        if (!*found)
            return sql::damaged(db, "query " + std::to_string(row) + " of dataset " + std::to_string(info->id.value));
        if (!visit(row, *select))
            break;
    }
    return {};
}

} // namespace

Result<void> DatasetRepository::visitQueries(DatasetId id, std::span<const std::int64_t> rows,
                                             const std::function<bool(const QueryText &)> &visit) const
{
    return guarded([&]() -> Result<void> {
        return visitRows(m_workspace.handle(), byId(id), "external_id, prompt, segment", rows,
                         [&](std::int64_t row, const sql::Statement &at) {
                             return visit({row, at.blob(0), at.blob(1), at.blob(2)});
                         });
    });
}

Result<std::vector<Query>> DatasetRepository::queriesByRows(DatasetId id, std::span<const std::int64_t> rows) const
{
    return guarded([&]() -> Result<std::vector<Query>> {
        std::vector<Query> queries;
        const auto read = visitRows(m_workspace.handle(), byId(id), "external_id, prompt, segment, grp, split", rows,
                                    [&](std::int64_t, const sql::Statement &at) {
                                        queries.push_back({at.text(0), at.text(1), at.text(2), at.text(3),
                                                           at.integer(4) == 0 ? Split::Train : Split::HeldOut});
                                        return true;
                                    });
        if (!read)
            return read.error();
        return queries;
    });
}

Result<MatrixF> DatasetRepository::embedding(DatasetId id, std::size_t row) const
{
    return guarded([&]() -> Result<MatrixF> {
        const auto info = byId(id);
        if (!info)
            return info.error();
        if (info->embeddingDim == 0 || row >= info->queryCount)
            return makeError(ErrorCode::NotFound, "The dataset '" + info->name + "' has no embedding of this query.");
        return readEmbedding(m_workspace.handle(), info->parent.value_or(info->id), row, info->embeddingDim);
    });
}

} // namespace fairlead
