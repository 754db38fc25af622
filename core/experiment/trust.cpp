#include "core/experiment/trust.h"

#include "core/base/format.h"
#include "core/causal/thresholds.h"
#include "core/experiment/diagnosis.h"
#include "core/experiment/rundata.h"
#include "core/store/datasetrepository.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

std::vector<std::string> namesOf(const std::vector<ModelInfo> &models)
{
    std::vector<std::string> names;
    for (const ModelInfo &model : models)
        names.push_back(model.name);
    return names;
}

/// A log this small is refused for its size.
constexpr std::size_t kFewQueries = 40;

double rowsForAll(std::size_t models)
{
    return static_cast<double>(thresholds::kCautionRows * models);
}

double trainShare(const DatasetInfo &info)
{
    return info.trainCount > 0 ? static_cast<double>(info.trainCount) / static_cast<double>(info.queryCount) : 1;
}

void addRemedies(TrustReport &trust)
{
    trust.remedies = remediesFor(trust.support, trust.figures,
                                 {trust.modelNames(), trust.figures.rows, trainShare(trust.dataset), trust.propensity});
}

TrustReport reportOf(DatasetInfo info, std::vector<ModelInfo> models, LogDiagnosis diagnosis)
{
    TrustReport trust{std::move(info),
                      std::move(models),
                      std::move(diagnosis.support),
                      std::move(diagnosis.propensity),
                      std::move(diagnosis.figures),
                      {}};
    addRemedies(trust);
    return trust;
}

/// The answer for a log that no router can be learned from: REFUSE, with the reason; counts are of all its rows.
Result<TrustReport> refusedTrust(DatasetInfo info, std::vector<ModelInfo> models, const std::string &reason)
{
    TrustReport trust{std::move(info), std::move(models), {Verdict::Refuse, {reason}, {}, {}, {}}, {}, {}, {}};
    const auto serving = std::ranges::count_if(trust.models, [](const ModelInfo &model) { return model.count > 0; });
    SupportFinding finding{SupportIssue::Other, Verdict::Refuse, reason};
    if (serving == 1) {
        const auto only = std::ranges::find_if(trust.models, [](const ModelInfo &model) { return model.count > 0; });
        finding.issue = SupportIssue::OneModelOnly;
        finding.fact = "Model '" + only->name + "' served every query, so the log holds nothing to compare it with.";
    }
    trust.support.findings.push_back(finding);
    for (const ModelInfo &model : trust.models) {
        ModelSupport support;
        support.count = model.count;
        support.share = static_cast<double>(model.count) / static_cast<double>(trust.dataset.queryCount);
        support.verdict = Verdict::Refuse;
        trust.support.models.push_back(std::move(support));
    }
    addRemedies(trust);
    if (serving > 1 && trust.dataset.queryCount < kFewQueries && trust.remedies.size() == 1) {
        const double wanted = rowsForAll(trust.models.size()) / trainShare(trust.dataset);
        trust.remedies[0].moreQueries = std::ceil(wanted - static_cast<double>(trust.dataset.queryCount));
        trust.remedies[0].advice = "Log " + formatCount(*trust.remedies[0].moreQueries) + " more queries: with " +
                                   formatCount(thresholds::kCautionRows) + " training rows for each of its " +
                                   formatCount(static_cast<double>(trust.models.size())) + " models it can be judged.";
    }
    return trust;
}

} // namespace

std::vector<std::string> TrustReport::modelNames() const
{
    return namesOf(models);
}

Result<TrustReport> diagnoseLog(Workspace &workspace, DatasetId dataset, std::stop_token stop,
                                const ReportProgress &report, PropensitySource source)
{
    const ReportProgress progress = throttled(report);
    DatasetRepository repository(workspace);
    auto info = repository.byId(dataset);
    auto models = repository.models(dataset);
    if (!info || !models)
        return !info ? info.error() : models.error();
    auto stored = storedDiagnosis(workspace, *info, namesOf(*models), source);
    if (!stored)
        return stored.error();
    if (*stored && !(*stored)->figures.models.empty())
        return reportOf(std::move(*info), std::move(*models), std::move(**stored));

    auto data = loadRunData(workspace, dataset, stop, progress);
    if (!data && data.error().code == ErrorCode::Refused)
        return refusedTrust(std::move(*info), std::move(*models), data.error().message);
    if (!data)
        return data.error();
    auto features = standardize(*data);
    if (!features)
        return features.error();
    auto diagnosis = loadOrMakeDiagnosis(workspace, *data, features->z, stop, progress, source);
    if (!diagnosis)
        return diagnosis.error();
    return reportOf(std::move(data->info), std::move(data->models), std::move(*diagnosis));
}

} // namespace fairlead
