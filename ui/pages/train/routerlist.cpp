#include "ui/pages/train/routerlist.h"

#include "ui/models/displaytext.h"
#include "ui/models/routertablemodel.h"
#include "ui/models/sortedtable.h"
#include "ui/workspacecontents.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace fairlead {

namespace {

constexpr int kDatasetColumn = 2;

} // namespace

RouterList::RouterList(WorkspaceContents &contents, QWidget *parent)
    : QWidget(parent)
    , m_contents(contents)
{
    m_model = new RouterTableModel(this);
    m_table = new SortedTable(*m_model, QStringLiteral("routerTable"), tr("Routers"), this);
    m_table->setMinimumHeight(100);
    auto *label = new QLabel(tr("&Routers"), this);
    label->setBuddy(m_table);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    const auto button = [this](const char *name, const QString &text) {
        auto *push = new QPushButton(text, this);
        push->setObjectName(QLatin1String(name));
        return push;
    };
    m_open = button("routerOpen", tr("Open in Ex&plore"));
    m_resume = button("routerResume", tr("R&esume"));
    m_use = button("routerUse", tr("Use these settin&gs"));
    m_copy = button("routerCopyConfig", tr("&Copy configuration"));
    m_rename = button("routerRename", tr("Rename"));
    m_remove = button("routerDelete", tr("De&lete"));

    auto *row = new QHBoxLayout;
    row->addWidget(label);
    row->addStretch(1);
    for (QPushButton *push : {m_open, m_resume, m_use, m_copy, m_rename, m_remove})
        row->addWidget(push);
    setTabOrder(m_remove, m_table);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_table, 1);
    buildActions();
    updateButtons();
}

void RouterList::buildActions()
{
    connect(m_open, &QPushButton::clicked, this, [this] { emit openRequested(m_table->selectedId()); });
    connect(m_resume, &QPushButton::clicked, this, [this] { emit resumeRequested(m_table->selectedId()); });
    connect(m_use, &QPushButton::clicked, this, [this] { emit settingsWanted(m_table->selectedId()); });
    connect(m_copy, &QPushButton::clicked, this, &RouterList::copyConfiguration);
    connect(m_rename, &QPushButton::clicked, m_table, &SortedTable::editSelectedName);
    connect(m_remove, &QPushButton::clicked, this, [this] { m_contents.removeRouter(m_table->selectedId()); });
    m_table->addRowAction(QStringLiteral("rowOpen"), tr("Open in E&xplore"),
                          [this](qint64 id) { emit openRequested(id); });
    m_table->addRowAction(QStringLiteral("rowUse"), tr("&Use these settings"),
                          [this](qint64 id) { emit settingsWanted(id); });
    m_table->addRowAction(QStringLiteral("rowCopyConfig"), tr("Copy c&onfiguration"),
                          [this](qint64) { copyConfiguration(); });
    m_table->addRowAction(QStringLiteral("rowRename"), tr("&Rename"), [this](qint64) { m_table->editSelectedName(); });
    m_table->addRowAction(QStringLiteral("rowDelete"), tr("&Delete"),
                          [this](qint64 id) { m_contents.removeRouter(id); });
    connect(m_table, &SortedTable::opened, this, &RouterList::openRequested);
    connect(m_table, &SortedTable::deleteRequested, &m_contents, &WorkspaceContents::removeRouter);
    connect(m_table, &SortedTable::selectionMoved, this, [this] {
        updateButtons();
        emit selectionMoved();
    });
    connect(m_model, &TableModel::renameRequested, &m_contents, &WorkspaceContents::renameRouter);
}

void RouterList::showRouters(const std::vector<RouterRecord> &routers)
{
    // Where all come from one dataset its name tells nothing, and the room goes to what does.
    const bool isOneDataset =
        std::ranges::adjacent_find(routers, std::not_equal_to<>(),
                                   [](const RouterRecord &router) { return router.dataset.value; }) == routers.end();
    m_table->setColumnHidden(kDatasetColumn, isOneDataset);
    m_model->setRouters(routers);
    updateButtons();
    emit selectionMoved();
}

void RouterList::selectRouter(qint64 id)
{
    m_table->selectId(id);
}

void RouterList::setResuming(const QVector<qint64> &routers)
{
    m_resuming = routers;
    updateButtons();
}

const RouterRow *RouterList::selected() const
{
    const auto &rows = m_model->rows();
    const auto at = std::ranges::find_if(
        rows, [id = m_table->selectedId()](const RouterRow &row) { return row.record.id.value == id; });
    return at == rows.end() ? nullptr : &*at;
}

void RouterList::updateButtons()
{
    const RouterRow *row = selected();
    for (QPushButton *push : {m_open, m_use, m_copy, m_rename, m_remove})
        push->setEnabled(row);
    m_resume->setEnabled(row && row->resumable && !m_resuming.contains(row->record.id.value));
    m_resume->setToolTip(!row || !row->stopped ? tr("Goes on with a training that was stopped")
                         : row->resumable
                             ? tr("Goes on with the epochs that are left, in this router's place")
                             : tr("It was stopped by an earlier version, which did not keep what that takes"));
}

void RouterList::copyConfiguration()
{
    if (const RouterRow *row = selected()) {
        QGuiApplication::clipboard()->setText(toText(row->record.config));
        emit copied(tr("Copied the configuration of “%1” as JSON.").arg(toText(row->record.name)));
    }
}

} // namespace fairlead
