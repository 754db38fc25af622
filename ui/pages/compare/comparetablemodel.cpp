#include "ui/pages/compare/comparetablemodel.h"

#include "ui/models/displaytext.h"
#include "ui/widgets/routerline.h"

#include <QGuiApplication>
#include <QPalette>
#include <QPixmap>

namespace fairlead {

namespace {

constexpr double kLast = -1e300; ///< sorts what has no number under everything

QVariant sortValue(const CompareColumn &column, const CompareCell &cell)
{
    return column.isNumber ? QVariant(cell.number.value_or(kLast)) : QVariant(cell.text);
}

} // namespace

CompareTableModel::CompareTableModel(QObject *parent)
    : SnapshotTable(Names::Fixed, parent)
{
    std::vector<Column> columns;
    for (const CompareColumn &column : compareColumns())
        columns.push_back({column.title, column.toolTip,
                           [&column](const CompareRow &row) { return column.cell(row).text; },
                           [&column](const CompareRow &row) { return sortValue(column, column.cell(row)); }});
    setColumns(std::move(columns));
}

QVariant CompareTableModel::data(const QModelIndex &index, int role) const
{
    if (index.isValid() && index.column() == 0) {
        const CompareRow &row = rows()[static_cast<std::size_t>(index.row())];
        if (role == Qt::CheckStateRole)
            return row.isChecked ? Qt::Checked : Qt::Unchecked;
        if (role == Qt::DecorationRole)
            return routerSwatch(row.color, QGuiApplication::palette(), qGuiApp->devicePixelRatio());
    }
    if (role == Qt::EditRole)
        return SnapshotTable::data(index, Qt::DisplayRole);
    return SnapshotTable::data(index, role);
}

Qt::ItemFlags CompareTableModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = SnapshotTable::flags(index);
    return index.isValid() && index.column() == 0 ? flags | Qt::ItemIsUserCheckable : flags;
}

bool CompareTableModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || index.column() != 0 || role != Qt::CheckStateRole)
        return false;
    emit checkRequested(data(index, IdRole).toLongLong(), value.toInt() == Qt::Checked);
    return false;
}

QVariant CompareTableModel::toolTip(const CompareRow &row, int column) const
{
    const CompareCell cell = compareColumns().at(column).cell(row);
    if (!cell.note.isEmpty())
        return cell.note;
    if (column > 0)
        return {};
    return tr("%1: %2, seed %3").arg(cell.text, row.router.methodTitle).arg(row.router.record.seed);
}

} // namespace fairlead
