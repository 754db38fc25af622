#include "ui/pages/trust/supporttablemodel.h"

#include "core/base/format.h"
#include "core/causal/thresholds.h"
#include "ui/models/displaytext.h"

namespace fairlead {

namespace {

/// Text and raw value of a figure that is there once propensities were estimated.
SnapshotTable<SupportRow>::Column figure(const QString &title, const QString &toolTip,
                                         double (*read)(const ModelSupport &), std::string (*format)(double))
{
    return {title, toolTip,
            [=](const SupportRow &row) { return row.hasFigures ? toText(format(read(row.support))) : QString(); },
            [=](const SupportRow &row) { return QVariant(row.hasFigures ? read(row.support) : 0.0); }};
}

std::string percent(double value)
{
    return formatPercent(value);
}
std::string twoDecimals(double value)
{
    return formatFixed(value, 2);
}
std::string threeDigits(double value)
{
    return formatSignificant(value, 3);
}

} // namespace

SupportTableModel::SupportTableModel(QObject *parent)
    : SnapshotTable(Names::Fixed, parent)
{
    using Row = SupportRow;
    using Support = ModelSupport;
    setColumns({
        {tr("Model"),
         {},
         [](const Row &row) { return toText(row.name); },
         [](const Row &row) { return QVariant(toText(row.name)); }},
        {tr("Verdict"), tr("Of the statements about this model"),
         [](const Row &row) { return toText(verdictKey(row.support.verdict)); },
         [](const Row &row) { return QVariant(static_cast<int>(row.support.verdict)); }},
        {tr("Queries"), tr("Training rows the model served; OK from %1").arg(thresholds::kCautionRows),
         [](const Row &row) { return countText(row.support.count); },
         [](const Row &row) { return QVariant(static_cast<qlonglong>(row.support.count)); }},
        {tr("Share"), tr("Of the training rows"),
         [](const Row &row) { return toText(formatPercent(row.support.share)); },
         [](const Row &row) { return QVariant(row.support.share); }},
        figure(
            tr("Worth"),
            tr("Effective sample size: rows of an unweighted log that would tell as much (Kish); OK from %1")
                .arg(thresholds::kCautionEffectiveRows),
            [](const Support &support) { return support.effectiveSampleSize; }, formatCount),
        figure(
            tr("Under clip"),
            tr("Share of queries for which the log chose the model less than once in %1 times; OK under %2")
                .arg(1 / thresholds::kClip)
                .arg(toText(formatPercent(thresholds::kCautionClipShare, 0))),
            [](const Support &support) { return support.clipShare; }, percent),
        figure(
            tr("Top weight"),
            tr("The most that one of its queries counts for; OK while it is under %1 of all weight")
                .arg(toText(formatPercent(thresholds::kCautionWeightShare, 0))),
            [](const Support &support) { return support.largestWeight; }, threeDigits),
        figure(
            tr("Calibration"),
            tr("Mean distance between propensity and observed share; OK up to %1 beyond chance")
                .arg(toText(formatPercent(thresholds::kCautionCalibration, 0))),
            [](const Support &support) { return support.calibrationError; }, percent),
        figure(
            tr("Imbalance"),
            tr("Largest difference of its queries from all queries along a direction after weighting, in standard "
               "deviations; OK up to %1 beyond chance")
                .arg(thresholds::kCautionImbalance),
            [](const Support &support) { return support.balance.largestAfter; }, twoDecimals),
        {{}, {}, [](const Row &) { return QString(); }, [](const Row &) { return QVariant(); }},
    });
}

void SupportTableModel::setReport(const TrustReport &report)
{
    std::vector<SupportRow> rows;
    for (std::size_t t = 0; t < report.support.models.size(); ++t)
        rows.push_back({static_cast<qint64>(t) + 1, report.models[t].name, report.support.models[t],
                        t < report.figures.models.size()});
    setRows(std::move(rows));
}

QVariant SupportTableModel::toolTip(const SupportRow &row, int column) const
{
    Q_UNUSED(column);
    QStringList lines{toText(row.name)};
    for (const SupportFinding &finding : row.support.findings)
        lines << toText(finding.fact);
    return lines.join(QLatin1Char('\n'));
}

} // namespace fairlead
