#include "core/experiment/studytable.h"

#include "core/base/format.h"
#include "core/base/hash.h"
#include "core/ingest/import.h"
#include "core/store/datasetrepository.h"
#include "core/store/workspacefiles.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <unistd.h>

namespace fs = std::filesystem;

namespace fairlead {

namespace {

/// Fewer rows than this cannot be split, cross-fitted and judged.
constexpr std::size_t kFewestRows = 60;

/// A workspace file of this process alone, removed at the end.
class ScratchWorkspace
{
public:
    ScratchWorkspace()
    {
        static std::atomic<int> count{0};
        m_path = fs::temp_directory_path() /
                 ("fairlead-study-" + std::to_string(::getpid()) + "-" + std::to_string(++count) + ".fairlead");
        removeWorkspaceFiles(m_path);
    }
    ScratchWorkspace(const ScratchWorkspace &) = delete;
    ScratchWorkspace &operator=(const ScratchWorkspace &) = delete;
    ~ScratchWorkspace() { removeWorkspaceFiles(m_path); }

    [[nodiscard]] const fs::path &path() const { return m_path; }

private:
    fs::path m_path;
};

std::vector<std::size_t> completeRows(const FullOutcomes &truth)
{
    const auto finite = [](double value) { return std::isfinite(value); };
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < truth.quality.rows(); ++i) {
        const auto quality = truth.quality.row(i);
        const auto cost = truth.cost.row(i);
        if (std::all_of(quality.begin(), quality.end(), finite) && std::all_of(cost.begin(), cost.end(), finite))
            rows.push_back(i);
    }
    return rows;
}

std::string fingerprint(const StudyTable &table)
{
    Hasher hasher;
    const auto addTexts = [&](const std::vector<std::string> &texts) {
        hasher.add(static_cast<std::uint64_t>(texts.size()));
        for (const std::string &text : texts)
            hasher.add(std::string_view(text));
    };
    const auto addMatrix = [&](const auto &matrix) {
        hasher.add(static_cast<std::uint64_t>(matrix.cols()));
        hasher.addBytes(matrix.data(), matrix.size() * sizeof *matrix.data());
    };
    addTexts(table.models);
    addTexts(table.groups);
    addMatrix(table.truth.quality);
    addMatrix(table.truth.cost);
    addMatrix(table.embeddings);
    if (table.embeddings.empty())
        addTexts(table.prompts);
    return hasher.hex();
}

} // namespace

Result<StudyTable> readStudyTable(Workspace &workspace, const DatasetInfo &dataset)
{
    const std::string subject = "Dataset '" + dataset.name + "' ";
    if (dataset.kind != DatasetKind::FullFeedback)
        return makeError(ErrorCode::BadInput, subject + "is a log: a study needs full feedback, where every model "
                                                        "answered every query, to know the truth. Name such a table.");
    const bool hasOwnEmbeddings = dataset.embeddingDim > 0 && !dataset.embeddingsFromText;
    if (!hasOwnEmbeddings && !dataset.hasPrompts)
        return makeError(ErrorCode::Refused, subject + "has neither prompts nor embeddings, so there is nothing to "
                                                       "route by. Give its embeddings with --embeddings.");
    const DatasetRepository repository(workspace);
    auto models = repository.models(dataset.id);
    auto queries = repository.queries(dataset.id);
    auto truth = repository.fullOutcomes(dataset.id);
    if (!models || !queries || !truth)
        return !models ? models.error() : !queries ? queries.error() : truth.error();
    const std::vector<std::size_t> rows = completeRows(*truth);
    StudyTable table;
    table.name = dataset.name;
    table.incompleteRows = truth->quality.rows() - rows.size();
    for (const ModelInfo &model : *models)
        table.models.push_back(model.name);
    if (table.models.size() < 2 || rows.size() < kFewestRows)
        return makeError(ErrorCode::Refused,
                         subject + "is too small for a study: " + formatCount(static_cast<double>(rows.size())) +
                             " queries that all of its " + std::to_string(table.models.size()) +
                             " models answered; at least " + std::to_string(kFewestRows) +
                             " queries and two models are needed.");
    for (const std::size_t row : rows) {
        table.prompts.push_back(std::move((*queries)[row].prompt));
        table.groups.push_back(std::move((*queries)[row].group));
    }
    table.truth = {takeRows(truth->quality, std::span(rows)), takeRows(truth->cost, std::span(rows))};
    if (hasOwnEmbeddings) {
        auto embeddings = repository.embeddings(dataset.id);
        if (!embeddings)
            return embeddings.error();
        table.embeddings = takeRows(*embeddings, std::span(rows));
    }
    table.dataHash = fingerprint(table);
    return table;
}

Result<StudyTable> readStudyTable(const fs::path &file, const std::optional<fs::path> &embeddings, std::stop_token stop,
                                  const ReportProgress &report)
{
    const ScratchWorkspace scratch;
    auto workspace = Workspace::create(scratch.path());
    if (!workspace)
        return workspace.error();
    const ImportRequest request{file, file.stem().string(), {}, embeddings};
    auto outcome = importDataset(*workspace, request, stop, report);
    if (!outcome)
        return outcome.error();
    auto info = DatasetRepository(*workspace).byId(outcome->dataset);
    if (!info)
        return info.error();
    return readStudyTable(*workspace, *info);
}

} // namespace fairlead
