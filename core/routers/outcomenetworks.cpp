#include "core/routers/outcomenetworks.h"

#include "core/base/tensorview.h"
#include "core/causal/guard.h"
#include "core/routers/networktraining.h"
#include "core/routers/outcomestep.h"

#include <cmath>

namespace fairlead {

namespace {

/// An outcome as (y - mean) / scale.
struct OutcomeScale
{
    explicit OutcomeScale(std::span<const double> values)
    {
        for (const double value : values)
            mean += value / double(values.size());
        double squares = 0;
        for (const double value : values)
            squares += (value - mean) * (value - mean) / double(values.size());
        scale = squares > 0 ? std::sqrt(squares) : 1;
    }

    [[nodiscard]] at::Tensor apply(std::span<const double> values, at::Device device) const
    {
        return ((tensorView(values) - mean) / scale).to(device, at::kFloat).unsqueeze(1);
    }

    double mean = 0;
    double scale = 1;
};

class OutcomeTrainer final : public NetworkTrainer
{
public:
    OutcomeTrainer(const OutcomeNetworkTarget &target, const OutcomeScale &quality, const OutcomeScale &cost,
                   const NetworkOptions &options, std::uint64_t seed, at::Device device)
        : NetworkTrainer(target.z, target.folds, 0, 2 * std::int64_t(target.log.models), options, seed, device)
        , m_served(at::from_blob(const_cast<std::int32_t *>(target.log.model.data()),
                                 {std::int64_t(target.log.rows()), 1}, at::kInt)
                       .to(device, at::kLong))
        , m_quality(quality.apply(target.log.quality, device))
        , m_cost(cost.apply(target.log.cost, device))
    {}

protected:
    void begin(const at::Tensor &rows) override
    {
        m_batch = {{},
                   drawDropout(rows.size(0) / networkCount()),
                   take(m_served, rows),
                   take(m_quality, rows),
                   take(m_cost, rows)};
    }

    at::Tensor evaluate(Part &part) override
    {
        const OutcomeBatch batch{takeFeatures(part), part.of(m_batch.keep), part.of(m_batch.served),
                                 part.of(m_batch.quality), part.of(m_batch.cost)};
        return outcomeLossAndGradient(part.parameters, batch, part.gradient);
    }

private:
    OutcomeBatch m_batch; ///< of all networks, without inputs
    at::Tensor m_served;
    at::Tensor m_quality;
    at::Tensor m_cost;
};

/// Standardised outcomes [a, c] as utilities [a, a - c] in their own units. The last layer is linear, so this is exact
/// but for rounding.
CorrectionNetworks asUtilities(CorrectionNetworks networks, const OutcomeScale &quality, const OutcomeScale &cost)
{
    for (std::size_t k = 0; k < networks.outputWeights.size(); ++k) {
        MatrixF &weights = networks.outputWeights[k];
        std::vector<float> &bias = networks.outputBias[k];
        const std::size_t models = bias.size() / 2;
        for (std::size_t t = 0; t < models; ++t) {
            for (std::size_t h = 0; h < weights.cols(); ++h) {
                const double a = quality.scale * double(weights(t, h));
                const double c = cost.scale * double(weights(models + t, h));
                weights(t, h) = float(a);
                weights(models + t, h) = float(a - c);
            }
            const double a = quality.mean + quality.scale * double(bias[t]);
            const double c = cost.mean + cost.scale * double(bias[models + t]);
            bias[t] = float(a);
            bias[models + t] = float(a - c);
        }
    }
    return networks;
}

} // namespace

at::Tensor outcomeLossAndGradient(const NetworkParameters &parameters, const OutcomeBatch &batch,
                                  NetworkParameters &gradient)
{
    const NetworkPass pass = forwardPass(parameters, batch.inputs, batch.keep);
    const std::int64_t models = pass.outputs.size(2) / 2;
    const at::Tensor places = at::cat({batch.served, batch.served + models}, -1);
    const at::Tensor residual = at::gather(pass.outputs, -1, places) - at::cat({batch.quality, batch.cost}, -1);
    at::Tensor byOutput = at::zeros_like(pass.outputs);
    byOutput.scatter_(-1, places, residual * (2 / double(batch.inputs.size(1))));
    backwardPass(parameters, pass, batch.inputs, byOutput, gradient);
    return residual.square().sum(-1).mean(1).sum();
}

Result<CorrectionNetworks> trainOutcomeNetworks(const OutcomeNetworkTarget &target, const NetworkOptions &options,
                                                std::uint64_t seed, DeviceChoice device, std::stop_token stop,
                                                const OnCorrectionEpoch &onEpoch, const Continuation &continuation)
{
    const auto resolved = resolveDevice(device);
    if (!resolved)
        return resolved.error();
    return guarded<CorrectionNetworks>("Could not train the outcome networks", [&] {
        const OutcomeScale quality(target.log.quality);
        const OutcomeScale cost(target.log.cost);
        std::vector<std::unique_ptr<NetworkTrainer>> trainers;
        trainers.push_back(
            std::make_unique<OutcomeTrainer>(target, quality, cost, options, seed, torchDevice(*resolved)));
        BatchPlan plan(target.fold, target.folds, options.batch, seed);
        CorrectionNetworks finished;
        valueOrThrow(
            trainEpochs(trainers, plan, options.epochs, target.folds, continuation, stop, [&](int epoch, double loss) {
                finished = asUtilities(trainers.front()->networks(), quality, cost);
                return !onEpoch || onEpoch({epoch, options.epochs, loss}, finished);
            }));
        return finished;
    });
}

} // namespace fairlead
