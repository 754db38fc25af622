#include "ui/workspacetree.h"

#include "ui/icons.h"
#include "ui/models/displaytext.h"
#include "ui/session.h"
#include "ui/widgets/theme.h"
#include "ui/workspacecontents.h"

#include <QAction>
#include <QEvent>
#include <QKeyEvent>

namespace fairlead {

namespace {

constexpr int kKindRole = Qt::UserRole + 1;
constexpr int kIdRole = Qt::UserRole + 2;

WorkspaceTree::Kind kindOf(const QModelIndex &index)
{
    return index.isValid() ? static_cast<WorkspaceTree::Kind>(index.data(kKindRole).toInt())
                           : WorkspaceTree::Kind::None;
}

qint64 idOf(const QModelIndex &index)
{
    return index.isValid() ? index.data(kIdRole).toLongLong() : 0;
}

QStandardItem *makeItem(const QString &text, const QIcon &icon, WorkspaceTree::Kind kind, qint64 id)
{
    auto *item = new QStandardItem(icon, text);
    item->setData(static_cast<int>(kind), kKindRole);
    item->setData(id, kIdRole);
    item->setEditable(true);
    return item;
}

QString kindText(const DatasetInfo &info)
{
    return info.kind == DatasetKind::Log ? WorkspaceTree::tr("log") : WorkspaceTree::tr("full feedback");
}

} // namespace

WorkspaceTree::WorkspaceTree(Session &session, WorkspaceContents &contents, QWidget *parent)
    : QTreeView(parent)
    , m_session(session)
    , m_contents(contents)
{
    setObjectName(QStringLiteral("workspaceTree"));
    setAccessibleName(tr("Datasets and routers of the workspace"));
    setModel(&m_model);
    setHeaderHidden(true);
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(QAbstractItemView::EditKeyPressed);
    setExpandsOnDoubleClick(false);
    setUniformRowHeights(true);
    setIndentation(14);
    setTextElideMode(Qt::ElideMiddle);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    addActions();
    connect(this, &QTreeView::activated, this, &WorkspaceTree::open);
    connect(this, &QTreeView::collapsed, this, [this](const QModelIndex &index) { m_folded.insert(idOf(index)); });
    connect(this, &QTreeView::expanded, this, [this](const QModelIndex &index) { m_folded.remove(idOf(index)); });
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, &WorkspaceTree::updateActions);
    connect(&m_model, &QStandardItemModel::itemChanged, this, [this](const QStandardItem *item) {
        if (m_isFilling)
            return;
        const QString name = item->text().trimmed();
        if (kindOf(item->index()) == Kind::Dataset)
            m_contents.renameDataset(idOf(item->index()), name);
        else
            m_contents.renameRouter(idOf(item->index()), name);
    });
    connect(&contents, &WorkspaceContents::changed, this, &WorkspaceTree::showSnapshot);
    connect(&session.changes(), &WorkspaceChanges::failed, this, &WorkspaceTree::showSnapshot); // the old name is back
    connect(&session, &Session::workspaceChanged, this, [this] { m_folded.clear(); });
    showSnapshot();
}

void WorkspaceTree::addActions()
{
    const auto add = [this](const char *name, const QString &text, const QKeySequence &keys) {
        auto *action = new QAction(text, this);
        action->setObjectName(QLatin1String(name));
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        addAction(action);
        return action;
    };
    m_open = add("treeOpen", tr("&Open"), {});
    m_train = add("treeTrain", tr("&Train on this…"), {});
    m_rename = add("treeRename", tr("&Rename"), Qt::Key_F2);
    m_delete = add("treeDelete", tr("&Delete"), QKeySequence::Delete);
    connect(m_open, &QAction::triggered, this, [this] { open(currentIndex()); });
    connect(m_train, &QAction::triggered, this,
            [this] { emit m_session.pageRequested(QStringLiteral("train"), currentId()); });
    connect(m_rename, &QAction::triggered, this, [this] { edit(currentIndex()); });
    connect(m_delete, &QAction::triggered, this, &WorkspaceTree::removeCurrent);
    updateActions();
}

void WorkspaceTree::updateActions()
{
    const Kind kind = currentKind();
    for (QAction *action : {m_open, m_rename, m_delete})
        action->setEnabled(kind != Kind::None);
    m_open->setText(kind == Kind::Router ? tr("&Open in Explore") : tr("&Show in Data"));
    m_train->setVisible(kind == Kind::Dataset);
}

WorkspaceTree::Kind WorkspaceTree::currentKind() const
{
    return kindOf(currentIndex());
}

qint64 WorkspaceTree::currentId() const
{
    return idOf(currentIndex());
}

void WorkspaceTree::selectRow(Kind kind, qint64 id)
{
    setCurrentIndex(indexOf(kind, id));
}

QModelIndex WorkspaceTree::indexOf(Kind kind, qint64 id) const
{
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex dataset = m_model.index(row, 0);
        if (kind == Kind::Dataset && idOf(dataset) == id)
            return dataset;
        for (int child = 0; kind == Kind::Router && child < m_model.rowCount(dataset); ++child) {
            const QModelIndex router = m_model.index(child, 0, dataset);
            if (idOf(router) == id)
                return router;
        }
    }
    return {};
}

void WorkspaceTree::showSnapshot()
{
    const Kind kind = currentKind();
    const qint64 id = currentId();
    const PlotColors colors = plotColors(palette());
    const QIcon dataIcon = lineIcon(QStringLiteral("data"), colors.mutedText, colors.accent);
    const QIcon routerIcon = lineIcon(QStringLiteral("explore"), colors.mutedText, colors.accent);
    m_isFilling = true;
    m_model.clear();
    for (const DatasetInfo &info : m_contents.snapshot().datasets) {
        auto *dataset = makeItem(toText(info.name), dataIcon, Kind::Dataset, info.id.value);
        dataset->setToolTip(tr("%1: %2 of %3 queries, %n model(s)", nullptr, static_cast<int>(info.modelCount))
                                .arg(toText(info.name), kindText(info), countText(info.queryCount)));
        for (const RouterRecord &router : m_contents.snapshot().routers) {
            if (router.dataset != info.id)
                continue;
            auto *item = makeItem(toText(router.name), routerIcon, Kind::Router, router.id.value);
            item->setToolTip(tr("%1: a router trained on %2").arg(toText(router.name), toText(info.name)));
            dataset->appendRow(item);
        }
        m_model.appendRow(dataset);
    }
    m_isFilling = false;
    restorePlace(kind, id);
}

void WorkspaceTree::restorePlace(Kind kind, qint64 id)
{
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex dataset = m_model.index(row, 0);
        setExpanded(dataset, !m_folded.contains(idOf(dataset)));
    }
    if (kind != Kind::None)
        selectRow(kind, id);
    updateActions();
}

void WorkspaceTree::open(const QModelIndex &index)
{
    if (kindOf(index) == Kind::Dataset)
        emit m_session.pageRequested(QStringLiteral("data"), idOf(index));
    else if (kindOf(index) == Kind::Router)
        emit m_session.pageRequested(QStringLiteral("explore"), idOf(index));
}

void WorkspaceTree::removeCurrent()
{
    if (currentKind() == Kind::Dataset)
        m_contents.removeDataset(currentId());
    else if (currentKind() == Kind::Router)
        m_contents.removeRouter(currentId());
}

void WorkspaceTree::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && state() != EditingState) {
        open(currentIndex());
        return;
    }
    QTreeView::keyPressEvent(event);
}

void WorkspaceTree::changeEvent(QEvent *event)
{
    QTreeView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showSnapshot();
}

} // namespace fairlead
