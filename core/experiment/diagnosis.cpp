#include "core/experiment/diagnosis.h"

#include "core/causal/folds.h"
#include "core/causal/scores.h"
#include "core/experiment/config.h"
#include "core/experiment/diagnosisjson.h"
#include "core/features/textterms.h"
#include "core/store/routerrepository.h"

#include "core/base/hash.h"
#include "core/base/random.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace fairlead {

namespace {

/// The seed of everything that belongs to a dataset rather than to one router.
constexpr std::uint64_t kDatasetSeed = 1;
/// Below it a propensity counts as it in the single models' values (method, step 9).
constexpr double kSingleModelClip = 0.01;

/// Counts up when what a stored diagnosis holds changes: an older one is made again.
constexpr const char *kDiagnosis = "diagnosis-4";

std::string artifactKey(const char *what, const DatasetInfo &info, PropensitySource source)
{
    return std::string(what) + "-2-" + info.dataHash + "-" + std::string(propensitySourceKey(source));
}

std::string artifactKey(const char *what, const RunData &data, PropensitySource source)
{
    // Without logged propensities all sources that can be asked for come to one.
    const PropensitySource used =
        hasLoggedPropensity(data.log()) || source == PropensitySource::Logged ? source : PropensitySource::Estimated;
    return artifactKey(what, data.info, used);
}

/// The defaults that everything of a dataset is made with, whichever router it judges.
NuisanceOptions datasetOptions(PropensitySource source)
{
    NuisanceOptions options;
    options.propensity.source = source;
    return options;
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

std::string fingerprint(const std::vector<std::string> &names)
{
    Hasher hasher;
    for (const std::string &name : names)
        hasher.add(name);
    return hasher.hex();
}

std::optional<LogDiagnosis> readDiagnosis(const TensorBundle &bundle, const std::vector<std::string> &names)
{
    const std::size_t models = names.size();
    const auto quality = bundle.vectorD("single_quality");
    const auto cost = bundle.vectorD("single_cost");
    const auto support = bundle.metadata.find("support");
    const auto figures = bundle.metadata.find("figures");
    auto propensity = PropensityChoice::load(bundle);
    if (!propensity || !quality || !cost || support == bundle.metadata.end() || figures == bundle.metadata.end() ||
        quality->size() != models || cost->size() != models)
        return std::nullopt;
    // Sentences name the models: after a rename they are written again.
    if (const auto stored = bundle.metadata.find("models");
        stored == bundle.metadata.end() || stored->second != fingerprint(names))
        return std::nullopt;
    auto readSupport = supportFromJson(support->second, models);
    auto readFigures = figuresFromJson(figures->second, models);
    if (!readSupport || !readFigures)
        return std::nullopt; // damaged: made again
    return LogDiagnosis{std::move(*readSupport), *quality, *cost, std::move(*propensity), std::move(*readFigures)};
}

Result<void> saveDiagnosis(RouterRepository &repository, const RunData &data, const LogDiagnosis &diagnosis,
                           PropensitySource source)
{
    TensorBundle bundle;
    bundle.put("single_quality", std::span<const double>(diagnosis.singleQuality));
    bundle.put("single_cost", std::span<const double>(diagnosis.singleCost));
    bundle.metadata["models"] = fingerprint(data.modelNames());
    bundle.metadata["support"] = toJson(diagnosis.support);
    bundle.metadata["figures"] = toJson(diagnosis.figures);
    diagnosis.propensity.save(bundle);
    return repository.saveArtifact(data.info.id, artifactKey(kDiagnosis, data, source), bundle);
}

/// What a person knows a training query by: its segment, and the shape of its prompt where the encoder measured it.
NamedFeatures namedFeatures(const RunData &data)
{
    constexpr std::size_t kMostSegments = 12;
    std::map<std::string, std::size_t> counts;
    for (const std::size_t row : data.trainRows) {
        if (!data.segments.empty() && !data.segments[row].empty())
            ++counts[data.segments[row]];
    }
    std::vector<std::pair<std::string, std::size_t>> segments(counts.begin(), counts.end());
    std::ranges::stable_sort(segments, [](const auto &a, const auto &b) { return a.second > b.second; });
    segments.resize(std::min(segments.size(), kMostSegments));
    // A run that has just made the embeddings still holds the dataset as it was before.
    const bool fromText = data.info.embeddingsFromText || (data.info.embeddingDim == 0 && data.info.hasPrompts);
    const std::size_t lengths = fromText && data.embeddings.cols() >= kLengthFeatures ? kLengthFeatures : 0;

    NamedFeatures named;
    if (lengths > 0)
        named.names.assign(kLengthFeatureNames.begin(), kLengthFeatureNames.end());
    for (const auto &[name, count] : segments)
        named.names.push_back("segment '" + name + "'");
    named.values = MatrixD(data.trainRows.size(), named.names.size());
    for (std::size_t i = 0; i < data.trainRows.size(); ++i) {
        const std::size_t row = data.trainRows[i];
        for (std::size_t j = 0; j < lengths; ++j)
            named.values(i, j) = data.embeddings(row, data.embeddings.cols() - lengths + j);
        for (std::size_t k = 0; k < segments.size(); ++k)
            named.values(i, lengths + k) = data.segments[row] == segments[k].first ? 1 : 0;
    }
    return named;
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
    return fitNuisances(z.select(data.trainRows), log.view(), std::move(folds), options, seed, device, stop, report);
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
    const bool hasLogged = hasLoggedPropensity(log.view());
    diagnosis.figures = makeSupportFigures(
        nuisances.propensityChoice.apply(log.view()), nuisances.propensity,
        hasLogged ? std::span<const double>(log.propensity) : std::span<const double>(), namedFeatures(data));
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

Result<std::optional<LogDiagnosis>> storedDiagnosis(Workspace &workspace, const DatasetInfo &info,
                                                    const std::vector<std::string> &models, PropensitySource source)
{
    const RouterRepository repository(workspace);
    for (const PropensitySource each : {source, PropensitySource::Estimated}) {
        auto stored = repository.artifact(info.id, artifactKey(kDiagnosis, info, each));
        if (!stored)
            return stored.error();
        if (!*stored)
            continue;
        auto diagnosis = readDiagnosis(**stored, models);
        // What was asked for with estimated ones answers for other sources only where there are no logged ones.
        if (diagnosis && (each == source || (source == PropensitySource::Auto && !diagnosis->propensity.check)))
            return diagnosis;
    }
    return std::nullopt;
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
        if (auto diagnosis = readDiagnosis(**stored, data.modelNames()))
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

Result<HeldOutTables> loadOrMakeHeldOutTables(Workspace &workspace, const RunData &data, const FeatureRows &z,
                                              double clip, DeviceChoice device, std::stop_token stop,
                                              const ReportProgress &report, PropensitySource source)
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
