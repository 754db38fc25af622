#include "core/store/datasetrepository.h"

#include "core/store/candidatebits.h"
#include "core/store/embeddingblocks.h"
#include "core/store/guarded.h"
#include "core/store/schema.h"
#include "core/store/statement.h"

#include <algorithm>
#include <limits>

namespace fairlead {

namespace {

constexpr const char *kSelectInfo =
    "SELECT d.id, d.name, d.kind, d.source, d.created, d.parent, d.query_count, d.train_count, d.model_count, "
    "o.embedding_dim, o.embeddings_from_text, o.has_prompts, d.has_propensity, d.data_hash, d.settings, "
    "d.has_candidates "
    "FROM datasets d JOIN datasets o ON o.id = coalesce(d.parent, d.id) ";

std::size_t countOf(const sql::Statement &row, int column)
{
    return static_cast<std::size_t>(std::max<std::int64_t>(row.integer(column), 0));
}

DatasetInfo infoOf(const sql::Statement &row)
{
    DatasetInfo info;
    info.id.value = row.integer(0);
    info.name = row.text(1);
    info.kind = row.integer(2) == static_cast<int>(DatasetKind::Log) ? DatasetKind::Log : DatasetKind::FullFeedback;
    info.source = row.text(3);
    info.created = row.text(4);
    if (!row.isNull(5))
        info.parent = DatasetId{row.integer(5)};
    info.queryCount = countOf(row, 6);
    info.trainCount = countOf(row, 7);
    info.modelCount = countOf(row, 8);
    info.embeddingDim = countOf(row, 9);
    info.embeddingsFromText = row.integer(10) != 0;
    info.hasPrompts = row.integer(11) != 0;
    info.hasPropensity = row.integer(12) != 0;
    info.dataHash = row.text(13);
    info.settings = row.text(14);
    info.hasCandidates = row.integer(15) != 0;
    return info;
}

template <typename... Values>
Result<std::vector<DatasetInfo>> infos(sqlite3 *db, const std::string &where, const Values &...values)
{
    std::vector<DatasetInfo> found;
    const auto read = sql::forEachRow(
        db, kSelectInfo + where, [&](const sql::Statement &row) { found.push_back(infoOf(row)); }, values...);
    if (!read)
        return read.error();
    return found;
}

DatasetId ownerOf(const DatasetInfo &info)
{
    return info.parent.value_or(info.id);
}

/// The dataset once its counts are known to agree with what the tables hold: they size what is allocated next.
Result<DatasetInfo> checkedInfo(sqlite3 *db, const DatasetRepository &repository, DatasetId id)
{
    auto info = repository.byId(id);
    if (!info)
        return info;
    const RowKeys keys(ownerOf(*info));
    const auto last = sql::integer(db, "SELECT max(key) FROM queries WHERE key BETWEEN ? AND ?", keys.first, keys.last);
    if (!last)
        return last.error();
    const auto models = sql::integer(db, "SELECT count(*) FROM models WHERE dataset = ?", id.value);
    if (!models)
        return models.error();
    const auto queries = last->has_value() ? static_cast<std::size_t>(**last - keys.first) + 1 : 0;
    if (queries != info->queryCount || static_cast<std::size_t>(models->value_or(0)) != info->modelCount)
        return sql::damaged(db, "counts of dataset " + std::to_string(id.value));
    return info;
}

Error wrongKind(const DatasetInfo &info)
{
    return info.kind == DatasetKind::Log
               ? makeError(ErrorCode::BadInput, "The dataset '" + info.name +
                                                    "' is a log: it holds one model's outcome per "
                                                    "query, not every model's. Name a dataset with full feedback.")
               : makeError(ErrorCode::BadInput, "The dataset '" + info.name +
                                                    "' holds full feedback, not a log. Simulate a "
                                                    "log from it first.");
}

Result<FullOutcomes> readFullOutcomes(sqlite3 *db, const DatasetInfo &info)
{
    const double none = std::numeric_limits<double>::quiet_NaN();
    FullOutcomes outcomes{MatrixD(info.queryCount, info.modelCount, none),
                          MatrixD(info.queryCount, info.modelCount, none)};
    const RowKeys keys(info.id);
    const auto read = sql::forEachRow(
        db, "SELECT row, model, quality, cost FROM observations WHERE key BETWEEN ? AND ? ORDER BY key",
        [&](const sql::Statement &at) -> Result<void> {
            const auto row = static_cast<std::size_t>(at.integer(0));
            const auto model = static_cast<std::size_t>(at.integer(1));
            if (row >= info.queryCount || model >= info.modelCount)
                return sql::damaged(db, "an outcome outside its dataset");
            outcomes.quality(row, model) = at.real(2);
            outcomes.cost(row, model) = at.real(3);
            return {};
        },
        keys.first, keys.last);
    if (!read)
        return read.error();
    return outcomes;
}

Result<LoggedOutcomes> readLoggedOutcomes(sqlite3 *db, const DatasetInfo &info)
{
    LoggedOutcomes outcomes;
    outcomes.model.reserve(info.queryCount);
    outcomes.quality.reserve(info.queryCount);
    outcomes.cost.reserve(info.queryCount);
    outcomes.propensity.reserve(info.hasPropensity ? info.queryCount : 0);
    if (info.hasCandidates)
        outcomes.available = Matrix<std::uint8_t>(info.queryCount, info.modelCount, 1);
    const RowKeys keys(info.id);
    const auto read = sql::forEachRow(
        db,
        "SELECT row, model, quality, cost, propensity, available FROM observations WHERE key BETWEEN ? AND ? ORDER BY "
        "key",
        [&](const sql::Statement &at) -> Result<void> {
            const auto model = static_cast<std::size_t>(at.integer(1));
            if (static_cast<std::size_t>(at.integer(0)) != outcomes.model.size() || model >= info.modelCount ||
                outcomes.model.size() == info.queryCount)
                return sql::damaged(db, "log row " + std::to_string(outcomes.model.size()));
            outcomes.model.push_back(static_cast<std::int32_t>(model));
            outcomes.quality.push_back(at.real(2));
            outcomes.cost.push_back(at.real(3));
            if (info.hasPropensity)
                outcomes.propensity.push_back(at.real(4));
            if (info.hasCandidates && !at.isNull(5) &&
                !unpackAvailable(at.blob(5), model, outcomes.available.row(outcomes.model.size() - 1)))
                return sql::damaged(db, "candidates of log row " + std::to_string(outcomes.model.size() - 1));
            return {};
        },
        keys.first, keys.last);
    if (!read)
        return read.error();
    if (outcomes.model.size() != info.queryCount)
        return sql::damaged(db, "the log ends at row " + std::to_string(outcomes.model.size()));
    return outcomes;
}

} // namespace

Result<std::vector<DatasetInfo>> DatasetRepository::list() const
{
    return infos(m_workspace.handle(), "WHERE d.removed IS NULL ORDER BY d.id");
}

Result<DatasetInfo> DatasetRepository::byId(DatasetId id) const
{
    auto found = infos(m_workspace.handle(), "WHERE d.id = ? AND d.removed IS NULL", id.value);
    if (!found)
        return found.error();
    if (found->empty())
        return makeError(ErrorCode::NotFound, "This workspace holds no dataset with the id " +
                                                  std::to_string(id.value) + "; it may have been removed meanwhile.");
    return std::move(found->front());
}

Result<DatasetInfo> DatasetRepository::byName(std::string_view name) const
{
    auto all = list();
    if (!all)
        return all.error();
    std::string names;
    for (DatasetInfo &info : *all) {
        if (info.name == name)
            return std::move(info);
        names += (names.empty() ? "" : ", ") + info.name;
    }
    return makeError(ErrorCode::NotFound, "There is no dataset '" + std::string(name) + "'. This workspace holds" +
                                              (names.empty() ? " none yet; import a log first." : ": " + names + "."));
}

Result<std::vector<ModelInfo>> DatasetRepository::models(DatasetId id) const
{
    std::vector<ModelInfo> models;
    const auto read = sql::forEachRow(
        m_workspace.handle(),
        "SELECT name, row_count, mean_quality, mean_cost FROM models WHERE dataset = ? ORDER BY ordinal",
        [&](const sql::Statement &row) {
            models.push_back({row.text(0), countOf(row, 1), row.real(2), row.real(3)});
        },
        id.value);
    if (!read)
        return read.error();
    if (models.empty()) {
        if (auto known = byId(id); !known)
            return known.error();
    }
    return models;
}

Result<std::vector<Query>> DatasetRepository::queries(DatasetId id) const
{
    return queries(id, 0, static_cast<std::size_t>(RowKeys::kMaxRows));
}

Result<std::vector<Query>> DatasetRepository::queries(DatasetId id, std::size_t firstRow, std::size_t count) const
{
    return guarded([&]() -> Result<std::vector<Query>> {
        sqlite3 *db = m_workspace.handle();
        const auto info = checkedInfo(db, *this, id);
        if (!info)
            return info.error();
        std::vector<Query> queries;
        const std::size_t first = std::min(firstRow, info->queryCount);
        const std::size_t rows = std::min(count, info->queryCount - first);
        queries.reserve(rows);
        const std::int64_t firstKey = RowKeys(ownerOf(*info)).first + static_cast<std::int64_t>(first);
        const auto read = sql::forEachRow(
            db,
            "SELECT external_id, prompt, segment, grp, split, time FROM queries WHERE key >= ? AND key < ? ORDER BY "
            "key",
            [&](const sql::Statement &row) {
                queries.push_back({row.text(0), row.text(1), row.text(2), row.text(3),
                                   row.integer(4) == 0 ? Split::Train : Split::HeldOut, row.real(5)});
            },
            firstKey, firstKey + static_cast<std::int64_t>(rows));
        if (!read)
            return read.error();
        if (queries.size() != rows)
            return sql::damaged(db, "queries are missing from dataset " + std::to_string(id.value));
        return queries;
    });
}

Result<LoggedOutcomes> DatasetRepository::loggedOutcomes(DatasetId id) const
{
    return guarded([&]() -> Result<LoggedOutcomes> {
        const auto info = checkedInfo(m_workspace.handle(), *this, id);
        if (!info)
            return info.error();
        if (info->kind != DatasetKind::Log)
            return wrongKind(*info);
        return readLoggedOutcomes(m_workspace.handle(), *info);
    });
}

Result<FullOutcomes> DatasetRepository::fullOutcomes(DatasetId id) const
{
    return guarded([&]() -> Result<FullOutcomes> {
        const auto info = checkedInfo(m_workspace.handle(), *this, id);
        if (!info)
            return info.error();
        if (info->kind != DatasetKind::FullFeedback)
            return wrongKind(*info);
        return readFullOutcomes(m_workspace.handle(), *info);
    });
}

Result<std::optional<FullOutcomes>> DatasetRepository::truth(DatasetId id) const
{
    const auto info = byId(id);
    if (!info)
        return info.error();
    if (info->kind == DatasetKind::Log && !info->parent)
        return std::optional<FullOutcomes>();
    auto outcomes = fullOutcomes(ownerOf(*info));
    if (!outcomes)
        return outcomes.error();
    return std::optional(*std::move(outcomes));
}

Result<MatrixF> DatasetRepository::embeddings(DatasetId id) const
{
    return guarded([&]() -> Result<MatrixF> {
        const auto info = checkedInfo(m_workspace.handle(), *this, id);
        if (!info)
            return info.error();
        if (info->embeddingDim == 0)
            return makeError(ErrorCode::NotFound,
                             "The dataset '" + info->name + "' has no embeddings yet" +
                                 (info->hasPrompts ? "; training makes them from its prompts."
                                                   : ", and no prompts to make them from. Import it with embeddings."));
        return readEmbeddings(m_workspace.handle(), ownerOf(*info), info->queryCount, info->embeddingDim);
    });
}

Result<void> DatasetRepository::storeTextEmbeddings(DatasetId id, const MatrixF &embeddings,
                                                    const TensorBundle &encoder)
{
    sqlite3 *db = m_workspace.handle();
    auto transaction = Transaction::begin(m_workspace);
    if (!transaction)
        return transaction.error();
    const auto info = byId(id);
    if (!info)
        return info.error();
    if (info->embeddingDim != 0 && !info->embeddingsFromText)
        return makeError(ErrorCode::BadInput, "The dataset '" + info->name +
                                                  "' came with its own embeddings; those made "
                                                  "from its prompts may not replace them.");
    if (embeddings.rows() != info->queryCount || embeddings.cols() == 0)
        return makeError(ErrorCode::BadInput, "There are " + std::to_string(embeddings.rows()) +
                                                  " embeddings for the " + std::to_string(info->queryCount) +
                                                  " queries of '" + info->name + "'.");
    const DatasetId owner = ownerOf(*info);
    if (auto removed = removeEmbeddings(db, owner); !removed)
        return removed;
    if (auto written = writeEmbeddings(db, owner, embeddings); !written)
        return written;
    const std::string tensors = toSafetensors(encoder);
    if (auto saved = sql::run(db, "INSERT OR REPLACE INTO encoders VALUES(?, ?)", owner.value, sql::Blob{tensors});
        !saved)
        return saved;
    if (auto noted = sql::run(db, "UPDATE datasets SET embedding_dim = ?, embeddings_from_text = 1 WHERE id = ?",
                              embeddings.cols(), owner.value);
        !noted)
        return noted;
    return transaction->commit();
}

Result<std::optional<TensorBundle>> DatasetRepository::textEncoder(DatasetId id) const
{
    const auto info = byId(id);
    if (!info)
        return info.error();
    std::optional<TensorBundle> encoder;
    const auto read = sql::forEachRow(
        m_workspace.handle(), "SELECT tensors FROM encoders WHERE dataset = ?",
        [&](const sql::Statement &row) -> Result<void> {
            auto bundle = fromSafetensors(row.blob(0), "text encoder of " + info->name);
            if (!bundle)
                return bundle.error();
            encoder = *std::move(bundle);
            return {};
        },
        ownerOf(*info).value);
    if (!read)
        return read.error();
    return encoder;
}

} // namespace fairlead
