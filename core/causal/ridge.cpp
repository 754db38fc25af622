#include "core/causal/ridge.h"

#include "core/base/freedmemory.h"
#include "core/base/productblocks.h"
#include "core/base/tensorview.h"
#include "core/causal/gramproducts.h"
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

/// [1, a, c] of the rows.
MatrixD targetsOf(const LogView &log, std::span<const std::int64_t> rows)
{
    MatrixD targets(rows.size(), 3);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = static_cast<std::size_t>(rows[i]);
        targets(i, 0) = 1;
        targets(i, 1) = log.quality[row];
        targets(i, 2) = log.cost[row];
    }
    return targets;
}

RidgeSums gatherSums(GramProducts &products, const LogView &log, std::span<const std::int32_t> fold, std::size_t folds,
                     std::size_t width, const std::vector<std::vector<std::int64_t>> &rows, const std::stop_token &stop,
                     const ReportProgress &report)
{
    RidgeSums sums(folds, log.models, width);
    for (std::size_t i = 0; i < log.rows(); ++i)
        sums.countOutcomes(fold[i], log.quality[i], log.cost[i]);

    const auto addModel = [&](std::size_t model, std::size_t) {
        MatrixD gram(width, width);
        MatrixD moments(width, 3);
        for (std::size_t k = 0; k <= folds; ++k) {
            throwIfStopped(stop);
            const std::size_t slot = sums.slot(k, model);
            if (rows[slot].empty())
                continue;
            products.gramAndMoments(rows[slot], targetsOf(log, rows[slot]), gram, moments);
            sums.gram[model].add(gram);
            tensorView(sums.moments[sums.slot(folds, model)]).add_(tensorView(moments));
            if (k < folds)
                sums.moments[slot] = moments;
        }
    };
    const auto tell = [&](std::size_t done) {
        if (report)
            report({"Fitting the outcome model", double(done), double(log.models), "models"});
    };
    tell(0);
    if (!forEachProductBlock(log.models, 1, stop, addModel, tell))
        throw StopRequested{};
    return sums;
}

} // namespace

Result<RidgeFit> fitRidge(const FeatureRows &z, const LogView &log, std::span<const std::int32_t> fold, int folds,
                          const RidgeOptions &options, DeviceChoice device, std::stop_token stop,
                          const ReportProgress &report)
{
    return guarded<RidgeFit>("Could not fit the outcome model", [&] {
        const auto rows = rowsBySlot(log, fold, static_cast<std::size_t>(folds));
        RidgeFit fit;
        {
            GramProducts products(z, options.constant, device);
            const RidgeSums sums =
                gatherSums(products, log, fold, static_cast<std::size_t>(folds), z.cols() + 1, rows, stop, report);
            const SubtractFold subtractFold = [&](std::size_t k, std::size_t model, MatrixD &gram) {
                products.subtractGram(rows[sums.slot(k, model)], gram);
            };
            fit.perFold = valueOrThrow(solveRidge(sums, subtractFold, options, stop));
        }
        giveBackFreedMemory();
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
