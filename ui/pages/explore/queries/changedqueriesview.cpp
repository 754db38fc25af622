#include "ui/pages/explore/queries/changedqueriesview.h"

#include "core/base/format.h"
#include "ui/dialogs/ask.h"
#include "ui/models/displaytext.h"
#include "ui/pages/explore/queries/changedqueriesmodel.h"
#include "ui/pages/explore/queries/whypanel.h"
#include "ui/session.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagestrip.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>

namespace fairlead {

namespace {

constexpr int kDragDelay = 60;    ///< ms, while handles move
constexpr int kTypingDelay = 180; ///< ms, while a person types

QTableView *makeTable(ChangedQueriesModel &model, QWidget *parent)
{
    auto *table = new QTableView(parent);
    table->setObjectName(QStringLiteral("changedTable"));
    table->setAccessibleName(ChangedQueriesView::tr("Queries that change model in the cost interval"));
    table->setModel(&model);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 6);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setSortIndicator(ChangedQueriesModel::Lambda, Qt::AscendingOrder);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->setTextElideMode(Qt::ElideRight);
    table->setMinimumSize(200, 60);
    // By what columns may hold: fitting a million rows to their texts would read them all.
    const QFontMetrics metrics(table->font());
    const int widths[] = {10, 15, 15, 9, 11, 11, 20};
    for (int column = 0; column < ChangedQueriesModel::ColumnCount; ++column)
        table->setColumnWidth(column, widths[column] * metrics.averageCharWidth() + 12);
    table->setSortingEnabled(true);
    return table;
}

} // namespace

ChangedQueriesView::ChangedQueriesView(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new ChangedQueriesModel(this))
    , m_timer(new QTimer(this))
{
    setObjectName(QStringLiteral("changedQueries"));
    build();
    connectParts();
    showEmpty();
    showCount();
}

ChangedQueriesView::~ChangedQueriesView() = default;

void ChangedQueriesView::build()
{
    m_messages = new MessageStrip(this);
    m_messages->setObjectName(QStringLiteral("changedMessage"));
    auto *split = new QSplitter(Qt::Horizontal, this);
    split->setObjectName(QStringLiteral("changedSplitter"));
    split->setChildrenCollapsible(false);
    auto *left = new QWidget(split);
    m_search = new QLineEdit(left);
    m_search->setObjectName(QStringLiteral("changedSearch"));
    m_search->setPlaceholderText(tr("Search prompt, segment, id, model (%1)")
                                     .arg(QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText)));
    m_search->setAccessibleName(tr("Search the queries that change model"));
    m_search->setClearButtonEnabled(true);
    m_count = new QLabel(left);
    m_count->setObjectName(QStringLiteral("changedCount"));
    m_export = new QPushButton(tr("CS&V…"), left);
    m_export->setObjectName(QStringLiteral("changedExport"));
    m_export->setAccessibleName(tr("Export the listed queries as CSV"));
    m_export->setToolTip(tr("Saves the listed queries as CSV: id, from, to, lambda, segment"));
    m_table = makeTable(*m_model, left);
    m_empty = new EmptyState({}, {}, left);
    m_empty->setObjectName(QStringLiteral("changedEmpty"));
    m_stack = new QStackedWidget(left);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    m_stack->setMinimumWidth(200);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    m_search->setMinimumWidth(60);
    row->addWidget(m_search, 1);
    row->addWidget(m_count);
    row->addWidget(m_export);
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(m_stack, 1);
    m_why = new WhyPanel(split);
    split->addWidget(left);
    split->addWidget(m_why);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    split->setSizes({430, 570}); // hints alone would leave the reasons too narrow to read
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addWidget(m_messages);
    layout->addWidget(split, 1);
}

