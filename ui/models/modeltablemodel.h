#pragma once

#include "core/store/dataset.h"
#include "ui/models/snapshottable.h"

#include <QCoreApplication>

namespace fairlead {

/// One model of a dataset with the share of queries it answered.
struct ModelRow
{
    ModelInfo info;
    double share = 0;
    int ordinal = 0;
};

/// The models of one dataset in its own order, with their logged summaries; the name can be edited. Its id is the
/// ordinal plus one.
class ModelTableModel final : public SnapshotTable<ModelRow>
{
    Q_DECLARE_TR_FUNCTIONS(fairlead::ModelTableModel)

public:
    explicit ModelTableModel(QObject *parent = nullptr);

    /// @param queryCount of the dataset; shares are of it
    void setModels(const std::vector<ModelInfo> &models, std::size_t queryCount);
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

protected:
    [[nodiscard]] qint64 id(const ModelRow &row) const override { return row.ordinal + 1; }
    [[nodiscard]] QVariant toolTip(const ModelRow &row, int column) const override;
};

} // namespace fairlead
