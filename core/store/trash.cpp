#include "core/store/trash.h"

#include "core/store/datasetrepository.h"
#include "core/store/routerrepository.h"
#include "core/store/schema.h"
#include "core/store/statement.h"

#include <string>
#include <vector>

namespace fairlead {

namespace {

/// While a row is in the trash its unique name column holds a text that nobody can type. Routers that went with their
/// dataset are told from those that were discarded by themselves.
const std::string kAlone = "\x01";
const std::string kWithDataset = "\x02";

std::string hiddenName(const std::string &how, std::int64_t id)
{
    return how + std::to_string(id);
}

/// The table is "datasets" or "routers".
Result<void> hide(sqlite3 *db, const std::string &table, std::int64_t id, const std::string &how)
{
    return sql::run(db, "UPDATE " + table + " SET removed = name, name = ? WHERE id = ? AND removed IS NULL",
                    hiddenName(how, id), id);
}

Result<std::string> freeName(sqlite3 *db, const std::string &table, const std::string &wanted)
{
    std::string name = wanted;
    for (int number = 2;; ++number) {
        const auto taken = sql::integer(db, "SELECT id FROM " + table + " WHERE name = ?", name);
        if (!taken)
            return taken.error();
        if (!*taken)
            return name;
        name = wanted + " " + std::to_string(number);
    }
}

Result<void> show(sqlite3 *db, const std::string &table, std::int64_t id)
{
    std::string wanted;
    const auto read = sql::forEachRow(
        db, "SELECT removed FROM " + table + " WHERE id = ? AND removed IS NOT NULL",
        [&](const sql::Statement &row) { wanted = row.text(0); }, id);
    if (!read)
        return read.error();
    if (wanted.empty())
        return {};
    const auto name = freeName(db, table, wanted);
    if (!name)
        return name.error();
    return sql::run(db, "UPDATE " + table + " SET name = ?, removed = NULL WHERE id = ?", *name, id);
}

Result<std::vector<std::int64_t>> ids(sqlite3 *db, const std::string &select, std::int64_t value)
{
    std::vector<std::int64_t> found;
    const auto read = sql::forEachRow(
        db, select, [&](const sql::Statement &row) { found.push_back(row.integer(0)); }, value);
    if (!read)
        return read.error();
    return found;
}

/// Whether it is in the file at all, in the trash or not.
Result<void> requireRow(sqlite3 *db, const std::string &table, std::int64_t id, const std::string &what)
{
    const auto known = sql::integer(db, "SELECT id FROM " + table + " WHERE id = ?", id);
    if (!known)
        return known.error();
    if (!*known)
        return makeError(ErrorCode::NotFound,
                         "The " + what + " is no longer in this workspace: it was deleted for good meanwhile.");
    return {};
}

/// Names of the logs simulated from a dataset that are not in the trash, comma-separated.
Result<std::string> logsFrom(sqlite3 *db, DatasetId id)
{
    std::string names;
    const auto read = sql::forEachRow(
        db, "SELECT name FROM datasets WHERE parent = ? AND removed IS NULL ORDER BY id",
        [&](const sql::Statement &row) { names += (names.empty() ? "" : ", ") + row.text(0); }, id.value);
    if (!read)
        return read.error();
    return names;
}

} // namespace

Result<void> Trash::discard(DatasetId id)
{
    sqlite3 *db = m_workspace.handle();
    auto transaction = Transaction::begin(m_workspace);
    if (!transaction)
        return transaction.error();
    if (auto known = requireRow(db, "datasets", id.value, "dataset"); !known)
        return known;
    const auto logs = logsFrom(db, id);
    if (!logs)
        return logs.error();
    if (!logs->empty())
        return makeError(ErrorCode::BadInput, "Could not delete the dataset: logs simulated from it are there (" +
                                                  *logs + "). Delete these first.");
    const auto routers = ids(db, "SELECT id FROM routers WHERE dataset = ? AND removed IS NULL", id.value);
    if (!routers)
        return routers.error();
    for (const std::int64_t router : *routers) {
        if (auto hidden = hide(db, "routers", router, kWithDataset); !hidden)
            return hidden;
    }
    if (auto hidden = hide(db, "datasets", id.value, kAlone); !hidden)
        return hidden;
    return transaction->commit();
}

Result<void> Trash::discard(RouterId id)
{
    auto transaction = Transaction::begin(m_workspace);
    if (!transaction)
        return transaction.error();
    if (auto known = requireRow(m_workspace.handle(), "routers", id.value, "router"); !known)
        return known;
    if (auto hidden = hide(m_workspace.handle(), "routers", id.value, kAlone); !hidden)
        return hidden;
    return transaction->commit();
}

Result<void> Trash::restore(DatasetId id)
{
    sqlite3 *db = m_workspace.handle();
    auto transaction = Transaction::begin(m_workspace);
    if (!transaction)
        return transaction.error();
    if (auto known = requireRow(db, "datasets", id.value, "dataset"); !known)
        return known;
    if (auto shown = show(db, "datasets", id.value); !shown)
        return shown;
    const auto routers = ids(
        db, "SELECT id FROM routers WHERE dataset = ? AND removed IS NOT NULL AND name LIKE char(2) || '%'", id.value);
    if (!routers)
        return routers.error();
    for (const std::int64_t router : *routers) {
        if (auto shown = show(db, "routers", router); !shown)
            return shown;
    }
    return transaction->commit();
}

Result<void> Trash::restore(RouterId id)
{
    auto transaction = Transaction::begin(m_workspace);
    if (!transaction)
        return transaction.error();
    if (auto known = requireRow(m_workspace.handle(), "routers", id.value, "router"); !known)
        return known;
    if (auto shown = show(m_workspace.handle(), "routers", id.value); !shown)
        return shown;
    return transaction->commit();
}

Result<bool> Trash::isEmpty() const
{
    const auto any =
        sql::integer(m_workspace.handle(), "SELECT EXISTS(SELECT 1 FROM datasets WHERE removed IS NOT NULL) OR "
                                           "EXISTS(SELECT 1 FROM routers WHERE removed IS NOT NULL)");
    if (!any)
        return any.error();
    return any->value_or(0) == 0;
}

Result<void> Trash::empty()
{
    sqlite3 *db = m_workspace.handle();
    auto transaction = Transaction::begin(m_workspace);
    if (!transaction)
        return transaction.error();
    if (auto removed = sql::run(db, "DELETE FROM routers WHERE removed IS NOT NULL"); !removed)
        return removed;
    // Simulated logs go before the full feedback that they come from.
    const auto datasets =
        ids(db, "SELECT id FROM datasets WHERE removed IS NOT NULL AND id > ? ORDER BY parent IS NULL, id", 0);
    if (!datasets)
        return datasets.error();
    DatasetRepository repository(m_workspace);
    for (const std::int64_t id : *datasets) {
        if (auto shown = sql::run(db, "UPDATE datasets SET removed = NULL WHERE id = ?", id); !shown)
            return shown;
        if (auto removed = repository.remove(DatasetId{id}); !removed)
            return removed;
    }
    return transaction->commit();
}

} // namespace fairlead
