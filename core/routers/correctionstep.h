#pragma once

#include "core/routers/correction.h"

#include <ATen/ATen.h>

namespace fairlead {

/// For core/routers and its tests only. K networks with one hidden ReLU layer as one flat vector, weights before
/// biases, so that decay and update are a few passes over one array; the rest are views into it. q = knots * m.
struct NetworkParameters
{
    NetworkParameters(std::int64_t networks, std::int64_t inputs, std::int64_t hidden, std::int64_t outputs,
                      const at::TensorOptions &options);
    /// Views of some of the networks; flat stays that of all.
    [[nodiscard]] NetworkParameters of(std::int64_t firstNetwork, std::int64_t count) const;

    at::Tensor flat;
    at::Tensor weights;       ///< the part of flat that decays
    at::Tensor hiddenWeights; ///< K x d x h
    at::Tensor outputWeights; ///< K x h x q
    at::Tensor hiddenBias;    ///< K x 1 x h
    at::Tensor outputBias;    ///< K x 1 x q
};

/// One step's rows of every network: B rows each.
struct CorrectionBatch
{
    at::Tensor inputs;        ///< K x B x d, inputScale * z
    at::Tensor baseQuality;   ///< K x B x m
    at::Tensor baseCost;      ///< K x B x m, engine unit
    at::Tensor qualityScores; ///< K x B x m
    at::Tensor costScores;    ///< K x B x m
    at::Tensor lambda;        ///< K x B x 1, in [0, 1]
    at::Tensor keep;          ///< K x B x h: 0 for a dropped unit, else 1 / (1 - dropout)
    at::Tensor candidates;    ///< K x B x m, 1 where a model may be chosen, else 0; undefined: all may
};

/// The networks at a batch, with what the way back needs.
struct NetworkPass
{
    at::Tensor hidden;  ///< K x B x h, after dropout
    at::Tensor passed;  ///< K x B x h, slope of hidden in what goes into it
    at::Tensor outputs; ///< K x B x q
};
[[nodiscard]] NetworkPass forwardPass(const NetworkParameters &parameters, const at::Tensor &inputs,
                                      const at::Tensor &keep);
/// Fills `gradient` from the loss's slope in the outputs, K x B x q.
void backwardPass(const NetworkParameters &parameters, const NetworkPass &pass, const at::Tensor &inputs,
                  const at::Tensor &byOutput, NetworkParameters &gradient);

/// Weights of the knots at each lambda, K x B x knots: hat functions over knots that ascend from 0 to 1; ones for a
/// single one.
[[nodiscard]] at::Tensor knotWeights(const at::Tensor &lambda, const std::vector<double> &positions);

/// Loss of rows and its gradient in their logits.
struct RowLoss
{
    at::Tensor gradient; ///< as the logits
    at::Tensor loss;     ///< one per row
};
/// @param logits, utility rows (of any leading shape) x m; @param candidates as in CorrectionBatch
[[nodiscard]] RowLoss rowLoss(CorrectionLoss loss, const at::Tensor &logits, const at::Tensor &utility,
                              const at::Tensor &candidates = {});

/// Loss of each network, a scalar summed over networks of their batch means, and its gradient, derived by hand:
///   f = (mu_a - lambda mu_c) / tau + delta,  p = softmax f,  U = A - lambda C,  gap_t = max_s U_s - U_t
///   regret:          L = sum_t p_t gap_t + trust mean_t delta_t^2,   dL/df_t = p_t (gap_t - sum_s p_s gap_s)
///   classification:  L = -log p_best     + trust mean_t delta_t^2,   dL/df_t = p_t - 1{t = best}
/// Without a base f = delta and there is no trust term. A model that is no candidate of a row has p_t = 0 there.
[[nodiscard]] at::Tensor lossAndGradient(const NetworkParameters &parameters, const CorrectionBatch &batch,
                                         CorrectionLoss loss, const CorrectionOptions &options,
                                         NetworkParameters &gradient);

/// Decoupled weight decay on weights, not on biases (AdamW; Loshchilov and Hutter 2019), betas 0.9 and 0.999.
class AdamW
{
public:
    /// What it remembers of the gradients so far, flat.
    struct Moments
    {
        at::Tensor mean;
        at::Tensor square;
        std::int64_t steps = 0;
    };

    AdamW(const NetworkParameters &parameters, double learningRate, double weightDecay);
    void step(NetworkParameters &parameters, const NetworkParameters &gradient);
    [[nodiscard]] const Moments &moments() const { return m_moments; }
    void restore(const Moments &moments); ///< copies

private:
    double m_learningRate;
    double m_weightDecay;
    Moments m_moments;
    at::Tensor m_scratch;
};

} // namespace fairlead
