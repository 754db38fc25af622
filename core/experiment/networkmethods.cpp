#include "core/experiment/networkmethods.h"
#include "core/experiment/scorestream.h"

#include "core/base/random.h"
#include "core/causal/folds.h"
#include "core/causal/fullfeedback.h"
#include "core/causal/loggedpropensity.h"
#include "core/causal/scores.h"
#include "core/routers/builders.h"
#include "core/routers/outcomenetworks.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

using RouterFrom = std::function<std::unique_ptr<Router>(const CorrectionNetworks &)>;

/// What does not change from epoch to epoch on the held-out rows.
struct HeldOutBase
{
    FeatureRows z;
    std::optional<OutcomeModel::Prediction> prediction; ///< where the networks correct a base
    double temperature = 1;
    std::vector<double> knots;
};

HeldOutBase heldOutBase(const Run &run, const OutcomeModel *base, double temperature,
                        const std::vector<double> &positions)
{
    HeldOutBase out;
    out.temperature = temperature;
    out.knots = routerKnots(positions, run.lambdaMax);
    if (run.heldOut.rows.empty())
        return out;
    out.z = run.features.z.select(std::vector<std::size_t>(run.heldOut.rows.begin(), run.heldOut.rows.end()));
    if (base != nullptr)
        out.prediction = base->predict(out.z);
    return out;
}

/// Of the networks of an epoch. A router around a base is not made for it: that would copy the base.
std::optional<MatrixD> heldOutScores(const Run &run, const HeldOutBase &base, const RouterFrom &routerFrom,
                                     const CorrectionNetworks &networks)
{
    if (base.prediction)
        return correctedScores(*base.prediction, networks.delta(base.z), base.knots, base.temperature);
    const auto router = routerFrom(networks);
    auto own = allScores(*router, streamScores(*router, {&run.data.embeddings, nullptr, nullptr}, run.heldOut.rows));
    return own ? std::optional(std::move(*own)) : std::nullopt;
}

std::optional<Estimate> judge(const Run &run, const HeldOutBase &base, const RouterFrom &routerFrom,
                              const CorrectionNetworks &networks)
{
    if (base.z.empty())
        return std::nullopt;
    const auto scores = heldOutScores(run, base, routerFrom, networks);
    if (!scores)
        return std::nullopt;
    const auto utility = heldOutUtility(run, base.knots, *scores);
    return utility ? std::optional(*utility) : std::nullopt;
}

/// Judges every epoch on the held-out rows, keeps the line and passes it on.
OnCorrectionEpoch epochFollower(Run &run, HeldOutBase heldOut, RouterFrom routerFrom, const ReportProgress &report,
                                const OnEpoch &onEpoch, const std::stop_token &stop)
{
    return [&run, heldOut = std::make_shared<const HeldOutBase>(std::move(heldOut)), routerFrom = std::move(routerFrom),
            report, onEpoch, stop](const CorrectionEpoch &epoch, const CorrectionNetworks &networks) {
        EpochReport line{epoch.epoch, epoch.epochs, epoch.loss, std::nullopt, 0};
        line.heldOutUtility = judge(run, *heldOut, routerFrom, networks);
        line.seconds = run.seconds();
        run.curve.push_back(line);
        if (report)
            report(
                {"Training the router", static_cast<double>(epoch.epoch), static_cast<double>(epoch.epochs), "epochs"});
        if (onEpoch)
            onEpoch(line);
        return !stop.stop_requested();
    };
}

FeatureRows trainingFeatures(const Run &run)
{
    return run.features.z.select(run.data.trainRows);
}

/// What the method makes of the correction's options. RM-Softmax learns one correction at one lambda, unless its
/// network reads lambda; RM-Classification does so where a lambda is given.
CorrectionOptions correctionOptions(const TrainConfig &config)
{
    CorrectionOptions options = config.correction;
    const bool isSingle = config.method == Method::RmSoftmax
                              ? !options.lambdaInput
                              : config.method == Method::RmClassification && options.fixedLambda.has_value();
    if (isSingle) {
        options.knots = 1;
        options.knotPositions.clear();
        options.separate = false;
        options.fixedLambda = options.fixedLambda.value_or(0.5);
    }
    return options;
}

