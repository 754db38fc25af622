#include "ui/models/observationtablemodel.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"
#include "ui/widgets/theme.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <cmath>
#include <limits>

namespace fairlead {

namespace {

constexpr int kBlocksAtOnce = 4;  ///< in one reading: more would keep what is looked at now waiting
constexpr int kMostWanted = 8;    ///< what was scrolled past is forgotten
constexpr int kTooltipWidth = 90; ///< characters

QString numberText(double value, int digits)
{
    return std::isnan(value) ? QString() : toText(formatSignificant(value, digits));
}

QString timeText(double seconds)
{
    if (std::isnan(seconds) || std::abs(seconds) > 2.6e11)
        return {};
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(seconds * 1000), QTimeZone::utc())
        .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

ObservationText textOf(const Observation &seen, const QStringList &models)
{
    const QString split =
        seen.split == Split::Train ? ObservationTableModel::tr("training") : ObservationTableModel::tr("held out");
    return {seen.row,
            seen.model,
            {countText(static_cast<std::size_t>(seen.place) + 1), toText(seen.queryId), toText(seen.segment),
             models.value(seen.model), numberText(seen.quality, 4),
             std::isnan(seen.cost) ? QString() : toText(formatUsd(seen.cost)), numberText(seen.propensity, 3), split,
             timeText(seen.time), toText(seen.prompt).simplified()}};
}

/// Reads one block of what a filter left, or of all.
Result<std::vector<ObservationText>> readBlock(const ObservationPages &pages, const ObservationSource &source,
                                               const ObservationMatches *matches, int block)
{
    const auto first = static_cast<std::size_t>(block) * ObservationTableModel::kBlockRows;
    const auto size = static_cast<std::size_t>(ObservationTableModel::kBlockRows);
    Result<std::vector<Observation>> read = std::vector<Observation>();
    if (matches) {
        const std::size_t from = std::min(first, matches->places.size());
        const std::size_t count = std::min(size, matches->places.size() - from);
        read = pages.at(source.dataset, std::span(matches->places).subspan(from, count));
    } else {
        read = pages.page(source.dataset, first, size);
    }
    if (!read)
        return read.error();
    std::vector<ObservationText> rows;
    rows.reserve(read->size());
    for (const Observation &seen : *read)
        rows.push_back(textOf(seen, source.models));
    return rows;
}

} // namespace

ObservationTableModel::ObservationTableModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

ObservationTableModel::~ObservationTableModel() = default;

void ObservationTableModel::setSource(const ObservationSource &source)
{
    beginResetModel();
    m_source = source;
    m_filter = {};
    m_matches.reset();
    m_searching.cancel();
    restart();
    endResetModel();
}

void ObservationTableModel::clear()
{
    setSource({});
}

void ObservationTableModel::restart()
{
    m_reading.cancel();
    m_blocks.clear();
    m_wanted.clear();
}

void ObservationTableModel::setFilter(const ObservationFilter &filter)
{
    if (filter == m_filter || m_source.workspace.empty())
        return;
    m_filter = filter;
    if (filter.isTrivial()) {
        m_searching.cancel();
        beginResetModel();
        m_matches.reset();
        restart();
        endResetModel();
        emit searched();
        return;
    }
    m_searching.request(
        tr("Searching the rows"),
        [source = m_source, filter](const std::stop_token &stop, const ReportProgress &) -> Result<ObservationMatches> {
            auto workspace = Workspace::open(source.workspace);
            if (!workspace)
                return workspace.error();
            return ObservationPages(*workspace).find(source.dataset, filter, stop);
        },
        [this](Result<ObservationMatches> found) {
            if (!found) {
                emit failed(toText(found.error().message));
                return;
            }
            beginResetModel();
            m_matches = std::make_shared<const ObservationMatches>(*std::move(found));
            restart();
            endResetModel();
            emit searched();
        });
    emit searchStarted();
}

bool ObservationTableModel::isSettled() const
{
    return !m_searching.isRunning() && !m_reading.isRunning() && m_wanted.isEmpty();
}

int ObservationTableModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    const std::size_t rows = m_matches ? m_matches->places.size() : m_source.outcomes;
    return static_cast<int>(std::min<std::size_t>(rows, std::numeric_limits<int>::max()));
}

int ObservationTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

const ObservationText *ObservationTableModel::rowAt(int row) const
{
    const int number = row / kBlockRows;
    const Block *block = m_blocks.object(number);
    if (!block) {
        want(number);
        return nullptr;
    }
    const auto at = static_cast<std::size_t>(row % kBlockRows);
    return at < block->size() ? &(*block)[at] : nullptr;
}

