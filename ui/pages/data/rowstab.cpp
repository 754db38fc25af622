#include "ui/pages/data/rowstab.h"

#include "ui/models/displaytext.h"
#include "ui/widgets/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QShortcut>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <array>
#include <chrono>

namespace fairlead {

namespace {

constexpr std::chrono::milliseconds kTypingPause{250};
constexpr std::size_t kLongestPrompt = 200'000; ///< bytes shown of one: a text widget is slow with more

struct Order
{
    const char *text;
    ObservationOrder by;
    bool isDescending;
    int column; ///< of the table
};
constexpr std::array kOrders{
    Order{QT_TRANSLATE_NOOP("fairlead::RowsTab", "as they came"), ObservationOrder::Place, false, 0},
    Order{QT_TRANSLATE_NOOP("fairlead::RowsTab", "last first"), ObservationOrder::Place, true, 0},
    Order{QT_TRANSLATE_NOOP("fairlead::RowsTab", "model"), ObservationOrder::Model, false, 3},
    Order{QT_TRANSLATE_NOOP("fairlead::RowsTab", "model, last first"), ObservationOrder::Model, true, 3},
    Order{QT_TRANSLATE_NOOP("fairlead::RowsTab", "quality, lowest first"), ObservationOrder::Quality, false, 4},
    Order{QT_TRANSLATE_NOOP("fairlead::RowsTab", "quality, highest first"), ObservationOrder::Quality, true, 4},
    Order{QT_TRANSLATE_NOOP("fairlead::RowsTab", "cost, lowest first"), ObservationOrder::Cost, false, 5},
    Order{QT_TRANSLATE_NOOP("fairlead::RowsTab", "cost, highest first"), ObservationOrder::Cost, true, 5},
    Order{QT_TRANSLATE_NOOP("fairlead::RowsTab", "propensity, lowest first"), ObservationOrder::Propensity, false, 6},
    Order{QT_TRANSLATE_NOOP("fairlead::RowsTab", "propensity, highest first"), ObservationOrder::Propensity, true, 6},
    Order{QT_TRANSLATE_NOOP("fairlead::RowsTab", "time, oldest first"), ObservationOrder::Time, false, 8},
    Order{QT_TRANSLATE_NOOP("fairlead::RowsTab", "time, newest first"), ObservationOrder::Time, true, 8},
};

/// Widths in characters of what stands in the columns; the prompt takes the rest.
constexpr std::array kWidths{9, 14, 12, 20, 8, 12, 10, 9, 19};

QComboBox *combo(const QString &objectName, const QString &accessibleName, QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setObjectName(objectName);
    box->setAccessibleName(accessibleName);
    return box;
}

} // namespace

RowsTab::RowsTab(QWidget *parent)
    : SummaryTab(parent)
    , m_rows(new ObservationTableModel(this))
{
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingPause);
    auto *layout = new QVBoxLayout(content());
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addWidget(buildFilter());
    layout->addWidget(buildTable(), 1);

