#include "app/cli/metricanswers.h"

#include "app/cli/texttable.h"
#include "app/cli/verdictanswers.h"
#include "core/base/format.h"
#include "core/evaluation/collapse.h"
#include "core/experiment/routerfigures.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace fairlead::cli {

namespace {

using Side = MetricAnswers::Side;

const char *const kAiq = "aiq";
const char *const kCallsNames[] = {"cpt50", "cpt80"};
constexpr double kRecovered[] = {0.5, 0.8};

template <typename T, typename Read>
Result<double> read(const Result<T> &result, Read value)
{
    return result ? Result<double>(value(*result)) : Result<double>(result.error());
}

void addFrontier(Side &side, const Result<FrontierMetrics> &metrics)
{
    const auto add = [&](const char *name, auto value) { side.values.emplace_back(name, read(metrics, value)); };
    add("peak_quality", [](const FrontierMetrics &m) { return m.peak.quality; });
    add("peak_cost", [](const FrontierMetrics &m) { return m.peak.cost; });
    const auto addResult = [&](const char *name, Result<double> FrontierMetrics::*which) {
        side.values.emplace_back(name, metrics ? (*metrics).*which : Result<double>(metrics.error()));
    };
    addResult("nauc", &FrontierMetrics::nauc);
    addResult("above_zero_router", &FrontierMetrics::aboveZeroRouter);
    addResult("qnc", &FrontierMetrics::qnc);
    if (metrics)
        side.frontier = *metrics;
    else
        side.values.emplace_back(kAiq, metrics.error());
}

/// @param curveOfInterval the same, or why the interval has no value
/// @param overInterval means over the interval of lambda
void addGap(Side &side, const Result<GapCurve> &curve, const Result<GapCurve> &curveOfInterval,
            const std::optional<PolicyValue> &overInterval)
{
    side.values.emplace_back(
        "pgr", read(curveOfInterval, [&](const GapCurve &gap) { return gap.recovered(overInterval->quality.value); }));
    side.values.emplace_back("apgr", read(curve, [](const GapCurve &gap) { return gap.area(); }));
    for (std::size_t k = 0; k < std::size(kRecovered); ++k)
        side.values.emplace_back(kCallsNames[k],
                                 curve ? curve->callsFor(kRecovered[k]) : Result<double>(curve.error()));
}

void addCollapse(Side &side, const Result<CollapseCurve> &curve, double lo, double hi)
{
    side.values.emplace_back("rci", read(curve, [&](const CollapseCurve &c) { return c.over(lo, hi); }));
    side.values.emplace_back("rci_lo", read(curve, [&](const CollapseCurve &c) { return c.at(lo); }));
    side.values.emplace_back("rci_hi", read(curve, [&](const CollapseCurve &c) { return c.at(hi); }));
}

/// PGR at the mean quality of an interval; a refused interval has none, whatever the frontier has.
Result<GapCurve> unlessRefused(Result<GapCurve> curve, bool isRefused)
{
    if (isRefused)
        return makeError(ErrorCode::Refused, "The log cannot support an estimate over this interval; see its reasons.");
    return curve;
}

Side makeSide(const RouterAnalysis &analysis, OutcomeKind kind, double lo, double hi)
{
    const SweepIndex &index = *analysis.index;
    const bool isTrue = kind == OutcomeKind::True;
    const bool isRefused = !isTrue && analysis.verdict == Verdict::Refuse;
    Side side;
    side.suffix = isTrue ? "_truth" : "_dr";
    const auto frontier = judgedFrontierMetrics(analysis, kind);
    addFrontier(side, frontier);
    if (index.models() == 2) {
        const IntervalValue value = index.over(lo, hi);
        const auto curve = isRefused ? Result<GapCurve>(frontier.error()) : gapCurve(index, kind, analysis.bestQuality);
        const bool isIntervalRefused = !isTrue && analysis.judge(lo, hi).verdict == Verdict::Refuse;
        addGap(side, curve, unlessRefused(curve, isIntervalRefused), isTrue ? value.truth : value.dr);
    }
    if (isTrue)
        addCollapse(side, collapseCurve(index), lo, hi);
    return side;
}

/// Adds AIQ to the sides with this suffix, over the range from the least to the highest cost among them.
void setSide(const std::vector<Side *> &sides)
{
    std::vector<const FrontierMetrics *> frontiers;
    for (const Side *side : sides)
        frontiers.push_back(&*side->frontier);
    const auto [lo, hi] = sharedCostRange(frontiers).value();
    for (Side *side : sides) {
        side->sharedCosts = {lo, hi};
        side->values.emplace_back(kAiq, averageQuality(side->frontier->hull, side->frontier->bounds.cheapest, lo, hi));
    }
}

std::string cell(const Side &side, const std::string &name, int decimals)
{
    const auto value = side.value(name);
    return value ? formatFixed(*value, decimals) : "n/a";
}

std::vector<std::string> tableRow(const MetricAnswers &answers, const Side &side, bool withGap)
{
    const auto peakCost = side.value("peak_cost");
    std::vector<std::string> row{answers.router,
                                 answers.dataset,
                                 side.suffix == "_dr" ? "estimated" : "true",
                                 cell(side, "nauc", 4),
                                 cell(side, kAiq, 4),
                                 cell(side, "above_zero_router", 4),
                                 cell(side, "peak_quality", 4),
                                 peakCost ? formatUsd(1000 * *peakCost) : "n/a",
                                 cell(side, "qnc", 3),
                                 cell(side, "rci", 3)};
    if (withGap)
        for (const char *name : {"pgr", "apgr", "cpt50", "cpt80"})
            row.push_back(cell(side, name, 3));
    row.push_back(side.suffix == "_dr" ? std::string(verdictKey(answers.frontier.verdict)) : std::string());
    return row;
}

} // namespace

