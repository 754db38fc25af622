#include "ui/models/sortedtable.h"

#include "ui/models/snapshottable.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QSortFilterProxyModel>

#include <algorithm>

namespace fairlead {

namespace {

constexpr int kColumnPadding = 4;
constexpr int kWidestColumn = 260; ///< of what is fitted to its text; tips say the rest

} // namespace

SortedTable::SortedTable(TableModel &model, const QString &objectName, const QString &accessibleName, QWidget *parent)
    : QTableView(parent)
    , m_proxy(new QSortFilterProxyModel(this))
{
    setObjectName(objectName);
    setAccessibleName(accessibleName);
    m_proxy->setSourceModel(&model);
    m_proxy->setSortRole(TableModel::SortRole);
    m_proxy->setSortCaseSensitivity(Qt::CaseInsensitive);
    setModel(m_proxy);
    setSortingEnabled(true);
    m_proxy->sort(-1); // the model's own order until a person sorts
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    horizontalHeader()->setSortIndicatorClearable(true);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(true);
    verticalHeader()->hide();
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::EditKeyPressed);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTextElideMode(Qt::ElideMiddle); // names of models differ at both ends
    setTabKeyNavigation(false);
    m_copy = new QAction(tr("&Copy row"), this);
    m_copy->setObjectName(QStringLiteral("rowCopy"));
    m_copy->setShortcut(QKeySequence::Copy);
    m_copy->setShortcutContext(Qt::WidgetShortcut);
    connect(m_copy, &QAction::triggered, this, [this] { QGuiApplication::clipboard()->setText(selectedRowText()); });
    addAction(m_copy);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    updateActions();

    connect(m_proxy, &QAbstractItemModel::modelReset, this, &SortedTable::restoreSelection);
    connect(horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, [this](int column) {
        if (column >= 0 && columnWidth(column) < horizontalHeader()->sectionSizeHint(column))
            setColumnWidth(column, horizontalHeader()->sectionSizeHint(column));
    });
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &current) {
        if (!current.isValid())
            return updateActions(); // a reset clears the current row; what was wanted stays wanted
        updateActions();
        m_wanted = current.data(TableModel::IdRole).toLongLong();
        emit selectionMoved(m_wanted);
    });
    connect(this, &QTableView::doubleClicked, this,
            [this](const QModelIndex &index) { emit opened(index.data(TableModel::IdRole).toLongLong()); });
}

qint64 SortedTable::selectedId() const
{
    return currentIndex().data(TableModel::IdRole).toLongLong();
}

void SortedTable::selectId(qint64 id)
{
    m_wanted = id;
    for (int row = 0; row < m_proxy->rowCount(); ++row) {
        const QModelIndex index = m_proxy->index(row, 0);
        if (index.data(TableModel::IdRole).toLongLong() == id) {
            setCurrentIndex(index);
            return;
        }
    }
}

void SortedTable::editSelectedName()
{
    if (const QModelIndex current = currentIndex(); current.isValid())
        edit(current.siblingAtColumn(0));
}

void SortedTable::addRowAction(const QString &objectName, const QString &text, std::function<void(qint64)> act)
{
    auto *action = new QAction(text, this);
    action->setObjectName(objectName);
    connect(action, &QAction::triggered, this, [this, act = std::move(act)] {
        if (const qint64 id = selectedId())
            act(id);
    });
    insertAction(m_copy, action);
    updateActions();
}

QString SortedTable::selectedRowText() const
{
    QStringList cells;
    for (int column = 0; currentIndex().isValid() && column < m_proxy->columnCount(); ++column) {
        if (!isColumnHidden(column) && !m_proxy->headerData(column, Qt::Horizontal).toString().isEmpty())
            cells << currentIndex().siblingAtColumn(column).data().toString();
    }
    return cells.join(QLatin1Char('\t'));
}

void SortedTable::updateActions()
{
    for (QAction *action : actions())
        action->setEnabled(currentIndex().isValid());
}

void SortedTable::restoreSelection()
{
    fitColumns();
    const qint64 wanted = m_wanted;
    selectId(wanted);
    if (currentIndex().isValid())
        return;
    if (m_proxy->rowCount() > 0)
        setCurrentIndex(m_proxy->index(0, 0));
    else
        emit selectionMoved(0);
    updateActions();
    m_wanted = wanted ? wanted : m_wanted;
}

/// As wide as its widest text. Room for the arrow has the column that is sorted by, not every one that could be: a
/// table of many figures would scroll sideways for it.
void SortedTable::fitColumns()
{
    const QHeaderView &header = *horizontalHeader();
    const QFontMetrics metrics(header.font());
    const int margins = 2 * style()->pixelMetric(QStyle::PM_HeaderMargin, nullptr, &header);
    const int stretched = header.stretchLastSection() ? 1 : 0;
    for (int column = 0; column < m_proxy->columnCount() - stretched; ++column) {
        if (isColumnHidden(column))
            continue;
        const QString title = m_proxy->headerData(column, Qt::Horizontal).toString();
        const int named = column == header.sortIndicatorSection() ? header.sectionSizeHint(column)
                                                                  : metrics.horizontalAdvance(title) + margins;
        const int width = std::max(sizeHintForColumn(column), named) + kColumnPadding;
        setColumnWidth(column, std::min(width, kWidestColumn));
    }
}

void SortedTable::keyPressEvent(QKeyEvent *event)
{
    const qint64 id = selectedId();
    if (id && event->key() == Qt::Key_F2) {
        editSelectedName();
    } else if (id && event->matches(QKeySequence::Delete)) {
        emit deleteRequested(id);
    } else if (id && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) &&
               state() != QAbstractItemView::EditingState) {
        emit opened(id);
    } else {
        QTableView::keyPressEvent(event);
    }
}

} // namespace fairlead
