#pragma once

#include "core/base/tensorbundle.h"
#include "core/experiment/datasetsummary.h"
#include "core/store/dataset.h"

#include <optional>

namespace fairlead {

/// Under which a summary is kept with its dataset. The number counts up when what it holds changes.
inline constexpr const char *kSummaryKey = "data-summary-1";

[[nodiscard]] TensorBundle bundleOf(const DatasetSummary &summary, const DatasetInfo &info);

/// Nothing where the bundle is not a whole summary of this data: it is made again.
[[nodiscard]] std::optional<DatasetSummary> summaryFrom(const TensorBundle &bundle, const DatasetInfo &info);

} // namespace fairlead
