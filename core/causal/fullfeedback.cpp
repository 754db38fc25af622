#include "core/causal/fullfeedback.h"

#include "core/base/random.h"
#include "core/base/tensorview.h"
#include "core/causal/cells.h"
#include "core/causal/guard.h"
#include "core/causal/kmeans.h"
#include "core/causal/linear.h"
#include "core/causal/ridgesystem.h"
#include "core/causal/scores.h"
#include "core/causal/stackedfit.h"

#include <cmath>

namespace fairlead {

namespace {

/// The pairs of row and model that have an answer, as a log with more rows than queries.
struct Pairs
{
    Pairs(const MatrixD &allQuality, const MatrixD &allCost, std::span<const std::int32_t> fold)
        : models(allQuality.cols())
    {
        for (std::size_t i = 0; i < allQuality.rows(); ++i) {
            for (std::size_t t = 0; t < models; ++t) {
                if (!std::isfinite(allQuality(i, t)) || !std::isfinite(allCost(i, t)))
                    continue;
                row.push_back(std::int64_t(i));
                model.push_back(std::int32_t(t));
                quality.push_back(allQuality(i, t));
                cost.push_back(allCost(i, t));
                pairFold.push_back(fold[i]);
            }
        }
    }

    [[nodiscard]] LogView log() const { return {model, quality, cost, {}, models}; }

