#include "app/cli/estimatoranswers.h"

#include "app/cli/answers.h"
#include "app/cli/texttable.h"
#include "app/cli/verdictanswers.h"
#include "core/base/format.h"

#include <cmath>

namespace fairlead::cli {

namespace {

/// A number that does not exist is null, as JSON has no other word for it.
Json toJson(double value)
{
    return std::isfinite(value) ? Json(value) : Json();
}

Json toJson(const Estimate &estimate)
{
    return {{"value", toJson(estimate.value)},
            {"se", toJson(estimate.se)},
            {"ci95", Json::array({toJson(estimate.lower()), toJson(estimate.upper())})}};
}

Json toJson(const PolicyValue &value)
{
    return {{"quality", toJson(value.quality)}, {"cost", toJson(value.cost)}, {"utility", toJson(value.utility)}};
}

Json toJson(const JudgedDifference &difference)
{
    Json document;
    if (difference.value)
        document = toJson(*difference.value);
    else
        document = {{"quality", nullptr}, {"cost", nullptr}, {"utility", nullptr}};
    putVerdict(document, difference.judgement);
    return document;
}

Json toJson(const EstimatorComparison &comparison, const std::vector<Disagreement> &disagreements)
{
    Json document = {{"lambda", comparison.lambda},
                     {"agreeing_rows", comparison.agreeingRows},
                     {"effective_sample_size", comparison.effectiveSampleSize}};
    for (const EstimatorValue &each : comparison.values) {
        Json entry = toJson(each.value);
        if (each.tuning)
            entry["tuning"] = toJson(*each.tuning);
        document[std::string(estimatorKey(each.estimator))] = std::move(entry);
    }
    document["disagreement"] = Json::array();
    for (const Disagreement &each : disagreements)
        document["disagreement"].push_back({{"a", estimatorKey(each.a)},
                                            {"b", estimatorKey(each.b)},
                                            {"outcome", each.outcome},
                                            {"difference", toJson(each.difference)},
                                            {"p_value_holm", each.pValue}});
    return document;
}

/// @param verdicts one per point
Json toJson(const Band &band, const std::vector<Verdict> &verdicts)
{
    Json points = Json::array();
    for (std::size_t k = 0; k < band.points.size(); ++k) {
        const BandPoint &point = band.points[k];
        const auto bounds = [&](const BandBounds &each) {
            return verdicts[k] == Verdict::Refuse ? Json() : Json::array({toJson(each.lower), toJson(each.upper)});
        };
        points.push_back({{"lambda", point.lambda},
                          {"verdict", verdictKey(verdicts[k])},
                          {"quality", bounds(point.quality)},
                          {"cost", bounds(point.cost)},
                          {"utility", bounds(point.utility)}});
    }
    return {{"lambda_lo", band.lo},
            {"lambda_hi", band.hi},
            {"level", band.level},
            {"operating_points", band.operatingPoints},
            {"critical",
             {{"quality", band.criticalQuality}, {"cost", band.criticalCost}, {"utility", band.criticalUtility}}},
            {"points", std::move(points)}};
}

std::string cell(const Estimate &estimate, int decimals)
{
    return std::isfinite(estimate.value) ? withInterval(estimate, decimals) : "none";
}

std::string costCell(const Estimate &estimate)
{
    return std::isfinite(estimate.value) ? costWithInterval(estimate) : "none";
}

std::string estimatorTable(const OffPolicyAnswers &answers)
{
    TextTable table({"Estimator", ">Quality [95%]", ">Cost per 1,000 [95%]", ">Utility [95%]"});
    for (const EstimatorValue &each : answers.estimators->values)
        table.addRow({std::string(estimatorKey(each.estimator)), cell(each.value.quality, 3), costCell(each.value.cost),
                      cell(each.value.utility, 3)});
    return table.text();
}

std::string disagreementLine(const std::vector<Disagreement> &disagreements)
{
    if (disagreements.empty())
        return "  The estimators agree within chance.\n";
    const Disagreement &surest = disagreements.front();
    return "  The estimators disagree beyond chance in " + formatCount(static_cast<double>(disagreements.size())) +
           (disagreements.size() == 1 ? " comparison" : " comparisons") + ", most surely " +
           std::string(estimatorKey(surest.a)) + " and " + std::string(estimatorKey(surest.b)) + " on " +
           std::string(surest.outcome) +
           ": the propensities or the outcome model do not fit this log. Look at trust before believing any of them.\n";
}

std::string differenceTable(const OffPolicyAnswers &answers)
{
    TextTable table({"Difference to", ">Quality [95%]", ">Cost per 1,000 [95%]", ">Utility [95%]", "Support"});
    const auto add = [&](const std::string &name, const JudgedDifference &difference) {
        const auto &value = difference.value;
        const std::string none = difference.judgement.verdict == Verdict::Refuse ? "refused" : "n/a";
        table.addRow({name, value ? cell(value->quality, 3) : none, value ? costCell(value->cost) : none,
                      value ? cell(value->utility, 3) : none, std::string(verdictKey(difference.judgement.verdict))});
    };
    add("logging policy", answers.versusLog);
    add(answers.bestSingle + " (best single)", answers.versusBestSingle);
    if (!answers.against.empty())
        add(answers.against, answers.versusRouter);
    return table.text();
}

/// What to type where the routers have no queries in common.
Error withRemedy(Error error, const RouterAnalysis &analysis, const RouterAnalysis &against)
{
    if (against.rows != analysis.rows || against.router.dataset != analysis.router.dataset)
        error.message += " Name routers of one dataset with --router.";
    return error;
}

std::string bandLine(const Band &band)
{
    return "  Bands that hold for the whole interval: quality +- " + formatFixed(band.criticalQuality, 2) +
           " se, cost +- " + formatFixed(band.criticalCost, 2) + " se, utility +- " +
           formatFixed(band.criticalUtility, 2) + " se, over " +
           formatCount(static_cast<double>(band.operatingPoints)) + " operating points.\n";
}

} // namespace

Result<OffPolicyAnswers> answerOffPolicy(const RouterAnalysis &analysis, const OffPolicyQuestion &question,
                                         std::stop_token stop, const ReportProgress &report)
{
    OffPolicyAnswers answers;
    if (question.against)
        answers.against = question.against->router.name;
    if (analysis.bestSingle >= 0)
        answers.bestSingle = analysis.models[static_cast<std::size_t>(analysis.bestSingle)].name;
    answers.middle = (question.lo + question.hi) / 2;
    auto estimators = estimatorsAt(analysis, answers.middle, stop);
    if (!estimators)
        return std::move(estimators).error();
    answers.atMiddle = std::move(estimators->judgement);
    answers.estimators = std::move(estimators->comparison);
    answers.disagreements = std::move(estimators->disagreements);
    const IntervalValue value = analysis.index->over(question.lo, question.hi);
    answers.versusLog = differenceToLog(analysis, value);
    answers.versusBestSingle = differenceToBestSingle(analysis, value);
    if (question.against) {
        auto difference = differenceToRouter(analysis, *question.against, question.lo, question.hi);
        if (!difference)
            return withRemedy(difference.error(), analysis, *question.against);
        answers.versusRouter = std::move(*difference);
    }
    const Judgement over = analysis.judge(question.lo, question.hi);
    if (question.isBandWanted && over.verdict != Verdict::Refuse) {
        auto band = simultaneousBand(*analysis.heldOut, *analysis.index, question.lo, question.hi, {}, stop, report);
        if (!band)
            return std::move(band).error();
        for (const BandPoint &point : band->points)
            answers.bandVerdicts.push_back(analysis.judge(point.lambda).verdict);
        answers.band = std::move(*band);
    }
    return answers;
}

void putOffPolicy(Json &document, const OffPolicyAnswers &answers, bool isBandWanted)
{
    Json &estimators = document["estimators"];
    if (answers.estimators)
        estimators = toJson(*answers.estimators, answers.disagreements);
    else
        estimators = {{"lambda", answers.middle}};
    putVerdict(estimators, answers.atMiddle);
    document["versus_log"] = toJson(answers.versusLog);
    document["versus_best_single"] = toJson(answers.versusBestSingle);
    if (!answers.against.empty()) {
        document["versus_router"] = toJson(answers.versusRouter);
        document["against"] = answers.against;
    }
    if (isBandWanted)
        document["band"] = answers.band ? toJson(*answers.band, answers.bandVerdicts) : Json();
}

std::string describeOffPolicy(const std::string &router, const OffPolicyAnswers &answers)
{
    const std::string heading = "\nEstimators of '" + router + "' at lambda " + formatSignificant(answers.middle, 4) +
                                ", " + std::string(verdictKey(answers.atMiddle.verdict));
    std::string text;
    if (answers.estimators)
        text = heading + " (" + formatCount(static_cast<double>(answers.estimators->agreeingRows)) +
               " queries were served as it would):\n" + estimatorTable(answers) +
               "  The interval of DM leaves out the error of its outcome model.\n" +
               disagreementLine(answers.disagreements);
    else
        text = heading + ":\n" + reasonLines(answers.atMiddle);
    return text + "'" + router + "' less each of these, over the interval:\n" + differenceTable(answers) +
           (answers.band ? bandLine(*answers.band) : std::string());
}

} // namespace fairlead::cli
