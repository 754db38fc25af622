#include "core/causal/ridge.h"

#include "core/base/tensorview.h"
#include "core/causal/guard.h"
#include "core/causal/linear.h"

namespace fairlead {

namespace {

/// Rows of each (fold, model), the rows of no fold under the index `folds`.
std::vector<std::vector<std::int64_t>> rowsBySlot(const LogView &log, std::span<const std::int32_t> fold,
                                                  std::size_t folds)
{
    std::vector<std::vector<std::int64_t>> rows((folds + 1) * log.models);
    for (std::size_t i = 0; i < log.rows(); ++i) {
        const std::size_t k = fold[i] < 0 ? folds : static_cast<std::size_t>(fold[i]);
        rows[k * log.models + static_cast<std::size_t>(log.model[i])].push_back(static_cast<std::int64_t>(i));
    }
    return rows;
}

/// Adds the rows' Z'Z and Z'[1, a, c] to both places, Z being [z, constant].
class GramGatherer
{
public:
    GramGatherer(const MatrixD &z, const LogView &log, double constant, DeviceChoice device)
        : m_z(tensorView(z))
        , m_targets(at::stack({at::ones({m_z.size(0)}, at::kDouble), tensorView(log.quality), tensorView(log.cost)}, 1))
        , m_constant(constant)
        , m_device(torchDevice(device))
    {}

    void add(const std::vector<std::int64_t> &rows, std::vector<std::pair<MatrixD *, MatrixD *>> sums) const
    {
        const auto count = static_cast<std::int64_t>(rows.size());
        const at::Tensor index = at::from_blob(const_cast<std::int64_t *>(rows.data()), {count}, at::kLong);
        const at::Tensor z =
            at::cat({m_z.index_select(0, index), at::full({count, 1}, m_constant, at::kDouble)}, 1).to(m_device);
        const at::Tensor gram = at::mm(z.t(), z).to(at::kCPU);
        const at::Tensor moments = at::mm(z.t(), m_targets.index_select(0, index).to(m_device)).to(at::kCPU);
        for (const auto &[gramSum, momentSum] : sums) {
            tensorView(*gramSum).add_(gram);
            tensorView(*momentSum).add_(moments);
        }
    }

private:
    at::Tensor m_z;
    at::Tensor m_targets;
    double m_constant;
    at::Device m_device;
};

RidgeSums gatherSums(const MatrixD &z, const LogView &log, std::span<const std::int32_t> fold, std::size_t folds,
                     double constant, DeviceChoice device, const std::stop_token &stop, const ReportProgress &report)
{
    RidgeSums sums(folds, log.models, z.cols() + 1);
    for (std::size_t i = 0; i < log.rows(); ++i)
        sums.countOutcomes(fold[i], log.quality[i], log.cost[i]);

    const GramGatherer gatherer(z, log, constant, device);
    const auto rows = rowsBySlot(log, fold, folds);
    for (std::size_t slot = 0; slot < rows.size(); ++slot) {
        throwIfStopped(stop);
        if (report)
            report(
                {"Fitting the outcome model", static_cast<double>(slot), static_cast<double>(rows.size()), "blocks"});
        if (rows[slot].empty())
            continue;
        const std::size_t total = sums.slot(folds, slot % log.models);
        std::vector<std::pair<MatrixD *, MatrixD *>> targets{{&sums.gram[total], &sums.moments[total]}};
        if (slot < folds * log.models)
            targets.emplace_back(&sums.gram[slot], &sums.moments[slot]);
        gatherer.add(rows[slot], targets);
    }
    return sums;
}

} // namespace

Result<RidgeFit> fitRidge(const MatrixD &z, const LogView &log, std::span<const std::int32_t> fold, int folds,
                          const RidgeOptions &options, DeviceChoice device, std::stop_token stop,
                          const ReportProgress &report)
{
    return guarded<RidgeFit>("Could not fit the outcome model", [&] {
        const RidgeSums sums =
            gatherSums(z, log, fold, static_cast<std::size_t>(folds), options.constant, device, stop, report);
        RidgeFit fit;
        fit.perFold = valueOrThrow(solveRidge(sums, options, stop));
        for (const std::size_t outcome : {kQuality, kCost}) {
            std::vector<MatrixD> weights;
            for (const RidgeWeights &part : fit.perFold)
                weights.push_back(part.withIntercept(outcome, options.constant));
            fit.outOfFold[outcome] = outOfFoldScores(z, fold, weights);
            fit.deployed[outcome] = meanOf(weights);
        }
        return fit;
    });
}

} // namespace fairlead
