#include "ui/pages/data/datapage.h"

#include "core/store/modelchanges.h"
#include "ui/dialogs/ask.h"
#include "ui/dialogs/importdialog.h"
#include "ui/models/datasettablemodel.h"
#include "ui/models/displaytext.h"
#include "ui/models/sortedtable.h"
#include "ui/pages/data/datasetview.h"
#include "ui/pages/pageheader.h"
#include "ui/session.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagestrip.h"
#include "ui/workspacecontents.h"

#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <utility>

namespace fairlead {

namespace {

constexpr int kTableHeight = 104; ///< a header and three datasets

} // namespace

DataPage::DataPage(Session &session, WorkspaceContents &contents, QWidget *parent)
    : Page(session, parent)
    , m_contents(contents)
{
    setObjectName(QStringLiteral("dataPage"));
    m_message = new MessageStrip(this);
    m_message->setObjectName(QStringLiteral("dataMessage"));
    m_stack = new QStackedWidget(this);
    buildEmptyState();
    buildTables();
    buildHeader();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kPageMargins);
    layout->addWidget(m_header);
    layout->addWidget(m_message);
    layout->addWidget(m_stack, 1);

    connect(&contents, &WorkspaceContents::changed, this, &DataPage::showSnapshot);
    connect(&session, &Session::workspaceChanged, this, [this] {
        m_message->clear();
        if (const auto tell = std::exchange(m_newsOfNextWorkspace, {}))
            tell();
    });
    showSnapshot();
}

void DataPage::buildHeader()
{
    m_header = new PageHeader(title(), this);
    auto *import = m_header->addButton(QStringLiteral("dataImport"), tr("&Import log…"));
    import->setToolTip(tr("Bring a CSV, TSV or JSON Lines file into the workspace"));
    m_train = m_header->addButton(QStringLiteral("dataTrain"), tr("&Train a router…"));
    m_rename = m_header->addButton(QStringLiteral("dataRename"), tr("&Rename"));
    m_remove = m_header->addButton(QStringLiteral("dataDelete"), tr("&Delete"));
    m_remove->setToolTip(tr("Takes the dataset and its routers away; Undo brings them back"));
    connect(import, &QPushButton::clicked, this, [this] { importFile({}); });
    connect(m_rename, &QPushButton::clicked, m_datasetTable, &SortedTable::editSelectedName);
    connect(m_remove, &QPushButton::clicked, this, &DataPage::removeSelected);
    connect(m_train, &QPushButton::clicked, this,
            [this] { emit session().pageRequested(QStringLiteral("train"), m_datasetTable->selectedId()); });
}

void DataPage::buildEmptyState()
{
    m_empty =
        new EmptyState(tr("No data yet"),
                       tr("Import a log of served requests (model, quality, cost, and the prompt or its embedding), "
                          "or a table in which every model answered every query."),
                       this);
    m_empty->setObjectName(QStringLiteral("dataEmpty"));
    auto *import = m_empty->addAction(tr("Import log…"));
    import->setObjectName(QStringLiteral("dataEmptyImport"));
    connect(import, &QPushButton::clicked, this, [this] { importFile({}); });
    m_stack->addWidget(m_empty);
}

void DataPage::buildTables()
{
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("dataSplitter"));
    splitter->setChildrenCollapsible(false);
    m_datasets = new DatasetTableModel(this);
    m_datasetTable = new SortedTable(*m_datasets, QStringLiteral("datasetTable"), tr("Datasets"), splitter);
    m_datasetTable->setMinimumHeight(70);
    m_view = new DatasetView(session(), splitter);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({kTableHeight, 10 * kTableHeight});
    m_stack->addWidget(splitter);

    const auto train = [this](qint64 id) { emit session().pageRequested(QStringLiteral("train"), id); };
    m_datasetTable->addRowAction(QStringLiteral("rowTrain"), tr("&Train a router…"), train);
    m_datasetTable->addRowAction(QStringLiteral("rowRename"), tr("&Rename"),
                                 [this](qint64) { m_datasetTable->editSelectedName(); });
    m_datasetTable->addRowAction(QStringLiteral("rowDelete"), tr("&Delete"), [this](qint64) { removeSelected(); });
    connect(m_datasetTable, &SortedTable::deleteRequested, this, &DataPage::removeSelected);
    connect(m_datasetTable, &SortedTable::selectionMoved, this, &DataPage::showDataset);
    connect(m_datasetTable, &SortedTable::opened, this, train);
    connect(m_datasets, &TableModel::renameRequested, &m_contents, &WorkspaceContents::renameDataset);
    connect(m_view, &DatasetView::renameModelRequested, this, &DataPage::renameModel);
    connect(m_view, &DatasetView::mergeModelsRequested, this, &DataPage::mergeModels);
    connect(m_view, &DatasetView::failed, m_message, [this](const QString &message) { m_message->showError(message); });
}

