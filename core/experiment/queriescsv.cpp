#include "core/experiment/queriescsv.h"

#include "core/base/fileio.h"

#include <ostream>

namespace fairlead {

namespace {

constexpr std::size_t kRowsBetweenReports = 256;

} // namespace

Result<std::size_t>
writeQueriesCsv(Workspace &workspace, DatasetId dataset, std::span<const std::int64_t> rows,
                const std::filesystem::path &path, const std::string &header, const std::string &what,
                const std::function<void(std::ostream &, std::size_t, const QueryText &)> &writeLine,
                const std::stop_token &stop, const ReportProgress &givenReport)
{
    const ReportProgress report = throttled(givenReport);
    if (auto safe = requireSafeOutput(path, {workspace.path()}); !safe)
        return safe.error();
    std::size_t written = 0;
    auto result = writeFileAtomically(path, [&](std::ostream &out) -> Result<void> {
        out << header << '\n';
        auto read = DatasetRepository(workspace).visitQueries(dataset, rows, [&](const QueryText &text) {
            if (written % kRowsBetweenReports == 0)
                report({what, static_cast<double>(written), static_cast<double>(rows.size()), "queries"});
            writeLine(out, written++, text);
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
