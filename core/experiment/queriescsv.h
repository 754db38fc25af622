#pragma once

#include "core/experiment/analysis.h"
#include "core/store/datasetrepository.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <span>
#include <stop_token>

namespace fairlead {

/// Writes a line per named query of a dataset, atomically; a stop is Cancelled and writes nothing. Never over the
/// workspace.
/// @param rows of the dataset, in the order of the lines
/// @param what of the progress that is reported, as "Writing queries"
/// @param writeLine given the place in `rows` and what the query says
/// @return the number of queries
[[nodiscard]] Result<std::size_t>
writeQueriesCsv(Workspace &workspace, DatasetId dataset, std::span<const std::int64_t> rows,
                const std::filesystem::path &path, const std::string &header, const std::string &what,
                const std::function<void(std::ostream &out, std::size_t place, const QueryText &text)> &writeLine,
                const std::stop_token &stop, const ReportProgress &report);

} // namespace fairlead
