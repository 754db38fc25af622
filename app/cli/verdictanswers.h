#pragma once

#include "app/cli/verb.h"
#include "core/base/estimate.h"
#include "core/causal/support.h"

#include <optional>
#include <string>

namespace fairlead::cli {

/// No estimate leaves the program without its verdict: what the verbs' answers put beside one.

/// "verdict" and "reasons".
void putVerdict(Json &document, const Judgement &judgement);

/// `name`, `name`_se and `name`_ci95; null where there is no estimate or it is refused.
void putEstimate(Json &document, const std::string &name, const std::optional<Estimate> &estimate, Verdict verdict);

/// The reasons, a line each, indented; empty for OK.
[[nodiscard]] std::string reasonLines(const Judgement &judgement);

} // namespace fairlead::cli
