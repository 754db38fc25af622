#include "core/routers/networktraining.h"

#include "core/base/productblocks.h"
#include "core/base/tensorview.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace fairlead {

namespace {

std::vector<float> toVector(const at::Tensor &tensor)
{
    const at::Tensor cells = tensor.to(at::kCPU).contiguous();
    return {cells.data_ptr<float>(), cells.data_ptr<float>() + cells.numel()};
}

at::Tensor tensorOf(const std::vector<float> &cells)
{
    return at::from_blob(const_cast<float *>(cells.data()), {std::int64_t(cells.size())}, at::kFloat);
}

} // namespace

BatchPlan::BatchPlan(std::span<const std::int32_t> fold, int networks, int batch, std::uint64_t seed)
    : m_rows(std::size_t(networks))
    , m_random(deriveSeed(seed, "correction batches"))
{
    for (std::size_t i = 0; i < fold.size(); ++i) {
        for (std::size_t k = 0; k < m_rows.size(); ++k) {
            if (fold[i] != std::int32_t(k))
                m_rows[k].push_back(std::int64_t(i));
        }
    }
    const auto longest = std::max_element(m_rows.begin(), m_rows.end(),
                                          [](const auto &a, const auto &b) { return a.size() < b.size(); });
    const auto most = std::int64_t(longest->size());
    m_steps = (most + batch - 1) / batch;
    m_batch = (most + m_steps - 1) / m_steps;
}

void BatchPlan::skipEpoch()
{
    for (auto &rows : m_rows)
        m_random.shuffle(std::span<std::int64_t>(rows));
}

at::Tensor BatchPlan::nextEpoch()
{
    skipEpoch();
    const auto networks = std::int64_t(m_rows.size());
    at::Tensor out = at::empty({m_steps, networks * m_batch}, at::kLong);
    auto *cells = out.data_ptr<std::int64_t>();
    for (std::int64_t k = 0; k < networks; ++k) {
        const auto &rows = m_rows[std::size_t(k)];
        for (std::int64_t i = 0; i < m_steps * m_batch; ++i)
            cells[(i / m_batch * networks + k) * m_batch + i % m_batch] = rows[std::size_t(i) % rows.size()];
    }
    return out;
}

NetworkTrainer::NetworkTrainer(const FeatureRows &z, std::int64_t networks, std::int64_t extraInputs,
                               std::int64_t outputs, const NetworkOptions &options, std::uint64_t seed,
                               at::Device device)
    : m_options(options)
    , m_networks(networks)
    , m_generator(at::globalContext().defaultGenerator(device).clone())
    , m_features(z, device, at::kFloat, options.inputScale)
    , m_parameters(networks, m_features.cols() + extraInputs, options.hidden, outputs, m_features.options())
    , m_gradient(networks, m_features.cols() + extraInputs, options.hidden, outputs, m_features.options())
    , m_optimizer(m_parameters, options.learningRate, options.weightDecay)
{
    m_generator.set_current_seed(deriveSeed(seed, "correction noise"));
    m_parameters.hiddenWeights.normal_(0, 1 / std::sqrt(double(m_features.cols())), m_generator);
}

at::Tensor NetworkTrainer::step(const at::Tensor &rows)
{
    begin(rows);
    // The products of one network are small: on a CPU a thread takes all of them.
    const std::int64_t networks = device().is_cpu() ? 1 : m_networks;
    const std::int64_t batch = rows.size(0) / m_networks;
    std::vector<at::Tensor> loss(std::size_t(m_networks / networks));
    forEachProductBlock(loss.size(), 1, {}, [&](std::size_t index, std::size_t) {
        const std::int64_t first = std::int64_t(index) * networks;
        Part part{first, networks, rows.narrow(0, first * batch, networks * batch), m_parameters.of(first, networks),
                  m_gradient.of(first, networks)};
        loss[index] = evaluate(part);
    });
    m_optimizer.step(m_parameters, m_gradient);
    return at::stack(loss).sum();
}

CorrectionNetworks NetworkTrainer::networks() const
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

TrainingState::Networks NetworkTrainer::state() const
{
    TrainingState::Networks out;
    out.parameters = toVector(m_parameters.flat);
    out.mean = toVector(m_optimizer.moments().mean);
    out.square = toVector(m_optimizer.moments().square);
    out.steps = m_optimizer.moments().steps;
    const at::Tensor bytes = m_generator.get_state();
    out.noise.assign(1 + std::size_t(bytes.numel() + 7) / 8, 0);
    out.noise.front() = bytes.numel();
    std::memcpy(out.noise.data() + 1, bytes.data_ptr(), std::size_t(bytes.numel()));
    return out;
}

