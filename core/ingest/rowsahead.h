#pragma once

#include "core/ingest/rowscan.h"

namespace fairlead {

/// scanRows with the reading a little ahead of the visiting, in a thread of its own: rows are read and checked while
/// earlier ones are stored. `visit` is called in the caller's thread, the progress report in the other. At most a few
/// thousand rows are held. An error of `visit` ends the scan and is returned.
[[nodiscard]] Result<ScanCounts> scanRowsAhead(RecordReader &reader, RowParser &parser, const ScanContext &context,
                                               const RowVisitor &visit);

} // namespace fairlead
