#pragma once

#include <QStandardItemModel>
#include <QTreeView>

#include <QSet>

namespace fairlead {

class Session;
class WorkspaceContents;

/// The datasets of the workspace with the routers trained on each, as a tree: opens, renames and deletes them. A
/// person's place, what is folded and what is selected, outlives a new snapshot.
class WorkspaceTree final : public QTreeView
{
    Q_OBJECT

public:
    WorkspaceTree(Session &session, WorkspaceContents &contents, QWidget *parent = nullptr);

    /// What a row stands for.
    enum class Kind
    {
        None,
        Dataset,
        Router
    };
    [[nodiscard]] Kind currentKind() const;
    [[nodiscard]] qint64 currentId() const; ///< 0: none
    void selectRow(Kind kind, qint64 id);

    [[nodiscard]] QSize sizeHint() const override { return {200, 400}; }

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void addActions();
    void updateActions();
    void showSnapshot();
    void restorePlace(Kind kind, qint64 id);
    void open(const QModelIndex &index);
    void removeCurrent();
    [[nodiscard]] QModelIndex indexOf(Kind kind, qint64 id) const;

    Session &m_session;
    WorkspaceContents &m_contents;
    QStandardItemModel m_model;
    QSet<qint64> m_folded; ///< datasets
    QAction *m_open = nullptr;
    QAction *m_train = nullptr;
    QAction *m_rename = nullptr;
    QAction *m_delete = nullptr;
    bool m_isFilling = false;
};

} // namespace fairlead
