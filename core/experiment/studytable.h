#pragma once

#include "core/base/matrix.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/store/dataset.h"
#include "core/store/workspace.h"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace fairlead {

/// Full feedback as a study reads it: queries that every model answered, all in memory.
struct StudyTable
{
    std::string name;
    std::string dataHash; ///< of outcomes, prompts, groups and embeddings
    std::vector<std::string> models;
    std::vector<std::string> prompts; ///< n; empty strings where there are none
    std::vector<std::string> groups;  ///< n; may hold empty strings
    FullOutcomes truth;               ///< n x m, finite
    MatrixF embeddings;               ///< n x d; empty: the text encoder makes them, anew for every split
    std::size_t incompleteRows = 0;   ///< left out since a model has no answer

    [[nodiscard]] std::size_t rows() const { return truth.quality.rows(); }
};

/// A dataset of a workspace; a log, or one with neither prompts nor embeddings, is refused. Embeddings that the
/// workspace's text encoder made are not taken: they have seen other splits' training rows.
[[nodiscard]] Result<StudyTable> readStudyTable(Workspace &workspace, const DatasetInfo &dataset);

/// A file as an import reads it, through a workspace of its own that is gone afterwards.
[[nodiscard]] Result<StudyTable> readStudyTable(const std::filesystem::path &file,
                                                const std::optional<std::filesystem::path> &embeddings,
                                                std::stop_token stop, const ReportProgress &report);

} // namespace fairlead
