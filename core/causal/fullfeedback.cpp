#include "core/causal/fullfeedback.h"

#include "core/base/random.h"
#include "core/base/tensorview.h"
#include "core/causal/cells.h"
#include "core/causal/gramproducts.h"
#include "core/causal/guard.h"
#include "core/causal/kmeans.h"
#include "core/causal/linear.h"
#include "core/causal/ridgesystem.h"
#include "core/causal/scores.h"
#include "core/causal/stackedfit.h"

#include <cmath>
#include <mutex>

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

/// Gram products of the pairs. Models that answered the same rows of a fold share one.
class PairGrams
{
public:
    PairGrams(const FeatureRows &z, const Pairs &pairs, std::size_t folds, double constant, DeviceChoice device)
        : m_pairs(pairs)
        , m_products(z, constant, device)
        , m_sums(folds, pairs.models, z.cols() + 1)
        , m_slots(pairsBySlot(pairs, m_sums))
        , m_gram(m_sums.width, m_sums.width)
    {
        for (std::size_t p = 0; p < pairs.row.size(); ++p)
            m_sums.countOutcomes(pairs.pairFold[p], pairs.quality[p], pairs.cost[p]);
    }

    [[nodiscard]] const RidgeSums &sums() const { return m_sums; }

    /// Totals and moments of all rows.
    void gather(const std::stop_token &stop)
    {
        for (std::size_t slot = 0; slot < m_slots.size(); ++slot) {
            throwIfStopped(stop);
            std::vector<std::int64_t> rows = answered(slot);
            if (rows.empty())
                continue;
            MatrixD &moments = m_sums.moments[slot];
            if (rows == m_gathered) {
                m_products.moments(rows, targets(slot), moments);
            } else {
                m_products.gramAndMoments(rows, targets(slot), m_gram, moments);
                m_gathered = std::move(rows);
            }
            const std::size_t model = slot % m_pairs.models;
            m_sums.gram[model].add(m_gram);
            tensorView(m_sums.moments[m_sums.slot(m_sums.folds, model)]).add_(tensorView(moments));
        }
        m_gathered.clear();
    }

    /// From any thread.
    void subtractFold(std::size_t fold, std::size_t model, MatrixD &gram)
    {
        const std::lock_guard lock(m_mutex);
        std::vector<std::int64_t> rows = answered(m_sums.slot(fold, model));
        if (rows != m_gathered || rows.empty()) {
            m_products.gram(rows, m_gram);
            m_gathered = std::move(rows);
        }
        tensorView(gram).sub_(tensorView(m_gram));
    }

private:
    [[nodiscard]] std::vector<std::int64_t> answered(std::size_t slot) const
    {
        std::vector<std::int64_t> rows;
        for (const std::int64_t p : m_slots[slot])
            rows.push_back(m_pairs.row[std::size_t(p)]);
        return rows;
    }

    [[nodiscard]] MatrixD targets(std::size_t slot) const
    {
        MatrixD out(m_slots[slot].size(), 3, 1);
        for (std::size_t i = 0; i < out.rows(); ++i) {
            out(i, 1) = m_pairs.quality[std::size_t(m_slots[slot][i])];
            out(i, 2) = m_pairs.cost[std::size_t(m_slots[slot][i])];
        }
        return out;
    }

    const Pairs &m_pairs;
    GramProducts m_products;
    RidgeSums m_sums;
    std::vector<std::vector<std::int64_t>> m_slots;
    std::vector<std::int64_t> m_gathered; ///< rows that m_gram is of
    MatrixD m_gram;
    std::mutex m_mutex; ///< of the two
};

/// One member of the stack: for new rows, and out-of-fold for the n training rows.
template <typename Deployed>
struct Member
{
    PerOutcome<Deployed> deployed;
    PerOutcome<MatrixD> outOfFold; ///< n x m
};

Member<MatrixD> fitRidgeMember(const FeatureRows &z, const Pairs &pairs, std::span<const std::int32_t> fold,
                               const NuisanceOptions &options, DeviceChoice device, const std::stop_token &stop)
{
    PairGrams grams(z, pairs, std::size_t(options.folds), options.ridge.constant, device);
    grams.gather(stop);
    const SubtractFold subtractFold = [&grams](std::size_t k, std::size_t model, MatrixD &gram) {
        grams.subtractFold(k, model, gram);
    };
    const auto perFold = valueOrThrow(solveRidge(grams.sums(), subtractFold, options.ridge, stop));
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

Member<std::vector<MatrixD>> fitCellsMember(const FeatureRows &z, const Pairs &pairs,
                                            const std::vector<MatrixD> &codebooks, const NuisanceOptions &options,
                                            const std::stop_token &stop)
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

Result<FullFeedbackFit> fitFullFeedback(const FeatureRows &z, const MatrixD &quality, const MatrixD &cost,
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
        const ForestRows forestRows{z, query, pairs.log(), fold, options.folds};
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
