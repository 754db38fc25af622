#include "core/base/fileio.h"
#include "core/experiment/changedlist.h"
#include "core/experiment/csvcell.h"
#include "core/store/datasetrepository.h"

#include <ostream>

namespace fairlead {

namespace {

constexpr std::size_t kRowsBetweenStops = 256;

void writeRow(std::ostream &out, const ChangedQuery &row, const std::vector<ModelInfo> &models, const QueryText &text)
{
    out << textCell(text.externalId) << ',' << textCell(models[row.from].name) << ',' << textCell(models[row.to].name)
        << ',' << exactCell(row.firstLambda) << ',' << exactCell(row.lastLambda) << ',' << row.changes << ','
        << textCell(text.segment) << '\n';
}

} // namespace

Result<std::size_t> writeChangedCsv(Workspace &workspace, const RouterAnalysis &analysis, const ChangedList &list,
                                    const std::filesystem::path &path, std::stop_token stop,
                                    const ReportProgress &givenReport)
{
    const ReportProgress report = throttled(givenReport);
    if (auto safe = requireSafeOutput(path, {workspace.path()}); !safe)
        return safe.error();
    std::vector<std::int64_t> rows;
    rows.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i)
        rows.push_back(analysis.rows[list.at(i).query]);
    std::size_t written = 0;
    auto result = writeFileAtomically(path, [&](std::ostream &out) -> Result<void> {
        out << "query,from,to,lambda,last_lambda,changes,segment\n";
        auto read = DatasetRepository(workspace).visitQueries(analysis.dataset.id, rows, [&](const QueryText &text) {
            if (written % kRowsBetweenStops == 0)
                report({"Writing queries", static_cast<double>(written), static_cast<double>(rows.size()), "queries"});
            writeRow(out, list.at(written++), analysis.models, text);
            return !stop.stop_requested();
        });
        if (read && stop.stop_requested() && written < rows.size())
            return makeError(ErrorCode::Cancelled, "Stopped; no file was written.");
        return read;
    });
    if (!result)
        return result.error();
    return written;
}

} // namespace fairlead
