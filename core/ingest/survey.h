#pragma once

#include "core/ingest/import.h"
#include "core/ingest/importplan.h"
#include "core/ingest/modeltally.h"
#include "core/ingest/rowscan.h"
#include "core/ingest/split.h"

#include <exception>

namespace fairlead {

/// What an import's messages start with.
inline constexpr const char *kImportPurpose = "Could not import";

/// What the first reading of a file finds out: all that has to be known before its first row is stored.
struct Survey
{
    ImportReport report;
    ImportPlan plan;
    ModelTally models;
    SplitPlan split;
    std::vector<std::size_t> duplicates; ///< records left out because of their id
    MatrixF embeddings;                  ///< from a .npy file: one row per record of the file, rejected ones too
};

/// Reads the whole file once and checks it against its embeddings.
[[nodiscard]] Result<Survey> surveyFile(const ImportRequest &request, const ScanContext &context);

/// What starts an import's messages.
[[nodiscard]] std::string importSubject(const ImportRequest &request);

/// The error for an exception that reached a public function.
[[nodiscard]] Error importFault(const ImportRequest &request, const std::exception &error);

/// A .npy must have one row per record; the error names both counts.
[[nodiscard]] Result<void> requireRowPerRecord(const std::filesystem::path &embeddings, std::size_t rows,
                                               std::size_t records, const std::string &subject);

} // namespace fairlead
