#include "core/store/modelchanges.h"

#include "core/store/candidatebits.h"
#include "core/store/datahash.h"
#include "core/store/datasetrepository.h"
#include "core/store/guarded.h"
#include "core/store/schema.h"
#include "core/store/statement.h"

#include <optional>
#include <utility>
#include <vector>

namespace fairlead {

namespace {

/// Names in the first column, comma-separated.
Result<std::string> namesOf(sqlite3 *db, const char *statement, DatasetId id)
{
    std::string names;
    const auto read = sql::forEachRow(
        db, statement, [&](const sql::Statement &row) { names += (names.empty() ? "" : ", ") + row.text(0); },
        id.value);
    if (!read)
        return read.error();
    return names;
}

/// One merge, step by step, inside its caller's transaction.
class Merge
{
public:
    Merge(sqlite3 *db, DatasetInfo info, std::vector<std::string> models, std::size_t from, std::size_t into)
        : m_db(db)
        , m_info(std::move(info))
        , m_models(std::move(models))
        , m_from(from)
        , m_into(into > from ? into - 1 : into)
        , m_what(m_models[from] + " into " + m_models[into])
    {}

    Result<void> run()
    {
        for (const auto step : {&Merge::moveCandidates, &Merge::moveOutcomes, &Merge::hashQueries, &Merge::readOutcomes,
                                &Merge::hashEmbeddings, &Merge::storeModels, &Merge::dropDerived, &Merge::storeSummary})
            if (auto done = (this->*step)(); !done)
                return done;
        return {};
    }

private:
    struct Sums
    {
        std::size_t count = 0;
        double quality = 0;
        double cost = 0;
    };

    Result<void> moveOutcomes()
    {
        m_models.erase(m_models.begin() + static_cast<std::ptrdiff_t>(m_from));
        return sql::run(m_db,
                        "UPDATE observations SET model = CASE WHEN model = ?1 THEN ?2 ELSE model - 1 END "
                        "WHERE key BETWEEN ?3 AND ?4 AND model >= ?1",
                        m_from, m_into, keys().first, keys().last);
    }

    /// In blocks: rows are not changed while the same table is being read.
    Result<void> moveCandidates()
    {
        if (!m_info.hasCandidates)
            return {};
        constexpr std::int64_t kBlock = 4096;
        auto update = sql::Statement::prepare(m_db, "UPDATE observations SET available = ? WHERE key = ?");
        if (!update)
            return update.error();
        for (std::int64_t after = keys().first - 1;;) {
            std::vector<std::pair<std::int64_t, std::string>> changed;
            const auto read = sql::forEachRow(
                m_db,
                "SELECT key, model, available FROM observations WHERE key > ? AND key <= ? AND available IS NOT NULL "
                "ORDER BY key LIMIT ?",
                [&](const sql::Statement &row) -> Result<void> {
                    auto packed = merged(row.blob(2), static_cast<std::size_t>(row.integer(1)));
                    if (!packed)
                        return packed.error();
                    changed.emplace_back(row.integer(0), *std::move(packed));
                    return {};
                },
                after, keys().last, kBlock);
            if (!read)
                return read;
            for (const auto &[key, packed] : changed) {
                const auto blob = packed.empty() ? std::nullopt : std::optional(sql::Blob{packed});
                if (auto updated = update->bind(blob, key).run(); !updated)
                    return updated;
            }
            if (changed.empty())
                return {};
            after = changed.back().first;
        }
    }

    [[nodiscard]] Result<std::string> merged(std::string_view packed, std::size_t served) const
    {
        std::vector<std::uint8_t> available(m_models.size());
        if (served >= m_models.size() || !unpackAvailable(packed, served, available))
            return sql::damaged(m_db, "candidates of a log row");
        const std::uint8_t isIn = available[m_from];
        available.erase(available.begin() + static_cast<std::ptrdiff_t>(m_from));
        available[m_into] = available[m_into] | isIn;
        return packAvailable(available);
    }

