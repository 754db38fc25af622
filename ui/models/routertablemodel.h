#pragma once

#include "core/routers/method.h"
#include "core/store/routerrepository.h"
#include "ui/models/snapshottable.h"

#include <QCoreApplication>

#include <optional>

namespace fairlead {

/// A saved router as the list shows it; figures come from the summary stored with it.
struct RouterRow
{
    RouterRecord record;
    QString methodTitle;
    std::optional<double> heldOutUtility;
    std::optional<double> heldOutSe;
    QString verdict; ///< of the held-out utility; empty: stored without one, and the figure is not shown
    QStringList reasons;
    std::optional<double> seconds;
    bool stopped = false;
    bool resumable = false; ///< stopped, with what it takes to go on
    std::optional<Method> method;
};

[[nodiscard]] RouterRow routerRow(const RouterRecord &record);

/// The routers of a workspace; the name can be edited.
class RouterTableModel final : public SnapshotTable<RouterRow>
{
    Q_DECLARE_TR_FUNCTIONS(fairlead::RouterTableModel)

public:
    explicit RouterTableModel(QObject *parent = nullptr);

    void setRouters(const std::vector<RouterRecord> &routers);

protected:
    [[nodiscard]] qint64 id(const RouterRow &row) const override { return row.record.id.value; }
    [[nodiscard]] QVariant toolTip(const RouterRow &row, int column) const override;
};

} // namespace fairlead
