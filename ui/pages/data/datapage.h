#pragma once

#include "ui/pages/page.h"

class QLabel;
class QPushButton;
class QStackedWidget;

namespace fairlead {

class DatasetTableModel;
class EmptyState;
class ImportDialog;
class MessageStrip;
class ModelTableModel;
class SortedTable;
class WorkspaceContents;

/// The datasets of the workspace, the models of the selected one, and the import of another.
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

private:
    void buildTables(QWidget *parent);
    void showSnapshot();
    void showModels(qint64 dataset);
    void removeSelected();

    WorkspaceContents &m_contents;
    DatasetTableModel *m_datasets = nullptr;
    ModelTableModel *m_models = nullptr;
    SortedTable *m_datasetTable = nullptr;
    SortedTable *m_modelTable = nullptr;
    QLabel *m_modelsTitle = nullptr;
    QLabel *m_modelsNote = nullptr;
    QPushButton *m_train = nullptr;
    QPushButton *m_rename = nullptr;
    QPushButton *m_remove = nullptr;
    MessageStrip *m_message = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
};

} // namespace fairlead
