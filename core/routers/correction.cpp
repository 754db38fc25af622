#include "core/routers/correction.h"

#include "core/base/random.h"
#include "core/base/tensorview.h"
#include "core/routers/correctionstep.h"
#include "core/routers/routerbundle.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fairlead {

namespace {

Error badTarget(std::string_view cause)
{
    return makeError(ErrorCode::BadInput, "Could not train the correction: " + std::string(cause) + ".");
}

Result<void> checkOptions(const CorrectionOptions &options)
{
    const auto bad = [](std::string_view what) {
        return makeError(ErrorCode::BadConfig,
                         "Could not train the correction: " + std::string(what) + ". Correct the configuration.");
    };
    if (!(options.temperature > 0))
        return bad("temperature must be positive");
    if (options.knots < 1 || options.knots > 256)
        return bad("knots must lie in 1..256");
    if (options.hidden < 1 || options.batch < 1 || options.epochs < 1)
        return bad("hidden, batch and epochs must be at least 1");
    if (!(options.dropout >= 0 && options.dropout < 1))
        return bad("dropout must lie in [0, 1)");
    if (!(options.learningRate > 0) || !(options.weightDecay >= 0) || !(options.trust >= 0) ||
        !std::isfinite(options.inputScale))
        return bad("learning_rate must be positive, weight_decay and trust not negative");
    if (options.fixedLambda && !(*options.fixedLambda >= 0 && *options.fixedLambda <= 1))
        return bad("fixed_lambda must lie in 0..1, in units of lambda_max");
    return {};
}

Result<void> checkTarget(const CorrectionTarget &target)
{
    const std::size_t n = target.z == nullptr ? 0 : target.z->rows();
    if (n == 0 || target.fold.size() != n)
        return badTarget("it needs features and a fold for every training row");
    if (!allFinite(*target.z))
        return badTarget("a feature is not a finite number");
    for (const MatrixD *table : {target.baseQuality, target.baseCost, target.qualityScores, target.costScores}) {
        if (table == nullptr || table->rows() != n || table->cols() == 0 || table->cols() != target.baseQuality->cols())
            return badTarget("predictions and scores must have one row per training row and one column per model");
        if (!allFinite(*table))
            return badTarget("a prediction or score is not a finite number");
    }
    for (int k = 0; k < target.folds; ++k) {
        if (std::all_of(target.fold.begin(), target.fold.end(), [k](std::int32_t fold) { return fold == k; }))
            return badTarget("all rows lie in one fold, so that nothing is left to train on; it needs more groups");
    }
    if (target.available != nullptr &&
        (target.available->rows() != n || target.available->cols() != target.baseQuality->cols()))
        return badTarget("candidate sets must have one row per training row and one column per model");
    if (target.folds < 1)
        return badTarget("it needs at least one fold");
    return {};
}

/// n x m: 0, and where a model could not be chosen a utility that no other one comes near.
at::Tensor unavailable(const Matrix<std::uint8_t> &available)
{
    constexpr float kNever = -1e30F;
    MatrixF out(available.rows(), available.cols());
    std::transform(available.data(), available.data() + available.size(), out.data(),
                   [](std::uint8_t flag) { return flag != 0 ? 0 : kNever; });
    return tensorView(out).clone();
}

/// Row order of every network: a fresh permutation of its rows each epoch. Networks with fewer rows begin again with
/// their first ones, so that all take the same number of equally large batches.
class BatchPlan
{
public:
    BatchPlan(const CorrectionTarget &target, int batch, std::uint64_t seed)
        : m_rows(std::size_t(target.folds))
        , m_random(deriveSeed(seed, "correction batches"))
    {
        for (std::size_t i = 0; i < target.fold.size(); ++i) {
            for (std::size_t k = 0; k < m_rows.size(); ++k) {
                if (target.fold[i] != std::int32_t(k))
                    m_rows[k].push_back(std::int64_t(i));
            }
        }
        const auto longest = std::max_element(m_rows.begin(), m_rows.end(),
                                              [](const auto &a, const auto &b) { return a.size() < b.size(); });
        const auto most = std::int64_t(longest->size());
        m_steps = (most + batch - 1) / batch;
        m_batch = (most + m_steps - 1) / m_steps;
    }

