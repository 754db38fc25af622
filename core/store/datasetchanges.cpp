#include "core/store/datasetrepository.h"
#include "core/store/embeddingblocks.h"
#include "core/store/schema.h"
#include "core/store/statement.h"

namespace fairlead {

namespace {

/// Names of the logs simulated from a dataset, comma-separated.
Result<std::string> logsFrom(sqlite3 *db, DatasetId id)
{
    std::string names;
    const auto read = sql::forEachRow(
        db, "SELECT name FROM datasets WHERE parent = ? ORDER BY id",
        [&](const sql::Statement &row) { names += (names.empty() ? "" : ", ") + row.text(0); }, id.value);
    if (!read)
        return read.error();
    return names;
}

Result<void> deleteRows(sqlite3 *db, DatasetId id)
{
    const RowKeys keys(id);
    for (const char *statement :
         {"DELETE FROM queries WHERE key BETWEEN ? AND ?", "DELETE FROM observations WHERE key BETWEEN ? AND ?"}) {
        if (auto deleted = sql::run(db, statement, keys.first, keys.last); !deleted)
            return deleted;
    }
    if (auto deleted = removeEmbeddings(db, id); !deleted)
        return deleted;
    for (const char *statement : {"DELETE FROM routers WHERE dataset = ?", "DELETE FROM artifacts WHERE dataset = ?",
                                  "DELETE FROM encoders WHERE dataset = ?", "DELETE FROM models WHERE dataset = ?",
                                  "DELETE FROM datasets WHERE id = ?"}) {
        if (auto deleted = sql::run(db, statement, id.value); !deleted)
            return deleted;
    }
    return {};
}

} // namespace

Result<void> DatasetRepository::rename(DatasetId id, const std::string &name)
{
    sqlite3 *db = m_workspace.handle();
    auto transaction = Transaction::begin(m_workspace);
    if (!transaction)
        return transaction.error();
    const auto info = byId(id);
    if (!info)
        return info.error();
    const auto taken = sql::integer(db, "SELECT id FROM datasets WHERE name = ? AND id <> ?", name, id.value);
    if (!taken)
        return taken.error();
    if (name.empty() || *taken)
        return makeError(ErrorCode::BadInput,
                         "Could not rename the dataset '" + info->name + "': " +
                             (name.empty() ? "the new name is empty." : "there already is a dataset '" + name + "'.") +
                             " Choose another name.");
    if (auto renamed = sql::run(db, "UPDATE datasets SET name = ? WHERE id = ?", name, id.value); !renamed)
        return renamed;
    return transaction->commit();
}

Result<void> DatasetRepository::remove(DatasetId id)
{
    sqlite3 *db = m_workspace.handle();
    auto transaction = Transaction::begin(m_workspace);
    if (!transaction)
        return transaction.error();
    const auto info = byId(id);
    if (!info)
        return info.error();
    const auto logs = logsFrom(db, id);
    if (!logs)
        return logs.error();
    if (!logs->empty())
        return makeError(ErrorCode::BadInput, "Could not remove the dataset '" + info->name +
                                                  "': logs simulated from it are there (" + *logs +
                                                  "). Remove these first.");
    if (auto deleted = deleteRows(db, id); !deleted)
        return deleted;
    return transaction->commit();
}

} // namespace fairlead
