#pragma once

#include "core/store/routerrepository.h"

#include <QWidget>

class QPushButton;

namespace fairlead {

class RouterTableModel;
class SortedTable;
class WorkspaceContents;
struct RouterRow;

/// The routers of the workspace and what can be done with the selected one.
class RouterList final : public QWidget
{
    Q_OBJECT

public:
    explicit RouterList(WorkspaceContents &contents, QWidget *parent = nullptr);

    void showRouters(const std::vector<RouterRecord> &routers);
    void selectRouter(qint64 id);
    void setResuming(const QVector<qint64> &routers); ///< these are queued to go on already
    [[nodiscard]] const RouterRow *selected() const;  ///< null: none

signals:
    void selectionMoved();
    void openRequested(qint64 id);
    void resumeRequested(qint64 id);
    void settingsWanted(qint64 id); ///< to fill the form with
    void copied(const QString &news);

private:
    void buildActions();
    void updateButtons();
    void copyConfiguration();

    WorkspaceContents &m_contents;
    RouterTableModel *m_model = nullptr;
    SortedTable *m_table = nullptr;
    QVector<qint64> m_resuming;
    QPushButton *m_open = nullptr;
    QPushButton *m_resume = nullptr;
    QPushButton *m_use = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_rename = nullptr;
    QPushButton *m_remove = nullptr;
};

} // namespace fairlead
