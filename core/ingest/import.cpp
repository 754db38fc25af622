#include "core/ingest/import.h"

#include "core/ingest/rowsahead.h"
#include "core/ingest/survey.h"
#include "core/ingest/text.h"
#include "core/store/datasetrepository.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>

namespace fairlead {

namespace {

Result<void> requireFreeName(Workspace &workspace, const ImportRequest &request)
{
    if (trimmed(request.name).empty())
        return makeError(ErrorCode::BadInput, importSubject(request) + "the new dataset has no name. Give it one.");
    const auto taken = DatasetRepository(workspace).byName(request.name);
    if (taken)
        return makeError(ErrorCode::BadInput, importSubject(request) + "there is a dataset '" + request.name +
                                                  "' already. Choose another name.");
    if (taken.error().code != ErrorCode::NotFound)
        return taken.error();
    return {};
}

std::string_view formatKey(ImportFormat format)
{
    switch (format) {
    case ImportFormat::LongCsv:
        return "long-csv";
    case ImportFormat::WideCsv:
        return "wide-csv";
    case ImportFormat::JsonLines:
        return "json-lines";
    }
    return "";
}

std::string settingsJson(const ImportRequest &request, const Survey &survey)
{
    const ImportReport &report = survey.report;
    nlohmann::json settings{{"file", request.file.filename().string()},
                            {"format", formatKey(report.format)},
                            {"columns", report.columns},
                            {"inferred", report.inferredRoles},
                            {"rows_read", report.rowsRead},
                            {"rows_kept", report.rowsKept},
                            {"rows_rejected", report.rowsRejected},
                            {"held_out", kHeldOutFraction},
                            {"split_by", splitUnitKey(survey.split.unit())}};
    if (!report.preset.empty())
        settings["preset"] = report.preset;
    if (request.embeddings)
        settings["embeddings"] = request.embeddings->filename().string();
    return settings.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Second reading: stores what the survey approved.
class RowStore
{
public:
    RowStore(DatasetWriter writer, Survey &survey, std::string subject)
        : m_writer(std::move(writer))
        , m_survey(survey)
        , m_subject(std::move(subject))
    {
        m_fromFile = !survey.embeddings.empty();
        if (m_fromFile)
            m_records.reserve(survey.report.rowsKept);
        else if (survey.report.embeddingDim > 0)
            m_fromColumn = MatrixF(survey.report.rowsKept, survey.report.embeddingDim);
    }

    Result<void> add(const ParsedRow &row, std::size_t record)
    {
        if (m_rows >= m_survey.report.rowsKept || (m_fromColumn.cols() != row.embedding.size()))
            return changed();
        Query query = row.query;
        query.split = m_survey.split.splitOf(query.group, query.externalId, m_rows);
        if (auto added = m_writer.addQuery(query); !added)
            return added;
        if (m_fromFile)
            m_records.push_back(record);
        std::copy(row.embedding.begin(), row.embedding.end(), m_fromColumn.data() + m_rows * m_fromColumn.cols());
        return addOutcomes(row, m_rows++);
    }

    Result<DatasetId> finish()
    {
        if (m_rows != m_survey.report.rowsKept)
            return changed();
        if (m_survey.report.embeddingDim > 0)
            if (auto stored = m_writer.setEmbeddings(takeEmbeddings()); !stored)
                return stored.error();
        return m_writer.finish();
    }

private:
    Result<void> addOutcomes(const ParsedRow &row, std::size_t index)
    {
        if (m_survey.plan.shape == RowShape::Log) {
            const auto model = m_survey.models.indexOf(row.model);
            if (!model)
                return changed();
            return m_writer.addObservation(index, *model, row.quality[0], row.cost[0], row.propensity, available(row));
        }
        constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
        for (std::size_t model = 0; model < row.quality.size(); ++model)
            if (auto added = m_writer.addObservation(index, static_cast<std::int32_t>(model), row.quality[model],
                                                     row.cost[model], kNone);
                !added)
                return added;
        return {};
    }

    /// One flag a model; empty where the row names no candidates.
    std::span<const std::uint8_t> available(const ParsedRow &row)
    {
        if (row.candidates.empty())
            return {};
        m_available.assign(m_survey.models.models().size(), 0);
        for (const std::string &candidate : row.candidates) {
            if (const auto model = m_survey.models.indexOf(candidate))
                m_available[static_cast<std::size_t>(*model)] = 1;
        }
        return m_available;
    }

    MatrixF takeEmbeddings()
    {
        if (!m_fromFile)
            return std::move(m_fromColumn);
        if (m_records.size() == m_survey.embeddings.rows())
            return std::move(m_survey.embeddings);
        return takeRows(m_survey.embeddings, m_records);
    }

    [[nodiscard]] Error changed() const
    {
        return makeError(ErrorCode::Io,
                         m_subject + "the file changed while it was read. Try again when it is complete.");
    }

    DatasetWriter m_writer;
    Survey &m_survey;
    std::string m_subject;
    bool m_fromFile = false;
    MatrixF m_fromColumn;
    std::vector<std::size_t> m_records;
    std::vector<std::uint8_t> m_available;
    std::size_t m_rows = 0;
};

NewDataset newDataset(const ImportRequest &request, const Survey &survey)
{
    NewDataset dataset{request.name, survey.report.kind,           request.file.filename().string(), std::nullopt,
                       {},           settingsJson(request, survey)};
    for (const ModelInfo &model : survey.report.models)
        dataset.models.push_back(model.name);
    return dataset;
}

Result<DatasetId> storeRows(Workspace &workspace, const ImportRequest &request, Survey &survey,
                            const ScanContext &context)
{
    auto writer = DatasetWriter::begin(workspace, newDataset(request, survey));
    if (!writer)
        return writer.error();
    RowStore store(std::move(*writer), survey, context.subject);
    auto reader = openRecords(request.file, kImportPurpose);
    if (!reader)
        return reader.error();
    RowParser parser(survey.plan, std::move(survey.duplicates));
    const auto counts = scanRowsAhead(**reader, parser, context,
                                      [&](const ParsedRow &row, std::size_t record) { return store.add(row, record); });
    if (!counts)
        return counts.error();
    return store.finish();
}

Result<ImportOutcome> importInTransaction(Workspace &workspace, const ImportRequest &request, std::stop_token stop,
                                          const ReportProgress &report)
{
    auto transaction = Transaction::begin(workspace);
    if (!transaction)
        return transaction.error();
    if (auto free = requireFreeName(workspace, request); !free)
        return free.error();
    ScanContext context{importSubject(request), "Checking rows", std::move(stop), throttled(report)};
    auto survey = surveyFile(request, context);
    if (!survey)
        return survey.error();
    context.stage = "Storing rows";
    auto dataset = storeRows(workspace, request, *survey, context);
    if (!dataset)
        return dataset.error();
    if (auto committed = transaction->commit(); !committed)
        return committed.error();
    return ImportOutcome{*dataset, std::move(survey->report)};
}

} // namespace

Result<ImportOutcome> importDataset(Workspace &workspace, const ImportRequest &request, std::stop_token stop,
                                    const ReportProgress &report)
try {
    return importInTransaction(workspace, request, std::move(stop), report);
} catch (const std::exception &error) {
    return importFault(request, error);
}

} // namespace fairlead
