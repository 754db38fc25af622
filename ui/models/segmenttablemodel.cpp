#include "ui/models/segmenttablemodel.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"
#include "ui/widgets/theme.h"

#include <cmath>

namespace fairlead {

namespace {

constexpr int kModelColumn = 1;

/// Means over all models of a segment, weighted by their counts.
SegmentSummaryRow totalOf(const SegmentSummary &segment, const QString &name)
{
    SegmentSummaryRow total{name, -1, SegmentTableModel::tr("all models"), 0, 1, 0, 0};
    double qualities = 0;
    double costs = 0;
    for (const SegmentCell &cell : segment.models) {
        const auto count = static_cast<double>(cell.count);
        total.count += cell.count;
        if (cell.count > 0 && std::isfinite(cell.meanQuality)) {
            total.meanQuality += count * cell.meanQuality;
            qualities += count;
        }
        if (cell.count > 0 && std::isfinite(cell.meanCost)) {
            total.meanCost += count * cell.meanCost;
            costs += count;
        }
    }
    total.meanQuality /= qualities; // NaN without one
    total.meanCost /= costs;
    return total;
}

QString fixedText(double value)
{
    return std::isfinite(value) ? toText(formatFixed(value, 3)) : QString();
}

QString costText(double value)
{
    return std::isfinite(value) ? toText(formatUsd(1000 * value)) : QString();
}

} // namespace

SegmentTableModel::SegmentTableModel(QObject *parent)
    : SnapshotTable(Names::Fixed, parent)
{
    using Row = SegmentSummaryRow;
    setColumns({
        {tr("Segment"), {}, [](const Row &r) { return r.segment; }, [](const Row &r) { return r.segment; }},
        {tr("Model"), {}, [](const Row &r) { return r.modelName; }, [](const Row &r) { return r.modelName; }},
        {tr("Outcomes"), tr("Queries of the segment that the model answered"),
         [](const Row &r) { return countText(r.count); },
         [](const Row &r) { return QVariant(static_cast<qlonglong>(r.count)); }},
        {tr("Share"), tr("Of the segment's outcomes"), [](const Row &r) { return toText(formatPercent(r.share)); },
         [](const Row &r) { return QVariant(r.share); }},
        {tr("Mean quality"),
         {},
         [](const Row &r) { return fixedText(r.meanQuality); },
         [](const Row &r) { return QVariant(r.meanQuality); }},
        {tr("Cost per 1,000 queries"), tr("US dollars"), [](const Row &r) { return costText(r.meanCost); },
         [](const Row &r) { return QVariant(r.meanCost); }},
        {{}, {}, [](const Row &) { return QString(); }, [](const Row &) { return QVariant(); }},
    });
}

void SegmentTableModel::setSummary(const DatasetSummary &summary, const QStringList &models)
{
    std::vector<SegmentSummaryRow> rows;
    for (const SegmentSummary &segment : summary.segments) {
        const QString name = segment.name.empty() ? tr("(no segment)") : toText(segment.name);
        const SegmentSummaryRow total = totalOf(segment, name);
        rows.push_back(total);
        for (std::size_t t = 0; t < segment.models.size(); ++t) {
            const SegmentCell &cell = segment.models[t];
            if (cell.count == 0)
                continue;
            rows.push_back({name, static_cast<int>(t), models.value(static_cast<qsizetype>(t)), cell.count,
                            static_cast<double>(cell.count) / static_cast<double>(total.count), cell.meanQuality,
                            cell.meanCost});
        }
    }
    setRows(std::move(rows));
}

QVariant SegmentTableModel::data(const QModelIndex &index, int role) const
{
    if (index.isValid() && index.column() == kModelColumn && role == Qt::DecorationRole) {
        const int model = rows()[static_cast<std::size_t>(index.row())].model;
        return model >= 0 ? QVariant(modelColor(model)) : QVariant();
    }
    return SnapshotTable::data(index, role);
}

QVariant SegmentTableModel::toolTip(const SegmentSummaryRow &row, int column) const
{
    return column == 0 ? row.segment : column == kModelColumn ? row.modelName : QString();
}

} // namespace fairlead
