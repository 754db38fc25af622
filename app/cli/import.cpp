#include "core/ingest/import.h"
#include "app/cli/answers.h"
#include "app/cli/arguments.h"
#include "app/cli/csvcell.h"
#include "app/cli/verbs.h"
#include "core/base/fileio.h"
#include "core/base/format.h"
#include "core/store/workspacefiles.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace fairlead::cli {

namespace {

std::string_view formatKey(ImportFormat format)
{
    switch (format) {
    case ImportFormat::LongCsv:
        return "delimited text, one served request a row";
    case ImportFormat::WideCsv:
        return "delimited text, every model in every row";
    case ImportFormat::JsonLines:
        break;
    }
    return "JSON Lines";
}

Json warningJson(const ImportWarning &warning)
{
    return {{"line", warning.line},
            {"field", warning.field},
            {"problem", rowProblemKey(warning.problem)},
            {"message", warning.message},
            {"rejected", warning.rejected}};
}

Json reportJson(const ImportReport &report)
{
    Json warnings = Json::array();
    for (const ImportWarning &warning : report.warnings)
        warnings.push_back(warningJson(warning));
    return {{"kind", datasetKindKey(report.kind)},
            {"format", formatKey(report.format)},
            {"preset", report.preset},
            {"columns", report.columns},
            {"inferred", report.inferredRoles},
            {"unused_columns", report.unusedColumns},
            {"models", toJson(report.models)},
            {"rows_read", report.rowsRead},
            {"rows_kept", report.rowsKept},
            {"rows_rejected", report.rowsRejected},
            {"embedding_dim", report.embeddingDim},
            {"warning_count", report.warningCount},
            {"warnings", std::move(warnings)}};
}

std::string describeMapping(const ImportReport &report)
{
    std::string text = "Read as " + std::string(formatKey(report.format)) + "\n";
    if (!report.preset.empty())
        text += "Column names follow " + report.preset + "\n";
    for (const auto &[role, column] : report.columns) {
        const auto &inferred = report.inferredRoles;
        const bool isInferred = std::find(inferred.begin(), inferred.end(), role) != inferred.end();
        text.append("  ").append(role).append(" = ").append(column).append(isInferred ? "   (inferred)\n" : "\n");
    }
    if (!report.unusedColumns.empty()) {
        text += "Not used:";
        for (const std::string &column : report.unusedColumns)
            text += " " + column;
        text += "\n";
    }
    if (report.embeddingDim > 0)
        text += "Embeddings with " + std::to_string(report.embeddingDim) + " dimensions\n";
    return text;
}

Result<void> writeRejects(const std::filesystem::path &path, const std::vector<ImportWarning> &warnings)
{
    std::string csv = "line,field,problem,message\n";
    for (const ImportWarning &warning : warnings)
        if (warning.rejected)
            csv += std::to_string(warning.line) + "," + csvCell(warning.field) + "," +
                   std::string(rowProblemKey(warning.problem)) + "," + csvCell(warning.message) + "\n";
    return writeFileAtomically(path, csv);
}

class ImportVerb final : public Verb
{
public:
    void addOptions(CLI::App &app) override
    {
        addWorkspaceArgument(app, m_workspace);
        app.add_option("file", m_file, "CSV, TSV or JSON Lines")->required();
        app.add_option("--name", m_name, "Name of the new dataset")->required();
        app.add_option(
               "--map", m_map,
               "Columns by role, role=column,...; in JSON Lines a column is a path such as usage.cost. Roles that "
               "are not given are inferred and shown")
            ->check(accepting(parseColumnMap));
        app.add_option("--embeddings", m_embeddings, "NumPy .npy matrix with one row per data row");
        app.add_option("--rejects", m_rejects, "Write the rejected rows, with line and reason, to this CSV file");
        app.add_flag("--dry-run", m_dryRun, "Say what would be imported and write nothing");
    }

    Result<Answer> run(Console &console) override
    {
        if (auto safe = requireSafeOutput(m_rejects, {m_workspace, m_file, m_embeddings}); !safe)
            return std::move(safe).error();
        ImportRequest request{m_file, m_name, {}, {}};
        if (!m_map.empty())
            request.columns = *parseColumnMap(m_map);
        if (!m_embeddings.empty())
            request.embeddings = m_embeddings;
        auto report = m_dryRun ? previewImport(request, console.stop(), console.progress()) : import(request, console);
        if (!report)
            return std::move(report).error();
        if (!m_rejects.empty() && !m_dryRun)
            if (auto written = writeRejects(m_rejects, report->warnings); !written)
                return std::move(written).error();
        return answer(*report);
    }

private:
    Result<ImportReport> import(const ImportRequest &request, Console &console) const
    {
        bool isNew = false;
        auto report = importInto(request, console, isNew);
        if (!report && isNew)
            removeWorkspaceFiles(m_workspace);
        return report;
    }

    /// @param isNew set where this call made the workspace file
    Result<ImportReport> importInto(const ImportRequest &request, Console &console, bool &isNew) const
    {
        // Before the workspace is touched, so that a file that is not there costs nothing.
        if (auto readable = requireReadableFile(request.file, "Could not import"); !readable)
            return std::move(readable).error();
        auto workspace = Workspace::openOrCreate(m_workspace);
        if (!workspace)
            return std::move(workspace).error();
        isNew = workspace->wasCreated();
        auto outcome = importDataset(*workspace, request, console.stop(), console.progress());
        if (!outcome)
            return std::move(outcome).error();
        return std::move(outcome->report);
    }

    Answer answer(const ImportReport &report) const
    {
        Answer answer;
        const std::string caution = importCaution(report);
        answer.document = {{"dataset", m_name}, {"dry_run", m_dryRun}, {"caution", caution}};
        answer.document.update(reportJson(report));
        answer.text = describeMapping(report);
        answer.text += "\n" + modelTable(report.models) + "\n";
        answer.text += describeWarnings(report.warnings, report.warningCount, report.rowsRejected, report.rowsRead);
        answer.text += (m_dryRun ? "Nothing was written; an import would keep " : "Imported ") +
                       formatCount(static_cast<double>(report.rowsKept)) + (report.rowsKept == 1 ? " row" : " rows") +
                       (m_dryRun ? "" : " as '" + m_name + "'") + ".\n";
        if (!caution.empty())
            answer.text += "Caution: " + caution + "\n";
        return answer;
    }

    std::string m_workspace;
    std::string m_file;
    std::string m_name;
    std::string m_map;
    std::string m_embeddings;
    std::string m_rejects;
    bool m_dryRun = false;
};

} // namespace

std::unique_ptr<Verb> makeImportVerb()
{
    return std::make_unique<ImportVerb>();
}

} // namespace fairlead::cli