    [[nodiscard]] std::int64_t steps() const { return m_steps; }
    [[nodiscard]] std::int64_t rowsPerBatch() const { return m_batch; }

    /// steps x (K * B) row numbers of one epoch, network-major within a step.
    at::Tensor nextEpoch()
    {
        const auto networks = std::int64_t(m_rows.size());
        at::Tensor out = at::empty({m_steps, networks * m_batch}, at::kLong);
        auto *cells = out.data_ptr<std::int64_t>();
        for (std::int64_t k = 0; k < networks; ++k) {
            auto &rows = m_rows[std::size_t(k)];
            m_random.shuffle(std::span<std::int64_t>(rows));
            for (std::int64_t i = 0; i < m_steps * m_batch; ++i)
                cells[(i / m_batch * networks + k) * m_batch + i % m_batch] = rows[std::size_t(i) % rows.size()];
        }
        return out;
    }

private:
    std::vector<std::vector<std::int64_t>> m_rows;
    Random m_random;
    std::int64_t m_steps = 0;
    std::int64_t m_batch = 0;
};

/// The networks in training with their data on one device.
class Trainer
{
public:
    Trainer(const CorrectionTarget &target, CorrectionLoss loss, const CorrectionOptions &options, std::uint64_t seed,
            at::Device device)
        : m_options(options)
        , m_loss(loss)
        , m_networks(target.folds)
        , m_models(std::int64_t(target.baseQuality->cols()))
        , m_generator(at::globalContext().defaultGenerator(device).clone())
        , m_inputs((tensorView(*target.z) * options.inputScale).to(device, at::kFloat))
        , m_tables(at::cat({tensorView(*target.baseQuality), tensorView(*target.baseCost),
                            tensorView(*target.qualityScores), tensorView(*target.costScores)},
                           1)
                       .to(device, at::kFloat))
        , m_unavailable(target.available == nullptr ? at::Tensor() : unavailable(*target.available).to(device))
        , m_parameters(m_networks, m_inputs.size(1), options.hidden, options.knots * m_models, m_inputs.options())
        , m_gradient(m_networks, m_inputs.size(1), options.hidden, options.knots * m_models, m_inputs.options())
        , m_optimizer(m_parameters, options.learningRate, options.weightDecay)
    {
        m_generator.set_current_seed(deriveSeed(seed, "correction noise"));
        m_parameters.hiddenWeights.normal_(0, 1 / std::sqrt(double(m_inputs.size(1))), m_generator);
    }

    [[nodiscard]] at::Device device() const { return m_inputs.device(); }

    /// One update of all networks; the loss stays on the device. @param rows K * B row numbers
    at::Tensor step(const at::Tensor &rows)
    {
        const at::Tensor loss = lossAndGradient(m_parameters, drawBatch(rows), m_loss, m_options, m_gradient);
        m_optimizer.step(m_parameters, m_gradient);
        return loss;
    }

    [[nodiscard]] CorrectionNetworks networks() const
    {
        const NetworkParameters &p = m_parameters;
        CorrectionNetworks out;
        out.inputScale = m_options.inputScale;
        for (std::int64_t k = 0; k < m_networks; ++k) {
            const MatrixF hiddenBias = toMatrix<float>(p.hiddenBias[k]);
            const MatrixF outputBias = toMatrix<float>(p.outputBias[k]);
            out.hiddenWeights.push_back(toMatrix<float>(p.hiddenWeights[k].t()));
            out.hiddenBias.emplace_back(hiddenBias.row(0).begin(), hiddenBias.row(0).end());
            out.outputWeights.push_back(toMatrix<float>(p.outputWeights[k].t()));
            out.outputBias.emplace_back(outputBias.row(0).begin(), outputBias.row(0).end());
        }
        return out;
    }

private:
    CorrectionBatch drawBatch(const at::Tensor &rows)
    {
        const std::int64_t batch = rows.size(0) / m_networks;
        const at::Tensor inputs = m_inputs.index_select(0, rows).view({m_networks, batch, m_inputs.size(1)});
        const auto tables = m_tables.index_select(0, rows).view({m_networks, batch, 4 * m_models}).chunk(4, 2);
        at::Tensor lambda = at::empty({m_networks, batch, 1}, m_inputs.options());
        at::Tensor keep = at::empty({m_networks, batch, m_options.hidden}, m_inputs.options());
        if (m_options.fixedLambda)
            lambda.fill_(*m_options.fixedLambda);
        else
            lambda.uniform_(0, 1, m_generator);
        if (m_options.dropout > 0)
            keep.uniform_(0, 1, m_generator).ge_(m_options.dropout).div_(1 - m_options.dropout);
        else
            keep.fill_(1);
        const at::Tensor unavailable = m_unavailable.defined()
                                           ? m_unavailable.index_select(0, rows).view({m_networks, batch, m_models})
                                           : at::Tensor();
        return {inputs, tables[0], tables[1], tables[2], tables[3], lambda, keep, unavailable};
    }

