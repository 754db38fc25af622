#pragma once

#include "core/routers/correctionstep.h"
#include "core/routers/networkoptions.h"
#include "core/routers/trainingstate.h"

#include "core/base/random.h"
#include "core/features/featuretensors.h"

#include <functional>
#include <stop_token>

namespace fairlead {

/// For core/routers only: what every training of K networks with one hidden layer has in common.

/// Row order of every network: a fresh permutation of its rows each epoch. Networks with fewer rows begin again with
/// their first ones, so that all take the same number of equally large batches.
class BatchPlan
{
public:
    /// @param fold n; network k trains on the rows outside fold k
    BatchPlan(std::span<const std::int32_t> fold, int networks, int batch, std::uint64_t seed);

    /// steps x (K * B) row numbers of one epoch, network-major within a step.
    [[nodiscard]] at::Tensor nextEpoch();
    void skipEpoch(); ///< the next epoch's order is then that after it

private:
    std::vector<std::vector<std::int64_t>> m_rows;
    Random m_random;
    std::int64_t m_steps = 0;
    std::int64_t m_batch = 0;
};

/// K networks in training with their features on one device; a subclass knows the loss. First layer N(0, 1/d), output
/// layer zero: an output that no row speaks of stays zero, and the others learn from the first step on.
class NetworkTrainer
{
public:
    /// @param extraInputs beside the features; @param outputs of each network
    NetworkTrainer(const FeatureRows &z, std::int64_t networks, std::int64_t extraInputs, std::int64_t outputs,
                   const NetworkOptions &options, std::uint64_t seed, at::Device device);
    virtual ~NetworkTrainer() = default;
    NetworkTrainer(const NetworkTrainer &) = delete;
    NetworkTrainer &operator=(const NetworkTrainer &) = delete;

    [[nodiscard]] at::Device device() const { return m_features.options().device(); }
    /// One update of all networks; the loss, summed over networks, stays on the device. @param rows K * B row numbers
    at::Tensor step(const at::Tensor &rows);
    [[nodiscard]] CorrectionNetworks networks() const;
    [[nodiscard]] TrainingState::Networks state() const;
    /// False where the state is that of other networks or of another kind of device; nothing has changed then.
    [[nodiscard]] bool restore(const TrainingState::Networks &state);

protected:
    /// Some of the networks at one step.
    struct Part
    {
        std::int64_t first;
        std::int64_t networks;
        at::Tensor rows; ///< networks * B row numbers
        NetworkParameters parameters;
        NetworkParameters gradient;

        /// The networks' share of what has one entry for each.
        [[nodiscard]] at::Tensor of(const at::Tensor &all) const
        {
            return all.defined() ? all.narrow(0, first, networks) : all;
        }
    };

    /// Draws and looks up what the step needs beside features, of all networks.
    virtual void begin(const at::Tensor &rows) = 0;
    /// Fills the part's gradient and returns its loss. On a CPU from several threads, a network each.
    virtual at::Tensor evaluate(Part &part) = 0;

    [[nodiscard]] at::Generator &generator() { return m_generator; }
    [[nodiscard]] std::int64_t networkCount() const { return m_networks; }
    /// Rows of an n-row table, K x B x columns.
    [[nodiscard]] at::Tensor take(const at::Tensor &table, const at::Tensor &rows) const;
    /// Good until the thread's next call. networks x B x d
    [[nodiscard]] at::Tensor takeFeatures(const Part &part)
    {
        return m_features.gather(part.rows).view({part.networks, part.rows.size(0) / part.networks, m_features.cols()});
    }
    /// K x B x h: 0 for a dropped unit, else 1 / (1 - dropout).
    [[nodiscard]] at::Tensor drawDropout(std::int64_t batch);
    [[nodiscard]] at::TensorOptions tensorOptions() const { return m_features.options(); }

private:
    NetworkOptions m_options;
    std::int64_t m_networks;
    at::Generator m_generator;
    FeatureTensors m_features; ///< n x d, inputScale * z
    NetworkParameters m_parameters;
    NetworkParameters m_gradient;
    AdamW m_optimizer;
};

/// Runs epochs over all trainers side by side, on the same batches.
/// @param onEpoch epoch from 1, loss as the mean over trainers and networks; false ends the training
/// @param plan fresh: a training that goes on skips the orders of the epochs before
/// @return epochs finished: fewer where a stop or onEpoch ended it; none, or none more, is Cancelled. A loss that is
/// not finite is Refused.
[[nodiscard]] Result<int> trainEpochs(std::span<const std::unique_ptr<NetworkTrainer>> trainers, BatchPlan &plan,
                                      int epochs, int networks, const Continuation &continuation,
                                      const std::stop_token &stop,
                                      const std::function<bool(int epoch, double loss)> &onEpoch);

} // namespace fairlead
