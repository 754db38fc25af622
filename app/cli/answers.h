#pragma once

#include "app/cli/verb.h"
#include "core/base/estimate.h"
#include "core/causal/support.h"
#include "core/ingest/import.h"
#include "core/store/dataset.h"
#include "core/store/routerrepository.h"

#include <string>
#include <vector>

namespace fairlead::cli {

/// Pieces of answers that several verbs share.

[[nodiscard]] std::string_view errorKey(ErrorCode code);         ///< "not-found"
[[nodiscard]] std::string_view datasetKindKey(DatasetKind kind); ///< "log", "full-feedback"
[[nodiscard]] Json toJson(const DatasetInfo &info);
[[nodiscard]] Json toJson(const std::vector<ModelInfo> &models);
[[nodiscard]] std::string modelTable(const std::vector<ModelInfo> &models);

/// JSON that a workspace stores as text; text that is no JSON stays a string.
[[nodiscard]] Json storedJson(const std::string &text);

/// "0.812 [0.795, 0.829]"
[[nodiscard]] std::string withInterval(const Estimate &estimate, int decimals);
/// Cost per 1,000 queries in the same manner.
[[nodiscard]] std::string costWithInterval(const Estimate &perQuery);

/// "12 of 40,000 rows rejected" and the first few rows with line, field and reason; empty where all is well.
[[nodiscard]] std::string describeWarnings(const std::vector<ImportWarning> &warnings, std::size_t warningCount,
                                           std::size_t rejected, std::size_t read);

} // namespace fairlead::cli
