#pragma once

#include "core/base/device.h"
#include "core/base/estimate.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/tensorbundle.h"
#include "core/features/featurerows.h"
#include "core/routers/trainingstate.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace fairlead {

/// Loss of the end-to-end correction: softmax-weighted regret, or cross-entropy to the best model.
enum class CorrectionLoss
{
    Regret,
    Classification
};

struct CorrectionOptions
{
    double temperature = 0.05; ///< tau
    int knots = 5;             ///< 1: one correction for all lambdas
    int hidden = 64;
    double dropout = 0.2;
    double learningRate = 1e-3;
    double weightDecay = 1e-2;
    int batch = 256;
    int epochs = 8;
    double trust = 0.1;    ///< weight of mean delta^2, the trust region around the plug-in rule
    double inputScale = 4; ///< the network reads inputScale * z
    /// Lambda (in units of lambda_max, 0..1) to train at; nothing: drawn uniformly per row and step.
    std::optional<double> fixedLambda;
    /// Knots in units of lambda_max, ascending from 0 to 1; empty: `knots` equally spaced ones.
    std::vector<double> knotPositions;
    /// One network reads [z, lambda] and gives m outputs. It is not linear in lambda: it is evaluated at the knots, and
    /// the router interpolates between them.
    bool lambdaInput = false;
    /// A network of its own for every knot, trained at that lambda alone; the router interpolates between them.
    bool separate = false;
    /// false: f = delta alone, without the plug-in base and without the trust region around it.
    bool base = true;
};

/// The router's knots in units of lambda_max: those given, else `knots` equally spaced ones ({0} for a single one).
[[nodiscard]] std::vector<double> knotPositions(const CorrectionOptions &options);

/// At least two, at most 256, ascending from 0 to 1.
[[nodiscard]] bool isKnotList(const std::vector<double> &positions);

/// What in these options makes no sense, as the middle of a sentence; empty where all is well.
[[nodiscard]] std::string correctionFault(const CorrectionOptions &options);

/// The knots that one network has outputs for: all of them, or a single one where the network reads lambda or has a
/// knot of its own.
[[nodiscard]] std::vector<double> trainedKnots(const CorrectionOptions &options);

/// K networks with one hidden layer, averaged on use: delta(x) at the knots, m outputs a knot.
struct CorrectionNetworks
{
    // Per network k: hiddenWeights[k] is hidden x d, hiddenBias hidden, outputWeights (knots*m) x hidden, outputBias
    // knots*m.
    std::vector<MatrixF> hiddenWeights;
    std::vector<std::vector<float>> hiddenBias;
    std::vector<MatrixF> outputWeights;
    std::vector<std::vector<float>> outputBias;
    double inputScale = 4;

    /// Mean over the networks, n x (knots * m), knot-major.
    [[nodiscard]] MatrixD delta(const FeatureRows &z) const;

    void save(TensorBundle &bundle) const; ///< tensors "correction.*"
    /// At least one network, all of one shape, all finite; anything else is BadInput.
    [[nodiscard]] static Result<CorrectionNetworks> load(const TensorBundle &bundle);
};

struct CorrectionTarget
{
    FeatureRows z;                          ///< n x d, standardised
    const MatrixD *baseQuality = nullptr;   ///< n x m, out-of-fold; may be null without a base, as may the cost
    const MatrixD *baseCost = nullptr;      ///< n x m, in units of 1/lambda_max
    const MatrixD *qualityScores = nullptr; ///< n x m, A
    const MatrixD *costScores = nullptr;    ///< n x m, C, in units of 1/lambda_max
    std::span<const std::int32_t> fold;     ///< n; network k trains on the rows outside fold k
    int folds = 5;
    /// n x m, 0 where a model is no choice for a row (its scores there count for nothing but must be finite), else 1;
    /// null: all are. Softmax and best model are over the others only.
    const Matrix<std::uint8_t> *available = nullptr;
};

struct CorrectionEpoch
{
    int epoch = 0; ///< from 1
    int epochs = 0;
    double loss = 0; ///< mean training loss
};

/// Called after each epoch with the networks so far; return false to stop and keep them.
using OnCorrectionEpoch = std::function<bool(const CorrectionEpoch &, const CorrectionNetworks &)>;

/// Trains the K networks as one batched product (method, step 7); whatever the form, the result has one output a knot
/// and model. The same seed gives the same networks on the same
/// machine, and so does one that goes on from where a stop ended it. A stop keeps the epochs finished so far; before
/// the first it is ErrorCode::Cancelled.
[[nodiscard]] Result<CorrectionNetworks> trainCorrection(const CorrectionTarget &target, CorrectionLoss loss,
                                                         const CorrectionOptions &options, std::uint64_t seed,
                                                         DeviceChoice device, std::stop_token stop,
                                                         const OnCorrectionEpoch &onEpoch,
                                                         const Continuation &continuation = {});

} // namespace fairlead
