#include "ui/pages/explore/queries/changedqueriesmodel.h"

#include "core/base/format.h"
#include "core/store/datasetrepository.h"
#include "ui/models/displaytext.h"
#include "ui/pages/explore/queries/figuretext.h"
#include "ui/widgets/theme.h"

#include <QColor>
#include <QTimer>

#include <algorithm>

namespace fairlead {

namespace {

constexpr int kPageRows = 100;
constexpr int kMostPages = 60;      ///< that are kept
constexpr int kMostWanted = 4;      ///< of those passed while scrolling; a window shows two
constexpr qsizetype kTipText = 800; ///< of a prompt; the panel shows all of it

} // namespace

ChangedQueriesModel::ChangedQueriesModel(QObject *parent)
    : QAbstractTableModel(parent)
    , m_loadSoon(new QTimer(this))
{
    m_loadSoon->setSingleShot(true);
    m_loadSoon->setInterval(0);
    connect(m_loadSoon, &QTimer::timeout, this, &ChangedQueriesModel::load);
}

void ChangedQueriesModel::setList(const std::filesystem::path &workspace,
                                  std::shared_ptr<const RouterAnalysis> analysis,
                                  std::shared_ptr<const ChangedList> list)
{
    beginResetModel();
    m_loading.cancel();
    m_loadSoon->stop();
    m_pages.clear();
    m_wanted.clear();
    m_workspace = workspace;
    m_analysis = std::move(analysis);
    m_list = std::move(list);
    endResetModel();
}

void ChangedQueriesModel::clear()
{
    setList({}, nullptr, nullptr);
}

int ChangedQueriesModel::rowOf(quint32 query) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (m_list->at(static_cast<std::size_t>(row)).query == query)
            return row;
    }
    return -1;
}

bool ChangedQueriesModel::isLoading() const
{
    return m_loadSoon->isActive() || m_loading.isRunning();
}

int ChangedQueriesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_list ? 0 : static_cast<int>(m_list->size());
}

int ChangedQueriesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ChangedQueriesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const ChangedQuery &row = m_list->at(static_cast<std::size_t>(index.row()));
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(index.row(), column);
    case Qt::ToolTipRole:
        if (column == Prompt) {
            const Query *found = query(index.row());
            return found ? toText(found->prompt).left(kTipText) : QString();
        }
        return text(index.row(), column);
    case Qt::DecorationRole:
        if (column == From || column == To)
            return modelColor(column == From ? row.from : row.to);
        return {};
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((column == Lambda || column == Changes ? Qt::AlignRight : Qt::AlignLeft) |
                                   Qt::AlignVCenter);
    case QueryRole:
        return row.query;
    case LambdaRole:
        return row.firstLambda;
    default:
        return {};
    }
}

QString ChangedQueriesModel::text(int row, int column) const
{
    const ChangedQuery &changed = m_list->at(static_cast<std::size_t>(row));
    switch (column) {
    case Lambda:
        return toText(formatSignificant(changed.firstLambda, 4));
    case From:
        return toText(m_analysis->models[changed.from].name);
    case To:
        return toText(m_analysis->models[changed.to].name);
    case Changes:
        return toText(formatCount(changed.changes));
    default:
        break;
    }
    const Query *found = query(row);
    if (!found)
        return QStringLiteral("…");
    if (column == Segment)
        return toText(found->segment);
    return column == QueryId ? toText(found->externalId) : oneLine(toText(found->prompt));
}

QVariant ChangedQueriesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((section == Lambda || section == Changes ? Qt::AlignRight : Qt::AlignLeft) |
                                   Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const bool isTip = role == Qt::ToolTipRole;
    switch (section) {
    case Lambda:
        return isTip ? tr("Cost sensitivity (quality per USD) at which the query changes model for the first time")
                     : tr("At λ");
    case From:
        return isTip ? tr("Model that serves at the interval's lower end, where quality counts more") : tr("From");
    case To:
        return isTip ? tr("Model that serves at the interval's upper end, where cost counts more") : tr("To");
    case Changes:
        return isTip ? tr("How often the query changes model inside the interval") : tr("Changes");
    case Segment:
        return isTip ? tr("Segment, as imported") : tr("Segment");
    case QueryId:
        return isTip ? tr("Query id, as imported; sorted in the order of the import") : tr("Query");
    default:
        return isTip ? tr("The prompt's beginning; the panel beside the table shows all of it") : tr("Prompt");
    }
}

void ChangedQueriesModel::sort(int column, Qt::SortOrder order)
{
    emit sortRequested(column, order);
}

ChangedOrder ChangedQueriesModel::orderOf(int column)
{
    switch (column) {
    case From:
        return ChangedOrder::From;
    case To:
        return ChangedOrder::To;
    case Changes:
        return ChangedOrder::Changes;
    case Segment:
        return ChangedOrder::Segment;
    case QueryId:
        return ChangedOrder::Query;
    case Prompt:
        return ChangedOrder::Prompt;
    default:
        return ChangedOrder::Lambda;
    }
}

const Query *ChangedQueriesModel::query(int row) const
{
    const int page = row / kPageRows;
    const auto found = m_pages.constFind(page);
    if (found != m_pages.cend())
        return &(*found)[static_cast<std::size_t>(row % kPageRows)];
    m_wanted.removeAll(page);
    m_wanted.append(page);
    if (!m_loading.isRunning())
        m_loadSoon->start();
    return nullptr;
}

void ChangedQueriesModel::load()
{
    if (m_wanted.isEmpty() || !m_list)
        return;
    const QVector<int> wanted = m_wanted.mid(std::max<qsizetype>(0, m_wanted.size() - kMostWanted));
    m_wanted.clear();
    const auto work = [wanted, path = m_workspace, analysis = m_analysis,
                       list = m_list](const std::stop_token &stop, const ReportProgress &) -> Result<Pages> {
        auto workspace = Workspace::open(path);
        if (!workspace)
            return workspace.error();
        Pages pages;
        for (const int page : wanted) {
            const auto first = static_cast<std::size_t>(page) * kPageRows;
            std::vector<std::int64_t> rows;
            for (std::size_t i = first; i < std::min(list->size(), first + kPageRows); ++i)
                rows.push_back(analysis->rows[list->at(i).query]);
            auto queries = DatasetRepository(*workspace).queriesByRows(analysis->dataset.id, rows);
            if (!queries)
                return queries.error();
            pages.insert(page, std::move(*queries));
            if (stop.stop_requested())
                break;
        }
        return pages;
    };
    m_loading.request(tr("Reading queries"), work, [this](Result<Pages> pages) {
        if (pages)
            keep(*pages);
        else
            emit failed(toText(pages.error().message));
    });
}

void ChangedQueriesModel::keep(const Pages &pages)
{
    if (m_pages.size() > kMostPages)
        m_pages.clear();
    m_pages.insert(pages);
    for (auto page = pages.cbegin(); page != pages.cend(); ++page) {
        const int first = page.key() * kPageRows;
        const int last = std::min(first + kPageRows, rowCount()) - 1;
        emit dataChanged(index(first, Segment), index(last, Prompt));
    }
    if (!m_wanted.isEmpty())
        m_loadSoon->start();
}

} // namespace fairlead
