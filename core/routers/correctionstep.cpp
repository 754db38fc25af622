#include "core/routers/correctionstep.h"

#include <cmath>

namespace fairlead {

namespace {

/// dL/df of one row's loss, and the loss itself (K x B).
struct LogitGradient
{
    at::Tensor gradient;
    at::Tensor loss;
};

LogitGradient regretGradient(const at::Tensor &logits, const at::Tensor &utility)
{
    const at::Tensor p = at::softmax(logits, -1);
    const at::Tensor gap = at::amax(utility, -1, true) - utility;
    const at::Tensor regret = (p * gap).sum(-1, true);
    return {p * (gap - regret), regret.squeeze(-1)};
}

LogitGradient classificationGradient(const at::Tensor &logits, const at::Tensor &utility)
{
    const at::Tensor logP = at::log_softmax(logits, -1);
    const at::Tensor best = at::argmax(utility, -1, true);
    at::Tensor gradient = logP.exp();
    gradient.scatter_add_(-1, best, at::full_like(best, -1, gradient.options()));
    return {gradient, at::gather(logP, -1, best).squeeze(-1).neg()};
}

} // namespace

NetworkParameters::NetworkParameters(std::int64_t networks, std::int64_t inputs, std::int64_t hidden,
                                     std::int64_t outputs, const at::TensorOptions &options)
{
    const std::int64_t hiddenSize = networks * inputs * hidden;
    const std::int64_t outputSize = networks * hidden * outputs;
    flat = at::zeros({hiddenSize + outputSize + networks * (hidden + outputs)}, options);
    weights = flat.narrow(0, 0, hiddenSize + outputSize);
    hiddenWeights = flat.narrow(0, 0, hiddenSize).view({networks, inputs, hidden});
    outputWeights = flat.narrow(0, hiddenSize, outputSize).view({networks, hidden, outputs});
    hiddenBias = flat.narrow(0, hiddenSize + outputSize, networks * hidden).view({networks, 1, hidden});
    outputBias =
        flat.narrow(0, hiddenSize + outputSize + networks * hidden, networks * outputs).view({networks, 1, outputs});
}

at::Tensor knotWeights(const at::Tensor &lambda, int knots)
{
    if (knots == 1)
        return at::ones_like(lambda);
    const at::Tensor positions = at::arange(knots, lambda.options());
    return (1 - (lambda * (knots - 1) - positions).abs_()).clamp_min_(0);
}

at::Tensor lossAndGradient(const NetworkParameters &parameters, const CorrectionBatch &batch, CorrectionLoss loss,
                           const CorrectionOptions &options, NetworkParameters &gradient)
{
    const std::int64_t networks = batch.inputs.size(0);
    const std::int64_t rows = batch.inputs.size(1);
    const std::int64_t models = batch.baseQuality.size(2);

    const at::Tensor active = at::baddbmm(parameters.hiddenBias, batch.inputs, parameters.hiddenWeights).clamp_min_(0);
    const at::Tensor passed = active.gt(0) * batch.keep;
    const at::Tensor hidden = active * batch.keep;
    const at::Tensor knotDeltas = at::baddbmm(parameters.outputBias, hidden, parameters.outputWeights)
                                      .view({networks, rows, options.knots, models});
    const at::Tensor weights = knotWeights(batch.lambda, options.knots).unsqueeze(-1);
    const at::Tensor delta = (knotDeltas * weights).sum(2);

    at::Tensor logits = (batch.baseQuality - batch.lambda * batch.baseCost) / options.temperature + delta;
    at::Tensor utility = batch.qualityScores - batch.lambda * batch.costScores;
    if (batch.unavailable.defined()) { // p is 0 there, and the best model another
        logits = logits + batch.unavailable;
        utility = utility + batch.unavailable;
    }
    const LogitGradient row =
        loss == CorrectionLoss::Regret ? regretGradient(logits, utility) : classificationGradient(logits, utility);
    const at::Tensor total = (row.loss + options.trust * delta.square().mean(-1)).mean(1).sum();

    const at::Tensor byDelta = (row.gradient + delta * (2 * options.trust / double(models))) / double(rows);
    const at::Tensor byOutput = (byDelta.unsqueeze(2) * weights).view({networks, rows, options.knots * models});
    at::bmm_out(gradient.outputWeights, hidden.transpose(1, 2), byOutput);
    at::sum_out(gradient.outputBias, byOutput, 1, true);
    const at::Tensor byHidden = at::bmm(byOutput, parameters.outputWeights.transpose(1, 2)).mul_(passed);
    at::bmm_out(gradient.hiddenWeights, batch.inputs.transpose(1, 2), byHidden);
    at::sum_out(gradient.hiddenBias, byHidden, 1, true);
    return total;
}

AdamW::AdamW(const NetworkParameters &parameters, double learningRate, double weightDecay)
    : m_learningRate(learningRate)
    , m_weightDecay(weightDecay)
    , m_mean(at::zeros_like(parameters.flat))
    , m_square(at::zeros_like(parameters.flat))
    , m_scratch(at::empty_like(parameters.flat))
{}

void AdamW::step(NetworkParameters &parameters, const NetworkParameters &gradient)
{
    constexpr double kBeta1 = 0.9;
    constexpr double kBeta2 = 0.999;
    constexpr double kEpsilon = 1e-8;
    ++m_steps;
    const double meanScale = 1 - std::pow(kBeta1, double(m_steps));
    const double squareScale = 1 - std::pow(kBeta2, double(m_steps));

    parameters.weights.mul_(1 - m_learningRate * m_weightDecay);
    m_mean.mul_(kBeta1).add_(gradient.flat, 1 - kBeta1);
    m_square.mul_(kBeta2).addcmul_(gradient.flat, gradient.flat, 1 - kBeta2);
    at::sqrt_out(m_scratch, m_square).div_(std::sqrt(squareScale)).add_(kEpsilon);
    parameters.flat.addcdiv_(m_mean, m_scratch, -m_learningRate / meanScale);
}

} // namespace fairlead
