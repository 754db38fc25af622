#pragma once

#include "ui/models/snapshottable.h"
#include "ui/pages/compare/comparecolumns.h"

namespace fairlead {

/// The routers of one dataset with their figures, one a row; the first column is checkable.
class CompareTableModel final : public SnapshotTable<CompareRow>
{
    Q_OBJECT

public:
    explicit CompareTableModel(QObject *parent = nullptr);

    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

signals:
    void checkRequested(qint64 router, bool on); ///< the next snapshot shows it

protected:
    [[nodiscard]] qint64 id(const CompareRow &row) const override { return row.router.record.id.value; }
    [[nodiscard]] QVariant toolTip(const CompareRow &row, int column) const override;
};

} // namespace fairlead