/// Trains on the target and makes the router: around the base, or of the networks alone.
TrainedMethod trainFrom(Run &run, const TrainConfig &config, const CorrectionTarget &target,
                        const CorrectionOptions &options, const OutcomeModel &base, std::stop_token stop,
                        const ReportProgress &report, const OnEpoch &onEpoch)
{
    const auto loss =
        config.method == Method::RmClassification ? CorrectionLoss::Classification : CorrectionLoss::Regret;
    const std::vector<double> positions = knotPositions(options);
    const RouterFrom routerFrom = [&](const CorrectionNetworks &networks) {
        return options.base ? makeCorrectedRouter(config.method, run.features.standardizer, base, networks,
                                                  options.temperature, run.lambdaMax, run.tieCosts, positions)
                            : makeNetworkRouter(config.method, run.features.standardizer, networks, positions,
                                                run.lambdaMax, run.tieCosts);
    };
    if (report)
        report({"Training the router", static_cast<double>(run.resumeFrom ? run.resumeFrom->epochs : 0),
                static_cast<double>(options.epochs), "epochs"});
    auto networks = trainCorrection(
        target, loss, options, deriveSeed(config.seed, "correction"), run.device, stop,
        epochFollower(run, heldOutBase(run, options.base ? &base : nullptr, options.temperature, positions), routerFrom,
                      report, onEpoch, stop),
        run.continuation());
    if (!networks)
        return networks.error();
    return routerFrom(*networks);
}

/// Scores w_i (y_i - ybar) at the served model, ybar = sum w y / sum w, zero elsewhere: n x m.
MatrixD centredIpwScores(std::span<const double> outcome, const LogColumns &log, std::span<const double> served,
                         ScoreOptions options)
{
    options.kind = ScoreKind::InversePropensity;
    const auto weights = inverseWeights(served, options.clip, options.cap);
    double sum = 0;
    double weight = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        sum += weights[i] * outcome[i];
        weight += weights[i];
    }
    std::vector<double> centred(outcome.begin(), outcome.end());
    for (double &value : centred)
        value -= sum / weight;
    return outcomeScores(MatrixD(log.model.size(), log.models), centred, log.model, served, {}, options).scores;
}

/// Truth as targets: costs in the engine's unit, pairs without an answer barred.
struct TruthTarget
{
    TruthTarget(const FullOutcomes &truth, double lambdaMax)
        : quality(truth.quality)
        , cost(truth.cost)
        , candidates(truth.quality.rows(), truth.quality.cols(), 1)
    {
        for (std::size_t i = 0; i < cost.size(); ++i)
            cost.data()[i] *= lambdaMax;
    }

    /// After the outcome models have seen which pairs have no answer.
    void barUnanswered()
    {
        for (std::size_t i = 0; i < quality.rows(); ++i) {
            for (std::size_t t = 0; t < quality.cols(); ++t) {
                if (std::isfinite(quality(i, t)) && std::isfinite(cost(i, t)))
                    continue;
                quality(i, t) = cost(i, t) = 0;
                candidates(i, t) = 0;
            }
        }
    }

    MatrixD quality;
    MatrixD cost;
    Matrix<std::uint8_t> candidates;
};

} // namespace

std::vector<std::int32_t> trainingFolds(const RunData &data, int folds, std::uint64_t seed)
{
    std::vector<std::string> groups;
    for (const std::size_t row : data.trainRows)
        groups.push_back(data.groups[row]);
    return assignFolds(groups, groups.size(), folds, deriveSeed(seed, "training folds"));
}

Result<PropensityFit> fitTrainingPropensity(const Run &run, const TrainConfig &config,
                                            std::span<const std::int32_t> fold, std::stop_token stop,
                                            const ReportProgress &report)
{
    const LogColumns log = takeLogRows(run.data, run.data.trainRows, run.lambdaMax);
    return fitPropensity(trainingFeatures(run), log.model, log.models, fold, config.nuisances.folds,
                         config.nuisances.propensity, stop, report, run.device, log.view().available);
}

Error truthIsMissing(const DatasetInfo &dataset, Method method)
{
    return makeError(ErrorCode::Refused, "The method '" + std::string(methodInfo(method).title) +
                                             "' needs the truth: dataset '" + dataset.name +
                                             "' is a log without full feedback behind it. Simulate a log from full "
                                             "feedback to compare with it.");
}

TrainedMethod trainCorrected(Run &run, const TrainConfig &config, std::stop_token stop, const ReportProgress &report,
                             const OnEpoch &onEpoch)
{
    const Nuisances &nuisances = *run.nuisances;
    const FeatureRows z = trainingFeatures(run);
    CorrectionTarget target;
    target.z = z;
    target.baseQuality = &nuisances.decisionQuality;
    target.baseCost = &nuisances.cost;
    target.qualityScores = &nuisances.qualityScores;
    target.costScores = &nuisances.costScores;
    target.fold = nuisances.fold;
    target.folds = config.nuisances.folds;
    const Matrix<std::uint8_t> available = takeAvailable(run.data, run.data.trainRows);
    target.available = available.empty() ? nullptr : &available;
    return trainFrom(run, config, target, correctionOptions(config), nuisances.decisionModel, stop, report, onEpoch);
}

