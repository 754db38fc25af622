#pragma once

#include <QMenu>
#include <QVector>

class QTableView;

namespace fairlead {

/// Which columns of the comparison are shown: a menu of check marks that hides and shows them in the table and
/// remembers the choice.
class ColumnMenu final : public QMenu
{
    Q_OBJECT

public:
    /// @param table over the columns of compareColumns(); not owned
    explicit ColumnMenu(QTableView &table, QWidget *parent = nullptr);

    [[nodiscard]] QVector<int> shown() const; ///< indices into compareColumns()

private:
    void apply();
    void reset();

    QTableView &m_table;
    QVector<QAction *> m_columns;
};

} // namespace fairlead
