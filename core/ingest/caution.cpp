#include "core/base/format.h"
#include "core/ingest/import.h"

#include <algorithm>
#include <array>

namespace fairlead {

namespace {

constexpr double kManyRejected = 0.1;

std::string advice(RowProblem problem)
{
    switch (problem) {
    case RowProblem::DuplicateId:
        return "If these are requests of their own, map another column to the query, or none.";
    case RowProblem::RaggedRow:
    case RowProblem::BadJson:
    case RowProblem::BadUtf8:
        return "Export the file again.";
    default:
        return "Correct these rows, or map another column.";
    }
}

} // namespace

std::string importCaution(const ImportReport &report)
{
    if (static_cast<double>(report.rowsRejected) <= kManyRejected * static_cast<double>(report.rowsRead))
        return {};
    std::array<std::size_t, static_cast<std::size_t>(RowProblem::NoFinalNewline) + 1> counts{};
    for (const ImportWarning &warning : report.warnings)
        counts[static_cast<std::size_t>(warning.problem)] += warning.rejected ? 1 : 0;
    const auto most = static_cast<RowProblem>(std::max_element(counts.begin(), counts.end()) - counts.begin());
    const auto example =
        std::find_if(report.warnings.begin(), report.warnings.end(),
                     [&](const ImportWarning &warning) { return warning.problem == most && warning.rejected; });
    std::string text = formatCount(static_cast<double>(report.rowsRejected)) + " of " +
                       formatCount(static_cast<double>(report.rowsRead)) + " rows were left out";
    if (example != report.warnings.end())
        text += ", most of them like line " + formatCount(static_cast<double>(example->line)) + ": " + example->message;
    return text + ". " + advice(most);
}

} // namespace fairlead
