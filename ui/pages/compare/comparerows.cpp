#include "ui/pages/compare/comparerows.h"

#include "core/experiment/csvcell.h"
#include "ui/models/displaytext.h"
#include "ui/pages/compare/comparetext.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

void setSharedRanges(std::vector<CompareRow> &rows)
{
    const auto set = [&rows](Result<FrontierMetrics> RouterFrontier::*kind,
                             std::optional<Result<double>> CompareRow::*aiq) {
        std::vector<const FrontierMetrics *> frontiers;
        for (const CompareRow &row : rows) {
            if (row.isReady() && (*row.compared.frontier.*kind))
                frontiers.push_back(&*(*row.compared.frontier.*kind));
        }
        const auto range = sharedCostRange(frontiers);
        for (CompareRow &row : rows) {
            if (!row.isReady() || !range)
                continue;
            const Result<FrontierMetrics> &metrics = *row.compared.frontier.*kind;
            if (metrics)
                row.*aiq = averageQuality(metrics->hull, metrics->bounds.cheapest, range->first, range->second);
        }
    };
    set(&RouterFrontier::estimated, &CompareRow::aiq);
    set(&RouterFrontier::truth, &CompareRow::trueAiq);
}

QString quoted(const QString &field)
{
    return toText(textCell(toUtf8(field)));
}

QString rawNumber(double value)
{
    return std::isfinite(value) ? toText(exactCell(value)) : QString();
}

} // namespace

std::vector<CompareRow> compareRows(const std::vector<const RouterRecord *> &routers, const QSet<qint64> &checked,
                                    const CompareLoader &loader, const QHash<qint64, IntervalFigures> &over,
                                    const QHash<qint64, PointRegret> &regret, double point)
{
    std::vector<CompareRow> rows;
    for (const RouterRecord *record : routers) {
        const qint64 id = record->id.value;
        CompareRow row;
        row.router = routerRow(*record);
        row.color = static_cast<int>(rows.size());
        row.isChecked = checked.contains(id);
        row.failure = loader.failure(id);
        if (const ComparedRouter *router = loader.find(id); router && row.isChecked) {
            row.compared = *router;
            row.at = pointFigures(*router->analysis, point);
            if (const auto known = regret.constFind(id); known != regret.constEnd() && known->lambda == point)
                row.at->regret = known->regret;
            if (const auto known = over.constFind(id); known != over.constEnd())
                row.over = *known;
        }
        rows.push_back(std::move(row));
    }
    setSharedRanges(rows);
    return rows;
}

std::string compareAsCsv(const std::vector<const CompareRow *> &rows, const QVector<int> &columns)
{
    QString header;
    QStringList lines(static_cast<qsizetype>(rows.size()));
    for (const int at : columns) {
        const CompareColumn &column = compareColumns().at(at);
        std::vector<CompareCell> cells;
        for (const CompareRow *row : rows)
            cells.push_back(column.cell(*row));
        const bool hasIntervals =
            std::any_of(cells.begin(), cells.end(), [](const CompareCell &cell) { return cell.interval.has_value(); });
        header += column.key + QLatin1Char(',');
        if (hasIntervals)
            header += column.key + QStringLiteral("_lower,") + column.key + QStringLiteral("_upper,");
        for (std::size_t k = 0; k < cells.size(); ++k) {
            const CompareCell &cell = cells[k];
            QString &line = lines[static_cast<qsizetype>(k)];
            line += column.isNumber ? (cell.number ? rawNumber(*cell.number) : QString()) : quoted(cell.text);
            line += QLatin1Char(',');
            if (hasIntervals)
                line += (cell.interval ? rawNumber(cell.interval->lower()) : QString()) + QLatin1Char(',') +
                        (cell.interval ? rawNumber(cell.interval->upper()) : QString()) + QLatin1Char(',');
        }
    }
    QString csv = header + QStringLiteral("lambda_lo,lambda_hi,lambda_point,reasons\n");
    for (std::size_t k = 0; k < rows.size(); ++k) {
        const CompareRow &row = *rows[k];
        csv += lines.at(static_cast<qsizetype>(k));
        csv += (row.over ? rawNumber(row.over->value.lo) + QLatin1Char(',') + rawNumber(row.over->value.hi)
                         : QStringLiteral(",")) +
               QLatin1Char(',') + (row.at ? rawNumber(row.at->lambda) : QString()) + QLatin1Char(',');
        QString reasons = row.failure;
        if (row.over)
            reasons = reasonText(row.over->judgement);
        csv += quoted(reasons) + QLatin1Char('\n');
    }
    return toUtf8(csv);
}

} // namespace fairlead
