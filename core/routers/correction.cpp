#include "core/routers/correction.h"

#include "core/base/random.h"
#include "core/base/tensorview.h"
#include "core/routers/correctionstep.h"
#include "core/routers/mergednetworks.h"
#include "core/routers/networktraining.h"
#include "core/routers/routerbundle.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

constexpr std::size_t kMostKnots = 256;

Error badTarget(std::string_view cause)
{
    return makeError(ErrorCode::BadInput, "Could not train the correction: " + std::string(cause) + ".");
}

bool holdsTheBase(const CorrectionTarget &target, const CorrectionOptions &options)
{
    return !options.base || (target.baseQuality != nullptr && target.baseCost != nullptr);
}

Result<void> checkTarget(const CorrectionTarget &target, const CorrectionOptions &options)
{
    const std::size_t n = target.z.rows();
    if (n == 0 || target.fold.size() != n)
        return badTarget("it needs features and a fold for every training row");
    if (!target.z.allFinite())
        return badTarget("a feature is not a finite number");
    if (target.qualityScores == nullptr || target.costScores == nullptr || !holdsTheBase(target, options))
        return badTarget("it needs scores, and predictions to start from, for every training row");
    for (const MatrixD *table : {target.qualityScores, target.costScores, target.baseQuality, target.baseCost}) {
        if (table == nullptr)
            continue;
        if (table->rows() != n || table->cols() == 0 || table->cols() != target.qualityScores->cols())
            return badTarget("predictions and scores must have one row per training row and one column per model");
        if (!allFinite(*table))
            return badTarget("a prediction or score is not a finite number");
    }
    if (target.available != nullptr &&
        (target.available->rows() != n || target.available->cols() != target.qualityScores->cols()))
        return badTarget("the available models must have one row per training row and one column per model");
    for (int k = 0; k < target.folds; ++k) {
        if (std::all_of(target.fold.begin(), target.fold.end(), [k](std::int32_t fold) { return fold == k; }))
            return badTarget("all rows lie in one fold, so that nothing is left to train on; it needs more groups");
    }
    if (target.folds < 1)
        return badTarget("it needs at least one fold");
    return {};
}

NetworkOptions networkOptions(const CorrectionOptions &options)
{
    return {options.hidden, options.dropout, options.learningRate, options.weightDecay,
            options.batch,  options.epochs,  options.inputScale};
}

/// n x m of 0 and 1.
at::Tensor flags(const Matrix<std::uint8_t> &available)
{
    MatrixF out(available.rows(), available.cols());
    std::copy(available.data(), available.data() + available.size(), out.data());
    return tensorView(out).clone();
}

/// The networks of one correction in training.
class CorrectionTrainer final : public NetworkTrainer
{
public:
    CorrectionTrainer(const CorrectionTarget &target, CorrectionLoss loss, const CorrectionOptions &options,
                      std::uint64_t seed, at::Device device)
        : NetworkTrainer(target.z, target.folds, options.lambdaInput ? 1 : 0,
                         std::int64_t(trainedKnots(options).size() * target.qualityScores->cols()),
                         networkOptions(options), seed, device)
        , m_options(options)
        , m_loss(loss)
        , m_models(std::int64_t(target.qualityScores->cols()))
        , m_tables(at::cat({single(base(target.baseQuality, target)), single(base(target.baseCost, target)),
                            single(*target.qualityScores), single(*target.costScores)},
                           1)
                       .to(device))
    {
        if (target.available != nullptr)
            m_candidates = flags(*target.available).to(device);
    }

protected:
    void begin(const at::Tensor &rows) override
    {
        const std::int64_t batch = rows.size(0) / networkCount();
        const auto tables = take(m_tables, rows).chunk(4, 2);
        at::Tensor lambda = at::empty({networkCount(), batch, 1}, tensorOptions());
        if (m_options.fixedLambda)
            lambda.fill_(*m_options.fixedLambda);
        else
            lambda.uniform_(0, 1, generator());
        const at::Tensor keep = drawDropout(batch);
        m_batch = {{},        tables[0], tables[1], tables[2],
                   tables[3], lambda,    keep,      m_candidates.defined() ? take(m_candidates, rows) : at::Tensor()};
    }

    at::Tensor evaluate(Part &part) override
    {
        CorrectionBatch batch = m_batch;
        for (at::Tensor *each : {&batch.baseQuality, &batch.baseCost, &batch.qualityScores, &batch.costScores,
                                 &batch.lambda, &batch.keep, &batch.candidates})
            *each = part.of(*each);
        batch.inputs = takeFeatures(part);
        if (m_options.lambdaInput)
            batch.inputs = at::cat({batch.inputs, batch.lambda * m_options.inputScale}, -1);
        return lossAndGradient(part.parameters, batch, m_loss, m_options, part.gradient);
    }

private:
    static at::Tensor single(const MatrixD &table) { return tensorView(table).to(at::kFloat); }

    /// Without a base its place in the tables is never read.
    static const MatrixD &base(const MatrixD *table, const CorrectionTarget &target)
    {
        return table == nullptr ? *target.qualityScores : *table;
    }

    CorrectionOptions m_options;
    CorrectionLoss m_loss;
    std::int64_t m_models;
    at::Tensor m_tables;     ///< n x 4 m: base quality, base cost, quality scores, cost scores
    at::Tensor m_candidates; ///< n x m, or undefined
    CorrectionBatch m_batch; ///< of all networks at this step, without inputs
};