std::optional<double> Side::value(const std::string &name) const
{
    for (const auto &[key, result] : values)
        if (key == name && result)
            return *result;
    return std::nullopt;
}

MetricAnswers makeMetricAnswers(const RouterAnalysis &analysis, double lo, double hi, bool isTruthWanted)
{
    const SweepIndex &index = *analysis.index;
    MetricAnswers answers{
        analysis.router.name, analysis.dataset.name, analysis.judge(index.lambdaMin(), index.lambdaMax()), {}};
    answers.sides.push_back(makeSide(analysis, OutcomeKind::Estimated, lo, hi));
    if (isTruthWanted)
        answers.sides.push_back(makeSide(analysis, OutcomeKind::True, lo, hi));
    return answers;
}

void setOnSharedRanges(const std::vector<MetricAnswers *> &answers)
{
    std::map<std::pair<std::string, std::string>, std::vector<Side *>> compared;
    for (MetricAnswers *router : answers)
        for (Side &side : router->sides)
            if (side.frontier)
                compared[{router->dataset, side.suffix}].push_back(&side);
    for (const auto &[key, sides] : compared)
        setSide(sides);
}

Json toJson(const MetricAnswers &answers)
{
    Json document = Json::object();
    putVerdict(document, answers.frontier);
    Json undefined = Json::object();
    Json ranges = Json::object();
    for (const Side &side : answers.sides) {
        for (const auto &[name, value] : side.values) {
            document[name + side.suffix] = value ? Json(*value) : Json();
            if (!value)
                undefined[name + side.suffix] = value.error().message;
        }
        if (side.frontier)
            ranges["nauc_cost" + side.suffix] = {side.frontier->bounds.lower, side.frontier->bounds.upper};
        if (side.sharedCosts)
            ranges["aiq_cost" + side.suffix] = {side.sharedCosts->first, side.sharedCosts->second};
    }
    document["ranges"] = std::move(ranges);
    document["undefined"] = std::move(undefined);
    return document;
}

std::string metricTable(const std::vector<const MetricAnswers *> &answers)
{
    const auto hasGap = [](const MetricAnswers *router) {
        const auto &values = router->sides.front().values;
        return std::any_of(values.begin(), values.end(), [](const auto &value) { return value.first == "pgr"; });
    };
    const bool withGap = std::any_of(answers.begin(), answers.end(), hasGap);
    std::vector<std::string> headers{
        "Router",        "Dataset",       "Frontier", ">nAUC", ">AIQ", ">Above zero router",
        ">Peak quality", ">at per 1,000", ">QNC",     ">RCI"};
    if (withGap)
        headers.insert(headers.end(), {">PGR", ">APGR", ">CPT(50%)", ">CPT(80%)"});
    headers.emplace_back("Support, whole range");
    TextTable table(std::move(headers));
    for (const MetricAnswers *router : answers)
        for (const Side &side : router->sides)
            table.addRow(tableRow(*router, side, withGap));
    return table.text();
}

} // namespace fairlead::cli
