#pragma once

#include "core/store/dataset.h"
#include "ui/models/snapshottable.h"

#include <QCoreApplication>

namespace fairlead {

/// The datasets of a workspace, one a row; the name can be edited.
class DatasetTableModel final : public SnapshotTable<DatasetInfo>
{
    Q_DECLARE_TR_FUNCTIONS(fairlead::DatasetTableModel)

public:
    explicit DatasetTableModel(QObject *parent = nullptr);

protected:
    [[nodiscard]] qint64 id(const DatasetInfo &row) const override { return row.id.value; }
    [[nodiscard]] QVariant toolTip(const DatasetInfo &row, int column) const override;
};

} // namespace fairlead