qint64 ObservationTableModel::queryRow(int row) const
{
    const ObservationText *text = row >= 0 && row < rowCount() ? rowAt(row) : nullptr;
    return text ? text->row : -1;
}

void ObservationTableModel::want(int block) const
{
    m_wanted.removeOne(block);
    m_wanted.append(block);
    if (m_wanted.size() > kMostWanted)
        m_wanted.removeFirst();
    if (std::exchange(m_isReadQueued, true))
        return;
    // After the paint that asked: all its blocks are known then.
    auto *self = const_cast<ObservationTableModel *>(this);
    QMetaObject::invokeMethod(
        self,
        [self] {
            self->m_isReadQueued = false;
            self->readWanted();
        },
        Qt::QueuedConnection);
}

void ObservationTableModel::readWanted()
{
    if (m_reading.isRunning() || m_wanted.isEmpty())
        return;
    const QVector<int> blocks = m_wanted.mid(std::max<qsizetype>(0, m_wanted.size() - kBlocksAtOnce));
    m_reading.request(
        tr("Reading rows"),
        [source = m_source, matches = m_matches, blocks](const std::stop_token &stop,
                                                         const ReportProgress &) -> Result<std::vector<ReadBlock>> {
            auto workspace = Workspace::open(source.workspace);
            if (!workspace)
                return workspace.error();
            const ObservationPages pages(*workspace);
            std::vector<ReadBlock> read;
            for (auto at = blocks.rbegin(); at != blocks.rend() && !stop.stop_requested(); ++at) {
                auto rows = readBlock(pages, source, matches.get(), *at);
                if (!rows)
                    return rows.error();
                read.push_back({*at, *std::move(rows)});
            }
            return read;
        },
        [this, blocks](Result<std::vector<ReadBlock>> read) {
            if (read) {
                take(*std::move(read));
                return;
            }
            // Kept as empty, so that the paint which the message causes does not ask again and again.
            for (const int block : blocks)
                m_blocks.insert(block, new Block);
            m_wanted.clear();
            emit failed(toText(read.error().message));
        });
}

void ObservationTableModel::take(std::vector<ReadBlock> blocks)
{
    const int rows = rowCount();
    for (ReadBlock &block : blocks) {
        m_wanted.removeOne(block.number);
        m_blocks.insert(block.number, new Block(std::move(block.rows)));
        const int first = block.number * kBlockRows;
        const int last = std::min(first + kBlockRows, rows) - 1;
        if (first <= last)
            emit dataChanged(index(first, 0), index(last, ColumnCount - 1));
    }
    readWanted();
}

QVariant ObservationTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole: {
        const ObservationText *text = rowAt(index.row());
        if (role == Qt::DisplayRole)
            return text ? text->cells.at(index.column()) : QStringLiteral("…");
        const bool isLong = text && text->cells.at(index.column()).size() > kTooltipWidth / 4;
        // A rich text wraps.
        return isLong ? QVariant(QStringLiteral("<p>%1</p>").arg(text->cells.at(index.column()).toHtmlEscaped()))
                      : QVariant();
    }
    case Qt::DecorationRole: {
        const ObservationText *text = index.column() == Model ? rowAt(index.row()) : nullptr;
        return text ? QVariant(modelColor(text->model)) : QVariant();
    }
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    default:
        return {};
    }
}

QVariant ObservationTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    static const QStringList titles{tr("#"),    tr("Query id"),   tr("Segment"),  tr("Model"),      tr("Quality"),
                                    tr("Cost"), tr("Propensity"), tr("Rows for"), tr("Time (UTC)"), tr("Prompt")};
    static const QStringList tips{
        tr("Place in the order in which the rows came in"),
        {},
        {},
        tr("The model that answered"),
        {},
        tr("US dollars of this query"),
        tr("Probability with which the routing in place chose this model, where it was logged"),
        tr("Training rows teach routers; held-out rows judge them"),
        {},
        tr("Its beginning; the whole prompt of the selected row stands below")};
    switch (role) {
    case Qt::DisplayRole:
        return titles.at(section);
    case Qt::ToolTipRole:
        return tips.at(section).isEmpty() ? QVariant() : tips.at(section);
    case Qt::TextAlignmentRole: {
        const bool isNumber = section == Number || (section >= Quality && section <= Propensity);
        return QVariant::fromValue((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    default:
        return {};
    }
}

} // namespace fairlead
