#pragma once

#include "core/ingest/rowparser.h"

#include <array>
#include <functional>
#include <stop_token>
#include <string>

namespace fairlead {

/// Called for every good row, in file order. record counts the records of the file from 0, rejected ones too.
using RowVisitor = std::function<Result<void>(const ParsedRow &row, std::size_t record)>;

struct ScanCounts
{
    std::size_t rowsRead = 0;
    std::size_t rowsKept = 0;
    std::size_t rowsRejected = 0;
    std::size_t warningCount = 0;
    std::vector<ImportWarning> warnings; ///< at most ImportReport::kMaxWarnings
};

struct ScanContext
{
    std::string subject; ///< starts messages: "Could not import 'march.csv': "
    std::string stage;   ///< "Checking rows"
    std::stop_token stop;
    ReportProgress report; ///< not empty
};

/// Reads a file to its end, row by row. A file that is cut off, or without one good row, is an error that says so;
/// a stop is ErrorCode::Cancelled.
[[nodiscard]] Result<ScanCounts> scanRows(RecordReader &reader, RowParser &parser, const ScanContext &context,
                                          const RowVisitor &visit);

} // namespace fairlead
