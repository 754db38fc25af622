#include "core/base/random.h"
#include "core/causal/folds.h"
#include "core/experiment/run.h"
#include "core/routers/builders.h"

#include <algorithm>

namespace fairlead {

namespace {

bool needsNuisances(Method method)
{
    return methodInfo(method).trainsNetwork || method == Method::PlugIn;
}

/// Fits the run's nuisances, or leaves those that the same options and seed gave before.
Result<void> learnNuisances(Run &run, const TrainConfig &config, std::stop_token stop, const ReportProgress &report)
{
    if (run.nuisances && run.nuisanceOptions == config.nuisances && run.nuisanceSeed == config.seed)
        return {};
    auto nuisances = fitTrainingNuisances(run.data, run.features.z, config.nuisances, run.lambdaMax, config.seed,
                                          run.device, stop, report);
    if (!nuisances)
        return nuisances.error();
    run.nuisances = std::move(*nuisances);
    run.nuisanceOptions = config.nuisances;
    run.nuisanceSeed = config.seed;
    return {};
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
    const Matrix<std::uint8_t> available = takeAvailable(run.data, run.data.trainRows);
    target.available = available.empty() ? nullptr : &available;
    const auto routerFrom = [&](const CorrectionNetworks &networks) {
        return makeCorrectedRouter(config.method, run.features.standardizer, nuisances.outcomeModel, networks,
                                   options.temperature, run.lambdaMax, run.tieCosts);
    };
    report({"Training the router", 0, static_cast<double>(options.epochs), "epochs"});
    const auto followEpoch = [&](const CorrectionEpoch &epoch, const CorrectionNetworks &networks) {
        EpochReport line{epoch.epoch, epoch.epochs, epoch.loss, std::nullopt, 0};
        if (auto utility = heldOutUtility(run, *routerFrom(networks)))
            line.heldOutUtility = *utility;
        line.seconds = run.seconds();
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

Result<std::unique_ptr<Router>> trainConstant(Run &run, const TrainConfig &config, std::stop_token stop,
                                              const ReportProgress &report)
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
                             report, DeviceChoice::Cpu, log.view().available);
    if (!fit)
        return fit.error();
    return makeLoggingPolicyRouter(run.features.standardizer, std::move(fit->model), config.seed, run.lambdaMax,
                                   run.tieCosts);
}

} // namespace

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
