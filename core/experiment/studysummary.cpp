#include "core/experiment/studysummary.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

StudyFigures figuresOf(std::span<const StudyRecord> records, const std::string &dataSet, const std::string &method)
{
    StudyFigures figures;
    std::vector<double> regrets;
    for (const StudyRecord &record : records) {
        if (record.cell.dataSet != dataSet || record.method != method)
            continue;
        regrets.push_back(record.value.meanRegret);
        figures.meanUtility += record.value.meanUtility;
        figures.utilityEstimate.value += record.value.utilityEstimate.value;
        figures.utilityEstimate.se += record.value.utilityEstimate.se;
        figures.coverageQuality += record.value.coverageQuality;
        figures.coverageCost += record.value.coverageCost;
        figures.coverageUtility += record.value.coverageUtility;
        figures.trainSeconds += record.trainSeconds;
        ++figures.verdicts[static_cast<std::size_t>(record.value.verdict)];
    }
    figures.runs = regrets.size();
    figures.regret = meanOfRows(regrets);
    for (double *sum :
         {&figures.meanUtility, &figures.utilityEstimate.value, &figures.utilityEstimate.se, &figures.coverageQuality,
          &figures.coverageCost, &figures.coverageUtility, &figures.trainSeconds})
        *sum /= static_cast<double>(regrets.size());
    return figures;
}

StudyFigures meanOf(const std::vector<StudyFigures> &dataSets)
{
    StudyFigures mean;
    std::vector<const StudyFigures *> present;
    for (const StudyFigures &figures : dataSets) {
        if (figures.runs > 0)
            present.push_back(&figures);
    }
    const auto count = static_cast<double>(present.size());
    double variance = 0;
    for (const StudyFigures *figures : present) {
        mean.regret.value += figures->regret.value / count;
        variance += figures->regret.se * figures->regret.se / (count * count);
        mean.meanUtility += figures->meanUtility / count;
        mean.utilityEstimate.value += figures->utilityEstimate.value / count;
        mean.utilityEstimate.se += figures->utilityEstimate.se / count;
        mean.coverageQuality += figures->coverageQuality / count;
        mean.coverageCost += figures->coverageCost / count;
        mean.coverageUtility += figures->coverageUtility / count;
        mean.trainSeconds += figures->trainSeconds / count;
        mean.runs += figures->runs;
        for (std::size_t v = 0; v < mean.verdicts.size(); ++v)
            mean.verdicts[v] += figures->verdicts[v];
    }
    mean.regret.se = std::sqrt(variance);
    return mean;
}

const StudyMethodSummary *find(const StudySummary &summary, std::string_view key)
{
    const auto at = std::find_if(summary.methods.begin(), summary.methods.end(),
                                 [&](const StudyMethodSummary &each) { return each.method == key; });
    return at == summary.methods.end() ? nullptr : &*at;
}

/// (from - here) / (from - to) of the mean regrets; nothing where that is no share.
std::optional<double> share(const StudyFigures *from, const StudyFigures &here, double to)
{
    if (from == nullptr || from->runs == 0 || here.runs == 0 || !(from->regret.value - to > 0))
        return std::nullopt;
    return (from->regret.value - here.regret.value) / (from->regret.value - to);
}

void addShares(StudyFigures &figures, const StudyFigures *bestSingle, const StudyFigures *fullFeedback)
{
    figures.gapClosed = share(bestSingle, figures, 0);
    if (fullFeedback != nullptr && fullFeedback->runs > 0)
        figures.fullFeedbackGainShare = share(bestSingle, figures, fullFeedback->regret.value);
}

} // namespace

StudySummary summarizeStudy(std::span<const StudyRecord> records, const std::vector<std::string> &dataSets)
{
    StudySummary summary;
    summary.dataSets = dataSets;
    for (const StudyRecord &record : records) {
        const bool isKnown = std::any_of(summary.methods.begin(), summary.methods.end(),
                                         [&](const auto &each) { return each.method == record.method; });
        if (!isKnown)
            summary.methods.push_back({record.method, {}, {}});
    }
    for (StudyMethodSummary &method : summary.methods) {
        for (const std::string &dataSet : dataSets)
            method.dataSets.push_back(figuresOf(records, dataSet, method.method));
        method.overall = meanOf(method.dataSets);
    }
    const StudyMethodSummary *bestSingle = find(summary, "best-single");
    const StudyMethodSummary *fullFeedback = find(summary, "full-feedback");
    for (StudyMethodSummary &method : summary.methods) {
        addShares(method.overall, bestSingle ? &bestSingle->overall : nullptr,
                  fullFeedback ? &fullFeedback->overall : nullptr);
        for (std::size_t d = 0; d < dataSets.size(); ++d)
            addShares(method.dataSets[d], bestSingle ? &bestSingle->dataSets[d] : nullptr,
                      fullFeedback ? &fullFeedback->dataSets[d] : nullptr);
    }
    return summary;
}

} // namespace fairlead
