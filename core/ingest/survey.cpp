#include "core/ingest/survey.h"

#include "core/base/format.h"
#include "core/ingest/fileformat.h"
#include "core/ingest/npy.h"

#include <new>

namespace fairlead {

namespace {

constexpr std::size_t kMostModels = 1000;

ImportFormat formatOf(const RecordReader &reader, const ImportPlan &plan)
{
    if (reader.isNested())
        return ImportFormat::JsonLines;
    return plan.shape == RowShape::Full ? ImportFormat::WideCsv : ImportFormat::LongCsv;
}

Result<void> countModels(const ParsedRow &row, Survey &survey, const std::string &subject)
{
    if (survey.plan.shape == RowShape::Log) {
        survey.models.count(survey.models.add(row.model), row.quality[0], row.cost[0]);
        // A candidate that never served is a model too: one of which the log says nothing.
        for (const std::string &candidate : row.candidates)
            survey.models.add(candidate);
    } else {
        for (std::size_t model = 0; model < row.quality.size(); ++model)
            survey.models.count(static_cast<std::int32_t>(model), row.quality[model], row.cost[model]);
    }
    if (survey.models.models().size() > kMostModels)
        return makeError(ErrorCode::BadInput, subject + "the column '" + survey.plan.columns["model"] +
                                                  "' holds more than " + formatCount(kMostModels) +
                                                  " different models. Map another one to model.");
    return {};
}

Result<void> readEmbeddings(const ImportRequest &request, const ScanContext &context, Survey &survey)
{
    if (!request.embeddings)
        return {};
    context.report({"Reading embeddings", 0, 0, ""});
    auto matrix = readNpy(*request.embeddings, context.stop);
    if (!matrix)
        return matrix.error();
    survey.embeddings = std::move(*matrix);
    return {};
}

void fillReport(Survey &survey, ScanCounts counts, std::size_t dimOfColumn)
{
    ImportReport &report = survey.report;
    report.kind = survey.plan.shape == RowShape::Full ? DatasetKind::FullFeedback : DatasetKind::Log;
    report.preset = survey.plan.preset;
    report.columns = survey.plan.columns;
    report.inferredRoles = survey.plan.inferredRoles;
    report.unusedColumns = survey.plan.unusedColumns;
    report.models = survey.models.models();
    report.rowsRead = counts.rowsRead;
    report.rowsKept = counts.rowsKept;
    report.rowsRejected = counts.rowsRejected;
    report.warningCount = counts.warningCount;
    report.warnings = std::move(counts.warnings);
    report.embeddingDim = survey.embeddings.empty() ? dimOfColumn : survey.embeddings.cols();
}

} // namespace

std::string importSubject(const ImportRequest &request)
{
    return errorSubject(kImportPurpose, request.file);
}

Error importFault(const ImportRequest &request, const std::exception &error)
{
    const bool memory = dynamic_cast<const std::bad_alloc *>(&error) != nullptr;
    return makeError(memory ? ErrorCode::Io : ErrorCode::Internal,
                     importSubject(request) +
                         (memory ? "there is not enough memory. Close other programs, or import a part."
                                 : "an unexpected fault (" + std::string(error.what()) + ")."),
                     error.what());
}

Result<void> requireRowPerRecord(const std::filesystem::path &embeddings, std::size_t rows, std::size_t records,
                                 const std::string &subject)
{
    if (rows == records)
        return {};
    return makeError(ErrorCode::BadInput, subject + "it has " + formatCount(static_cast<double>(records)) +
                                              " rows, but '" + embeddings.string() + "' has " +
                                              formatCount(static_cast<double>(rows)) +
                                              " embeddings. Give one embedding per row, in the same order.");
}

Result<Survey> surveyFile(const ImportRequest &request, const ScanContext &context)
{
    auto reader = openRecords(request.file, kImportPurpose);
    if (!reader)
        return reader.error();
    auto plan = planImport({(*reader)->columns(), (*reader)->isNested(), request.columns,
                            request.embeddings.has_value(), false, context.subject});
    if (!plan)
        return plan.error();
    Survey survey;
    survey.plan = std::move(*plan);
    for (const WideModel &model : survey.plan.models)
        survey.models.add(model.name);
    survey.report.format = formatOf(**reader, survey.plan);
    if (auto read = readEmbeddings(request, context, survey); !read)
        return read.error();

    RowParser parser(survey.plan);
    auto counts = scanRows(**reader, parser, context, [&](const ParsedRow &row, std::size_t) {
        survey.split.count(row.query.group, row.query.externalId);
        return countModels(row, survey, context.subject);
    });
    if (!counts)
        return counts.error();
    if (request.embeddings)
        if (auto fits =
                requireRowPerRecord(*request.embeddings, survey.embeddings.rows(), counts->rowsRead, context.subject);
            !fits)
            return fits.error();
    survey.duplicates = parser.duplicates();
    fillReport(survey, std::move(*counts), parser.embeddingDim());
    return survey;
}

} // namespace fairlead