bool NetworkTrainer::restore(const TrainingState::Networks &state)
{
    const at::Tensor own = m_generator.get_state();
    if (std::int64_t(state.parameters.size()) != m_parameters.flat.numel() || state.noise.front() != own.numel() ||
        state.noise.size() != 1 + std::size_t(own.numel() + 7) / 8)
        return false;
    at::Tensor bytes = at::empty_like(own);
    std::memcpy(bytes.data_ptr(), state.noise.data() + 1, std::size_t(own.numel()));
    m_generator.set_state(bytes);
    m_parameters.flat.copy_(tensorOf(state.parameters));
    m_optimizer.restore({tensorOf(state.mean), tensorOf(state.square), state.steps});
    return true;
}

at::Tensor NetworkTrainer::take(const at::Tensor &table, const at::Tensor &rows) const
{
    return table.index_select(0, rows).view({m_networks, rows.size(0) / m_networks, table.size(1)});
}

at::Tensor NetworkTrainer::drawDropout(std::int64_t batch)
{
    at::Tensor keep = at::empty({m_networks, batch, m_options.hidden}, m_features.options());
    if (m_options.dropout > 0)
        keep.uniform_(0, 1, m_generator).ge_(m_options.dropout).div_(1 - m_options.dropout);
    else
        keep.fill_(1);
    return keep;
}

namespace {

/// Loss of an epoch, summed over networks and trainers, mean over steps; nothing where a stop was asked for within it.
std::optional<double> runEpoch(std::span<const std::unique_ptr<NetworkTrainer>> trainers, const at::Tensor &rows,
                               const std::stop_token &stop)
{
    at::Tensor total = at::zeros({}, at::TensorOptions(trainers.front()->device()));
    for (const auto &trainer : trainers) {
        for (std::int64_t step = 0; step < rows.size(0); ++step) {
            if (stop.stop_requested())
                return std::nullopt;
            total += trainer->step(rows[step]);
        }
    }
    return total.item<double>() / double(rows.size(0));
}

/// The trainers and the plan as they were when the state was taken.
Result<void> goOnFrom(const TrainingState &state, std::span<const std::unique_ptr<NetworkTrainer>> trainers,
                      BatchPlan &plan)
{
    bool fits = state.trainers.size() == trainers.size();
    for (std::size_t k = 0; fits && k < trainers.size(); ++k)
        fits = trainers[k]->restore(state.trainers[k]);
    if (!fits)
        return makeError(ErrorCode::BadInput,
                         "The training cannot go on from where it was stopped: it was another kind of device, or its "
                         "networks had another shape. Start a new run with its settings.");
    for (int epoch = 0; epoch < state.epochs; ++epoch)
        plan.skipEpoch();
    return {};
}

TrainingState stateOf(std::span<const std::unique_ptr<NetworkTrainer>> trainers, int epochs)
{
    TrainingState state;
    state.epochs = epochs;
    for (const auto &trainer : trainers)
        state.trainers.push_back(trainer->state());
    return state;
}

} // namespace

Result<int> trainEpochs(std::span<const std::unique_ptr<NetworkTrainer>> trainers, BatchPlan &plan, int epochs,
                        int networks, const Continuation &continuation, const std::stop_token &stop,
                        const std::function<bool(int epoch, double loss)> &onEpoch)
{
    if (continuation.from != nullptr) {
        if (auto restored = goOnFrom(*continuation.from, trainers, plan); !restored)
            return restored.error();
    }
    const int before = continuation.from == nullptr ? 0 : continuation.from->epochs;
    int finished = before;
    for (int epoch = before + 1; epoch <= epochs; ++epoch) {
        const auto total = runEpoch(trainers, plan.nextEpoch().to(trainers.front()->device()), stop);
        if (!total)
            break;
        if (!std::isfinite(*total))
            return makeError(ErrorCode::Refused, "Training diverged in epoch " + std::to_string(epoch) +
                                                     ". Lower learning_rate, or raise temperature.");
        finished = epoch;
        if (continuation.reached != nullptr)
            *continuation.reached = stateOf(trainers, epoch);
        if (!onEpoch(epoch, *total / double(trainers.size()) / networks))
            break;
    }
    if (finished == before)
        return makeError(ErrorCode::Cancelled, before == 0
                                                   ? "Training was stopped before its first epoch was finished."
                                                   : "Training was stopped before another epoch was finished; the "
                                                     "router is as it was.");
    return finished;
}

} // namespace fairlead
