#include "core/ingest/import.h"

#include "core/ingest/fileformat.h"
#include "core/ingest/npy.h"
#include "core/ingest/rowscan.h"
#include "core/ingest/survey.h"
#include "core/ingest/text.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace fairlead {

namespace {

constexpr const char *kPurpose = "Could not read the queries";

Result<QueryFile> queriesFromNpy(const fs::path &file)
{
    auto matrix = readNpy(file);
    if (!matrix)
        return matrix.error();
    QueryFile queries;
    for (std::size_t row = 1; row <= matrix->rows(); ++row)
        queries.ids.push_back(std::to_string(row));
    queries.embeddings = std::move(*matrix);
    return queries;
}

/// Rows of a text file as they come; embeddings of a column are gathered flat.
struct Gathered
{
    QueryFile queries;
    std::vector<float> cells;
    std::vector<std::size_t> records;
};

Result<ScanCounts> gather(RecordReader &reader, const ImportPlan &plan, const ScanContext &context, Gathered &gathered)
{
    const bool prompts = plan.columns.contains("prompt");
    const bool candidates = plan.columns.contains("candidates");
    RowParser parser(plan);
    return scanRows(reader, parser, context, [&](const ParsedRow &row, std::size_t record) -> Result<void> {
        gathered.queries.ids.push_back(row.query.externalId);
        if (prompts)
            gathered.queries.prompts.push_back(row.query.prompt);
        if (candidates)
            gathered.queries.candidates.push_back(row.candidates);
        gathered.cells.insert(gathered.cells.end(), row.embedding.begin(), row.embedding.end());
        gathered.records.push_back(record);
        return {};
    });
}

Result<MatrixF> embeddingsOf(std::span<const std::size_t> kept, const fs::path &file, std::size_t records,
                             const std::string &subject)
{
    auto matrix = readNpy(file);
    if (!matrix)
        return matrix;
    if (auto fits = requireRowPerRecord(file, matrix->rows(), records, subject); !fits)
        return fits.error();
    return takeRows(*matrix, kept);
}

Result<QueryFile> queriesFromText(const fs::path &file, const ColumnMap &columns,
                                  const std::optional<fs::path> &embeddings)
{
    auto reader = openRecords(file, kPurpose);
    if (!reader)
        return reader.error();
    const ScanContext context{errorSubject(kPurpose, file), "Reading queries", {}, throttled({})};
    auto plan = planImport(
        {(*reader)->columns(), (*reader)->isNested(), columns, embeddings.has_value(), true, context.subject});
    if (!plan)
        return plan.error();
    if (!embeddings && !plan->columns.contains("prompt") && !plan->columns.contains("embedding"))
        return makeError(ErrorCode::BadInput, context.subject +
                                                  "it has no prompts and no embeddings. Its columns are: " +
                                                  listNames((*reader)->columns()) + ". Map one of them to prompt.");
    Gathered gathered;
    auto counts = gather(**reader, *plan, context, gathered);
    if (!counts)
        return counts.error();

    QueryFile queries = std::move(gathered.queries);
    queries.warnings = std::move(counts->warnings);
    if (embeddings) {
        auto matrix = embeddingsOf(gathered.records, *embeddings, counts->rowsRead, context.subject);
        if (!matrix)
            return matrix.error();
        queries.embeddings = std::move(*matrix);
    } else if (!gathered.cells.empty()) {
        queries.embeddings = MatrixF(queries.ids.size(), gathered.cells.size() / queries.ids.size());
        std::copy(gathered.cells.begin(), gathered.cells.end(), queries.embeddings.data());
    }
    return queries;
}

} // namespace

Result<QueryFile> readQueries(const fs::path &file, const ColumnMap &columns, const std::optional<fs::path> &embeddings)
try {
    std::error_code ignored;
    if (fs::is_regular_file(file, ignored) && looksLikeNpy(file))
        return queriesFromNpy(file);
    return queriesFromText(file, columns, embeddings);
} catch (const std::exception &error) {
    return makeError(ErrorCode::Internal, errorSubject(kPurpose, file) + "an unexpected fault (" + error.what() + ").",
                     error.what());
}

} // namespace fairlead
