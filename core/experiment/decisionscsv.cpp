#include "core/experiment/decisionscsv.h"

#include "core/base/fileio.h"
#include "core/experiment/csvcell.h"
#include "core/store/datasetrepository.h"

#include <algorithm>
#include <ostream>

namespace fairlead {

namespace {

constexpr std::size_t kRowsBetweenReports = 256;

} // namespace

Result<std::size_t> writeDecisionsCsv(Workspace &workspace, const RouterAnalysis &analysis, double lambda,
                                      const std::filesystem::path &path, std::stop_token stop,
                                      const ReportProgress &givenReport)
{
    const ReportProgress report = throttled(givenReport);
    if (auto safe = requireSafeOutput(path, {workspace.path()}); !safe)
        return safe.error();
    const std::vector<std::uint16_t> chosen = analysis.index->decisions(lambda);
    const std::string at = exactCell(std::clamp(lambda, analysis.index->lambdaMin(), analysis.index->lambdaMax()));
    const auto nameOf = [&](std::size_t model) { return textCell(analysis.models[model].name); };
    std::size_t written = 0;
    auto result = writeFileAtomically(path, [&](std::ostream &out) -> Result<void> {
        out << "query,segment,lambda,model,served\n";
        auto read =
            DatasetRepository(workspace).visitQueries(analysis.dataset.id, analysis.rows, [&](const QueryText &text) {
                if (written % kRowsBetweenReports == 0)
                    report({"Writing decisions", static_cast<double>(written), static_cast<double>(chosen.size()),
                            "queries"});
                const auto served = static_cast<std::size_t>(analysis.heldOut->loggedModel[written]);
                out << textCell(text.externalId) << ',' << textCell(text.segment) << ',' << at << ','
                    << nameOf(chosen[written]) << ',' << nameOf(served) << '\n';
                ++written;
                return !stop.stop_requested();
            });
        if (read && stop.stop_requested() && written < chosen.size())
            return makeError(ErrorCode::Cancelled, "Stopped; no file was written.");
        return read;
    });
    if (!result)
        return result.error();
    return written;
}

} // namespace fairlead
