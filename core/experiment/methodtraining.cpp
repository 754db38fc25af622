#include "core/base/freedmemory.h"
#include "core/causal/ridge.h"
#include "core/experiment/networkmethods.h"
#include "core/routers/builders.h"

namespace fairlead {

namespace {

bool needsNuisances(Method method)
{
    return method == Method::RmInterval || method == Method::RmSoftmax || method == Method::RmClassification ||
           method == Method::PlugIn;
}

/// Training rows as rows to be found by similarity need no more than single precision.
MatrixF compactFeatures(const Run &run)
{
    const FeatureRows z = run.features.z.select(run.data.trainRows);
    MatrixF compact(z.rows(), z.cols());
    z.read(0, z.rows(), compact.data(), z.cols());
    return compact;
}

TrainedMethod trainKnn(const Run &run, const TrainConfig &config)
{
    LogColumns log = takeLogRows(run.data, run.data.trainRows, run.lambdaMax);
    return makeKnnRouter(run.features.standardizer, compactFeatures(run), std::move(log.model), std::move(log.quality),
                         std::move(log.cost), config.neighbours, run.lambdaMax, run.tieCosts);
}

TrainedMethod trainCarrot(const Run &run, const TrainConfig &config, std::stop_token stop)
{
    const LogColumns log = takeLogRows(run.data, run.data.trainRows, run.lambdaMax);
    const LoggedRows rows =
        LoggedRows::group(compactFeatures(run), log.model, log.quality, log.cost, run.tieCosts.size());
    const auto fold = trainingFolds(run.data, config.nuisances.folds, config.seed);
    const auto neighbours = chooseCarrotNeighbours(rows, fold, config.nuisances.folds, config.carrotNeighbours, stop);
    if (!neighbours)
        return neighbours.error();
    return makeCarrotRouter(run.features.standardizer, rows, *neighbours, run.lambdaMax, run.tieCosts);
}

/// One ridge per model is the hierarchical ridge whose shared part is held at zero: W_t = S_t b_t.
TrainedMethod trainRidgePlugIn(const Run &run, const TrainConfig &config, std::stop_token stop,
                               const ReportProgress &report)
{
    constexpr double kNothingShared = 1e15;
    RidgeOptions options = config.nuisances.ridge;
    options.shared = kNothingShared;
    options.own = config.ridgePenalty;
    const FeatureRows z = run.features.z.select(run.data.trainRows);
    const LogColumns log = takeLogRows(run.data, run.data.trainRows, run.lambdaMax);
    const auto fold = trainingFolds(run.data, config.nuisances.folds, config.seed);
    auto fit = fitRidge(z, log.view(), fold, config.nuisances.folds, options, run.device, stop, report);
    if (!fit)
        return fit.error();
    OutcomeModel model;
    for (const auto &[outcome, member] : {std::pair{kQuality, &model.quality}, {kCost, &model.cost}}) {
        member->ridgeWeight = 1;
        member->ridge = std::move(fit->deployed[outcome]);
    }
    return makePlugInRouter(run.features.standardizer, std::move(model), run.lambdaMax, run.tieCosts,
                            Method::PlugInRidge);
}

TrainedMethod trainConstant(Run &run, const TrainConfig &config, std::stop_token stop, const ReportProgress &report)
{
    if (!run.diagnosis) {
        if (auto learned = learnNuisances(run, config, stop, report); !learned)
            return learned.error();
        run.diagnosis = diagnose(run.data, *run.nuisances, run.lambdaMax);
    }
    const Method method = config.method;
    const LogDiagnosis *diagnosis = &*run.diagnosis;
    // The cheapest model is the one with the lowest cost and no quality to weigh against it.
    std::vector<double> quality =
        method == Method::Cheapest ? std::vector<double>(run.tieCosts.size(), 0) : diagnosis->singleQuality;
    std::vector<double> cost = diagnosis->singleCost;
    for (double &each : cost)
        each *= run.lambdaMax;
    return makeConstantRouter(method, std::move(quality), std::move(cost), run.lambdaMax, run.tieCosts);
}

TrainedMethod trainLoggingPolicy(const Run &run, const TrainConfig &config, std::stop_token stop,
                                 const ReportProgress &report)
{
    const auto fold = trainingFolds(run.data, config.nuisances.folds, config.seed);
    auto fit = fitTrainingPropensity(run, config, fold, stop, report);
    if (!fit)
        return fit.error();
    return makeLoggingPolicyRouter(run.features.standardizer, std::move(fit->model), config.seed, run.lambdaMax,
                                   run.tieCosts);
}

} // namespace

Result<void> learnNuisances(Run &run, const TrainConfig &config, std::stop_token stop, const ReportProgress &report)
{
    if (run.nuisances && run.nuisanceOptions == config.nuisances && run.nuisanceSeed == config.seed) {
        run.savedSeconds += run.nuisanceSeconds;
        return {};
    }
    const double begun = run.seconds();
    auto nuisances = fitTrainingNuisances(run.data, run.features.z, config.nuisances, run.lambdaMax, config.seed,
                                          run.device, stop, report);
    if (!nuisances)
        return nuisances.error();
    giveBackFreedMemory();
    run.nuisances = std::move(*nuisances);
    run.nuisanceOptions = config.nuisances;
    run.nuisanceSeed = config.seed;
    run.nuisanceSeconds = run.seconds() - begun;
    return {};
}

Result<std::unique_ptr<Router>> trainMethod(Run &run, const TrainConfig &config, std::stop_token stop,
                                            const ReportProgress &report, const OnEpoch &onEpoch)
{
    if (needsNuisances(config.method)) {
        if (auto learned = learnNuisances(run, config, stop, report); !learned)
            return learned.error();
    }
    switch (config.method) {
    case Method::RmInterval:
    case Method::RmSoftmax:
    case Method::RmClassification:
        return trainCorrected(run, config, stop, report, onEpoch);
    case Method::PlugIn:
        return makePlugInRouter(run.features.standardizer, run.nuisances->outcomeModel, run.lambdaMax, run.tieCosts);
    case Method::PlugInRidge:
        return trainRidgePlugIn(run, config, stop, report);
    case Method::PlugInNeural:
        return trainNeuralPlugIn(run, config, stop, report, onEpoch);
    case Method::Carrot:
        return trainCarrot(run, config, stop);
    case Method::IpwPolicy:
        return trainIpwPolicy(run, config, stop, report, onEpoch);
    case Method::FullFeedback:
        return trainFullFeedback(run, config, stop, report, onEpoch);
    case Method::KnnPlugIn:
        return trainKnn(run, config);
    case Method::BestSingle:
    case Method::Cheapest:
        return trainConstant(run, config, stop, report);
    case Method::Random:
        return makeRandomRouter(config.seed, run.lambdaMax, run.tieCosts);
    case Method::LoggingPolicy:
        return trainLoggingPolicy(run, config, stop, report);
    case Method::Oracle:
        break;
    }
    return makeOracleRouter(run.lambdaMax, run.tieCosts);
}

} // namespace fairlead