using Trainers = std::vector<std::unique_ptr<NetworkTrainer>>;

/// One, or one for every knot at its own lambda.
Trainers makeTrainers(const CorrectionTarget &target, CorrectionLoss loss, const CorrectionOptions &options,
                      std::uint64_t seed, at::Device device)
{
    Trainers trainers;
    if (!options.separate) {
        trainers.push_back(std::make_unique<CorrectionTrainer>(target, loss, options, seed, device));
        return trainers;
    }
    const std::vector<double> positions = knotPositions(options);
    for (std::size_t j = 0; j < positions.size(); ++j) {
        CorrectionOptions atKnot = options;
        atKnot.fixedLambda = positions[j];
        trainers.push_back(
            std::make_unique<CorrectionTrainer>(target, loss, atKnot, deriveSeed(seed, "knot", j), device));
    }
    return trainers;
}

/// Whatever was trained, with one output a knot and model.
CorrectionNetworks networksAtKnots(const Trainers &trainers, const CorrectionOptions &options)
{
    if (options.lambdaInput)
        return evaluatedAtKnots(trainers.front()->networks(), knotPositions(options));
    if (!options.separate)
        return trainers.front()->networks();
    std::vector<CorrectionNetworks> parts;
    for (const auto &trainer : trainers)
        parts.push_back(trainer->networks());
    return sideBySide(parts);
}

Result<CorrectionNetworks> train(const CorrectionTarget &target, CorrectionLoss loss, const CorrectionOptions &options,
                                 std::uint64_t seed, DeviceChoice device, const std::stop_token &stop,
                                 const OnCorrectionEpoch &onEpoch, const Continuation &continuation)
{
    const Trainers trainers = makeTrainers(target, loss, options, seed, torchDevice(device));
    BatchPlan plan(target.fold, target.folds, options.batch, seed);
    CorrectionNetworks finished;
    const auto trained =
        trainEpochs(trainers, plan, options.epochs, target.folds, continuation, stop, [&](int epoch, double meanLoss) {
            finished = networksAtKnots(trainers, options);
            return !onEpoch || onEpoch({epoch, options.epochs, meanLoss}, finished);
        });
    if (!trained)
        return trained.error();
    return finished;
}

} // namespace

std::vector<double> knotPositions(const CorrectionOptions &options)
{
    if (!options.knotPositions.empty())
        return options.knotPositions;
    std::vector<double> positions(std::size_t(options.knots), 0);
    for (std::size_t j = 1; j < positions.size(); ++j)
        positions[j] = double(j) / double(positions.size() - 1);
    return positions;
}

std::vector<double> trainedKnots(const CorrectionOptions &options)
{
    return options.lambdaInput || options.separate ? std::vector<double>{0} : knotPositions(options);
}

bool isKnotList(const std::vector<double> &positions)
{
    return positions.size() >= 2 && positions.size() <= kMostKnots && positions.front() == 0 && positions.back() == 1 &&
           std::adjacent_find(positions.begin(), positions.end(), [](double a, double b) { return !(a < b); }) ==
               positions.end();
}

std::string correctionFault(const CorrectionOptions &options)
{
    if (!(options.temperature > 0))
        return "temperature must be positive";
    if (options.knots < 1 || std::size_t(options.knots) > kMostKnots)
        return "knots must lie in 1..256";
    if (options.hidden < 1 || options.batch < 1 || options.epochs < 1)
        return "hidden, batch and epochs must be at least 1";
    if (!(options.dropout >= 0 && options.dropout < 1))
        return "dropout must lie in [0, 1)";
    if (!(options.learningRate > 0) || !(options.weightDecay >= 0) || !(options.trust >= 0) ||
        !std::isfinite(options.inputScale))
        return "learning_rate must be positive, weight_decay and trust not negative";
    if (options.fixedLambda && !(*options.fixedLambda >= 0 && *options.fixedLambda <= 1))
        return "fixed_lambda must lie in 0..1, in units of lambda_max";
    if (int(options.lambdaInput) + int(options.separate) + int(options.fixedLambda.has_value()) > 1)
        return "only one of lambda_input, separate and fixed_lambda can be asked for";
    if (!options.knotPositions.empty() && !isKnotList(options.knotPositions))
        return "knot_positions must ascend from 0 to 1, in units of lambda_max, at most 256 of them";
    if (options.knots == 1 && options.knotPositions.empty() && (options.lambdaInput || options.separate))
        return "lambda_input and separate need at least two knots";
    return {};
}

Result<CorrectionNetworks> trainCorrection(const CorrectionTarget &target, CorrectionLoss loss,
                                           const CorrectionOptions &options, std::uint64_t seed, DeviceChoice device,
                                           std::stop_token stop, const OnCorrectionEpoch &onEpoch,
                                           const Continuation &continuation)
{
    if (const std::string fault = correctionFault(options); !fault.empty())
        return makeError(ErrorCode::BadConfig,
                         "Could not train the correction: " + fault + ". Correct the configuration.");
    if (const auto checked = checkTarget(target, options); !checked)
        return checked.error();
    const auto resolved = resolveDevice(device);
    if (!resolved)
        return resolved.error();
    try {
        return train(target, loss, options, seed, *resolved, stop, onEpoch, continuation);
    } catch (const std::exception &fault) {
        return makeError(ErrorCode::Internal, "Could not train the correction: the matrix library failed.",
                         fault.what());
    }
}

} // namespace fairlead
