#pragma once

#include "core/experiment/datasetsummary.h"
#include "ui/models/snapshottable.h"

#include <QCoreApplication>
#include <QStringList>

namespace fairlead {

/// One segment and model that met, with what came of it; or a segment over all its models.
struct SegmentSummaryRow
{
    QString segment;
    int model = -1; ///< -1: all
    QString modelName;
    std::size_t count = 0;
    double share = 0; ///< of the segment's outcomes
    double meanQuality = 0;
    double meanCost = 0; ///< USD
};

/// Segments of a dataset by model: count, mean quality and cost.
class SegmentTableModel final : public SnapshotTable<SegmentSummaryRow>
{
    Q_DECLARE_TR_FUNCTIONS(fairlead::SegmentTableModel)

public:
    explicit SegmentTableModel(QObject *parent = nullptr);

    void setSummary(const DatasetSummary &summary, const QStringList &models);
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

protected:
    [[nodiscard]] QVariant toolTip(const SegmentSummaryRow &row, int column) const override;
};

} // namespace fairlead