    Result<void> hashQueries()
    {
        return sql::forEachRow(
            m_db, "SELECT external_id, prompt, segment, grp, split FROM queries WHERE key BETWEEN ? AND ? ORDER BY key",
            [&](const sql::Statement &row) {
                m_hash.addQuery({row.text(0), row.text(1), row.text(2), row.text(3),
                                 row.integer(4) == 0 ? Split::Train : Split::HeldOut});
            },
            keys().first, keys().last);
    }

    Result<void> readOutcomes()
    {
        m_sums.resize(m_models.size());
        return sql::forEachRow(
            m_db,
            "SELECT row, model, quality, cost, propensity, available FROM observations WHERE key BETWEEN ? AND ? "
            "ORDER BY key",
            [&](const sql::Statement &row) -> Result<void> {
                const auto model = static_cast<std::size_t>(row.integer(1));
                if (model >= m_models.size())
                    return sql::damaged(m_db, "an outcome of a model that is not there");
                const std::string_view candidates = row.isNull(5) ? std::string_view() : row.blob(5);
                m_hash.addOutcome(static_cast<std::size_t>(row.integer(0)), row.integer(1), row.real(2), row.real(3),
                                  row.real(4), candidates);
                m_hasCandidates = m_hasCandidates || !candidates.empty();
                Sums &sums = m_sums[model];
                ++sums.count;
                sums.quality += row.real(2);
                sums.cost += row.real(3);
                return {};
            },
            keys().first, keys().last);
    }

    /// Those made from prompts are not what the data came with.
    Result<void> hashEmbeddings()
    {
        if (m_info.embeddingDim == 0 || m_info.embeddingsFromText)
            return {};
        m_dim = m_info.embeddingDim;
        return sql::forEachRow(
            m_db, "SELECT cells FROM embeddings WHERE key BETWEEN ? AND ? ORDER BY key",
            [&](const sql::Statement &row) {
                const std::string_view cells = row.blob(0);
                m_hash.addEmbeddings(cells.data(), cells.size());
            },
            keys().first, keys().last);
    }

    Result<void> storeModels()
    {
        if (auto deleted = sql::run(m_db, "DELETE FROM models WHERE dataset = ?", m_info.id.value); !deleted)
            return deleted;
        for (std::size_t t = 0; t < m_models.size(); ++t) {
            const auto count = static_cast<double>(m_sums[t].count);
            if (auto inserted = sql::run(m_db, "INSERT INTO models VALUES(?, ?, ?, ?, ?, ?)", m_info.id.value, t,
                                         m_models[t], m_sums[t].count, m_sums[t].quality / count,
                                         m_sums[t].cost / count); // NaN without rows: stored as NULL
                !inserted)
                return inserted;
        }
        return {};
    }

    Result<void> dropDerived()
    {
        for (const char *statement : {"DELETE FROM artifacts WHERE dataset = ?",
                                      "DELETE FROM routers WHERE dataset = ? AND removed IS NOT NULL"}) {
            if (auto deleted = sql::run(m_db, statement, m_info.id.value); !deleted)
                return deleted;
        }
        return {};
    }

    Result<void> storeSummary()
    {
        return sql::run(m_db,
                        "UPDATE datasets SET model_count = ?1, has_candidates = ?2, data_hash = ?3, settings = CASE "
                        "WHEN json_valid(settings) THEN json_set(settings, '$.merged', json_insert(coalesce("
                        "json_extract(settings, '$.merged'), '[]'), '$[#]', ?4)) ELSE settings END WHERE id = ?5",
                        m_models.size(), m_hasCandidates, m_hash.hex(m_info.kind, m_models, {}, m_dim), m_what,
                        m_info.id.value);
    }

    [[nodiscard]] RowKeys keys() const { return RowKeys(m_info.id); }