void ChangedQueriesView::connectParts()
{
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, &ChangedQueriesView::relist);
    auto *find = new QShortcut(QKeySequence::Find, this);
    connect(find, &QShortcut::activated, m_search, [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_request.search = toUtf8(text.trimmed());
        relistSoon(kTypingDelay);
    });
    connect(m_search, &QLineEdit::returnPressed, m_table, [this] { m_table->setFocus(Qt::OtherFocusReason); });
    connect(m_model, &ChangedQueriesModel::sortRequested, this, [this](int column, Qt::SortOrder order) {
        m_request.order = ChangedQueriesModel::orderOf(column);
        m_request.isDescending = order == Qt::DescendingOrder;
        relistSoon(0);
    });
    connect(m_model, &ChangedQueriesModel::failed, m_messages,
            [this](const QString &message) { m_messages->showError(message); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (!current.isValid())
                    return;
                m_selected = current.data(ChangedQueriesModel::QueryRole).toUInt();
                explainCurrent();
            });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        emit lambdaRequested(index.data(ChangedQueriesModel::LambdaRole).toDouble());
    });
    connect(m_why, &WhyPanel::lambdaPicked, this, &ChangedQueriesView::lambdaRequested);
    connect(m_export, &QPushButton::clicked, this, &ChangedQueriesView::exportList);
}

void ChangedQueriesView::setRouter(std::shared_ptr<const RouterAnalysis> analysis)
{
    if (analysis == m_analysis)
        return;
    m_analysis = std::move(analysis);
    m_explainer.reset();
    m_listing.cancel();
    m_explaining.cancel();
    m_model->clear();
    m_messages->clear();
    m_selected.reset();
    if (m_analysis) {
        m_request.lo = m_analysis->index->lambdaMin();
        m_request.hi = m_analysis->index->lambdaMax();
    }
    showEmpty();
    showCount();
    relistSoon(0);
}

void ChangedQueriesView::setInterval(double lower, double upper)
{
    m_request.lo = lower;
    m_request.hi = upper;
    m_why->setInterval(lower, upper);
    relistSoon(kDragDelay);
}

void ChangedQueriesView::setPoint(double lambda)
{
    m_why->setPoint(lambda);
}

void ChangedQueriesView::setUnit(const PreferenceScale &scale)
{
    m_why->setUnit(scale);
}

void ChangedQueriesView::searchFor(const QString &text)
{
    m_search->setText(text);
}

void ChangedQueriesView::setIsolated(int model)
{
    const auto wanted = model < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(model));
    if (std::exchange(m_request.model, wanted) == wanted)
        return;
    m_why->setIsolated(model);
    relistSoon(0);
}

bool ChangedQueriesView::isSettled() const
{
    if (!isVisible())
        return true;
    return !m_isOutdated && !m_timer->isActive() && !m_listing.isRunning() && !m_explaining.isRunning() &&
           !m_model->isLoading();
}

void ChangedQueriesView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_isOutdated)
        relistSoon(0);
}

/// Without a workspace there is nobody to ask what the queries say.
bool ChangedQueriesView::canList() const
{
    return m_analysis && m_analysis->heldOut && m_analysis->rows.size() == m_analysis->index->queries() &&
           m_session.isOpen();
}

/// Several changes in a row, as a drag makes them, are one list.
void ChangedQueriesView::relistSoon(int delay)
{
    m_isOutdated = true;
    if (isVisible() && (!m_timer->isActive() || delay > kDragDelay))
        m_timer->start(delay);
}

void ChangedQueriesView::relist()
{
    if (!isVisible())
        return;
    m_isOutdated = false;
    if (!canList())
        return showList(nullptr);
    using List = std::shared_ptr<const ChangedList>;
    const auto work = [path = m_session.path(), analysis = m_analysis,
                       request = m_request](std::stop_token stop, const ReportProgress &report) -> Result<List> {
        auto list = listChangedQueries(path, *analysis, request, std::move(stop), report);
        if (!list)
            return list.error();
        return std::make_shared<const ChangedList>(std::move(*list));
    };
    m_listing.request(tr("Listing queries"), work, [this](Result<List> list) {
        if (list) {
            m_messages->clear();
            showList(std::move(*list));
        } else if (list.error().code != ErrorCode::Cancelled) {
            m_messages->showError(toText(list.error().message), toText(list.error().detail));
        }
    });
    m_count->setText(tr("Listing…"));
}

