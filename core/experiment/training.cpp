#include "core/experiment/training.h"

#include "core/base/format.h"
#include "core/base/random.h"
#include "core/causal/folds.h"
#include "core/experiment/diagnosis.h"
#include "core/experiment/rundata.h"
#include "core/routers/builders.h"
#include "core/store/datasetrepository.h"
#include "core/store/routerrepository.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>

namespace fairlead {

namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// One run in progress: what it reads, what it has learned, and how it reports.
struct Run
{
    RunData data;
    StandardizedRun features;
    HeldOutTables heldOut;
    MatrixF heldOutEmbeddings;
    std::vector<double> tieCosts;
    double lambdaMax = 0;
    DeviceChoice device = DeviceChoice::Cpu;
    Clock::time_point start = Clock::now();
    std::optional<Nuisances> nuisances;
    std::vector<EpochReport> curve;
};

bool needsNuisances(Method method)
{
    return methodInfo(method).trainsNetwork || method == Method::PlugIn;
}

/// RM-Softmax and RM-Classification share RM-Interval's recipe; RM-Softmax learns one correction at one lambda.
CorrectionOptions correctionOptions(const TrainConfig &config)
{
    CorrectionOptions options = config.correction;
    if (config.method == Method::RmSoftmax) {
        options.knots = 1;
        options.fixedLambda = options.fixedLambda.value_or(0.5);
    }
    return options;
}

Result<Run> prepare(Workspace &workspace, DatasetId dataset, const TrainConfig &config, std::stop_token stop,
                    const ReportProgress &report)
{
    Run run;
    auto device = resolveDevice(config.device);
    if (!device)
        return device.error();
    run.device = *device;
    auto data = loadRunData(workspace, dataset, stop, report);
    if (!data)
        return data.error();
    run.data = std::move(*data);
    if (config.lambdaMax) {
        run.lambdaMax = *config.lambdaMax;
    } else {
        auto lambdaMax = defaultLambdaMax(run.data);
        if (!lambdaMax)
            return lambdaMax.error();
        run.lambdaMax = *lambdaMax;
    }
    run.tieCosts = meanLoggedCosts(run.data);
    auto features = standardize(run.data);
    if (!features)
        return features.error();
    run.features = std::move(*features);
    auto tables =
        loadOrMakeHeldOutTables(workspace, run.data, run.features.z, config.evaluationClip, run.device, stop, report);
    if (!tables)
        return tables.error();
    run.heldOut = std::move(*tables);
    std::vector<std::size_t> rows(run.data.heldOutRows.begin(), run.data.heldOutRows.end());
    run.heldOutEmbeddings = takeRows(run.data.embeddings, std::span<const std::size_t>(rows));
    return run;
}

/// Held-out DR utility, mean over [0, lambda_max].
Result<Estimate> heldOutUtility(const Run &run, const Router &router, std::stop_token stop)
{
    auto scores = router.scores({&run.heldOutEmbeddings, nullptr, nullptr});
    if (!scores)
        return scores.error();
    SweepInput input;
    input.knots = router.knots();
    input.tieCosts = router.tieCosts();
    input.scores = &*scores;
    input.drQuality = &run.heldOut.quality;
    input.drCost = &run.heldOut.cost;
    auto index = SweepIndex::build(input, stop, {});
    if (!index)
        return index.error();
    return index->over(index->lambdaMin(), index->lambdaMax()).dr->utility;
}

Result<std::unique_ptr<Router>> trainCorrected(Run &run, const TrainConfig &config, std::stop_token stop,
                                               const ReportProgress &report, const OnEpoch &onEpoch)
{
    const Nuisances &nuisances = *run.nuisances;
    const CorrectionOptions options = correctionOptions(config);
    const auto loss =
        config.method == Method::RmClassification ? CorrectionLoss::Classification : CorrectionLoss::Regret;
    const MatrixD z = takeRows(run.features.z, std::span<const std::size_t>(run.data.trainRows));
    CorrectionTarget target;
    target.z = &z;
    target.baseQuality = &nuisances.quality;
    target.baseCost = &nuisances.cost;
    target.qualityScores = &nuisances.qualityScores;
    target.costScores = &nuisances.costScores;
    target.fold = nuisances.fold;
    target.folds = config.nuisances.folds;
    const auto routerFrom = [&](const CorrectionNetworks &networks) {
        return makeCorrectedRouter(config.method, run.features.standardizer, nuisances.outcomeModel, networks,
                                   options.temperature, run.lambdaMax, run.tieCosts);
    };
    report({"Training the router", 0, static_cast<double>(options.epochs), "epochs"});
    const auto followEpoch = [&](const CorrectionEpoch &epoch, const CorrectionNetworks &networks) {
        EpochReport line{epoch.epoch, epoch.epochs, epoch.loss, std::nullopt, 0};
        if (auto utility = heldOutUtility(run, *routerFrom(networks), {}))
            line.heldOutUtility = *utility;
        line.seconds = secondsSince(run.start);
        run.curve.push_back(line);
        report({"Training the router", static_cast<double>(epoch.epoch), static_cast<double>(epoch.epochs), "epochs"});
        if (onEpoch)
            onEpoch(line);
        return !stop.stop_requested();
    };
    auto networks =
        trainCorrection(target, loss, options, deriveSeed(config.seed, "correction"), run.device, stop, followEpoch);
    if (!networks)
        return networks.error();
    return routerFrom(*networks);
}

Result<std::unique_ptr<Router>> trainKnn(const Run &run, const TrainConfig &config)
{
    const MatrixD z = takeRows(run.features.z, std::span<const std::size_t>(run.data.trainRows));
    MatrixF compact(z.rows(), z.cols());
    std::transform(z.data(), z.data() + z.size(), compact.data(),
                   [](double value) { return static_cast<float>(value); });
    LogColumns log = takeLogRows(run.data, run.data.trainRows, run.lambdaMax);
    return makeKnnRouter(run.features.standardizer, std::move(compact), std::move(log.model), std::move(log.quality),
                         std::move(log.cost), config.neighbours, run.lambdaMax, run.tieCosts);
}

Result<std::unique_ptr<Router>> trainConstant(Workspace &workspace, const Run &run, Method method, std::stop_token stop,
                                              const ReportProgress &report)
{
    auto diagnosis = loadOrMakeDiagnosis(workspace, run.data, run.features.z, stop, report);
    if (!diagnosis)
        return diagnosis.error();
    // The cheapest model is the one with the lowest cost and no quality to weigh against it.
    std::vector<double> quality =
        method == Method::Cheapest ? std::vector<double>(run.tieCosts.size(), 0) : diagnosis->singleQuality;
    std::vector<double> cost = diagnosis->singleCost;
    for (double &each : cost)
        each *= run.lambdaMax;
    return makeConstantRouter(method, std::move(quality), std::move(cost), run.lambdaMax, run.tieCosts);
}

Result<std::unique_ptr<Router>> trainLoggingPolicy(const Run &run, const TrainConfig &config, std::stop_token stop,
                                                   const ReportProgress &report)
{
    const MatrixD z = takeRows(run.features.z, std::span<const std::size_t>(run.data.trainRows));
    const LogColumns log = takeLogRows(run.data, run.data.trainRows, run.lambdaMax);
    std::vector<std::string> groups;
    for (const std::size_t row : run.data.trainRows)
        groups.push_back(run.data.groups[row]);
    const auto fold =
        assignFolds(groups, groups.size(), config.nuisances.folds, deriveSeed(config.seed, "training folds"));
    auto fit = fitPropensity(z, log.model, log.models, fold, config.nuisances.folds, config.nuisances.propensity, stop,
                             report);
    if (!fit)
        return fit.error();
    return makeLoggingPolicyRouter(run.features.standardizer, std::move(fit->model), config.seed, run.lambdaMax,
                                   run.tieCosts);
}

Result<std::unique_ptr<Router>> trainMethod(Workspace &workspace, Run &run, const TrainConfig &config,
                                            std::stop_token stop, const ReportProgress &report, const OnEpoch &onEpoch)
{
    if (needsNuisances(config.method)) {
        auto nuisances = fitTrainingNuisances(run.data, run.features.z, config.nuisances, run.lambdaMax, config.seed,
                                              run.device, stop, report);
        if (!nuisances)
            return nuisances.error();
        run.nuisances = std::move(*nuisances);
    }
    switch (config.method) {
    case Method::RmInterval:
    case Method::RmSoftmax:
    case Method::RmClassification:
        return trainCorrected(run, config, stop, report, onEpoch);
    case Method::PlugIn:
        return makePlugInRouter(run.features.standardizer, run.nuisances->outcomeModel, run.lambdaMax, run.tieCosts);
    case Method::KnnPlugIn:
        return trainKnn(run, config);
    case Method::BestSingle:
    case Method::Cheapest:
        return trainConstant(workspace, run, config.method, stop, report);
    case Method::Random:
        return makeRandomRouter(config.seed, run.lambdaMax, run.tieCosts);
    case Method::LoggingPolicy:
        return trainLoggingPolicy(run, config, stop, report);
    case Method::Oracle:
        break;
    }
    if (!run.data.info.parent)
        return makeError(ErrorCode::Refused, "The oracle needs the truth: dataset '" + run.data.info.name +
                                                 "' is a log without full feedback behind it. Simulate a log from full "
                                                 "feedback to compare with it.");
    return makeOracleRouter(run.lambdaMax, run.tieCosts);
}

Json estimateJson(const Estimate &estimate)
{
    return {{"value", estimate.value}, {"se", estimate.se}};
}

std::string curveJson(const std::vector<EpochReport> &curve)
{
    Json lines = Json::array();
    for (const EpochReport &epoch : curve) {
        Json line = {
            {"epoch", epoch.epoch}, {"epochs", epoch.epochs}, {"loss", epoch.loss}, {"seconds", epoch.seconds}};
        if (epoch.heldOutUtility)
            line["held_out_utility"] = estimateJson(*epoch.heldOutUtility);
        lines.push_back(std::move(line));
    }
    return lines.dump();
}

std::string summaryJson(const Run &run, const TrainOutcome &outcome)
{
    Json summary = {{"lambda_max", outcome.lambdaMax},
                    {"seconds", outcome.seconds},
                    {"stopped", outcome.stopped},
                    {"train_rows", run.data.trainRows.size()},
                    {"held_out_rows", run.data.heldOutRows.size()},
                    {"device", std::string(deviceKey(run.device))}};
    if (run.nuisances) {
        summary["quality_shrinkage"] = run.nuisances->qualityShrinkage;
        summary["cost_shrinkage"] = run.nuisances->costShrinkage;
    }
    if (outcome.heldOutUtility)
        summary["held_out_utility"] = estimateJson(*outcome.heldOutUtility);
    return summary.dump();
}

Result<void> requireFreeName(Workspace &workspace, const std::string &name)
{
    if (name.empty())
        return makeError(ErrorCode::BadInput, "A router needs a name. Give it one.");
    auto routers = RouterRepository(workspace).list();
    if (!routers)
        return routers.error();
    for (const RouterRecord &router : *routers) {
        if (router.name == name)
            return makeError(ErrorCode::BadInput,
                             "This workspace already has a router called '" + name + "'. Choose another name.");
    }
    return {};
}

} // namespace