    connect(&m_typing, &QTimer::timeout, this, &RowsTab::applyFilter);
    connect(m_search, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    for (const QComboBox *box : {m_model, m_split, m_order})
        connect(box, &QComboBox::currentIndexChanged, this, &RowsTab::applyFilter);
    connect(m_rows, &ObservationTableModel::searchStarted, this, &RowsTab::showCount);
    connect(m_rows, &ObservationTableModel::searched, this, &RowsTab::showCount);
    connect(m_rows, &ObservationTableModel::failed, this, &RowsTab::failed);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RowsTab::showPrompt);
    connect(m_rows, &QAbstractItemModel::modelReset, this, &RowsTab::showPrompt);
    auto *find = new QShortcut(QKeySequence::Find, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, m_search, [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
}

QWidget *RowsTab::buildFilter()
{
    auto *bar = new QWidget(content());
    m_search = new QLineEdit(bar);
    m_search->setObjectName(QStringLiteral("rowsSearch"));
    m_search->setAccessibleName(tr("Search query ids and prompts"));
    m_search->setPlaceholderText(tr("Search query ids and prompts"));
    m_search->setClearButtonEnabled(true);
    m_model = combo(QStringLiteral("rowsModel"), tr("Rows of the model"), bar);
    m_model->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_model->setMinimumContentsLength(14);
    m_split = combo(QStringLiteral("rowsSplit"), tr("Training or held-out rows"), bar);
    m_split->addItems({tr("all rows"), tr("training rows"), tr("held-out rows")});
    m_order = combo(QStringLiteral("rowsOrder"), tr("Order of the rows"), bar);
    for (const Order &order : kOrders)
        m_order->addItem(tr(order.text));
    m_count = new QLabel(bar);
    m_count->setObjectName(QStringLiteral("rowsCount"));
    m_count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_count->setMinimumWidth(m_count->fontMetrics().averageCharWidth() * 30); // so that nothing moves as it changes
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_search, 1);
    layout->addWidget(m_model);
    layout->addWidget(m_split);
    layout->addWidget(m_order);
    layout->addWidget(m_count);
    return bar;
}

QWidget *RowsTab::buildTable()
{
    m_view = new QTableView(content());
    m_view->setObjectName(QStringLiteral("rowsTable"));
    m_view->setAccessibleName(tr("Rows of the dataset"));
    m_view->setModel(m_rows);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setAlternatingRowColors(true);
    m_view->setShowGrid(false);
    m_view->setWordWrap(false);
    m_view->setTabKeyNavigation(false);
    m_view->setMinimumHeight(90);
    // Rows of one height that nobody asks the model for: a million of them cost nothing.
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->verticalHeader()->hide();
    QHeaderView *header = m_view->horizontalHeader();
    header->setHighlightSections(false);
    header->setStretchLastSection(true);
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(true);
    for (std::size_t column = 0; column < kWidths.size(); ++column)
        m_view->setColumnWidth(static_cast<int>(column),
                               m_view->fontMetrics().averageCharWidth() * kWidths[column] + 20);
    connect(header, &QHeaderView::sectionClicked, this, &RowsTab::sortBy);

    m_text = new QPlainTextEdit(content());
    m_text->setObjectName(QStringLiteral("rowsPrompt"));
    m_text->setAccessibleName(tr("Prompt of the selected row"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setMinimumHeight(46);
    auto *splitter = new QSplitter(Qt::Vertical, content());
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_view);
    splitter->addWidget(m_text);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 0);
    splitter->setSizes({1000, 60});
    return splitter;
}

bool RowsTab::isSettled() const
{
    return !m_typing.isActive() && m_rows->isSettled() && !m_prompt.isRunning();
}

bool RowsTab::fill(const DatasetShown &dataset)
{
    const ObservationSource source{m_workspace, dataset.info.id, dataset.modelNames(), dataset.summary->outcomes};
    const ObservationSource &now = m_rows->source();
    const bool isSame = now.workspace == source.workspace && now.dataset == source.dataset &&
                        now.models == source.models && now.outcomes == source.outcomes &&
                        m_dataHash == dataset.info.dataHash;
    if (isSame)
        return true; // another dataset or router changed: where one was reading stays
    m_dataHash = dataset.info.dataHash;
    m_typing.stop();
    {
        const QSignalBlocker search(m_search), model(m_model), split(m_split), order(m_order);
        m_search->clear();
        m_model->clear();
        m_model->addItem(tr("all models"));
        for (int t = 0; t < source.models.size(); ++t) {
            QPixmap swatch(10, 10);
            swatch.fill(modelColor(t));
            m_model->addItem(QIcon(swatch), source.models.at(t));
        }
        m_split->setCurrentIndex(0);
        m_order->setCurrentIndex(0);
    }
    m_rows->setSource(source);
    // What the dataset does not have leaves its room to the prompt.
    m_view->setColumnHidden(ObservationTableModel::Propensity, dataset.summary->withPropensity == 0);
    m_view->setColumnHidden(ObservationTableModel::Time, dataset.summary->time.queries == 0);
    showSorting();
    showCount();
    return true;
}

void RowsTab::applyFilter()
{
    m_typing.stop();
    ObservationFilter filter;
    if (m_model->currentIndex() > 0)
        filter.model = m_model->currentIndex() - 1;
    if (m_split->currentIndex() > 0)
        filter.split = m_split->currentIndex() == 1 ? Split::Train : Split::HeldOut;
    filter.text = toUtf8(m_search->text().trimmed());
    const Order &order = kOrders[static_cast<std::size_t>(std::max(0, m_order->currentIndex()))];
    filter.order = order.by;
    filter.isDescending = order.isDescending;
    m_rows->setFilter(filter);
    showSorting();
}

void RowsTab::sortBy(int section)
{
    const int now = std::max(0, m_order->currentIndex());
    for (int at = 0; at < static_cast<int>(kOrders.size()); ++at) {
        const bool isNow = at == now;
        if (kOrders[static_cast<std::size_t>(at)].column == section && !isNow &&
            (kOrders[static_cast<std::size_t>(now)].column != section ||
             kOrders[static_cast<std::size_t>(at)].isDescending !=
                 kOrders[static_cast<std::size_t>(now)].isDescending)) {
            m_order->setCurrentIndex(at);
            return;
        }
    }
    showSorting(); // the header has moved its arrow to a column that nothing is sorted by
}

void RowsTab::showSorting()
{
    const Order &order = kOrders[static_cast<std::size_t>(std::max(0, m_order->currentIndex()))];
    m_view->horizontalHeader()->setSortIndicator(order.column,
                                                 order.isDescending ? Qt::DescendingOrder : Qt::AscendingOrder);
}

void RowsTab::showCount()
{
    if (m_rows->isSearching()) {
        m_count->setText(tr("Searching…"));
        return;
    }
    const QString all = countText(m_rows->source().outcomes);
    const QString shown = countText(static_cast<std::size_t>(m_rows->rowCount()));
    if (m_rows->isCut())
        m_count->setText(tr("first %1 of %2 rows").arg(shown, all));
    else if (shown == all)
        m_count->setText(m_rows->rowCount() == 1 ? tr("1 row") : tr("%1 rows").arg(all));
    else
        m_count->setText(tr("%1 of %2 rows").arg(shown, all));
}

void RowsTab::showPrompt()
{
    const qint64 row = m_rows->queryRow(m_view->currentIndex().row());
    if (row < 0) {
        m_prompt.cancel();
        m_text->clear();
        m_text->setPlaceholderText(tr("Select a row to read its whole prompt."));
        return;
    }
    m_prompt.request(
        tr("Reading the prompt"),
        [source = m_rows->source(), row](const std::stop_token &, const ReportProgress &) -> Result<std::string> {
            auto workspace = Workspace::open(source.workspace);
            if (!workspace)
                return workspace.error();
            return ObservationPages(*workspace).prompt(source.dataset, row);
        },
        [this](const Result<std::string> &prompt) {
            if (!prompt) {
                emit failed(toText(prompt.error().message));
                return;
            }
            const bool isCut = prompt->size() > kLongestPrompt;
            m_text->setPlainText(toText(std::string_view(*prompt).substr(0, kLongestPrompt)) +
                                 (isCut ? QStringLiteral(" …") : QString()));
            m_text->setPlaceholderText(tr("This row has no prompt."));
        });
}

} // namespace fairlead