void DataPage::select(qint64 dataset)
{
    if (dataset)
        m_datasetTable->selectId(dataset);
}

bool DataPage::isSettled() const
{
    return !m_contents.isLoading() && !session().changes().isBusy() &&
           (m_stack->currentWidget() == m_empty || m_view->isSettled());
}

void DataPage::importFile(const QString &file)
{
    auto *dialog = new ImportDialog(session(), file, this);
    connect(dialog, &ImportDialog::workspaceMade, this, &DataPage::workspaceMade);
    connect(dialog, &ImportDialog::imported, this, [this](qint64 dataset, const QString &summary, bool isCostly) {
        const auto tell = [this, dataset, summary, isCostly] {
            showImported(summary, isCostly);
            select(dataset);
        };
        // The news of a workspace that is being opened would be cleared by its opening.
        if (session().isOpen())
            tell();
        else
            m_newsOfNextWorkspace = tell;
    });
    dialog->open();
}

void DataPage::showImported(const QString &summary, bool isCostly)
{
    if (isCostly)
        m_message->showWarning(tr("Imported %1").arg(summary));
    else
        m_message->showNews(tr("Imported %1").arg(summary));
}

void DataPage::showSnapshot()
{
    const WorkspaceSnapshot &snapshot = m_contents.snapshot();
    m_datasets->setRows(snapshot.datasets);
    m_stack->setCurrentIndex(snapshot.datasets.empty() && !m_contents.isLoading() ? 0 : 1);
    showDataset(m_datasetTable->selectedId());
}

void DataPage::showDataset(qint64 dataset)
{
    const WorkspaceSnapshot &snapshot = m_contents.snapshot();
    const auto at = snapshot.datasetIndex(dataset);
    for (QPushButton *button : {m_train, m_rename, m_remove})
        button->setEnabled(at.has_value());
    if (at)
        m_view->show(snapshot.datasets[*at], snapshot.models[*at]);
    else
        m_view->clear();
    m_view->setEnabled(at.has_value());
}

void DataPage::removeSelected()
{
    if (const qint64 id = m_datasetTable->selectedId())
        m_contents.removeDataset(id);
}

void DataPage::renameModel(qint64 dataset, qint64 model, const QString &name)
{
    const auto at = m_contents.snapshot().datasetIndex(dataset);
    const auto ordinal = static_cast<std::size_t>(model);
    if (!at || ordinal >= m_contents.snapshot().models[*at].size())
        return;
    const std::string before = m_contents.snapshot().models[*at][ordinal].name;
    const auto to = [dataset, ordinal](const std::string &text) -> WorkspaceChanges::Work {
        return [dataset, ordinal, text](Workspace &workspace) {
            return ModelChanges(workspace).rename(DatasetId{dataset}, ordinal, text);
        };
    };
    session().changes().change(tr("renaming of “%1” to “%2”").arg(toText(before), name), to(toUtf8(name)), to(before));
}

void DataPage::mergeModels(qint64 dataset, qint64 from, qint64 into)
{
    const auto at = m_contents.snapshot().datasetIndex(dataset);
    const auto source = static_cast<std::size_t>(from);
    const auto target = static_cast<std::size_t>(into);
    if (!at || std::max(source, target) >= m_contents.snapshot().models[*at].size())
        return;
    const std::vector<ModelInfo> &models = m_contents.snapshot().models[*at];
    const QString what = tr("merging of “%1” into “%2”").arg(toText(models[source].name), toText(models[target].name));
    if (!ask::confirm(
            this, tr("Merge the model “%1” into “%2”?").arg(toText(models[source].name), toText(models[target].name)),
            tr("The %1 outcomes of “%2” become outcomes of “%3”. This cannot be undone, and neither can the "
               "deletion of routers of this dataset any more.")
                .arg(countText(models[source].count), toText(models[source].name), toText(models[target].name)),
            tr("Merge")))
        return;
    session().changes().change(what,
                               [dataset, source, target](Workspace &workspace) {
                                   return ModelChanges(workspace).merge(DatasetId{dataset}, source, target);
                               },
                               {});
}

} // namespace fairlead
