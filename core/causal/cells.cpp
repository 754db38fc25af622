#include "core/causal/cells.h"

#include "core/base/random.h"
#include "core/causal/guard.h"
#include "core/causal/kmeans.h"
#include "core/causal/linear.h"
#include "core/causal/outcomemodel.h"
#include "core/causal/ridgesystem.h"

namespace fairlead {

namespace {

/// Z'Z and Z'[1, a, c] of one more row of this cell, for Z = [onehot(cell), constant].
void addToSums(MatrixD &gram, MatrixD &moments, std::size_t cell, double constant, double quality, double cost)
{
    const std::size_t last = gram.rows() - 1;
    gram(cell, cell) += 1;
    gram(cell, last) += constant;
    gram(last, cell) += constant;
    gram(last, last) += constant * constant;
    const std::array<double, 3> values{1, quality, cost};
    for (std::size_t j = 0; j < values.size(); ++j) {
        moments(cell, j) += values[j];
        moments(last, j) += constant * values[j];
    }
}

struct CellSums
{
    RidgeSums sums;
    std::vector<MatrixD> gram; ///< [fold * models + t]
};

CellSums countSums(std::span<const std::int32_t> cell, std::size_t cells, const LogView &log,
                   std::span<const std::int32_t> fold, std::size_t folds, double constant)
{
    CellSums all{RidgeSums(folds, log.models, cells + 1), {}};
    RidgeSums &sums = all.sums;
    std::vector<MatrixD> gram((folds + 1) * log.models, MatrixD(cells + 1, cells + 1)); // the totals come last
    for (std::size_t i = 0; i < log.rows(); ++i) {
        sums.countOutcomes(fold[i], log.quality[i], log.cost[i]);
        const auto add = [&](std::size_t slot) {
            addToSums(gram[slot], sums.moments[slot], static_cast<std::size_t>(cell[i]), constant, log.quality[i],
                      log.cost[i]);
        };
        const auto t = static_cast<std::size_t>(log.model[i]);
        add(sums.slot(folds, t));
        if (fold[i] >= 0)
            add(sums.slot(static_cast<std::size_t>(fold[i]), t));
    }
    for (std::size_t t = 0; t < log.models; ++t)
        sums.gram[t].add(gram[sums.slot(folds, t)]);
    gram.resize(folds * log.models);
    all.gram = std::move(gram);
    return all;
}

/// cells x m values: intercept plus the cell's weight.
MatrixD tableOf(const MatrixD &weights)
{
    const std::size_t cells = weights.cols() - 1;
    MatrixD table(cells, weights.rows());
    for (std::size_t c = 0; c < cells; ++c) {
        for (std::size_t t = 0; t < weights.rows(); ++t)
            table(c, t) = weights(t, cells) + weights(t, c);
    }
    return table;
}

MatrixD outOfFoldCells(std::span<const std::int32_t> cell, std::span<const std::int32_t> fold,
                       const std::vector<MatrixD> &tables)
{
    MatrixD out(cell.size(), tables.front().cols());
    for (std::size_t i = 0; i < cell.size(); ++i) {
        if (fold[i] < 0)
            continue;
        const auto values = tables[static_cast<std::size_t>(fold[i])].row(static_cast<std::size_t>(cell[i]));
        std::copy(values.begin(), values.end(), out.row(i).begin());
    }
    return out;
}

/// One of `parts` matrices into their mean.
void addShare(const MatrixD &part, std::size_t parts, MatrixD &mean)
{
    for (std::size_t i = 0; i < mean.size(); ++i)
        mean.data()[i] += part.data()[i] / static_cast<double>(parts);
}

std::vector<int> allSizes(const CellOptions &options)
{
    std::vector<int> sizes;
    for (const int size : options.codebookSizes)
        sizes.insert(sizes.end(), static_cast<std::size_t>(std::max(options.seedsPerSize, 0)), size);
    return sizes;
}

} // namespace

Result<CellTables> fitCellTables(std::span<const std::int32_t> cell, std::size_t cells, const LogView &log,
                                 std::span<const std::int32_t> fold, int folds, const RidgeOptions &options,
                                 std::stop_token stop)
{
    return guarded<CellTables>("Could not fit the cells", [&] {
        const CellSums all = countSums(cell, cells, log, fold, static_cast<std::size_t>(folds), options.constant);
        const SubtractFold subtractFold = [&all](std::size_t k, std::size_t model, MatrixD &gram) {
            const MatrixD &own = all.gram[all.sums.slot(k, model)];
            for (std::size_t i = 0; i < gram.size(); ++i)
                gram.data()[i] -= own.data()[i];
        };
        const auto perFold = valueOrThrow(solveRidge(all.sums, subtractFold, options, stop));
        CellTables result;
        for (const std::size_t outcome : {kQuality, kCost}) {
            std::vector<MatrixD> tables;
            tables.reserve(perFold.size());
            for (const RidgeWeights &weights : perFold)
                tables.push_back(tableOf(weights.withIntercept(outcome, options.constant)));
            result.outOfFold[outcome] = outOfFoldCells(cell, fold, tables);
            result.deployed[outcome] = meanOf(tables);
        }
        return result;
    });
}

Result<CellsFit> fitCells(const FeatureRows &z, const LogView &log, std::span<const std::int32_t> fold, int folds,
                          const CellOptions &options, std::uint64_t seed, std::stop_token stop,
                          const ReportProgress &report)
{
    return guarded<CellsFit>("Could not fit the cells", [&] {
        CellsFit fit;
        fit.codebooks = valueOrThrow(
            fitCodebooks(z, allSizes(options), options.lloydIterations, deriveSeed(seed, "cells"), stop, report));
        for (MatrixD &mean : fit.outOfFold)
            mean = MatrixD(log.rows(), log.models);
        const auto cells = nearestCells(z, fit.codebooks);
        for (std::size_t b = 0; b < cells.size(); ++b) {
            throwIfStopped(stop);
            CellTables tables =
                valueOrThrow(fitCellTables(cells[b], fit.codebooks[b].rows(), log, fold, folds, options.ridge, stop));
            for (const std::size_t outcome : {kQuality, kCost}) {
                addShare(tables.outOfFold[outcome], cells.size(), fit.outOfFold[outcome]);
                fit.tables[outcome].push_back(std::move(tables.deployed[outcome]));
            }
        }
        return fit;
    });
}

} // namespace fairlead
