#include "core/routers/correctionstep.h"

#include <cmath>

namespace fairlead {

namespace {

constexpr double kNoLogit = -1e9;   // its softmax is exactly zero
constexpr double kNoUtility = -1e6; // below every utility in the engine's units, and finite times zero is zero

RowLoss regretLoss(const at::Tensor &logits, const at::Tensor &utility)
{
    const at::Tensor p = at::softmax(logits, -1);
    const at::Tensor gap = at::amax(utility, -1, true) - utility;
    const at::Tensor regret = (p * gap).sum(-1, true);
    return {p * (gap - regret), regret.squeeze(-1)};
}

RowLoss classificationLoss(const at::Tensor &logits, const at::Tensor &utility)
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

NetworkParameters NetworkParameters::of(std::int64_t firstNetwork, std::int64_t count) const
{
    NetworkParameters part = *this;
    for (at::Tensor *each : {&part.hiddenWeights, &part.outputWeights, &part.hiddenBias, &part.outputBias})
        *each = each->narrow(0, firstNetwork, count);
    return part;
}

NetworkPass forwardPass(const NetworkParameters &parameters, const at::Tensor &inputs, const at::Tensor &keep)
{
    const at::Tensor active = at::baddbmm(parameters.hiddenBias, inputs, parameters.hiddenWeights).clamp_min_(0);
    NetworkPass pass;
    pass.passed = active.gt(0) * keep;
    pass.hidden = active * keep;
    pass.outputs = at::baddbmm(parameters.outputBias, pass.hidden, parameters.outputWeights);
    return pass;
}

void backwardPass(const NetworkParameters &parameters, const NetworkPass &pass, const at::Tensor &inputs,
                  const at::Tensor &byOutput, NetworkParameters &gradient)
{
    at::bmm_out(gradient.outputWeights, pass.hidden.transpose(1, 2), byOutput);
    at::sum_out(gradient.outputBias, byOutput, 1, true);
    const at::Tensor byHidden = at::bmm(byOutput, parameters.outputWeights.transpose(1, 2)).mul_(pass.passed);
    at::bmm_out(gradient.hiddenWeights, inputs.transpose(1, 2), byHidden);
    at::sum_out(gradient.hiddenBias, byHidden, 1, true);
}

at::Tensor knotWeights(const at::Tensor &lambda, const std::vector<double> &positions)
{
    if (positions.size() < 2)
        return at::ones_like(lambda);
    const at::Tensor knots = at::tensor(positions, lambda.options());
    const std::int64_t gaps = knots.size(0) - 1;
    const at::Tensor lower = knots.narrow(0, 0, gaps);
    // How far lambda has come from each knot to the next; a knot's weight is what it has not yet given away.
    const at::Tensor way = ((lambda - lower) / (knots.narrow(0, 1, gaps) - lower)).clamp_(0, 1);
    return at::cat({at::ones_like(lambda), way}, -1) - at::cat({way, at::zeros_like(lambda)}, -1);
}

RowLoss rowLoss(CorrectionLoss loss, const at::Tensor &logits, const at::Tensor &utility, const at::Tensor &candidates)
{
    const auto lossOf = loss == CorrectionLoss::Regret ? regretLoss : classificationLoss;
    if (!candidates.defined())
        return lossOf(logits, utility);
    const at::Tensor barred = candidates.eq(0);
    return lossOf(logits.masked_fill(barred, kNoLogit), utility.masked_fill(barred, kNoUtility));
}

at::Tensor lossAndGradient(const NetworkParameters &parameters, const CorrectionBatch &batch, CorrectionLoss loss,
                           const CorrectionOptions &options, NetworkParameters &gradient)
{
    const std::int64_t networks = batch.inputs.size(0);
    const std::int64_t rows = batch.inputs.size(1);
    const std::int64_t models = batch.qualityScores.size(2);
    const std::vector<double> positions = trainedKnots(options);
    const auto knots = std::int64_t(positions.size());
    const double trust = options.base ? options.trust : 0;

    const NetworkPass pass = forwardPass(parameters, batch.inputs, batch.keep);
    const at::Tensor weights = knotWeights(batch.lambda, positions).unsqueeze(-1);
    const at::Tensor delta = (pass.outputs.view({networks, rows, knots, models}) * weights).sum(2);

    const at::Tensor logits =
        options.base ? (batch.baseQuality - batch.lambda * batch.baseCost) / options.temperature + delta : delta;
    const at::Tensor utility = batch.qualityScores - batch.lambda * batch.costScores;
    const RowLoss row = rowLoss(loss, logits, utility, batch.candidates);
    const at::Tensor total = (row.loss + trust * delta.square().mean(-1)).mean(1).sum();

    const at::Tensor byDelta = (row.gradient + delta * (2 * trust / double(models))) / double(rows);
    const at::Tensor byOutput = (byDelta.unsqueeze(2) * weights).view({networks, rows, knots * models});
    backwardPass(parameters, pass, batch.inputs, byOutput, gradient);
    return total;
}

AdamW::AdamW(const NetworkParameters &parameters, double learningRate, double weightDecay)
    : m_learningRate(learningRate)
    , m_weightDecay(weightDecay)
    , m_moments{at::zeros_like(parameters.flat), at::zeros_like(parameters.flat), 0}
    , m_scratch(at::empty_like(parameters.flat))
{}

void AdamW::step(NetworkParameters &parameters, const NetworkParameters &gradient)
{
    constexpr double kBeta1 = 0.9;
    constexpr double kBeta2 = 0.999;
    constexpr double kEpsilon = 1e-8;
    auto &[mean, square, steps] = m_moments;
    ++steps;
    const double meanScale = 1 - std::pow(kBeta1, double(steps));
    const double squareScale = 1 - std::pow(kBeta2, double(steps));

    parameters.weights.mul_(1 - m_learningRate * m_weightDecay);
    mean.mul_(kBeta1).add_(gradient.flat, 1 - kBeta1);
    square.mul_(kBeta2).addcmul_(gradient.flat, gradient.flat, 1 - kBeta2);
    at::sqrt_out(m_scratch, square).div_(std::sqrt(squareScale)).add_(kEpsilon);
    parameters.flat.addcdiv_(mean, m_scratch, -m_learningRate / meanScale);
}

void AdamW::restore(const Moments &moments)
{
    m_moments.mean.copy_(moments.mean);
    m_moments.square.copy_(moments.square);
    m_moments.steps = moments.steps;
}

} // namespace fairlead
