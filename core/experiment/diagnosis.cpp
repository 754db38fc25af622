#include "core/experiment/diagnosis.h"

#include "core/causal/folds.h"
#include "core/causal/scores.h"
#include "core/experiment/config.h"
#include "core/store/routerrepository.h"

#include "core/base/random.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <numeric>

namespace fairlead {

namespace {

using Json = nlohmann::json;

/// The seed of everything that belongs to a dataset rather than to one router.
constexpr std::uint64_t kDatasetSeed = 1;
/// Below it a propensity counts as it in the single models' values (method, step 9).
constexpr double kSingleModelClip = 0.01;

/// Counts up when what a stored diagnosis holds changes: an older one is made again.
constexpr const char *kDiagnosis = "diagnosis-3";

std::string artifactKey(const char *what, const RunData &data, PropensitySource source)
{
    // Without logged propensities all sources that can be asked for come to one.
    const PropensitySource used =
        hasLoggedPropensity(data.log()) || source == PropensitySource::Logged ? source : PropensitySource::Estimated;
    return std::string(what) + "-2-" + data.info.dataHash + "-" + std::string(propensitySourceKey(used));
}

/// The defaults that everything of a dataset is made with, whichever router it judges.
NuisanceOptions datasetOptions(PropensitySource source)
{
    NuisanceOptions options;
    options.propensity.source = source;
    return options;
}

Json toJson(const ModelBalance &balance)
{
    return {{"before", balance.before},
            {"after", balance.after},
            {"largest_before", balance.largestBefore},
            {"largest_after", balance.largestAfter},
            {"mean_before", balance.meanBefore},
            {"mean_after", balance.meanAfter},
            {"excess", balance.excess}};
}

ModelBalance balanceFromJson(const Json &json)
{
    ModelBalance balance;
    balance.before = json.at("before").get<std::vector<double>>();
    balance.after = json.at("after").get<std::vector<double>>();
    balance.largestBefore = json.at("largest_before").get<double>();
    balance.largestAfter = json.at("largest_after").get<double>();
    balance.meanBefore = json.at("mean_before").get<double>();
    balance.meanAfter = json.at("mean_after").get<double>();
    balance.excess = json.at("excess").get<double>();
    return balance;
}

Json toJson(const SupportReport &support)
{
    Json models = Json::array();
    for (const ModelSupport &model : support.models)
        models.push_back({{"count", model.count},
                          {"share", model.share},
                          {"ess", model.effectiveSampleSize},
                          {"clip_share", model.clipShare},
                          {"largest_weight", model.largestWeight},
                          {"calibration_error", model.calibrationError},
                          {"balance", toJson(model.balance)},
                          {"verdict", static_cast<int>(model.verdict)},
                          {"reasons", model.reasons}});
    Json json = {{"verdict", static_cast<int>(support.verdict)}, {"reasons", support.reasons}, {"models", models}};
    if (const auto &found = support.predictability) {
        json["predictability"] = {
            {"most_served", found->mostServed}, {"promised", found->promised}, {"neighbours", found->neighbours}};
        if (found->separable)
            json["predictability"]["separable"] = *found->separable;
    }
    return json;
}

Verdict verdictFrom(const Json &json)
{
    return static_cast<Verdict>(std::clamp(json.at("verdict").get<int>(), 0, 2));
}

SupportReport supportFromJson(const Json &json)
{
    SupportReport support;
    support.verdict = verdictFrom(json);
    support.reasons = json.at("reasons").get<std::vector<std::string>>();
    for (const Json &each : json.at("models")) {
        ModelSupport model;
        model.count = each.at("count").get<std::size_t>();
        model.share = each.at("share").get<double>();
        model.effectiveSampleSize = each.at("ess").get<double>();
        model.clipShare = each.at("clip_share").get<double>();
        model.largestWeight = each.at("largest_weight").get<double>();
        model.calibrationError = each.at("calibration_error").get<double>();
        model.balance = balanceFromJson(each.at("balance"));
        model.verdict = verdictFrom(each);
        model.reasons = each.at("reasons").get<std::vector<std::string>>();
        support.models.push_back(std::move(model));
    }
    if (json.contains("predictability")) {
        const Json &found = json.at("predictability");
        support.predictability =
            Predictability{found.at("most_served").get<double>(), found.at("promised").get<double>(),
                           found.at("neighbours").get<double>(), std::nullopt};
        if (found.contains("separable"))
            support.predictability->separable = found.at("separable").get<double>();
    }
    return support;
}

/// Saving spares the next run some work; while another program writes, the answer stands without it.
bool mayGoUnsaved(const Error &error)
{
    return error.code == ErrorCode::Locked;
}

std::vector<std::string> takeGroups(const RunData &data, std::span<const std::size_t> rows)
{
    std::vector<std::string> groups;
    for (const std::size_t row : rows)
        groups.push_back(data.groups[row]);
    return groups;
}

std::optional<LogDiagnosis> readDiagnosis(const TensorBundle &bundle, std::size_t models)
{
    const auto quality = bundle.vectorD("single_quality");
    const auto cost = bundle.vectorD("single_cost");
    const auto text = bundle.metadata.find("support");
    auto propensity = PropensityChoice::load(bundle);
    if (!propensity || !quality || !cost || text == bundle.metadata.end() || quality->size() != models ||
        cost->size() != models)
        return std::nullopt;
    try {
        LogDiagnosis diagnosis{supportFromJson(Json::parse(text->second)), *quality, *cost, std::move(*propensity)};
        return diagnosis.support.models.size() == models ? std::optional(diagnosis) : std::nullopt;
    } catch (const Json::exception &) {
        return std::nullopt; // damaged: made again
    }
}

Result<void> saveDiagnosis(RouterRepository &repository, const RunData &data, const LogDiagnosis &diagnosis,
                           PropensitySource source)
{
    TensorBundle bundle;
    bundle.put("single_quality", std::span<const double>(diagnosis.singleQuality));
    bundle.put("single_cost", std::span<const double>(diagnosis.singleCost));
    bundle.metadata["support"] = toJson(diagnosis.support).dump();
    diagnosis.propensity.save(bundle);
    return repository.saveArtifact(data.info.id, artifactKey(kDiagnosis, data, source), bundle);
}

} // namespace

Result<StandardizedRun> standardize(const RunData &data)
{
    auto standardizer = Standardizer::fit(data.embeddings, data.trainRows);
    if (!standardizer)
        return standardizer.error();
    FeatureRows z(data.embeddings, *standardizer);
    return StandardizedRun{std::move(*standardizer), std::move(z)};
}

Result<Nuisances> fitTrainingNuisances(const RunData &data, const FeatureRows &z, const NuisanceOptions &options,
                                       double lambdaMax, std::uint64_t seed, DeviceChoice device, std::stop_token stop,
                                       const ReportProgress &report)
{
    const LogColumns log = takeLogRows(data, data.trainRows, lambdaMax);
    const auto groups = takeGroups(data, data.trainRows);
    auto folds = assignFolds(groups, data.trainRows.size(), options.folds, deriveSeed(seed, "training folds"));
    return fitNuisances(z.select(data.trainRows), log.view(), std::move(folds), options, seed, device,
                        stop, report);
}

LogDiagnosis diagnose(const RunData &data, const Nuisances &nuisances, double lambdaMax)
{
    const LogColumns log = takeLogRows(data, data.trainRows, lambdaMax);
    const auto served = servedPropensity(nuisances.propensityChoice.apply(log.view()), nuisances.propensity);
    const MatrixD quality = influenceValues(nuisances.quality, log.quality, log.model, served, kSingleModelClip);
    const MatrixD cost = influenceValues(nuisances.cost, log.cost, log.model, served, kSingleModelClip);
    LogDiagnosis diagnosis;
    diagnosis.propensity = nuisances.propensityChoice;
    diagnosis.support =
        diagnoseSupport(nuisances.propensityChoice.apply(log.view()), nuisances.propensity, data.modelNames());
    diagnosis.singleQuality.assign(log.models, 0);
    diagnosis.singleCost.assign(log.models, 0);
    const LogView view = log.view();
    for (std::size_t t = 0; t < log.models; ++t) {
        std::vector<std::size_t> rows;
        for (std::size_t i = 0; i < log.model.size(); ++i) {
            if (view.isAvailable(i, t))
                rows.push_back(i);
        }
        if (rows.empty()) {
            rows.resize(log.model.size());
            std::iota(rows.begin(), rows.end(), std::size_t(0));
        }
        const auto n = static_cast<double>(rows.size());
        for (const std::size_t i : rows) {
            diagnosis.singleQuality[t] += quality(i, t) / n;
            diagnosis.singleCost[t] += cost(i, t) / n / lambdaMax;
        }
    }
    return diagnosis;
}

Result<LogDiagnosis> diagnose(const RunData &data, const Nuisances &nuisances, double lambdaMax, const FeatureRows &z,
                              std::stop_token stop)
{
    LogDiagnosis diagnosis = diagnose(data, nuisances, lambdaMax);
    const LogColumns log = takeLogRows(data, data.trainRows, lambdaMax);
    auto support = diagnoseSupport(nuisances.propensityChoice.apply(log.view()), nuisances.propensity,
                                   data.modelNames(), z.select(data.trainRows), std::move(stop));
    if (!support)
        return support.error();
    diagnosis.support = std::move(*support);
    return diagnosis;
}

Result<void> keepDiagnosis(Workspace &workspace, const RunData &data, const LogDiagnosis &diagnosis,
                           const NuisanceOptions &options, double lambdaMax, std::uint64_t seed)
{
    const auto scale = defaultLambdaMax(data);
    if (seed != kDatasetSeed || options != datasetOptions(options.propensity.source) || !scale || *scale != lambdaMax)
        return {};
    RouterRepository repository(workspace);
    return saveDiagnosis(repository, data, diagnosis, options.propensity.source);
}

Result<LogDiagnosis> loadOrMakeDiagnosis(Workspace &workspace, const RunData &data, const FeatureRows &z,
                                         std::stop_token stop, const ReportProgress &report, PropensitySource source)
{
    RouterRepository repository(workspace);
    const std::string key = artifactKey(kDiagnosis, data, source);
    auto stored = repository.artifact(data.info.id, key);
    if (!stored)
        return stored.error();
    if (*stored) {
        if (auto diagnosis = readDiagnosis(**stored, data.models.size()))
            return std::move(*diagnosis);
    }
    // Only the costs' unit depends on it, and that is undone again; any positive number serves where all costs are
    // zero.
    const auto scale = defaultLambdaMax(data);
    const double lambdaMax = scale ? *scale : 1.0;
    auto nuisances =
        fitTrainingNuisances(data, z, datasetOptions(source), lambdaMax, kDatasetSeed, DeviceChoice::Cpu, stop, report);
    if (!nuisances)
        return nuisances.error();
    auto diagnosis = diagnose(data, *nuisances, lambdaMax, z, stop);
    if (!diagnosis)
        return diagnosis.error();
    if (auto saved = saveDiagnosis(repository, data, *diagnosis, source); !saved && !mayGoUnsaved(saved.error()))
        return saved.error();
    return diagnosis;
}

Result<HeldOutTables> loadOrMakeHeldOutTables(Workspace &workspace, const RunData &data, const FeatureRows &z, double clip,
                                              DeviceChoice device, std::stop_token stop, const ReportProgress &report,
                                              PropensitySource source)
{
    RouterRepository repository(workspace);
    const std::string key = artifactKey("held-out-3", data, source) + "-" + std::to_string(clip);
    auto stored = repository.artifact(data.info.id, key);
    if (!stored)
        return stored.error();
    if (*stored) {
        if (auto tables = HeldOutTables::load(**stored); tables && tables->rows == data.heldOutRows)
            return tables;
    }
    auto tables = makeHeldOutTables(z, data.log(), data.heldOutRows, data.groups, datasetOptions(source), clip,
                                    deriveSeed(kDatasetSeed, "held-out folds"), device, stop, report);
    if (!tables)
        return tables.error();
    if (auto saved = repository.saveArtifact(data.info.id, key, tables->save()); !saved && !mayGoUnsaved(saved.error()))
        return saved.error();
    return tables;
}

std::vector<double> meanLoggedCosts(const RunData &data)
{
    std::vector<double> sums(data.models.size(), 0);
    std::vector<double> counts(data.models.size(), 0);
    double total = 0;
    for (const std::size_t row : data.trainRows) {
        const auto model = static_cast<std::size_t>(data.outcomes.model[row]);
        sums[model] += data.outcomes.cost[row];
        counts[model] += 1;
        total += data.outcomes.cost[row];
    }
    for (std::size_t t = 0; t < sums.size(); ++t)
        sums[t] = counts[t] > 0 ? sums[t] / counts[t] : total / static_cast<double>(data.trainRows.size());
    return sums;
}

Result<double> defaultLambdaMax(const RunData &data)
{
    const std::vector<double> costs = meanLoggedCosts(data);
    const double dearest = *std::max_element(costs.begin(), costs.end());
    if (!(dearest > 0))
        return makeError(ErrorCode::Refused, "Dataset '" + data.info.name +
                                                 "' cannot be priced: every logged cost is zero. Import it with a "
                                                 "cost column in USD, or set lambda_max in the configuration.");
    return 1 / dearest;
}

} // namespace fairlead
