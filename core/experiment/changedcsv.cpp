#include "core/experiment/changedlist.h"
#include "core/experiment/csvcell.h"
#include "core/experiment/queriescsv.h"

#include <ostream>

namespace fairlead {

namespace {

void writeRow(std::ostream &out, const ChangedQuery &row, const std::vector<ModelInfo> &models, const QueryText &text)
{
    out << textCell(text.externalId) << ',' << textCell(models[row.from].name) << ',' << textCell(models[row.to].name)
        << ',' << exactCell(row.firstLambda) << ',' << exactCell(row.lastLambda) << ',' << row.changes << ','
        << textCell(text.segment) << '\n';
}

} // namespace

Result<std::size_t> writeChangedCsv(Workspace &workspace, const RouterAnalysis &analysis, const ChangedList &list,
                                    const std::filesystem::path &path, std::stop_token stop,
                                    const ReportProgress &report)
{
    std::vector<std::int64_t> rows;
    rows.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i)
        rows.push_back(analysis.rows[list.at(i).query]);
    const auto writeLine = [&](std::ostream &out, std::size_t place, const QueryText &text) {
        writeRow(out, list.at(place), analysis.models, text);
    };
    return writeQueriesCsv(workspace, analysis.dataset.id, rows, path,
                           "query,from,to,lambda,last_lambda,changes,segment", "Writing queries", writeLine, stop,
                           report);
}

} // namespace fairlead
