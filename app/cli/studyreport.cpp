#include "app/cli/studyreport.h"

#include "app/cli/csvcell.h"
#include "app/cli/texttable.h"
#include "core/base/format.h"

#include <array>
#include <cmath>

namespace fairlead::cli {

namespace {

const char *const kNone = "-";
constexpr std::array kVerdicts{Verdict::Ok, Verdict::Caution, Verdict::Refuse};

/// JSON has no NaN: a standard error over one run is null.
Json number(double value)
{
    return std::isfinite(value) ? Json(value) : Json();
}

Json number(const std::optional<double> &value)
{
    return value ? number(*value) : Json();
}

Json verdictsJson(const StudyFigures &figures)
{
    Json counts = Json::object();
    for (const Verdict verdict : kVerdicts)
        counts[verdictKey(verdict)] = figures.verdicts[static_cast<std::size_t>(verdict)];
    return counts;
}

Json toJson(const StudyFigures &figures)
{
    return {{"mean_regret_truth", number(figures.regret.value)},
            {"mean_regret_truth_se", number(figures.regret.se)},
            {"mean_utility_truth", number(figures.meanUtility)},
            {"mean_utility_dr", number(figures.utilityEstimate.value)},
            {"mean_utility_dr_se", number(figures.utilityEstimate.se)},
            {"coverage_quality", number(figures.coverageQuality)},
            {"coverage_cost", number(figures.coverageCost)},
            {"coverage_utility", number(figures.coverageUtility)},
            {"train_seconds", number(figures.trainSeconds)},
            {"gap_closed", number(figures.gapClosed)},
            {"full_feedback_gain_share", number(figures.fullFeedbackGainShare)},
            {"runs", figures.runs},
            {"verdicts", verdictsJson(figures)}};
}

Json toJson(const StudyRecord &record)
{
    const StudyValue &value = record.value;
    return {{"method", record.method},
            {"data_set", record.cell.dataSet},
            {"seed", record.cell.seed},
            {"bias", record.cell.bias},
            {"lambda_max", record.lambdaMax},
            {"verdict", verdictKey(value.verdict)},
            {"mean_regret_truth", value.meanRegret},
            {"mean_utility_truth", value.meanUtility},
            {"mean_utility_dr", number(value.utilityEstimate.value)},
            {"mean_utility_dr_se", number(value.utilityEstimate.se)},
            {"coverage_quality", value.coverageQuality},
            {"coverage_cost", value.coverageCost},
            {"coverage_utility", value.coverageUtility},
            {"train_seconds", record.trainSeconds}};
}

std::string withError(const Estimate &estimate)
{
    const std::string value = formatFixed(estimate.value, 4);
    return std::isfinite(estimate.se) ? value + " +- " + formatFixed(estimate.se, 4) : value;
}

std::string percent(const std::optional<double> &share)
{
    return share ? formatPercent(*share) : kNone;
}

std::string coverage(const StudyFigures &figures)
{
    return formatPercent(figures.coverageQuality) + " / " + formatPercent(figures.coverageCost) + " / " +
           formatPercent(figures.coverageUtility);
}

/// "3 / 1 / 0": runs whose verdict is OK, CAUTION, REFUSE.
std::string verdictCounts(const StudyFigures &figures)
{
    std::string text;
    for (const std::size_t runs : figures.verdicts)
        text += (text.empty() ? "" : " / ") + std::to_string(runs);
    return text;
}

std::string regretTable(const StudySummary &summary)
{
    std::vector<std::string> headers{"Method"};
    for (const std::string &dataSet : summary.dataSets)
        headers.push_back(">" + dataSet);
    headers.insert(headers.end(), {">Mean", ">Gap closed", ">Of full feedback"});
    TextTable table(headers);
    for (const StudyMethodSummary &method : summary.methods) {
        std::vector<std::string> cells{method.method};
        for (const StudyFigures &figures : method.dataSets)
            cells.push_back(figures.runs > 0 ? withError(figures.regret) : kNone);
        cells.insert(cells.end(), {withError(method.overall.regret), percent(method.overall.gapClosed),
                                   percent(method.overall.fullFeedbackGainShare)});
        table.addRow(std::move(cells));
    }
    return table.text();
}

std::string shareTable(const StudySummary &summary)
{
    std::vector<std::string> headers{"Method"};
    for (const std::string &dataSet : summary.dataSets)
        headers.push_back(">" + dataSet);
    TextTable table(headers);
    for (const StudyMethodSummary &method : summary.methods) {
        std::vector<std::string> cells{method.method};
        for (const StudyFigures &figures : method.dataSets)
            cells.push_back(percent(figures.gapClosed) + " / " + percent(figures.fullFeedbackGainShare));
        table.addRow(std::move(cells));
    }
    return table.text();
}

std::string coverageTable(const StudySummary &summary)
{
    std::vector<std::string> headers{"Method"};
    for (const std::string &dataSet : summary.dataSets)
        headers.push_back(">" + dataSet);
    headers.insert(headers.end(), {">Mean", ">OK / CAUTION / REFUSE", ">Training s"});
    TextTable table(headers);
    for (const StudyMethodSummary &method : summary.methods) {
        std::vector<std::string> cells{method.method};
        for (const StudyFigures &figures : method.dataSets)
            cells.push_back(figures.runs > 0 ? coverage(figures) : kNone);
        cells.insert(cells.end(), {coverage(method.overall), verdictCounts(method.overall),
                                   formatFixed(method.overall.trainSeconds, 2)});
        table.addRow(std::move(cells));
    }
    return table.text();
}

} // namespace

Json studyJson(std::span<const StudyRecord> records, const StudySummary &summary)
{
    Json methods = Json::object();
    for (const StudyMethodSummary &method : summary.methods) {
        Json entry = toJson(method.overall);
        entry["data_sets"] = Json::object();
        for (std::size_t d = 0; d < summary.dataSets.size(); ++d) {
            if (method.dataSets[d].runs > 0)
                entry["data_sets"][summary.dataSets[d]] = toJson(method.dataSets[d]);
        }
        methods[method.method] = std::move(entry);
    }
    Json runs = Json::array();
    for (const StudyRecord &record : records)
        runs.push_back(toJson(record));
    return {{"methods", std::move(methods)}, {"runs", std::move(runs)}};
}

std::string studyCsv(std::span<const StudyRecord> records)
{
    std::string csv = "data_set,seed,bias,method,verdict,lambda_max,mean_regret_truth,mean_utility_truth,mean_utility_dr,"
                      "mean_utility_dr_se,coverage_quality,coverage_cost,coverage_utility,train_seconds\n";
    for (const StudyRecord &record : records) {
        const StudyValue &value = record.value;
        csv += csvCell(record.cell.dataSet) + "," + std::to_string(record.cell.seed) + "," +
               Json(record.cell.bias).dump() + "," + record.method + "," + std::string(verdictKey(value.verdict));
        for (const double figure : {record.lambdaMax, value.meanRegret, value.meanUtility, value.utilityEstimate.value,
                                    value.utilityEstimate.se, value.coverageQuality, value.coverageCost,
                                    value.coverageUtility, record.trainSeconds})
            csv += "," + (std::isfinite(figure) ? Json(figure).dump() : std::string());
        csv += "\n";
    }
    return csv;
}

std::string studyText(const StudySummary &summary)
{
    std::string text = "Mean regret over 11 lambdas in [0, lambda_max] on held-out queries, +- standard error over "
                       "runs; share of the gap from best single to oracle that is closed; share of what full feedback "
                       "gains over best single:\n" +
                       regretTable(summary);
    if (summary.dataSets.size() > 1)
        text += "\nGap closed / share of the full-feedback gain:\n" + shareTable(summary);
    text += "\nCoverage of the 95% intervals for quality / cost / utility at five lambdas; the runs by the verdict that "
            "the log alone would have given. Refused estimates count too, since the truth is there to check them:\n" +
            coverageTable(summary);
    return text;
}

} // namespace fairlead::cli