    sqlite3 *m_db;
    DatasetInfo m_info;
    std::vector<std::string> m_models; ///< without `from` once its outcomes have moved
    std::size_t m_from;
    std::size_t m_into; ///< after the move
    std::string m_what;
    std::vector<Sums> m_sums;
    DataHash m_hash;
    std::size_t m_dim = 0;
    bool m_hasCandidates = false;
};

Result<std::vector<std::string>> modelNames(Workspace &workspace, DatasetId id)
{
    const auto models = DatasetRepository(workspace).models(id);
    if (!models)
        return models.error();
    std::vector<std::string> names;
    for (const ModelInfo &model : *models)
        names.push_back(model.name);
    return names;
}

Result<void> requireMergeable(sqlite3 *db, const DatasetInfo &info)
{
    const std::string subject = "Could not merge models of '" + info.name + "': ";
    if (info.kind != DatasetKind::Log)
        return makeError(ErrorCode::BadInput, subject + "every model answered every query there, so one model would "
                                                        "have two outcomes. Only models of a log can be merged.");
    if (info.parent)
        return makeError(ErrorCode::BadInput, subject + "the log was simulated and shares its models with the full "
                                                        "feedback it came from. Only an imported log's can be merged.");
    const auto routers =
        namesOf(db, "SELECT name FROM routers WHERE dataset = ? AND removed IS NULL ORDER BY id", info.id);
    if (!routers)
        return routers.error();
    if (!routers->empty())
        return makeError(ErrorCode::BadInput, subject + "routers trained on it route to its models as they are (" +
                                                  *routers + "). Delete these first, and train again afterwards.");
    return {};
}

} // namespace

Result<void> ModelChanges::rename(DatasetId id, std::size_t ordinal, const std::string &name)
{
    sqlite3 *db = m_workspace.handle();
    auto transaction = Transaction::begin(m_workspace);
    if (!transaction)
        return transaction.error();
    const auto info = DatasetRepository(m_workspace).byId(id);
    if (!info)
        return info.error();
    const auto names = modelNames(m_workspace, id);
    if (!names)
        return names.error();
    if (ordinal >= names->size())
        return makeError(ErrorCode::NotFound, "The dataset '" + info->name + "' has no model with the number " +
                                                  std::to_string(ordinal + 1) + ".");
    const std::string subject = "Could not rename the model '" + (*names)[ordinal] + "': ";
    if (name.empty())
        return makeError(ErrorCode::BadInput, subject + "the new name is empty. Give it one.");
    for (std::size_t t = 0; t < names->size(); ++t) {
        if (t != ordinal && (*names)[t] == name)
            return makeError(ErrorCode::BadInput, subject + "there already is a model '" + name +
                                                      "'. Choose another name, or merge the two.");
    }
    const DatasetId root = info->parent.value_or(id);
    if (auto renamed = sql::run(db,
                                "UPDATE models SET name = ? WHERE ordinal = ? AND dataset IN "
                                "(SELECT id FROM datasets WHERE id = ? OR parent = ?)",
                                name, ordinal, root.value, root.value);
        !renamed)
        return renamed;
    // Kept diagnoses name models in their sentences.
    if (auto dropped = sql::run(db,
                                "DELETE FROM artifacts WHERE key LIKE 'diagnosis%' AND dataset IN "
                                "(SELECT id FROM datasets WHERE id = ? OR parent = ?)",
                                root.value, root.value);
        !dropped)
        return dropped;
    return transaction->commit();
}

Result<void> ModelChanges::merge(DatasetId id, std::size_t from, std::size_t into)
{
    return guarded([&]() -> Result<void> {
        sqlite3 *db = m_workspace.handle();
        auto transaction = Transaction::begin(m_workspace);
        if (!transaction)
            return transaction.error();
        const auto info = DatasetRepository(m_workspace).byId(id);
        if (!info)
            return info.error();
        auto names = modelNames(m_workspace, id);
        if (!names)
            return names.error();
        if (from >= names->size() || into >= names->size() || from == into)
            return makeError(ErrorCode::BadInput,
                             "Could not merge models of '" + info->name + "': name two different models of it.");
        if (auto mergeable = requireMergeable(db, *info); !mergeable)
            return mergeable;
        if (auto merged = Merge(db, *info, *std::move(names), from, into).run(); !merged)
            return merged;
        return transaction->commit();
    });
}

} // namespace fairlead
