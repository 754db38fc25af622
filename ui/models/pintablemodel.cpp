#include "ui/models/pintablemodel.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"
#include "ui/widgets/costunit.h"

#include <cmath>

namespace fairlead {

namespace {

constexpr double kCostQueries = 1000;
constexpr double kNone = -1e300; ///< sorts below every number

QString qualityText(double value)
{
    return toText(formatFixed(value, 3));
}

QString costText(double perQuery)
{
    return toText(formatUsd(kCostQueries * perQuery));
}

QString percentText(double share)
{
    return toText(formatPercent(share));
}

SnapshotTable<PinRow>::Column figureColumn(const QString &title, const QString &toolTip, Figure PointFigures::*figure,
                                           QString (*format)(double))
{
    return {title, toolTip,
            [=](const PinRow &row) { return figureText(row.figures.*figure, row.figures.judgement, format); },
            [=](const PinRow &row) { return QVariant((row.figures.*figure).value().value_or(kNone)); }};
}

} // namespace

QString figureText(const Figure &figure, const Judgement &judgement, const std::function<QString(double)> &format)
{
    if (figure.estimate && std::isfinite(figure.estimate->se))
        return QStringLiteral("%1 (%2 to %3)")
            .arg(format(figure.estimate->value), format(figure.estimate->lower()), format(figure.estimate->upper()));
    if (figure.estimate)
        return format(figure.estimate->value);
    if (figure.truth)
        return PinTableModel::tr("truth %1").arg(format(*figure.truth));
    return judgement.verdict == Verdict::Refuse ? PinTableModel::tr("withheld") : QStringLiteral("–");
}

PinTableModel::PinTableModel(QObject *parent)
    : SnapshotTable(Names::Editable, parent)
{
    using Row = PinRow;
    setColumns({
        {tr("Note"), tr("F2 edits the note; Return goes back to the point"),
         [](const Row &r) { return toText(r.record.note); }, [](const Row &r) { return toText(r.record.note); }},
        {tr("Pin"), tr("Its number on the curve"), [](const Row &r) { return QString::number(r.number); },
         [](const Row &r) { return QVariant(qlonglong(r.number)); }},
        {tr("Router"), {}, [](const Row &r) { return r.router; }, [](const Row &r) { return r.router; }},
        {tr("λ"), tr("Cost sensitivity, quality per USD"),
         [](const Row &r) { return formatPreference(r.record.lambda, CostUnit::Lambda); },
         [](const Row &r) { return QVariant(r.record.lambda); }},
        figureColumn(tr("Quality"), tr("Mean quality with its 95% interval"), &PointFigures::quality, qualityText),
        figureColumn(tr("Cost per 1,000"), tr("USD per 1,000 queries with its 95% interval"), &PointFigures::cost,
                     costText),
        figureColumn(tr("Saving"), tr("Against the log, as a share of its cost"), &PointFigures::saving, percentText),
        figureColumn(tr("Regret"), tr("Utility short of the best choice for each query"), &PointFigures::regret,
                     qualityText),
        {tr("Effective size"), tr("Effective sample size behind the estimates"),
         [](const Row &r) { return toText(formatCount(std::round(r.figures.support.effectiveSampleSize))); },
         [](const Row &r) { return QVariant(r.figures.support.effectiveSampleSize); }},
        {tr("Verdict"), tr("Whether the log supports these figures"),
         [](const Row &r) { return toText(verdictKey(r.figures.judgement.verdict)); },
         [](const Row &r) { return toText(verdictKey(r.figures.judgement.verdict)); }},
    });
}

QVariant PinTableModel::toolTip(const PinRow &row, int column) const
{
    Q_UNUSED(column);
    QStringList lines{tr("Pinned %1").arg(dateText(row.record.created))};
    for (const std::string &reason : row.figures.judgement.reasons)
        lines += toText(reason);
    return lines.join(QLatin1Char('\n'));
}

} // namespace fairlead
