#pragma once

#include "core/base/matrix.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/causal/log.h"
#include "core/store/dataset.h"
#include "core/store/workspace.h"

#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace fairlead {

/// A log as a run reads it: columns, groups, features and the split, row i of the dataset at index i.
struct RunData
{
    DatasetInfo info;
    std::vector<ModelInfo> models;
    LoggedOutcomes outcomes;
    std::vector<std::string> groups;       ///< n, may hold empty strings
    std::vector<std::string> segments;     ///< n, or empty where no query has one
    MatrixF embeddings;                    ///< n x d
    std::vector<std::size_t> trainRows;    ///< ascending
    std::vector<std::int64_t> heldOutRows; ///< ascending

    [[nodiscard]] LogView log() const;
    [[nodiscard]] std::vector<std::string> modelNames() const;
};

/// Loads a log. Where it has prompts but no embeddings, the text encoder is fitted on its training prompts and the
/// embeddings are stored in the workspace. Full feedback, or a log no router can be learned from (one model served
/// everything, too few rows, no features), is refused with the reason.
[[nodiscard]] Result<RunData> loadRunData(Workspace &workspace, DatasetId dataset, std::stop_token stop,
                                          const ReportProgress &report);

/// Embeddings of a dataset's queries, stored or made from prompts as above; n x d.
[[nodiscard]] Result<MatrixF> loadOrMakeEmbeddings(Workspace &workspace, const DatasetInfo &dataset,
                                                   std::stop_token stop, const ReportProgress &report);

/// The named rows of a log, as owned columns.
struct LogColumns
{
    std::vector<std::int32_t> model;
    std::vector<double> quality;
    std::vector<double> cost;
    std::vector<double> propensity; ///< empty where the log has none
    std::size_t models = 0;
    Matrix<std::uint8_t> available; ///< rows x m; empty: every model could be chosen for every row

    [[nodiscard]] LogView view() const
    {
        return {model, quality, cost, propensity, models, available.empty() ? nullptr : &available};
    }
};
/// Candidate sets of the named rows, rows x m; empty where every model was available everywhere.
[[nodiscard]] Matrix<std::uint8_t> takeAvailable(const RunData &data, std::span<const std::size_t> rows);
/// @param costScale multiplies the costs (lambda_max turns USD into the engine's unit)
[[nodiscard]] LogColumns takeLogRows(const RunData &data, std::span<const std::size_t> rows, double costScale);

} // namespace fairlead
