#include "ui/pages/compare/comparecolumns.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"
#include "ui/pages/compare/comparetext.h"

#include <QCoreApplication>

#include <cmath>

namespace fairlead {

namespace {

constexpr double kCostQueries = 1000; ///< costs are shown per this many queries

const char *const kNoEstimates = QT_TRANSLATE_NOOP("CompareColumns", "The log gives no estimates");
const char *const kNoSaving = QT_TRANSLATE_NOOP("CompareColumns", "The log has no mean cost to save from");
const char *const kNoRegret = QT_TRANSLATE_NOOP("CompareColumns", "Being computed, or not known");

QString translated(const char *text)
{
    return QCoreApplication::translate("CompareColumns", text);
}

CompareCell none(const QString &why)
{
    return {QStringLiteral("–"), {}, {}, why};
}

CompareCell plain(const QString &text)
{
    return {text, {}, {}, {}};
}

/// Before there are figures: why not.
CompareCell pending(const CompareRow &row)
{
    if (!row.failure.isEmpty())
        return {translated("failed"), {}, {}, row.failure};
    return none(row.isChecked ? translated("Being analysed") : translated("Check this router to compare it"));
}

CompareCell judged(CompareCell cell, const Judgement &judgement)
{
    if (judgement.verdict == Verdict::Ok)
        return cell;
    const QString note = judgementText(judgement);
    if (judgement.verdict == Verdict::Refuse)
        return {toText(verdictKey(judgement.verdict)), {}, {}, note};
    cell.text += QStringLiteral(" ⚠");
    cell.note = note;
    return cell;
}

CompareCell estimate(const Estimate &value, QString (*format)(double))
{
    if (!std::isfinite(value.value))
        return none(translated("There is no value"));
    return {withMargin(value, format), value.value, value, {}};
}

CompareCell metric(const Result<double> &value, int decimals)
{
    if (!value)
        return none(toText(value.error().message));
    return {toText(formatFixed(*value, decimals)), *value, {}, {}};
}

/// A figure of the frontier's estimates, under the verdict of the whole range.
template <typename Read>
CompareCell ofFrontier(const CompareRow &row, bool isTrue, Read read)
{
    if (!row.isReady())
        return pending(row);
    const RouterFrontier &frontier = *row.compared.frontier;
    const Result<FrontierMetrics> &metrics = isTrue ? frontier.truth : frontier.estimated;
    if (!isTrue && frontier.judgement.verdict == Verdict::Refuse)
        return judged({}, frontier.judgement);
    if (!metrics)
        return none(toText(metrics.error().message));
    return isTrue ? read(*metrics) : judged(read(*metrics), frontier.judgement);
}

CompareCell peak(const FrontierMetrics &metrics)
{
    return {translated("%1 at %2").arg(qualityText(metrics.peak.quality), usdText(kCostQueries * metrics.peak.cost)),
            metrics.peak.quality,
            {},
            {}};
}

template <bool isTrue>
CompareCell nauc(const CompareRow &row)
{
    return ofFrontier(row, isTrue, [](const FrontierMetrics &m) { return metric(m.nauc, 3); });
}
template <bool isTrue>
CompareCell peakOf(const CompareRow &row)
{
    return ofFrontier(row, isTrue, peak);
}
template <bool isTrue>
CompareCell qnc(const CompareRow &row)
{
    return ofFrontier(row, isTrue, [](const FrontierMetrics &m) { return metric(m.qnc, 3); });
}
CompareCell aboveZero(const CompareRow &row)
{
    return ofFrontier(row, false, [](const FrontierMetrics &m) { return metric(m.aboveZeroRouter, 4); });
}
template <bool isTrue>
CompareCell aiq(const CompareRow &row)
{
    const auto &value = isTrue ? row.trueAiq : row.aiq;
    return ofFrontier(row, isTrue, [&value](const FrontierMetrics &) {
        return value ? metric(*value, 3) : none(translated("Check this router to compare it"));
    });
}

template <typename Read>
CompareCell overInterval(const CompareRow &row, Read read)
{
    if (!row.isReady())
        return pending(row);
    if (!row.over)
        return none(translated("Being computed"));
    return row.over->value.dr ? judged(read(*row.over), row.over->judgement) : none(translated(kNoEstimates));
}

/// @param why there may be none although it is not refused
CompareCell atPoint(const CompareRow &row, Figure PointFigures::*which, QString (*format)(double), double scale,
                    const char *why)
{
    if (!row.isReady() || !row.at)
        return pending(row);
    const Figure &figure = (*row.at).*which;
    if (row.at->judgement.verdict == Verdict::Refuse)
        return judged({}, row.at->judgement);
    if (!figure.estimate)
        return none(translated(why));
    return judged(estimate({scale * figure.estimate->value, scale * figure.estimate->se}, format), row.at->judgement);
}

Estimate perThousand(const Estimate &cost)
{
    return {kCostQueries * cost.value, kCostQueries * cost.se};
}

CompareCell saving(const std::optional<Estimate> &value)
{
    return value ? estimate(*value, percentText) : none(translated(kNoSaving));
}

CompareCell support(const CompareRow &row)
{
    if (!row.isReady())
        return pending(row);
    if (!row.over)
        return none(translated("Being computed"));
    return {toText(verdictKey(row.over->judgement.verdict)), {}, {}, judgementText(row.over->judgement)};
}

CompareCell regret(const CompareRow &row)
{
    if (!row.isReady())
        return pending(row);
    if (!row.over)
        return none(translated("Being computed"));
    if (!row.over->value.meanRegretTruth)
        return none(translated("Needs every model's answer to every query, and this log has one a query; the column "
                               "“Regret at point” holds an estimate"));
    return metric(*row.over->value.meanRegretTruth, 4);
}

CompareCell trueUtility(const CompareRow &row)
{
    if (!row.isReady())
        return pending(row);
    if (!row.over)
        return none(translated("Being computed"));
    return row.over->value.truth ? estimate(row.over->value.truth->utility, qualityText)
                                 : none(translated("There is no full feedback"));
}

CompareCell collapse(const CompareRow &row)
{
    if (!row.isReady() || !row.at)
        return pending(row);
    const Result<CollapseCurve> &curve = row.compared.frontier->collapse;
    return curve ? metric(curve->at(row.at->lambda), 3) : none(toText(curve.error().message));
}

CompareCell seconds(const CompareRow &row)
{
    return row.router.seconds ? CompareCell{toText(formatDuration(*row.router.seconds)), *row.router.seconds, {}, {}}
                              : none(translated("The run's time was not kept"));
}

QVector<CompareColumn> makeColumns()
{
    using Row = CompareRow;
    const QString overTip = translated("Mean over the cost interval. ");
    const QString rangeTip = translated("Of the whole frontier. ");
    return {
        {"router", translated("Router"), translated("Checked routers are compared"), true, false,
         [](const Row &r) {
             return CompareCell{toText(r.router.record.name), {}, {}, r.failure};
         }},
        {"method", translated("Method"), {}, false, false, [](const Row &r) { return plain(r.router.methodTitle); }},
        {"support", translated("Support"),
         translated("Whether the log carries the means over the cost interval: OK, CAUTION or REFUSE"), true, false,
         support},
        {"mean_utility", translated("Mean utility"),
         overTip + translated("Quality less λ times cost, doubly robust, with its 95% interval"), true, true,
         [](const Row &r) {
             return overInterval(r,
                                 [](const IntervalFigures &f) { return estimate(f.value.dr->utility, qualityText); });
         }},
        {"mean_regret", translated("Mean regret"),
         overTip + translated("What the best model for every query would add in utility; from full feedback, less is "
                              "better"),
         true, true, regret},
        {"nauc", translated("nAUC"),
         rangeTip + translated("Mean quality over all budgets from the cheapest to the dearest model; more is better"),
         true, true, nauc<false>},
        {"aiq", translated("AIQ"),
         rangeTip +
             translated("Mean quality of the frontier's hull over the cost range of the checked routers; more is "
                        "better"),
         true, true, aiq<false>},
        {"peak_quality", translated("Peak"),
         rangeTip + translated("The highest quality, and the least cost per 1,000 queries that reaches it"), true, true,
         peakOf<false>},
        {"qnc", translated("QNC"),
         rangeTip + translated("Least cost that reaches the best single model's quality, as a share of that model's "
                               "cost; less is better"),
         true, true, qnc<false>},
        {"rci", translated("RCI"),
         translated("At the point. Share of queries sent to a model that is not among the best, or is dear without "
                    "need; from full feedback, less is better"),
         true, true, collapse},
        {"saving", translated("Saving"),
         overTip + translated("What it spends less than the logging policy, as a share of the latter's cost"), true,
         true, [](const Row &r) { return overInterval(r, [](const IntervalFigures &f) { return saving(f.saving); }); }},
        {"train_seconds", translated("Training"), translated("How long the run took"), true, true, seconds},
        {"mean_utility_truth", translated("True utility"), overTip + translated("From full feedback"), false, true,
         trueUtility},
        {"mean_quality", translated("Mean quality"), overTip + translated("Doubly robust, with its 95% interval"),
         false, true,
         [](const Row &r) {
             return overInterval(r,
                                 [](const IntervalFigures &f) { return estimate(f.value.dr->quality, qualityText); });
         }},
        {"mean_cost_per_1000", translated("Mean cost / 1,000"),
         overTip + translated("USD per 1,000 queries, doubly robust, with its 95% interval"), false, true,
         [](const Row &r) {
             return overInterval(
                 r, [](const IntervalFigures &f) { return estimate(perThousand(f.value.dr->cost), usdText); });
         }},
        {"point_quality", translated("Quality at point"), translated("Doubly robust, with its 95% interval"), false,
         true, [](const Row &r) { return atPoint(r, &PointFigures::quality, qualityText, 1, kNoEstimates); }},
        {"point_cost_per_1000", translated("Cost / 1,000 at point"),
         translated("USD per 1,000 queries, doubly robust, with its 95% interval"), false, true,
         [](const Row &r) { return atPoint(r, &PointFigures::cost, usdText, kCostQueries, kNoEstimates); }},
        {"point_saving", translated("Saving at point"), translated("Against the logging policy"), false, true,
         [](const Row &r) { return atPoint(r, &PointFigures::saving, percentText, 1, kNoSaving); }},
        {"point_regret", translated("Regret at point"),
         translated(
             "Estimated: by how much the model of the highest predicted utility would do better, query by query; "
             "the true regret is larger where predictions miss the best model"),
         false, true, [](const Row &r) { return atPoint(r, &PointFigures::regret, qualityText, 1, kNoRegret); }},
        {"point_effective_rows", translated("Effective rows"),
         translated("At the point: effective sample size of the held-out queries that were served as the router would"),
         false, true,
         [](const Row &r) {
             return r.at ? CompareCell{toText(formatCount(r.at->support.effectiveSampleSize)),
                                       r.at->support.effectiveSampleSize,
                                       {},
                                       {}}
                         : pending(r);
         }},
        {"above_zero_router", translated("Above zero router"),
         rangeTip + translated("Mean gain in quality over mixing two single models at random; negative where a coin "
                               "does better"),
         false, true, aboveZero},
        {"nauc_truth", translated("True nAUC"), rangeTip + translated("From full feedback"), false, true, nauc<true>},
        {"aiq_truth", translated("True AIQ"), rangeTip + translated("From full feedback"), false, true, aiq<true>},
        {"peak_quality_truth", translated("True peak"), rangeTip + translated("From full feedback"), false, true,
         peakOf<true>},
        {"qnc_truth", translated("True QNC"), rangeTip + translated("From full feedback"), false, true, qnc<true>},
        {"seed",
         translated("Seed"),
         {},
         false,
         true,
         [](const Row &r) {
             const auto seed = static_cast<double>(r.router.record.seed);
             return CompareCell{QString::number(r.router.record.seed), seed, {}, {}};
         }},
        {"created",
         translated("Created"),
         {},
         false,
         false,
         [](const Row &r) { return plain(dateText(r.router.record.created)); }},
    };
}

} // namespace

const QVector<CompareColumn> &compareColumns()
{
    static const QVector<CompareColumn> columns = makeColumns();
    return columns;
}

} // namespace fairlead
