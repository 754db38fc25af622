#include "ui/models/modeltablemodel.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"
#include "ui/widgets/theme.h"

namespace fairlead {

ModelTableModel::ModelTableModel(QObject *parent)
    : SnapshotTable(Names::Editable, parent)
{
    using Model = ModelRow;
    setColumns({
        {tr("Model"), tr("F2 renames"), [](const Model &m) { return toText(m.info.name); },
         [](const Model &m) { return toText(m.info.name); }},
        {tr("Queries"), tr("Queries the model answered"), [](const Model &m) { return countText(m.info.count); },
         [](const Model &m) { return QVariant(static_cast<qlonglong>(m.info.count)); }},
        {tr("Share"), tr("Of the queries in the dataset"),
         [](const Model &m) { return toText(formatPercent(m.share)); },
         [](const Model &m) { return QVariant(m.share); }},
        {tr("Mean quality"), tr("Over the queries the model answered"),
         [](const Model &m) { return m.info.count ? toText(formatFixed(m.info.meanQuality, 3)) : QString(); },
         [](const Model &m) { return QVariant(m.info.meanQuality); }},
        {tr("Cost per 1,000 queries"), tr("US dollars, over the queries the model answered"),
         [](const Model &m) { return m.info.count ? toText(formatUsd(1000 * m.info.meanCost)) : QString(); },
         [](const Model &m) { return QVariant(m.info.meanCost); }},
        // Fills the width, so that the numbers stay beside their model and the row still reaches the edge.
        {{}, {}, [](const Model &) { return QString(); }, [](const Model &) { return QVariant(); }},
    });
}

void ModelTableModel::setModels(const std::vector<ModelInfo> &models, std::size_t queryCount)
{
    std::vector<ModelRow> rows;
    rows.reserve(models.size());
    for (const ModelInfo &model : models)
        rows.push_back({model, queryCount ? static_cast<double>(model.count) / static_cast<double>(queryCount) : 0,
                        static_cast<int>(rows.size())});
    setRows(std::move(rows));
}

QVariant ModelTableModel::data(const QModelIndex &index, int role) const
{
    if (index.isValid() && index.column() == 0 && role == Qt::DecorationRole)
        return modelColor(rows()[static_cast<std::size_t>(index.row())].ordinal);
    return SnapshotTable::data(index, role);
}

QVariant ModelTableModel::toolTip(const ModelRow &row, int column) const
{
    Q_UNUSED(column);
    return toText(row.info.name);
}

} // namespace fairlead
