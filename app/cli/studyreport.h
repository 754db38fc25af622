#pragma once

#include "app/cli/verb.h"
#include "core/experiment/studysummary.h"

#include <span>
#include <string>

namespace fairlead::cli {

/// { "methods": { KEY: figures over data sets with "data_sets" }, "runs": [ one object per run and method ] }
[[nodiscard]] Json studyJson(std::span<const StudyRecord> records, const StudySummary &summary);
/// One row per data set, seed, bias and method.
[[nodiscard]] std::string studyCsv(std::span<const StudyRecord> records);
/// Tables for people.
[[nodiscard]] std::string studyText(const StudySummary &summary);

} // namespace fairlead::cli