TrainedMethod trainNeuralPlugIn(Run &run, const TrainConfig &config, std::stop_token stop, const ReportProgress &report,
                                const OnEpoch &onEpoch)
{
    const FeatureRows z = trainingFeatures(run);
    const LogColumns log = takeLogRows(run.data, run.data.trainRows, run.lambdaMax);
    const auto fold = trainingFolds(run.data, config.nuisances.folds, config.seed);
    const RouterFrom routerFrom = [&run](const CorrectionNetworks &networks) {
        return makeNetworkRouter(Method::PlugInNeural, run.features.standardizer, networks, {0, 1}, run.lambdaMax,
                                 run.tieCosts);
    };
    auto networks = trainOutcomeNetworks(
        {z, log.view(), fold, config.nuisances.folds}, config.neural, deriveSeed(config.seed, "neural plug-in"),
        run.device, stop, epochFollower(run, heldOutBase(run, nullptr, 1, {0, 1}), routerFrom, report, onEpoch, stop),
        run.continuation());
    if (!networks)
        return networks.error();
    return routerFrom(*networks);
}

TrainedMethod trainIpwPolicy(Run &run, const TrainConfig &config, std::stop_token stop, const ReportProgress &report,
                             const OnEpoch &onEpoch)
{
    const auto fold = trainingFolds(run.data, config.nuisances.folds, config.seed);
    const auto propensity = fitTrainingPropensity(run, config, fold, stop, report);
    if (!propensity)
        return propensity.error();
    const FeatureRows z = trainingFeatures(run);
    const LogColumns log = takeLogRows(run.data, run.data.trainRows, run.lambdaMax);
    const auto choice = choosePropensity(log.view(), propensity->outOfFold, config.nuisances.propensity.source);
    if (!choice)
        return choice.error();
    const auto served = servedPropensity(choice->apply(log.view()), propensity->outOfFold);
    const MatrixD quality = centredIpwScores(log.quality, log, served, config.nuisances.scores);
    const MatrixD cost = centredIpwScores(log.cost, log, served, config.nuisances.scores);

    CorrectionTarget target;
    target.z = z;
    target.qualityScores = &quality;
    target.costScores = &cost;
    target.fold = fold;
    target.folds = config.nuisances.folds;
    const Matrix<std::uint8_t> available = takeAvailable(run.data, run.data.trainRows);
    target.available = available.empty() ? nullptr : &available;
    CorrectionOptions options;
    options.base = false;
    options.knots = config.correction.knots;
    options.knotPositions = config.correction.knotPositions;
    options.hidden = config.neural.hidden;
    options.dropout = config.neural.dropout;
    options.learningRate = config.neural.learningRate;
    options.weightDecay = config.neural.weightDecay;
    options.batch = config.neural.batch;
    options.epochs = config.neural.epochs;
    options.inputScale = config.neural.inputScale;
    return trainFrom(run, config, target, options, {}, stop, report, onEpoch);
}

TrainedMethod trainFullFeedback(Run &run, const TrainConfig &config, std::stop_token stop, const ReportProgress &report,
                                const OnEpoch &onEpoch)
{
    if (!run.trainTruth)
        return truthIsMissing(run.data.info, config.method);
    TruthTarget truth(*run.trainTruth, run.lambdaMax);
    if (truth.quality.rows() != run.data.trainRows.size() || truth.quality.cols() != run.data.models.size())
        return makeError(ErrorCode::Internal, "The truth does not fit the training rows.");
    const FeatureRows z = trainingFeatures(run);
    const auto fold = trainingFolds(run.data, config.nuisances.folds, config.seed);
    const auto base =
        fitFullFeedback(z, truth.quality, truth.cost, fold, config.nuisances, config.seed, run.device, stop, report);
    if (!base)
        return base.error();
    truth.barUnanswered();

    CorrectionTarget target;
    target.z = z;
    target.baseQuality = &base->outOfFold[kQuality];
    target.baseCost = &base->outOfFold[kCost];
    target.qualityScores = &truth.quality;
    target.costScores = &truth.cost;
    target.fold = fold;
    target.folds = config.nuisances.folds;
    target.available = &truth.candidates;
    return trainFrom(run, config, target, config.correction, base->outcomeModel, stop, report, onEpoch);
}

} // namespace fairlead