    std::size_t models;
    std::vector<std::int64_t> row;
    std::vector<std::int32_t> model;
    std::vector<double> quality;
    std::vector<double> cost;
    std::vector<std::int32_t> pairFold;
};

/// Pairs of each (fold, model), in order.
std::vector<std::vector<std::int64_t>> pairsBySlot(const Pairs &pairs, const RidgeSums &sums)
{
    std::vector<std::vector<std::int64_t>> slots(sums.folds * sums.models);
    for (std::size_t p = 0; p < pairs.row.size(); ++p)
        slots[sums.slot(std::size_t(pairs.pairFold[p]), std::size_t(pairs.model[p]))].push_back(std::int64_t(p));
    return slots;
}

/// Sums of the ridge on [z, constant]. Models that answered the same rows of a fold share one Gram product.
RidgeSums gatherSums(const MatrixD &z, const Pairs &pairs, std::size_t folds, double constant, DeviceChoice device,
                     const std::stop_token &stop)
{
    RidgeSums sums(folds, pairs.models, z.cols() + 1);
    for (std::size_t p = 0; p < pairs.row.size(); ++p)
        sums.countOutcomes(pairs.pairFold[p], pairs.quality[p], pairs.cost[p]);

    const at::Tensor features = tensorView(z);
    const auto slots = pairsBySlot(pairs, sums);
    std::vector<std::int64_t> gathered;
    at::Tensor rows, gram;
    for (std::size_t slot = 0; slot < slots.size(); ++slot) {
        throwIfStopped(stop);
        std::vector<std::int64_t> answered;
        std::vector<double> targets;
        for (const std::int64_t p : slots[slot]) {
            answered.push_back(pairs.row[std::size_t(p)]);
            targets.insert(targets.end(), {1, pairs.quality[std::size_t(p)], pairs.cost[std::size_t(p)]});
        }
        if (answered.empty())
            continue;
        const auto count = std::int64_t(answered.size());
        if (answered != gathered) {
            const at::Tensor index = at::from_blob(answered.data(), {count}, at::kLong);
            rows = at::cat({features.index_select(0, index), at::full({count, 1}, constant, at::kDouble)}, 1)
                       .to(torchDevice(device));
            gram = at::mm(rows.t(), rows).to(at::kCPU);
            gathered = std::move(answered);
        }
        const at::Tensor outcomes = at::from_blob(targets.data(), {count, 3}, at::kDouble).to(torchDevice(device));
        const at::Tensor moments = at::mm(rows.t(), outcomes).to(at::kCPU);
        for (const std::size_t place : {slot, sums.slot(folds, slot % pairs.models)}) {
            tensorView(sums.gram[place]).add_(gram);
            tensorView(sums.moments[place]).add_(moments);
        }
    }
    return sums;
}

/// One member of the stack: for new rows, and out-of-fold for the n training rows.
template <typename Deployed>
struct Member
{
    PerOutcome<Deployed> deployed;
    PerOutcome<MatrixD> outOfFold; ///< n x m
};

Member<MatrixD> fitRidgeMember(const MatrixD &z, const Pairs &pairs, std::span<const std::int32_t> fold,
                               const NuisanceOptions &options, DeviceChoice device, const std::stop_token &stop)
{
    const RidgeSums sums = gatherSums(z, pairs, std::size_t(options.folds), options.ridge.constant, device, stop);
    const auto perFold = valueOrThrow(solveRidge(sums, options.ridge, stop));
    Member<MatrixD> member;
    for (const std::size_t outcome : {kQuality, kCost}) {
        std::vector<MatrixD> weights;
        for (const RidgeWeights &part : perFold)
            weights.push_back(part.withIntercept(outcome, options.ridge.constant));
        member.outOfFold[outcome] = outOfFoldScores(z, fold, weights);
        member.deployed[outcome] = meanOf(weights);
    }
    return member;
}

/// A row of the pairs' out-of-fold table per query; a query nobody answered keeps zeros.
MatrixD perRow(const MatrixD &perPair, const Pairs &pairs, std::size_t rows)
{
    MatrixD out(rows, perPair.cols());
    for (std::size_t p = 0; p < pairs.row.size(); ++p)
        std::copy(perPair.row(p).begin(), perPair.row(p).end(), out.row(std::size_t(pairs.row[p])).begin());
    return out;
}

Member<std::vector<MatrixD>> fitCellsMember(const MatrixD &z, const Pairs &pairs, const std::vector<MatrixD> &codebooks,
                                            const NuisanceOptions &options, const std::stop_token &stop)
{
    Member<std::vector<MatrixD>> member;
    PerOutcome<std::vector<MatrixD>> outOfFold;
    for (const MatrixD &centroids : codebooks) {
        throwIfStopped(stop);
        const auto rowCell = nearestCell(z, centroids);
        std::vector<std::int32_t> cell;
        for (const std::int64_t row : pairs.row)
            cell.push_back(rowCell[std::size_t(row)]);
        CellTables tables = valueOrThrow(fitCellTables(cell, centroids.rows(), pairs.log(), pairs.pairFold,
                                                       options.folds, options.cells.ridge, stop));
        for (const std::size_t outcome : {kQuality, kCost}) {
            outOfFold[outcome].push_back(perRow(tables.outOfFold[outcome], pairs, z.rows()));
            member.deployed[outcome].push_back(std::move(tables.deployed[outcome]));
        }
    }
    for (const std::size_t outcome : {kQuality, kCost})
        member.outOfFold[outcome] = meanOf(outOfFold[outcome]);
    return member;
}

std::vector<int> codebookSizes(const CellOptions &options)
{
    std::vector<int> sizes;
    for (const int size : options.codebookSizes)
        sizes.insert(sizes.end(), std::size_t(options.seedsPerSize), size);
    return sizes;
}

} // namespace

Result<FullFeedbackFit> fitFullFeedback(const MatrixD &z, const MatrixD &quality, const MatrixD &cost,
                                        std::span<const std::int32_t> fold, const NuisanceOptions &options,
                                        std::uint64_t seed, DeviceChoice device, std::stop_token stop,
                                        const ReportProgress &report)
{
    const auto resolved = resolveDevice(device);
    if (!resolved)
        return resolved.error();
    return guarded<FullFeedbackFit>("Could not learn from full feedback", [&] {
        const Pairs pairs(quality, cost, fold);
        if (report)
            report({"Learning from full feedback", 0, 0, {}});
        auto ridge = fitRidgeMember(z, pairs, fold, options, *resolved, stop);
        auto codebooks = valueOrThrow(fitCodebooks(z, codebookSizes(options.cells), options.cells.lloydIterations,
                                                   deriveSeed(seed, "cells"), stop, report));
        auto cells = fitCellsMember(z, pairs, codebooks, options, stop);

        const std::vector<std::int32_t> query(pairs.row.begin(), pairs.row.end());
        const ForestRows forestRows{&z, query, pairs.log(), fold, options.folds};
        auto forest = valueOrThrow(fitForest(forestRows, options.forest, deriveSeed(seed, "forest"), stop, report));

        FullFeedbackFit fit;
        const std::vector<double> weights(pairs.row.size(), 1);
        const MatrixD evenly(quality.rows(), quality.cols(), 1 / double(quality.cols()));
        for (const std::size_t outcome : {kQuality, kCost}) {
            const OutcomeMembers members{std::move(ridge.deployed[outcome]),  std::move(ridge.outOfFold[outcome]),
                                         std::move(cells.deployed[outcome]),  std::move(cells.outOfFold[outcome]),
                                         std::move(forest.deployed[outcome]), std::move(forest.outOfFold[outcome])};
            const StackRows rows{outcomesOf(pairs.log())[outcome], weights, query, pairs.model, &evenly};
            StackedFit stacked = stackMembers(members, rows, options.stack);
            if (outcome == kQuality && options.stack.contrasts)
                stacked = stackContrasts(members, stacked, rows, options.stack);
            fit.outOfFold[outcome] = std::move(stacked.outOfFold);
            (outcome == kQuality ? fit.outcomeModel.quality : fit.outcomeModel.cost) = std::move(stacked.deployed);
        }
        fit.outcomeModel.codebooks = std::move(codebooks);
        return fit;
    });
}

} // namespace fairlead