void ChangedQueriesView::showList(std::shared_ptr<const ChangedList> list)
{
    m_model->setList(m_session.path(), m_analysis, std::move(list));
    showEmpty();
    showCount();
    if (m_model->rowCount() == 0) {
        m_explaining.cancel();
        m_why->clear({});
        return;
    }
    const int row = m_selected ? m_model->rowOf(*m_selected) : -1;
    m_table->setCurrentIndex(m_model->index(std::max(row, 0), 0));
}

void ChangedQueriesView::showEmpty()
{
    const bool hasRows = m_model->rowCount() > 0;
    m_stack->setCurrentWidget(hasRows || !m_model->list() ? static_cast<QWidget *>(m_table) : m_empty);
    m_export->setEnabled(hasRows);
    if (hasRows)
        return;
    if (!m_request.search.empty())
        m_empty->setTexts(tr("No query matches"), tr("None of the queries that change model here holds “%1”. Clear "
                                                     "the search, or widen the cost interval.")
                                                      .arg(m_search->text().trimmed()));
    else if (m_request.model)
        m_empty->setTexts(
            tr("No query leaves or reaches %1 here").arg(toText(m_analysis->models[*m_request.model].name)),
            tr("Inside this cost interval no query changes from it or to it. Press Escape to see all "
               "models again."));
    else
        m_empty->setTexts(tr("No query changes model here"),
                          tr("Inside this cost interval the router decides alike at every price. Widen the interval "
                             "with its two handles."));
}

void ChangedQueriesView::showCount()
{
    const auto &list = m_model->list();
    if (!list)
        m_count->clear();
    else if (m_request.model && m_request.search.empty())
        m_count->setText(tr("%1 of %2, isolated").arg(countText(list->size()), countText(list->rows.size())));
    else if (m_request.search.empty())
        m_count->setText(tr("%1 of %2 queries").arg(countText(list->size()), countText(m_analysis->index->queries())));
    else
        m_count->setText(tr("%1 of %2 match").arg(countText(list->size()), countText(list->rows.size())));
}

void ChangedQueriesView::explainCurrent()
{
    if (!m_selected || !canList())
        return;
    const auto work = [path = m_session.path(), analysis = m_analysis, explainer = m_explainer,
                       query = *m_selected](std::stop_token, const ReportProgress &) -> Result<Explained> {
        auto workspace = Workspace::open(path);
        if (!workspace)
            return workspace.error();
        Explained explained{explainer, nullptr};
        if (!explained.explainer) {
            auto loaded = QueryExplainer::load(*workspace, analysis);
            if (!loaded)
                return loaded.error();
            explained.explainer = std::make_shared<const QueryExplainer>(std::move(*loaded));
        }
        auto why = explained.explainer->explain(*workspace, query);
        if (!why)
            return why.error();
        explained.why = std::make_shared<const QueryExplanation>(std::move(*why));
        return explained;
    };
    m_explaining.request(tr("Explaining a query"), work, [this](Result<Explained> explained) {
        if (!explained) {
            m_why->clear(toText(explained.error().message));
            return;
        }
        m_explainer = explained->explainer;
        m_why->setExplanation(m_analysis, *explained->why);
    });
}

void ChangedQueriesView::exportList()
{
    const auto list = m_model->list();
    if (!list || !canList())
        return;
    const auto path = ask::saveFile(this, tr("Export the queries that change model"), QStringLiteral("queries.csv"),
                                    tr("CSV (*.csv)"), QStringLiteral("csv"));
    if (!path)
        return;
    auto job = std::make_unique<Job<std::size_t>>(
        tr("Exporting queries"),
        [file = toUtf8(*path), from = m_session.path(), analysis = m_analysis,
         list](std::stop_token stop, const ReportProgress &report) -> Result<std::size_t> {
            auto workspace = Workspace::open(from);
            if (!workspace)
                return workspace.error();
            return writeChangedCsv(*workspace, *analysis, *list, file, std::move(stop), report);
        });
    m_session.run<std::size_t>(std::move(job), this, [this, path = *path](Result<std::size_t> written) {
        if (written)
            m_messages->showNews(tr("%1 queries are in %2.").arg(countText(*written), path));
        else if (written.error().code != ErrorCode::Cancelled)
            m_messages->showError(toText(written.error().message), toText(written.error().detail));
    });
}

} // namespace fairlead
