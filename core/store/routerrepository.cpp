#include "core/store/routerrepository.h"

#include "core/store/connection.h"
#include "core/store/statement.h"

namespace fairlead {

namespace {

constexpr const char *kSelectRecord =
    "SELECT r.id, r.name, r.dataset, d.name, r.method, r.seed, r.created, r.data_hash, r.config, r.curve, r.summary, "
    "r.version FROM routers r JOIN datasets d ON d.id = r.dataset ";

RouterRecord recordOf(const sql::Statement &row)
{
    RouterRecord record;
    record.id.value = row.integer(0);
    record.name = row.text(1);
    record.dataset.value = row.integer(2);
    record.datasetName = row.text(3);
    record.method = row.text(4);
    record.seed = static_cast<std::uint64_t>(row.integer(5));
    record.created = row.text(6);
    record.dataHash = row.text(7);
    record.config = row.text(8);
    record.curve = row.text(9);
    record.summary = row.text(10);
    record.version = row.text(11);
    return record;
}

template <typename... Values>
Result<std::vector<RouterRecord>> records(sqlite3 *db, const std::string &where, const Values &...values)
{
    std::vector<RouterRecord> found;
    const auto read = sql::forEachRow(
        db, kSelectRecord + where, [&](const sql::Statement &row) { found.push_back(recordOf(row)); }, values...);
    if (!read)
        return read.error();
    return found;
}

Error unknownRouter(RouterId id)
{
    return makeError(ErrorCode::NotFound, "This workspace holds no router with the id " + std::to_string(id.value) +
                                              "; it may have been removed meanwhile.");
}

/// Whether another router than `self` may take this name.
Result<void> requireFreeName(sqlite3 *db, const std::string &name, RouterId self, const std::string &subject)
{
    if (name.empty())
        return makeError(ErrorCode::BadInput, subject + "it has no name. Give it one.");
    const auto taken = sql::integer(db, "SELECT id FROM routers WHERE name = ? AND id <> ?", name, self.value);
    if (!taken)
        return taken.error();
    if (*taken)
        return makeError(ErrorCode::BadInput,
                         subject + "there already is a router '" + name + "'. Choose another name.");
    return {};
}

/// The safetensors blob that a statement finds; nothing when there is no row.
template <typename... Values>
Result<std::optional<TensorBundle>> bundle(sqlite3 *db, const char *text, const std::string &source,
                                           const Values &...values)
{
    std::optional<TensorBundle> found;
    const auto read = sql::forEachRow(
        db, text,
        [&](const sql::Statement &row) -> Result<void> {
            auto parsed = fromSafetensors(row.blob(0), source);
            if (!parsed)
                return parsed.error();
            found = *std::move(parsed);
            return {};
        },
        values...);
    if (!read)
        return read.error();
    return found;
}

} // namespace

Result<std::vector<RouterRecord>> RouterRepository::list() const
{
    return records(m_workspace.handle(), "WHERE r.removed IS NULL ORDER BY r.id");
}

Result<RouterRecord> RouterRepository::byId(RouterId id) const
{
    auto found = records(m_workspace.handle(), "WHERE r.id = ? AND r.removed IS NULL", id.value);
    if (!found)
        return found.error();
    if (found->empty())
        return unknownRouter(id);
    return std::move(found->front());
}

Result<RouterRecord> RouterRepository::byName(std::string_view name) const
{
    auto all = list();
    if (!all)
        return all.error();
    std::string names;
    for (RouterRecord &record : *all) {
        if (record.name == name)
            return std::move(record);
        names += (names.empty() ? "" : ", ") + record.name;
    }
    return makeError(ErrorCode::NotFound, "There is no router '" + std::string(name) + "'. This workspace holds" +
                                              (names.empty() ? " none yet; train one first." : ": " + names + "."));
}

Result<RouterId> RouterRepository::save(const RouterRecord &record, const TensorBundle &weights)
{
    sqlite3 *db = m_workspace.handle();
    const std::string subject = "Could not save the router '" + record.name + "': ";
    auto transaction = Transaction::begin(m_workspace);
    if (!transaction)
        return transaction.error();
    if (auto free = requireFreeName(db, record.name, {}, subject); !free)
        return free.error();
    const auto dataset =
        sql::integer(db, "SELECT id FROM datasets WHERE id = ? AND removed IS NULL", record.dataset.value);
    if (!dataset)
        return dataset.error();
    if (!*dataset)
        return makeError(ErrorCode::NotFound, subject + "its dataset is no longer in this workspace.");
    const std::string tensors = toSafetensors(weights);
    if (auto inserted =
            sql::run(db,
                     "INSERT INTO routers(name, dataset, method, seed, created, data_hash, config, curve, summary, "
                     "version, weights) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     record.name, record.dataset.value, record.method, record.seed, timestamp(), record.dataHash,
                     record.config, record.curve, record.summary, FAIRLEAD_VERSION, sql::Blob{tensors});
        !inserted)
        return inserted.error();
    const RouterId id{sqlite3_last_insert_rowid(db)};
    if (auto committed = transaction->commit(); !committed)
        return committed.error();
    return id;
}

Result<void> RouterRepository::replace(RouterId id, const RouterRecord &record, const TensorBundle &weights)
{
    sqlite3 *db = m_workspace.handle();
    const std::string tensors = toSafetensors(weights);
    if (auto updated = sql::run(
            db,
            "UPDATE routers SET created = ?, config = ?, curve = ?, summary = ?, version = ?, weights = ? WHERE id = ?",
            timestamp(), record.config, record.curve, record.summary, FAIRLEAD_VERSION, sql::Blob{tensors}, id.value);
        !updated)
        return updated;
    if (sqlite3_changes(db) == 0)
        return unknownRouter(id);
    return {};
}

Result<TensorBundle> RouterRepository::weights(RouterId id) const
{
    auto found = bundle(m_workspace.handle(), "SELECT weights FROM routers WHERE id = ?",
                        "weights of router " + std::to_string(id.value), id.value);
    if (!found)
        return found.error();
    if (!*found)
        return unknownRouter(id);
    return **std::move(found);
}

Result<void> RouterRepository::rename(RouterId id, const std::string &name)
{
    sqlite3 *db = m_workspace.handle();
    auto transaction = Transaction::begin(m_workspace);
    if (!transaction)
        return transaction.error();
    const auto record = byId(id);
    if (!record)
        return record.error();
    if (auto free = requireFreeName(db, name, id, "Could not rename the router '" + record->name + "': "); !free)
        return free;
    if (auto renamed = sql::run(db, "UPDATE routers SET name = ? WHERE id = ?", name, id.value); !renamed)
        return renamed;
    return transaction->commit();
}

Result<void> RouterRepository::remove(RouterId id)
{
    sqlite3 *db = m_workspace.handle();
    if (auto removed = sql::run(db, "DELETE FROM routers WHERE id = ?", id.value); !removed)
        return removed;
    if (sqlite3_changes(db) == 0)
        return unknownRouter(id);
    return {};
}

Result<std::optional<TensorBundle>> RouterRepository::artifact(DatasetId dataset, std::string_view key) const
{
    return bundle(m_workspace.handle(), "SELECT tensors FROM artifacts WHERE dataset = ? AND key = ?",
                  "table '" + std::string(key) + "'", dataset.value, key);
}

Result<void> RouterRepository::saveArtifact(DatasetId dataset, std::string_view key, const TensorBundle &tables)
{
    sqlite3 *db = m_workspace.handle();
    const auto known = sql::integer(db, "SELECT id FROM datasets WHERE id = ?", dataset.value);
    if (!known)
        return known.error();
    if (!*known)
        return makeError(ErrorCode::NotFound, "Could not keep the table '" + std::string(key) +
                                                  "': its dataset is no longer in this workspace.");
    const std::string tensors = toSafetensors(tables);
    return sql::run(db, "INSERT OR REPLACE INTO artifacts VALUES(?, ?, ?)", dataset.value, key, sql::Blob{tensors});
}

} // namespace fairlead
