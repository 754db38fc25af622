#include "core/experiment/decisionscsv.h"

#include "core/experiment/csvcell.h"
#include "core/experiment/queriescsv.h"

#include <algorithm>
#include <ostream>

namespace fairlead {

Result<std::size_t> writeDecisionsCsv(Workspace &workspace, const RouterAnalysis &analysis, double lambda,
                                      const std::filesystem::path &path, std::stop_token stop,
                                      const ReportProgress &report)
{
    const std::vector<std::uint16_t> chosen = analysis.index->decisions(lambda);
    const std::string at = exactCell(std::clamp(lambda, analysis.index->lambdaMin(), analysis.index->lambdaMax()));
    const auto nameOf = [&](std::size_t model) { return textCell(analysis.models[model].name); };
    const auto writeLine = [&](std::ostream &out, std::size_t place, const QueryText &text) {
        const auto served = static_cast<std::size_t>(analysis.heldOut->loggedModel[place]);
        out << textCell(text.externalId) << ',' << textCell(text.segment) << ',' << at << ',' << nameOf(chosen[place])
            << ',' << nameOf(served) << '\n';
    };
    return writeQueriesCsv(workspace, analysis.dataset.id, analysis.rows, path, "query,segment,lambda,model,served",
                           "Writing decisions", writeLine, stop, report);
}

} // namespace fairlead