    CorrectionOptions m_options;
    CorrectionLoss m_loss;
    std::int64_t m_networks;
    std::int64_t m_models;
    at::Generator m_generator;
    at::Tensor m_inputs;      ///< n x d
    at::Tensor m_tables;      ///< n x 4 m: base quality, base cost, quality scores, cost scores
    at::Tensor m_unavailable; ///< n x m, 0 or kNever; undefined where every model is available
    NetworkParameters m_parameters;
    NetworkParameters m_gradient;
    AdamW m_optimizer;
};

/// Mean loss of an epoch, or nothing where a stop was asked for within it.
std::optional<double> runEpoch(Trainer &trainer, const at::Tensor &rows, const std::stop_token &stop)
{
    at::Tensor total = at::zeros({}, at::TensorOptions(trainer.device()));
    for (std::int64_t step = 0; step < rows.size(0); ++step) {
        if (stop.stop_requested())
            return std::nullopt;
        total += trainer.step(rows[step]);
    }
    return total.item<double>() / double(rows.size(0));
}

Result<CorrectionNetworks> train(const CorrectionTarget &target, CorrectionLoss loss, const CorrectionOptions &options,
                                 std::uint64_t seed, DeviceChoice device, const std::stop_token &stop,
                                 const OnCorrectionEpoch &onEpoch)
{
    Trainer trainer(target, loss, options, seed, device == DeviceChoice::Cuda ? at::kCUDA : at::kCPU);
    BatchPlan plan(target, options.batch, seed);
    std::optional<CorrectionNetworks> finished;
    for (int epoch = 1; epoch <= options.epochs; ++epoch) {
        const auto total = runEpoch(trainer, plan.nextEpoch().to(trainer.device()), stop);
        if (!total)
            break;
        if (!std::isfinite(*total))
            return makeError(ErrorCode::Refused, "The correction diverged in epoch " + std::to_string(epoch) +
                                                     ". Lower learning_rate, or raise temperature.");
        finished = trainer.networks();
        const CorrectionEpoch report{epoch, options.epochs, *total / target.folds};
        if (onEpoch && !onEpoch(report, *finished))
            break;
    }
    if (!finished)
        return makeError(ErrorCode::Cancelled, "Training was stopped before its first epoch was finished.");
    return *std::move(finished);
}

} // namespace

Result<CorrectionNetworks> trainCorrection(const CorrectionTarget &target, CorrectionLoss loss,
                                           const CorrectionOptions &options, std::uint64_t seed, DeviceChoice device,
                                           std::stop_token stop, const OnCorrectionEpoch &onEpoch)
{
    if (const auto checked = checkOptions(options); !checked)
        return checked.error();
    if (const auto checked = checkTarget(target); !checked)
        return checked.error();
    const auto resolved = resolveDevice(device);
    if (!resolved)
        return resolved.error();
    try {
        return train(target, loss, options, seed, *resolved, stop, onEpoch);
    } catch (const std::exception &fault) {
        return makeError(ErrorCode::Internal, "Could not train the correction: the matrix library failed.",
                         fault.what());
    }
}

} // namespace fairlead
