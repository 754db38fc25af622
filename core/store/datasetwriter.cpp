#include "core/store/batchinsert.h"
#include "core/store/candidatebits.h"
#include "core/store/connection.h"
#include "core/store/datahash.h"
#include "core/store/datasetrepository.h"
#include "core/store/embeddingblocks.h"
#include "core/store/schema.h"
#include "core/store/statement.h"

#include <cmath>
#include <limits>
#include <tuple>

namespace fairlead {

namespace {

constexpr std::size_t kMaxModels = 65'535; // decisions are held in 16 bits

/// Counts and means of one model while its rows stream by.
struct ModelSums
{
    std::size_t lastRow = std::numeric_limits<std::size_t>::max();
    std::size_t qualities = 0;
    std::size_t costs = 0;
    double quality = 0;
    double cost = 0;

    void add(double q, double c)
    {
        if (!std::isnan(q)) {
            ++qualities;
            quality += q;
        }
        if (!std::isnan(c)) {
            ++costs;
            cost += c;
        }
    }
};

struct QueryRow
{
    std::int64_t key = 0;
    Query query;
    int split = 0;
    std::optional<double> time;

    [[nodiscard]] auto columns() const
    {
        return std::tie(key, query.externalId, query.prompt, query.segment, query.group, split, time);
    }
};

struct ObservationRow
{
    std::int64_t key = 0;
    std::size_t row = 0;
    std::int32_t model = 0;
    double quality = 0;
    double cost = 0;
    double propensity = 0;
    std::optional<std::string> candidates; ///< packed

    [[nodiscard]] auto columns() const
    {
        const auto blob = candidates ? std::optional(sql::Blob{*candidates}) : std::nullopt;
        return std::tuple(key, row, model, quality, cost, propensity, blob);
    }
};

Error refused(const std::string &dataset, const std::string &cause)
{
    return makeError(ErrorCode::BadInput, "Could not store the dataset '" + dataset + "': " + cause);
}

} // namespace

struct DatasetWriter::Impl
{
    Impl(sqlite3 *database, NewDataset dataset, sql::BatchInsert<QueryRow> query,
         sql::BatchInsert<ObservationRow> observation)
        : db(database)
        , start(std::move(dataset))
        , queries(std::move(query))
        , observations(std::move(observation))
        , models(start.models.size())
    {}

    sqlite3 *db;
    NewDataset start;
    sql::BatchInsert<QueryRow> queries;
    sql::BatchInsert<ObservationRow> observations;
    DatasetId id;
    std::string parentHash;
    std::vector<ModelSums> models;
    std::size_t queryCount = 0;
    std::size_t trainCount = 0;
    std::size_t observationCount = 0;
    std::size_t lastRow = 0;
    std::size_t embeddingDim = 0;
    bool hasPrompts = false;
    bool hasPropensity = false;
    bool hasCandidates = false;
    DataHash hash;

    [[nodiscard]] bool isLog() const { return start.kind == DatasetKind::Log; }
    [[nodiscard]] Error refuse(const std::string &cause) const { return refused(start.name, cause); }

