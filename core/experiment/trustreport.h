#pragma once

#include "core/experiment/trust.h"

#include <string>

namespace fairlead {

/// A diagnosis for other programs and for people; the command line and the window give out the same.

/// One JSON object: verdict, reasons, remedies, models with every figure.
[[nodiscard]] std::string trustJson(const TrustReport &trust);

/// Every figure as a line of CSV (RFC 4180): figure, model, item, x, value, lower, upper, count. What a column does not
/// apply to is empty.
[[nodiscard]] std::string trustCsv(const TrustReport &trust);

/// Verdict, reasons with what to do, and the models' table with tabs between its cells.
[[nodiscard]] std::string trustText(const TrustReport &trust);

/// The reasons, a line each, with what to do under it; indented. Empty for OK.
[[nodiscard]] std::string remedyLines(const std::vector<Remedy> &remedies);

} // namespace fairlead
