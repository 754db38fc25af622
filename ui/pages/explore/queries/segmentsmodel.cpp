#include "ui/pages/explore/queries/segmentsmodel.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"
#include "ui/pages/explore/queries/figuretext.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fairlead {

namespace {

QString withheld()
{
    return SegmentsModel::tr("withheld");
}

bool isRefused(const SegmentRow &row)
{
    return row.figures.judgement.verdict == Verdict::Refuse;
}

Estimate gainOf(const PolicyValue &difference, GainMeasure measure)
{
    switch (measure) {
    case GainMeasure::Quality:
        return difference.quality;
    case GainMeasure::Saving:
        return {-difference.cost.value, difference.cost.se};
    case GainMeasure::Utility:
        break;
    }
    return difference.utility;
}

QString joined(const std::vector<std::string> &reasons)
{
    QStringList lines;
    for (const std::string &reason : reasons)
        lines << toText(reason);
    return lines.join(QLatin1Char('\n'));
}

QString sharesText(const std::vector<double> &shares, const std::vector<ModelInfo> &models)
{
    std::vector<std::size_t> order(shares.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t t) { return shares[t]; });
    QStringList parts;
    for (const std::size_t t : order) {
        if (shares[t] > 0)
            parts << QStringLiteral("%1 %2").arg(toText(models[t].name), toText(formatPercent(shares[t], 0)));
    }
    return parts.join(QStringLiteral(", "));
}

QString plusMinus(const QString &value, const QString &half)
{
    return QStringLiteral("%1 ± %2").arg(value, half);
}

QString signedGain(double value, GainMeasure measure)
{
    return measure == GainMeasure::Saving ? signedCostFigure(value) : signedFigure(value);
}

QString segmentName(const SegmentFigures &figures)
{
    return figures.name.empty() ? SegmentsModel::tr("(none)") : toText(figures.name);
}

QVariant sortable(const SegmentRow &row, double value)
{
    return isRefused(row) || !std::isfinite(value) ? -1e300 : value;
}

} // namespace

SegmentRow segmentRow(const SegmentFigures &figures, GainMeasure measure, GainReference reference,
                      const std::vector<ModelInfo> &models)
{
    SegmentRow row{figures, measure, {}, {}, joined(figures.judgement.reasons), sharesText(figures.shares, models)};
    if (isRefused(row))
        return row;
    const bool isLog = reference == GainReference::Log;
    if (!isLog && !figures.versusBest) {
        row.reason = SegmentsModel::tr("The log says too little of the best single model in this segment.");
        return row;
    }
    row.gain = gainOf(isLog ? figures.versusLog : *figures.versusBest, measure);
    if (isLog && figures.trueVersusLog)
        row.trueGain = gainOf(*figures.trueVersusLog, measure).value;
    return row;
}

QString gainText(const SegmentRow &row)
{
    if (!row.gain)
        return withheld();
    return SegmentsModel::tr("%1 (%2 to %3)")
        .arg(signedGain(row.gain->value, row.measure), signedGain(row.gain->lower(), row.measure),
             signedGain(row.gain->upper(), row.measure));
}