    Result<void> insertDataset();
    Result<void> adoptParent();
    Result<void> check(std::size_t row, std::int32_t model, double quality, double cost, double propensity) const;
    Result<void> checkAvailable(std::size_t row, std::int32_t model, std::span<const std::uint8_t> available) const;
    Result<void> insertModels();
};

Result<void> DatasetWriter::Impl::adoptParent()
{
    if (!start.parent)
        return {};
    bool found = false;
    bool fits = false;
    const auto read = sql::forEachRow(
        db, "SELECT query_count, train_count, data_hash, kind, parent FROM datasets WHERE id = ?",
        [&](const sql::Statement &row) {
            found = true;
            fits = row.integer(3) == static_cast<int>(DatasetKind::FullFeedback) && row.isNull(4);
            queryCount = static_cast<std::size_t>(row.integer(0));
            trainCount = static_cast<std::size_t>(row.integer(1));
            parentHash = row.text(2);
        },
        start.parent->value);
    if (!read)
        return read;
    if (!found)
        return refuse("the full feedback it comes from is not in this workspace.");
    if (!fits || !isLog())
        return refuse("only a log can come from another dataset, and only from one with full feedback.");
    std::vector<std::string> names;
    if (auto named = sql::forEachRow(
            db, "SELECT name FROM models WHERE dataset = ? ORDER BY ordinal",
            [&](const sql::Statement &row) { names.push_back(row.text(0)); }, start.parent->value);
        !named)
        return named;
    if (names != start.models)
        return refuse("its models are not those of the full feedback it comes from.");
    return {};
}

Result<void> DatasetWriter::Impl::insertDataset()
{
    if (start.name.empty())
        return refuse("it has no name. Give it one.");
    if (start.models.empty() || start.models.size() > kMaxModels)
        return refuse("it has " + std::to_string(start.models.size()) + " models; 1 to " + std::to_string(kMaxModels) +
                      " are possible.");
    const auto taken = sql::integer(db, "SELECT id FROM datasets WHERE name = ?", start.name);
    if (!taken)
        return taken.error();
    if (*taken)
        return refuse("this workspace already holds a dataset of that name. Choose another name.");
    if (auto inserted =
            sql::run(db, "INSERT INTO datasets(name, kind, source, created, parent, settings) VALUES(?, ?, ?, ?, ?, ?)",
                     start.name, static_cast<int>(start.kind), start.source, timestamp(),
                     start.parent ? std::optional(start.parent->value) : std::nullopt, start.settings);
        !inserted)
        return inserted;
    id.value = sqlite3_last_insert_rowid(db);
    if (!id.isValid() || id.value >= RowKeys::kMaxDatasets)
        return sql::damaged(db, "dataset id " + std::to_string(id.value));
    return {};
}

Result<void> DatasetWriter::Impl::check(std::size_t row, std::int32_t model, double quality, double cost,
                                        double propensity) const
{
    const auto wrong = [&](const std::string &cause) { return refuse("row " + std::to_string(row) + " " + cause); };
    if (row >= queryCount)
        return wrong("has an outcome but no query.");
    if (model < 0 || static_cast<std::size_t>(model) >= models.size())
        return wrong("names the model " + std::to_string(model) + " of " + std::to_string(models.size()) + ".");
    if (isLog() ? row != observationCount : row < lastRow)
        return wrong("is out of order.");
    if (!isLog() && models[static_cast<std::size_t>(model)].lastRow == row)
        return wrong("has two outcomes for the same model.");
    if (std::isinf(quality) || std::isinf(cost) || (isLog() && (std::isnan(quality) || std::isnan(cost))))
        return wrong("has a quality or a cost that is no number.");
    if (!std::isnan(propensity) && !(propensity > 0 && propensity <= 1))
        return wrong("has a propensity outside (0, 1].");
    return {};
}

Result<void> DatasetWriter::Impl::checkAvailable(std::size_t row, std::int32_t model,
                                                 std::span<const std::uint8_t> available) const
{
    if (available.empty())
        return {};
    if (!isLog() || available.size() != models.size() || available[static_cast<std::size_t>(model)] == 0)
        return refuse("row " + std::to_string(row) +
                      " has candidates that are not those of a log, or leave out the model that served it.");
    return {};
}

Result<void> DatasetWriter::Impl::insertModels()
{
    auto insert = sql::Statement::prepare(db, "INSERT INTO models VALUES(?, ?, ?, ?, ?, ?)");
    if (!insert)
        return insert.error();
    for (std::size_t t = 0; t < models.size(); ++t) {
        const ModelSums &sums = models[t];
        const double quality = sums.quality / static_cast<double>(sums.qualities); // NaN without rows: stored as NULL
        const double cost = sums.cost / static_cast<double>(sums.costs);
        if (auto inserted = insert->bind(id.value, t, start.models[t], sums.qualities, quality, cost).run(); !inserted)
            return inserted;
    }
    return {};
}

DatasetWriter::DatasetWriter(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{}
DatasetWriter::DatasetWriter(DatasetWriter &&) noexcept = default;
DatasetWriter::~DatasetWriter() = default;

Result<DatasetWriter> DatasetWriter::begin(Workspace &workspace, const NewDataset &dataset)
{
    sqlite3 *db = workspace.handle();
    auto query = sql::BatchInsert<QueryRow>::prepare(db, "queries");
    if (!query)
        return query.error();
    auto observation = sql::BatchInsert<ObservationRow>::prepare(db, "observations");
    if (!observation)
        return observation.error();
    auto impl = std::make_unique<Impl>(db, dataset, *std::move(query), *std::move(observation));
    if (auto adopted = impl->adoptParent(); !adopted)
        return adopted.error();
    if (auto inserted = impl->insertDataset(); !inserted)
        return inserted.error();
    return DatasetWriter(std::move(impl));
}

Result<void> DatasetWriter::addQuery(const Query &query)
{
    Impl &d = *m_impl;
    if (d.start.parent)
        return d.refuse("its queries are those of the full feedback it comes from.");
    const std::int64_t key = RowKeys(d.id).first + static_cast<std::int64_t>(d.queryCount);
    const auto time = std::isfinite(query.time) ? std::optional(query.time) : std::nullopt;
    if (auto inserted = d.queries.add({key, query, static_cast<int>(query.split), time}); !inserted)
        return inserted;
    ++d.queryCount;
    d.trainCount += query.split == Split::Train ? 1 : 0;
    d.hasPrompts = d.hasPrompts || !query.prompt.empty();
    d.hash.addQuery(query);
    return {};
}

Result<void> DatasetWriter::addObservation(std::size_t row, std::int32_t model, double quality, double cost,
                                           double propensity, std::span<const std::uint8_t> available)
{
    Impl &d = *m_impl;
    if (auto good = d.check(row, model, quality, cost, propensity); !good)
        return good;
    if (auto good = d.checkAvailable(row, model, available); !good)
        return good;
    if (std::isnan(quality) && std::isnan(cost))
        return {}; // full feedback with a hole: no row says it best
    const std::int64_t key = RowKeys(d.id).first + static_cast<std::int64_t>(d.observationCount);
    const std::string candidates = packAvailable(available);
    const auto packed = candidates.empty() ? std::nullopt : std::optional(candidates);
    if (auto inserted = d.observations.add({key, row, model, quality, cost, propensity, packed}); !inserted)
        return inserted;
    d.hasCandidates = d.hasCandidates || !candidates.empty();
    ++d.observationCount;
    d.lastRow = row;
    d.hasPropensity = d.hasPropensity || !std::isnan(propensity);
    ModelSums &sums = d.models[static_cast<std::size_t>(model)];
    sums.lastRow = row;
    sums.add(quality, cost);
    d.hash.addOutcome(row, model, quality, cost, propensity, candidates);
    return {};
}

Result<void> DatasetWriter::setEmbeddings(const MatrixF &embeddings)
{
    Impl &d = *m_impl;
    if (d.start.parent)
        return d.refuse("its embeddings are those of the full feedback it comes from.");
    if (embeddings.rows() != d.queryCount || embeddings.cols() == 0)
        return d.refuse("there are " + std::to_string(embeddings.rows()) + " embeddings of " +
                        std::to_string(embeddings.cols()) + " numbers for " + std::to_string(d.queryCount) +
                        " queries.");
    if (auto written = writeEmbeddings(d.db, d.id, embeddings); !written)
        return written;
    d.embeddingDim = embeddings.cols();
    d.hash.addEmbeddings(embeddings.data(), embeddings.size() * sizeof(float));
    return {};
}

Result<DatasetId> DatasetWriter::finish()
{
    Impl &d = *m_impl;
    if (d.queryCount == 0 || d.observationCount == 0)
        return d.refuse("it has no rows.");
    if (d.isLog() && d.observationCount != d.queryCount)
        return d.refuse("row " + std::to_string(d.observationCount) + " has a query but no outcome.");
    if (auto written = d.queries.flush(); !written)
        return written.error();
    if (auto written = d.observations.flush(); !written)
        return written.error();
    if (auto inserted = d.insertModels(); !inserted)
        return inserted.error();
    const std::string dataHash = d.hash.hex(d.start.kind, d.start.models, d.parentHash, d.embeddingDim);
    if (auto updated =
            sql::run(d.db,
                     "UPDATE datasets SET query_count = ?, train_count = ?, model_count = ?, embedding_dim = ?, "
                     "has_prompts = ?, has_propensity = ?, has_candidates = ?, data_hash = ? WHERE id = ?",
                     d.queryCount, d.trainCount, d.models.size(), d.embeddingDim, d.hasPrompts, d.hasPropensity,
                     d.hasCandidates, dataHash, d.id.value);
        !updated)
        return updated.error();
    return d.id;
}

} // namespace fairlead
