#include "ui/pages/data/datapage.h"

#include "ui/dialogs/ask.h"
#include "ui/dialogs/importdialog.h"
#include "ui/models/datasettablemodel.h"
#include "ui/models/displaytext.h"
#include "ui/models/modeltablemodel.h"
#include "ui/models/sortedtable.h"
#include "ui/pages/pageheader.h"
#include "ui/session.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagestrip.h"
#include "ui/workspacecontents.h"

#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace fairlead {

DataPage::DataPage(Session &session, WorkspaceContents &contents, QWidget *parent)
    : Page(session, parent)
    , m_contents(contents)
{
    setObjectName(QStringLiteral("dataPage"));
    auto *header = new PageHeader(title(), this);
    auto *import = header->addButton(QStringLiteral("dataImport"), tr("&Import log…"));
    import->setToolTip(tr("Bring a CSV, TSV or JSON Lines file into the workspace"));
    m_train = header->addButton(QStringLiteral("dataTrain"), tr("&Train a router…"));
    m_rename = header->addButton(QStringLiteral("dataRename"), tr("&Rename"));
    m_remove = header->addButton(QStringLiteral("dataDelete"), tr("&Delete…"));

    m_message = new MessageStrip(this);
    m_message->setObjectName(QStringLiteral("dataMessage"));
    m_stack = new QStackedWidget(this);
    m_empty =
        new EmptyState(tr("No data yet"),
                       tr("Import a log of served requests (model, quality, cost, and the prompt or its embedding), "
                          "or a table in which every model answered every query."),
                       this);
    m_empty->setObjectName(QStringLiteral("dataEmpty"));
    auto *emptyImport = m_empty->addAction(tr("Import log…"));
    emptyImport->setObjectName(QStringLiteral("dataEmptyImport"));
    m_stack->addWidget(m_empty);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("dataSplitter"));
    splitter->setChildrenCollapsible(false);
    buildTables(splitter);
    m_stack->addWidget(splitter);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kPageMargins);
    layout->addWidget(header);
    layout->addWidget(m_message);
    layout->addWidget(m_stack, 1);

    connect(import, &QPushButton::clicked, this, [this] { importFile({}); });
    connect(emptyImport, &QPushButton::clicked, this, [this] { importFile({}); });
    connect(m_rename, &QPushButton::clicked, m_datasetTable, &SortedTable::editSelectedName);
    connect(m_remove, &QPushButton::clicked, this, &DataPage::removeSelected);
    connect(m_train, &QPushButton::clicked, this,
            [this] { emit this->session().pageRequested(QStringLiteral("train"), m_datasetTable->selectedId()); });
    m_datasetTable->addRowAction(QStringLiteral("rowTrain"), tr("&Train a router…"), [this](qint64 id) {
        emit this->session().pageRequested(QStringLiteral("train"), id);
    });
    m_datasetTable->addRowAction(QStringLiteral("rowRename"), tr("&Rename"),
                                 [this](qint64) { m_datasetTable->editSelectedName(); });
    m_datasetTable->addRowAction(QStringLiteral("rowDelete"), tr("&Delete…"), [this](qint64) { removeSelected(); });
    connect(m_datasetTable, &SortedTable::deleteRequested, this, &DataPage::removeSelected);
    connect(m_datasetTable, &SortedTable::selectionMoved, this, &DataPage::showModels);
    connect(m_datasetTable, &SortedTable::opened, this,
            [this](qint64 id) { emit this->session().pageRequested(QStringLiteral("train"), id); });
    connect(m_datasets, &TableModel::renameRequested, &contents, &WorkspaceContents::renameDataset);
    connect(&contents, &WorkspaceContents::changed, this, &DataPage::showSnapshot);
    connect(&contents, &WorkspaceContents::failed, this,
            [this](const QString &message) { m_message->showError(message); });
    connect(&session, &Session::workspaceChanged, m_message, &MessageStrip::clear);
    showSnapshot();
}

