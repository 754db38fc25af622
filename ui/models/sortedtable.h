#pragma once

#include <QTableView>

#include <functional>

class QSortFilterProxyModel;

namespace fairlead {

class TableModel;

/// A table of rows: sorts by the raw numbers, selects one row at a time and keeps it selected by id when a new snapshot
/// arrives.
class SortedTable final : public QTableView
{
    Q_OBJECT

public:
    /// @param model not owned
    SortedTable(TableModel &model, const QString &objectName, const QString &accessibleName, QWidget *parent = nullptr);

    [[nodiscard]] qint64 selectedId() const; ///< 0: none
    void selectId(qint64 id);                ///< now, or when a snapshot brings it
    void editSelectedName();

    /// Puts an action on the selected row into the context menu, above "Copy row"; it is off while no row is selected.
    void addRowAction(const QString &objectName, const QString &text, std::function<void(qint64 id)> act);
    /// Every column as wide as its widest text; done for each new snapshot, to be called where texts change within one.
    void fitColumns();
    [[nodiscard]] QString selectedRowText() const; ///< the cells as shown, with tabs between them

signals:
    void selectionMoved(qint64 id);
    void opened(qint64 id); ///< double-click or Return
    void deleteRequested(qint64 id);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void restoreSelection();
    void updateActions();

    QSortFilterProxyModel *m_proxy = nullptr;
    QAction *m_copy = nullptr;
    qint64 m_wanted = 0;
};

} // namespace fairlead
