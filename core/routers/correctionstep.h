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
    at::Tensor unavailable;   ///< K x B x m: added to logits and utilities, 0 or far below all; undefined: zeros
};

/// Weights of the knots at each lambda, K x B x knots: hat functions over equally spaced knots in [0, 1].
[[nodiscard]] at::Tensor knotWeights(const at::Tensor &lambda, int knots);

/// Loss of each network, a scalar summed over networks of their batch means, and its gradient, derived by hand:
///   f = (mu_a - lambda mu_c) / tau + delta,  p = softmax f,  U = A - lambda C,  gap_t = max_s U_s - U_t
///   regret:          L = sum_t p_t gap_t + trust mean_t delta_t^2,   dL/df_t = p_t (gap_t - sum_s p_s gap_s)
///   classification:  L = -log p_best     + trust mean_t delta_t^2,   dL/df_t = p_t - 1{t = best}
[[nodiscard]] at::Tensor lossAndGradient(const NetworkParameters &parameters, const CorrectionBatch &batch,
                                         CorrectionLoss loss, const CorrectionOptions &options,
                                         NetworkParameters &gradient);

/// Decoupled weight decay on weights, not on biases (AdamW; Loshchilov and Hutter 2019), betas 0.9 and 0.999.
class AdamW
{
public:
    AdamW(const NetworkParameters &parameters, double learningRate, double weightDecay);
    void step(NetworkParameters &parameters, const NetworkParameters &gradient);

private:
    double m_learningRate;
    double m_weightDecay;
    std::int64_t m_steps = 0;
    at::Tensor m_mean;
    at::Tensor m_square;
    at::Tensor m_scratch;
};

} // namespace fairlead
