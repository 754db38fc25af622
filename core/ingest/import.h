#pragma once

#include "core/base/ids.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/store/dataset.h"
#include "core/store/workspace.h"

#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace fairlead {

/// Roles a column may play: "query" (id), "prompt", "segment", "group", "model", "quality", "cost", "propensity",
/// "embedding", "candidates" (models that could be chosen, separated by | or ;, or a JSON array), "time" (see
/// parseTime). Values: column names, or field paths in JSON Lines ("usage.prompt_tokens"); an empty value keeps the
/// role unused where it would be inferred.
using ColumnMap = std::map<std::string, std::string>;

/// "role=column,role=column"; an unknown role is an error that lists the roles.
[[nodiscard]] Result<ColumnMap> parseColumnMap(const std::string &text);

struct ImportRequest
{
    std::filesystem::path file;
    std::string name;                                ///< of the new dataset
    ColumnMap columns;                               ///< given by the person; the rest is inferred
    std::optional<std::filesystem::path> embeddings; ///< .npy, one row per data row of the file
};

enum class ImportFormat
{
    LongCsv,
    WideCsv,
    JsonLines
};

/// Why a row was left out, or read with a remark. line: where the record starts in the file, from 1.
enum class RowProblem
{
    RaggedRow,
    MissingField,
    BadNumber,
    NotFinite,
    NegativeCost,
    BadPropensity,
    DuplicateId,
    BadUtf8,
    BadJson,
    BadEmbedding,
    BadCandidates,
    BadTime,
    NoFinalNewline
};
[[nodiscard]] std::string_view rowProblemKey(RowProblem problem);

struct ImportWarning
{
    RowProblem problem;
    std::size_t line = 0;
    std::string field;
    std::string message;
    bool rejected = true; ///< the row was left out
};

/// What an import would do or has done. Nothing is guessed silently: `columns` is the whole mapping used.
struct ImportReport
{
    ImportFormat format = ImportFormat::LongCsv;
    DatasetKind kind = DatasetKind::Log;
    std::string preset;                     ///< "MODEL__quality / MODEL__cost", "RouterBench", or empty
    ColumnMap columns;                      ///< role -> column, given or inferred
    std::vector<std::string> inferredRoles; ///< the roles above that the person did not give
    std::vector<std::string> unusedColumns;
    std::vector<ModelInfo> models;
    std::size_t rowsRead = 0;
    std::size_t rowsKept = 0;
    std::size_t embeddingDim = 0;
    std::vector<ImportWarning> warnings; ///< in file order, at most kMaxWarnings; see warningCount
    std::size_t warningCount = 0;
    std::size_t rowsRejected = 0;

    static constexpr std::size_t kMaxWarnings = 10'000;
};

/// What to be told where the import left out more than a tenth of the rows: how many, mostly why, and what to do about
/// it. Empty where it did not.
[[nodiscard]] std::string importCaution(const ImportReport &report);

/// Reads the whole file and says what an import would give; writes nothing.
[[nodiscard]] Result<ImportReport> previewImport(const ImportRequest &request, std::stop_token stop,
                                                 const ReportProgress &report);

struct ImportOutcome
{
    DatasetId dataset;
    ImportReport report;
};

/// One transaction: a failed or stopped import leaves the workspace as it was.
[[nodiscard]] Result<ImportOutcome> importDataset(Workspace &workspace, const ImportRequest &request,
                                                  std::stop_token stop, const ReportProgress &report);

/// Queries to decide on (CSV, JSON Lines or .npy): prompts and/or embeddings with ids, no outcomes.
struct QueryFile
{
    std::vector<std::string> ids;     ///< the query column, else the row number from 1
    std::vector<std::string> prompts; ///< empty when the file has none
    MatrixF embeddings;               ///< empty when the file has none
    std::vector<std::vector<std::string>>
        candidates; ///< models each may go to, an empty list: all; empty without a column
    std::vector<ImportWarning> warnings;
};
[[nodiscard]] Result<QueryFile> readQueries(const std::filesystem::path &file, const ColumnMap &columns,
                                            const std::optional<std::filesystem::path> &embeddings);

} // namespace fairlead