void DataPage::buildTables(QWidget *parent)
{
    m_datasets = new DatasetTableModel(this);
    m_datasetTable = new SortedTable(*m_datasets, QStringLiteral("datasetTable"), tr("Datasets"), parent);
    m_datasetTable->setMinimumHeight(90);

    auto *lower = new QWidget(parent);
    m_modelsTitle = new QLabel(lower);
    m_modelsTitle->setObjectName(QStringLiteral("modelsTitle"));
    QFont font = m_modelsTitle->font();
    font.setWeight(QFont::DemiBold);
    m_modelsTitle->setFont(font);
    m_modelsNote = new QLabel(lower);
    m_modelsNote->setObjectName(QStringLiteral("modelsNote"));
    m_modelsNote->setWordWrap(true);
    m_models = new ModelTableModel(this);
    m_modelTable = new SortedTable(*m_models, QStringLiteral("modelTable"), tr("Models of the dataset"), lower);
    m_modelTable->setMinimumHeight(90);
    m_modelsTitle->setBuddy(m_modelTable);

    auto *layout = new QVBoxLayout(lower);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addWidget(m_modelsTitle);
    layout->addWidget(m_modelsNote);
    layout->addWidget(m_modelTable, 1);

    auto *splitter = static_cast<QSplitter *>(parent);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
}

void DataPage::select(qint64 dataset)
{
    if (dataset)
        m_datasetTable->selectId(dataset);
}

bool DataPage::isSettled() const
{
    return !m_contents.isLoading();
}

void DataPage::importFile(const QString &file)
{
    auto *dialog = new ImportDialog(session(), file, this);
    connect(dialog, &ImportDialog::imported, this, [this](qint64 dataset, const QString &summary) {
        m_message->showNews(tr("Imported %1").arg(summary));
        select(dataset);
    });
    dialog->open();
}

void DataPage::showSnapshot()
{
    const WorkspaceSnapshot &snapshot = m_contents.snapshot();
    m_datasets->setRows(snapshot.datasets);
    m_stack->setCurrentIndex(snapshot.datasets.empty() && !m_contents.isLoading() ? 0 : 1);
    showModels(m_datasetTable->selectedId());
}

void DataPage::showModels(qint64 dataset)
{
    const WorkspaceSnapshot &snapshot = m_contents.snapshot();
    const auto at = snapshot.datasetIndex(dataset);
    for (QPushButton *button : {m_train, m_rename, m_remove})
        button->setEnabled(at.has_value());
    if (!at) {
        m_models->setModels({}, 0);
        m_modelsTitle->clear();
        m_modelsNote->clear();
        return;
    }
    const DatasetInfo &info = snapshot.datasets[*at];
    m_models->setModels(snapshot.models[*at], info.queryCount);
    m_modelsTitle->setText(tr("Models of “%1”").arg(toText(info.name)));
    m_modelsNote->setText(info.kind == DatasetKind::Log
                              ? tr("Means over the queries each model happened to serve. The routing in place chose "
                                   "those queries, so the "
                                   "means are confounded: a model that was given the easy ones looks better than it "
                                   "is. Training corrects "
                                   "for that.")
                              : tr("Every model answered every query, so these means compare like with like."));
}

void DataPage::removeSelected()
{
    const auto at = m_contents.snapshot().datasetIndex(m_datasetTable->selectedId());
    if (!at)
        return;
    const DatasetInfo &info = m_contents.snapshot().datasets[*at];
    QStringList routers;
    for (const RouterRecord &router : m_contents.snapshot().routers) {
        if (router.dataset == info.id)
            routers << toText(router.name);
    }
    const QString queries = countText(info.queryCount);
    const QString lost = routers.isEmpty() ? tr("Its %1 queries go too.").arg(queries)
                                           : tr("Its %1 queries and the routers trained on it go too: %2.")
                                                 .arg(queries, routers.join(QStringLiteral(", ")));
    if (ask::confirm(this, tr("Delete the dataset “%1”?").arg(toText(info.name)),
                     lost + QLatin1Char(' ') + tr("This cannot be undone."), tr("Delete")))
        m_contents.removeDataset(info.id.value);
}

} // namespace fairlead
