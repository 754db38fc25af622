#pragma once

#include "core/experiment/trust.h"
#include "ui/models/snapshottable.h"

#include <QCoreApplication>

namespace fairlead {

/// One model of a log with its support.
struct SupportRow
{
    qint64 id = 0; ///< its place in the dataset, from 1
    std::string name;
    ModelSupport support;
    bool hasFigures = false; ///< without, only the count is known
};

/// The support of every model of one log, in the log's own order.
class SupportTableModel final : public SnapshotTable<SupportRow>
{
    Q_DECLARE_TR_FUNCTIONS(fairlead::SupportTableModel)

public:
    explicit SupportTableModel(QObject *parent = nullptr);

    void setReport(const TrustReport &report);

protected:
    [[nodiscard]] qint64 id(const SupportRow &row) const override { return row.id; }
    [[nodiscard]] QVariant toolTip(const SupportRow &row, int column) const override;
};

} // namespace fairlead
