#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/base/tensorbundle.h"
#include "core/store/dataset.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace fairlead {

/// What a new dataset starts with; counts, summaries and hash are filled in by DatasetWriter::finish.
struct NewDataset
{
    std::string name;
    DatasetKind kind = DatasetKind::Log;
    std::string source;
    std::optional<DatasetId> parent; ///< set: queries and embeddings are the parent's, not copied
    std::vector<std::string> models;
    std::string settings = "{}";
};

/// Streams one dataset into the workspace; the caller owns the transaction around it.
/// Rows are appended in order; row numbers count from 0. They are written a few at a time: what goes wrong with a row
/// may be said by a later call, at the latest by finish().
class DatasetWriter
{
public:
    /// A name already taken is BadInput.
    [[nodiscard]] static Result<DatasetWriter> begin(Workspace &workspace, const NewDataset &dataset);
    DatasetWriter(DatasetWriter &&) noexcept;
    ~DatasetWriter();

    /// Not with a parent; its row is the count so far. A time that is not finite is stored as none.
    [[nodiscard]] Result<void> addQuery(const Query &query);
    /// propensity: NaN for none. In a log one a row; in full feedback one per (row, model).
    /// available: of a log, m flags, 1 where a model could be chosen, the served one among them; empty: every model.
    [[nodiscard]] Result<void> addObservation(std::size_t row, std::int32_t model, double quality, double cost,
                                              double propensity, std::span<const std::uint8_t> available = {});
    /// Rows must match the queries added. Stored as float32 in blocks.
    [[nodiscard]] Result<void> setEmbeddings(const MatrixF &embeddings);
    [[nodiscard]] Result<DatasetId> finish();

private:
    struct Impl;
    explicit DatasetWriter(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

/// What a query says, as it lies in the file; valid during the visit.
struct QueryText
{
    std::int64_t row = 0;
    std::string_view externalId;
    std::string_view prompt;
    std::string_view segment;
};

/// Reads datasets. Functions of values over one open workspace; nothing is cached here.
class DatasetRepository
{
public:
    explicit DatasetRepository(Workspace &workspace)
        : m_workspace(workspace)
    {}

    [[nodiscard]] Result<std::vector<DatasetInfo>> list() const; ///< in order of creation
    [[nodiscard]] Result<DatasetInfo> byId(DatasetId id) const;
    /// The error for an unknown name lists the names that are there.
    [[nodiscard]] Result<DatasetInfo> byName(std::string_view name) const;
    [[nodiscard]] Result<std::vector<ModelInfo>> models(DatasetId id) const;

    [[nodiscard]] Result<std::vector<Query>> queries(DatasetId id) const; ///< a simulated log's: its parent's
    /// Page of queries without reading the rest; for tables.
    [[nodiscard]] Result<std::vector<Query>> queries(DatasetId id, std::size_t firstRow, std::size_t count) const;
    /// The named rows, in the order given, without reading the others.
    [[nodiscard]] Result<std::vector<Query>> queriesByRows(DatasetId id, std::span<const std::int64_t> rows) const;
    /// The same one after the other, for what need not be held at once; a visitor that returns false ends it.
    [[nodiscard]] Result<void> visitQueries(DatasetId id, std::span<const std::int64_t> rows,
                                            const std::function<bool(const QueryText &)> &visit) const;
    [[nodiscard]] Result<LoggedOutcomes> loggedOutcomes(DatasetId id) const;       ///< kind Log
    [[nodiscard]] Result<FullOutcomes> fullOutcomes(DatasetId id) const;           ///< kind FullFeedback
    /// The truth behind a dataset: itself when full feedback, its parent's when simulated, else nothing.
    [[nodiscard]] Result<std::optional<FullOutcomes>> truth(DatasetId id) const;

    [[nodiscard]] Result<MatrixF> embeddings(DatasetId id) const;                  ///< n x d; NotFound when none stored
    [[nodiscard]] Result<MatrixF> embedding(DatasetId id, std::size_t row) const;  ///< 1 x d, without the others
    [[nodiscard]] Result<void> storeTextEmbeddings(DatasetId id, const MatrixF &embeddings, const TensorBundle &encoder);
    /// The text encoder's tensors, where embeddings were made from prompts.
    [[nodiscard]] Result<std::optional<TensorBundle>> textEncoder(DatasetId id) const;

    [[nodiscard]] Result<void> rename(DatasetId id, const std::string &name);
    [[nodiscard]] Result<void> remove(DatasetId id); ///< with its routers; refused while a log simulated from it exists

private:
    Workspace &m_workspace;
};

} // namespace fairlead