SegmentsModel::SegmentsModel(QObject *parent)
    : SnapshotTable(Names::Fixed, parent)
{
    using Row = SegmentRow;
    setColumns({
        {tr("Segment"), tr("As imported; Return shows its queries that change model"),
         [](const Row &r) { return segmentName(r.figures); }, [](const Row &r) { return segmentName(r.figures); }},
        {tr("Queries"), tr("Held-out queries of the segment"),
         [](const Row &r) { return countText(r.figures.queries); },
         [](const Row &r) { return QVariant(static_cast<qlonglong>(r.figures.queries)); }},
        {tr("Loses ◂ gain ▸ gains"),
         tr("Bar: estimated gain, to the right where the router is better. Line: 95% interval; hollow where it holds "
            "zero. Diamond: the truth, where there is full feedback."),
         [](const Row &) { return QString(); },
         [](const Row &r) { return sortable(r, r.gain ? r.gain->value : -1e300); }},
        {tr("Gain, 95% interval"), tr("Paired by query"), gainText,
         [](const Row &r) { return sortable(r, r.gain ? r.gain->value : -1e300); }},
        {tr("Quality"), tr("Doubly robust mean, with half of its 95% interval"),
         [](const Row &r) {
             const Estimate &q = r.figures.value.quality;
             return isRefused(r) ? withheld() : plusMinus(qualityFigure(q.value), qualityFigure(Estimate::kZ95 * q.se));
         },
         [](const Row &r) { return sortable(r, r.figures.value.quality.value); }},
        {tr("Cost per 1,000"), tr("USD; doubly robust mean, with half of its 95% interval"),
         [](const Row &r) {
             const Estimate &c = r.figures.value.cost;
             return isRefused(r) ? withheld() : plusMinus(costFigure(c.value), costFigure(Estimate::kZ95 * c.se));
         },
         [](const Row &r) { return sortable(r, r.figures.value.cost.value); }},
        {tr("Models"), tr("Share of the segment's queries that the router sends to each model"),
         [](const Row &r) { return r.models; }, [](const Row &r) { return r.models; }},
        {tr("Eff. rows"),
         tr("Effective sample size: how many unweighted queries the ones that the log served as the router would are "
            "worth"),
         [](const Row &r) { return countText(static_cast<std::size_t>(r.figures.support.effectiveSampleSize + 0.5)); },
         [](const Row &r) { return QVariant(r.figures.support.effectiveSampleSize); }},
        {tr("Verdict"), tr("Whether the log carries these figures"),
         [](const Row &r) { return toText(verdictKey(r.figures.judgement.verdict)); },
         [](const Row &r) { return toText(verdictKey(r.figures.judgement.verdict)); }},
    });
}

void SegmentsModel::setReport(const SegmentReport &report, GainMeasure measure, GainReference reference,
                              const std::vector<ModelInfo> &models)
{
    std::vector<SegmentRow> rows;
    m_scale = 0;
    for (const SegmentFigures &figures : report.segments) {
        rows.push_back(segmentRow(figures, measure, reference, models));
        const SegmentRow &row = rows.back();
        if (row.gain && std::isfinite(row.gain->se))
            m_scale = std::max({m_scale, std::abs(row.gain->lower()), std::abs(row.gain->upper())});
        if (row.trueGain)
            m_scale = std::max(m_scale, std::abs(*row.trueGain));
    }
    std::ranges::stable_sort(rows, std::greater<>(),
                             [](const SegmentRow &row) { return row.gain ? row.gain->value : -HUGE_VAL; });
    setRows(std::move(rows));
}

QVariant SegmentsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || role < ValueRole || role > ReasonRole)
        return SnapshotTable::data(index, role);
    const SegmentRow &row = rows()[static_cast<std::size_t>(index.row())];
    const auto optional = [](const std::optional<double> &value) { return value ? QVariant(*value) : QVariant(); };
    switch (role) {
    case ValueRole:
        return row.gain ? QVariant(row.gain->value) : QVariant();
    case LowerRole:
        return row.gain ? QVariant(row.gain->lower()) : QVariant();
    case UpperRole:
        return row.gain ? QVariant(row.gain->upper()) : QVariant();
    case TruthRole:
        return optional(row.trueGain);
    case ScaleRole:
        return m_scale;
    default:
        return row.gain ? QString() : row.reason.section(QLatin1Char('\n'), 0, 0);
    }
}

/// The same segment keeps its id, and so its selection, from one lambda to the next.
qint64 SegmentsModel::id(const SegmentRow &row) const
{
    return static_cast<qint64>(qHash(toText(row.figures.name)) >> 1U) + 1;
}

QString SegmentsModel::nameAt(qint64 wanted) const
{
    for (const SegmentRow &row : rows()) {
        if (id(row) == wanted)
            return toText(row.figures.name);
    }
    return {};
}

QVariant SegmentsModel::toolTip(const SegmentRow &row, int column) const
{
    if (column == Models)
        return row.models;
    if ((column == VerdictColumn || column == Gain) && !row.reason.isEmpty())
        return row.reason;
    if (column == Gain || column == GainFigure) {
        const QString text = gainText(row);
        return row.trueGain ? tr("%1; truth %2").arg(text, signedGain(*row.trueGain, row.measure)) : text;
    }
    return segmentName(row.figures);
}

} // namespace fairlead
