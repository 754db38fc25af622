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
};

/// The models of one dataset in its own order, with their logged summaries.
class ModelTableModel final : public SnapshotTable<ModelRow>
{
    Q_DECLARE_TR_FUNCTIONS(fairlead::ModelTableModel)

public:
    explicit ModelTableModel(QObject *parent = nullptr);

    /// @param queryCount of the dataset; shares are of it
    void setModels(const std::vector<ModelInfo> &models, std::size_t queryCount);

protected:
    [[nodiscard]] QVariant toolTip(const ModelRow &row, int column) const override;
};

} // namespace fairlead
