#pragma once

#include "ui/pages/page.h"

#include <functional>

class QPushButton;
class QStackedWidget;

namespace fairlead {

class DatasetTableModel;
class DatasetView;
class EmptyState;
class MessageStrip;
class PageHeader;
class SortedTable;
class WorkspaceContents;

/// The datasets of the workspace, the selected one in all its views, and the import of another.
class DataPage final : public Page
{
    Q_OBJECT

public:
    DataPage(Session &session, WorkspaceContents &contents, QWidget *parent = nullptr);

    [[nodiscard]] QString key() const override { return QStringLiteral("data"); }
    [[nodiscard]] QString title() const override { return tr("Data"); }
    void select(qint64 dataset) override;
    [[nodiscard]] bool isSettled() const override;

    /// Opens the import dialog on a file; on none with an empty path.
    void importFile(const QString &file);

signals:
    /// An import with no workspace open has made one.
    void workspaceMade(const QString &path);

private:
    void buildHeader();
    void buildEmptyState();
    void buildTables();
    void showImported(const QString &summary, bool isCostly);
    void showSnapshot();
    void showDataset(qint64 dataset);
    void removeSelected();
    void renameModel(qint64 dataset, qint64 model, const QString &name);
    void mergeModels(qint64 dataset, qint64 from, qint64 into);

    WorkspaceContents &m_contents;
    std::function<void()> m_newsOfNextWorkspace;
    PageHeader *m_header = nullptr;
    DatasetTableModel *m_datasets = nullptr;
    SortedTable *m_datasetTable = nullptr;
    DatasetView *m_view = nullptr;
    QPushButton *m_train = nullptr;
    QPushButton *m_rename = nullptr;
    QPushButton *m_remove = nullptr;
    MessageStrip *m_message = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
};

} // namespace fairlead
