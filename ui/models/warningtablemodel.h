#pragma once

#include "core/ingest/import.h"
#include "ui/models/snapshottable.h"

#include <QCoreApplication>

namespace fairlead {

/// Rows of a file that an import leaves out or reads with a remark, in file order.
class WarningTableModel final : public SnapshotTable<ImportWarning>
{
    Q_DECLARE_TR_FUNCTIONS(fairlead::WarningTableModel)

public:
    explicit WarningTableModel(QObject *parent = nullptr);
};

/// The warnings as CSV with a header; for the file a person saves.
[[nodiscard]] std::string warningsAsCsv(const std::vector<ImportWarning> &warnings);

} // namespace fairlead
