#pragma once

#include "core/ingest/import.h"

#include <QTableWidget>

namespace fairlead {

/// Which column plays which role: a table with a combo box a role that offers the columns that are there and takes any
/// text (a field path of JSON Lines). Roles that the dry run inferred are marked; only what a person chose is given.
class ColumnMapEditor final : public QTableWidget
{
    Q_OBJECT

public:
    explicit ColumnMapEditor(QWidget *parent = nullptr);

    [[nodiscard]] ColumnMap given() const;
    /// The columns that the combo boxes propose, in the file's order.
    void offer(const std::vector<std::string> &columns);
    /// Shows what the dry run recognised; what a person chose stays.
    void showUsed(const ColumnMap &columns);
    void clearGiven();

signals:
    void edited();

private:
    void markRole(int row, const QString &state);

    QStringList m_columns;
};

} // namespace fairlead