Result<TrainOutcome> trainRouter(Workspace &workspace, DatasetId dataset, const std::string &name,
                                 const TrainConfig &config, std::stop_token stop, const ReportProgress &givenReport,
                                 const OnEpoch &onEpoch)
{
    const ReportProgress report = throttled(givenReport);
    if (auto free = requireFreeName(workspace, name); !free)
        return free.error();
    auto run = prepare(workspace, dataset, config, stop, report);
    if (!run)
        return run.error();
    auto router = trainMethod(workspace, *run, config, stop, report, onEpoch);
    if (!router)
        return router.error();

    TrainOutcome outcome;
    outcome.name = name;
    outcome.lambdaMax = run->lambdaMax;
    outcome.curve = run->curve;
    outcome.stopped = !outcome.curve.empty() && outcome.curve.back().epoch < outcome.curve.back().epochs;
    if (config.method != Method::Oracle) {
        auto utility = heldOutUtility(*run, **router, {});
        if (!utility)
            return utility.error();
        outcome.heldOutUtility = *utility;
    }
    outcome.seconds = secondsSince(run->start);

    TrainConfig used = config;
    used.lambdaMax = run->lambdaMax;
    RouterRecord record;
    record.name = name;
    record.dataset = dataset;
    record.method = methodInfo(config.method).key;
    record.seed = config.seed;
    record.dataHash = run->data.info.dataHash;
    record.config = toJson(used);
    record.curve = curveJson(run->curve);
    record.summary = summaryJson(*run, outcome);
    auto id = RouterRepository(workspace).save(record, (*router)->save());
    if (!id)
        return id.error();
    outcome.router = *id;
    return outcome;
}

Result<std::string> suggestRouterName(Workspace &workspace, Method method)
{
    auto routers = RouterRepository(workspace).list();
    if (!routers)
        return routers.error();
    const std::string base(methodInfo(method).key);
    std::string name = base;
    const auto taken = [&](const std::string &candidate) {
        return std::any_of(routers->begin(), routers->end(),
                           [&](const auto &router) { return router.name == candidate; });
    };
    for (int k = 2; taken(name); ++k)
        name = base + " " + std::to_string(k);
    return name;
}

Result<TrustReport> diagnoseLog(Workspace &workspace, DatasetId dataset, std::stop_token stop,
                                const ReportProgress &report)
{
    const ReportProgress progress = throttled(report);
    auto data = loadRunData(workspace, dataset, stop, progress);
    if (!data)
        return data.error();
    auto features = standardize(*data);
    if (!features)
        return features.error();
    auto diagnosis = loadOrMakeDiagnosis(workspace, *data, features->z, stop, progress);
    if (!diagnosis)
        return diagnosis.error();
    return TrustReport{data->info, data->models, std::move(diagnosis->support)};
}

} // namespace fairlead
