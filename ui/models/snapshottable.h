#pragma once

#include <QAbstractTableModel>
#include <QString>
#include <QVariant>

#include <functional>
#include <utility>
#include <vector>

namespace fairlead {

/// What every table of the window shares: roles, and an edit of the name that the owner carries out. GUI thread.
class TableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role
    {
        SortRole = Qt::UserRole, ///< the raw number or text behind the display text
        IdRole                   ///< row id of a dataset or router as qint64; 0 where rows have none
    };
    using QAbstractTableModel::QAbstractTableModel;

signals:
    /// A person typed another name; the model shows it after the next snapshot.
    void renameRequested(qint64 id, const QString &name);
};

/// A read-only table over a finished snapshot of rows; columns say how they read a row.
template <typename Row>
class SnapshotTable : public TableModel
{
public:
    struct Column
    {
        QString title;
        QString toolTip;
        std::function<QString(const Row &)> text;
        std::function<QVariant(const Row &)> value; ///< raw, for sorting; a number is right-aligned
    };

    void setRows(std::vector<Row> rows)
    {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    }
    /// The same rows with other figures: selection and scroll position stay. Another number of rows is a new snapshot.
    void updateRows(std::vector<Row> rows)
    {
        if (rows.size() != m_rows.size() || rows.empty())
            return setRows(std::move(rows));
        m_rows = std::move(rows);
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
    [[nodiscard]] const std::vector<Row> &rows() const { return m_rows; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
    }

    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override
    {
        if (!index.isValid())
            return {};
        const Row &row = m_rows[static_cast<std::size_t>(index.row())];
        const Column &column = m_columns[static_cast<std::size_t>(index.column())];
        switch (role) {
        case Qt::DisplayRole:
        case Qt::EditRole:
            return column.text(row);
        case Qt::ToolTipRole:
            return toolTip(row, index.column());
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(alignment(column.value(row)));
        case SortRole:
            return column.value(row);
        case IdRole:
            return id(row);
        default:
            return {};
        }
    }

    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
            return {};
        const Column &column = m_columns[static_cast<std::size_t>(section)];
        switch (role) {
        case Qt::DisplayRole:
            return column.title;
        case Qt::ToolTipRole:
            return column.toolTip;
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(m_rows.empty() ? Qt::AlignLeft | Qt::AlignVCenter
                                                      : alignment(column.value(m_rows.front())));
        default:
            return {};
        }
    }

    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override
    {
        if (!index.isValid())
            return Qt::NoItemFlags;
        const Qt::ItemFlags flags = TableModel::flags(index) | Qt::ItemNeverHasChildren;
        return m_nameIsEditable && index.column() == 0 ? flags | Qt::ItemIsEditable : flags;
    }

    bool setData(const QModelIndex &index, const QVariant &value, int role) override
    {
        const QString name = value.toString().trimmed();
        if (!m_nameIsEditable || !index.isValid() || index.column() != 0 || role != Qt::EditRole || name.isEmpty() ||
            name == data(index, Qt::DisplayRole).toString())
            return false;
        emit renameRequested(data(index, IdRole).toLongLong(), name);
        return false; // the snapshot that follows a successful rename shows it
    }

protected:
    enum class Names
    {
        Fixed,
        Editable
    };
    SnapshotTable(Names names, QObject *parent)
        : TableModel(parent)
        , m_nameIsEditable(names == Names::Editable)
    {}
    void setColumns(std::vector<Column> columns) { m_columns = std::move(columns); }

    [[nodiscard]] virtual qint64 id(const Row &row) const
    {
        Q_UNUSED(row);
        return 0;
    }
    [[nodiscard]] virtual QVariant toolTip(const Row &row, int column) const
    {
        Q_UNUSED(row);
        Q_UNUSED(column);
        return {};
    }

private:
    [[nodiscard]] static Qt::Alignment alignment(const QVariant &value)
    {
        const bool isNumber = value.typeId() == QMetaType::Double || value.typeId() == QMetaType::LongLong;
        return (isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
    }

    std::vector<Column> m_columns;
    std::vector<Row> m_rows;
    bool m_nameIsEditable = false;
};

} // namespace fairlead
