#include "core/causal/nuisances.h"

#include "core/base/freedmemory.h"
#include "core/base/random.h"
#include "core/causal/cells.h"
#include "core/causal/guard.h"
#include "core/causal/kmeans.h"
#include "core/causal/logcheck.h"
#include "core/causal/ridge.h"
#include "core/causal/scores.h"
#include "core/causal/stackedfit.h"

#include <algorithm>
#include <set>

namespace fairlead {

namespace {

Result<void> checkFolds(const LogView &log, std::span<const std::int32_t> fold, int folds)
{
    if (folds < 2)
        return makeError(ErrorCode::BadConfig, "Cross-fitting needs at least two folds. Set folds to 2 or more.");
    const bool inRange = std::all_of(fold.begin(), fold.end(), [folds](std::int32_t k) { return k >= 0 && k < folds; });
    if (fold.size() != log.rows() || !inRange)
        return makeError(ErrorCode::Internal, "Could not fit the nuisances: the folds do not match the log.");
    if (std::set<std::int32_t>(fold.begin(), fold.end()).size() < 2)
        return makeError(ErrorCode::Refused,
                         "All training queries belong to one group, so nothing can be checked on queries that were not "
                         "used to fit. Import the log with a finer group or session column, or without one.");
    return {};
}

OutcomeMembers membersOf(std::size_t outcome, RidgeFit &ridge, CellsFit &cells, ForestFit &forest)
{
    return {std::move(ridge.deployed[outcome]),  std::move(ridge.outOfFold[outcome]),
            std::move(cells.tables[outcome]),    std::move(cells.outOfFold[outcome]),
            std::move(forest.deployed[outcome]), std::move(forest.outOfFold[outcome])};
}

std::vector<std::int32_t> biasClusters(const FeatureRows &z, const NuisanceOptions &options, std::uint64_t seed,
                                       const std::stop_token &stop)
{
    if (options.scores.kind != ScoreKind::ShrunkDoublyRobust)
        return {};
    const std::vector<int> size{options.scores.biasClusters};
    const auto codebooks =
        valueOrThrow(fitCodebooks(z, size, options.cells.lloydIterations, deriveSeed(seed, "bias clusters"), stop, {}));
    return nearestCell(z, codebooks.front());
}

} // namespace

Result<Nuisances> fitNuisances(const FeatureRows &z, const LogView &log, std::vector<std::int32_t> fold,
                               const NuisanceOptions &options, std::uint64_t seed, DeviceChoice device,
                               std::stop_token stop, const ReportProgress &report)
{
    if (auto valid = checkLog(z, log); !valid)
        return valid.error();
    if (auto valid = checkFolds(log, fold, options.folds); !valid)
        return valid.error();
    const auto resolved = resolveDevice(device);
    if (!resolved)
        return resolved.error();
    return guarded<Nuisances>("Could not fit the nuisances", [&] {
        Nuisances out;
        PropensityFit propensity = valueOrThrow(fitPropensity(
            z, log.model, log.models, fold, options.folds, options.propensity, stop, report, *resolved, log.available));
        out.propensityChoice = valueOrThrow(choosePropensity(log, propensity.outOfFold, options.propensity.source));
        const auto served = servedPropensity(out.propensityChoice.apply(log), propensity.outOfFold);

        RidgeFit ridge = valueOrThrow(fitRidge(z, log, fold, options.folds, options.ridge, *resolved, stop, report));
        CellsFit cells = valueOrThrow(fitCells(z, log, fold, options.folds, options.cells, seed, stop, report));
        giveBackFreedMemory();
        const ForestRows forestRows{z, {}, log, fold, options.folds};
        ForestFit forest =
            valueOrThrow(fitForest(forestRows, options.forest, deriveSeed(seed, "forest"), stop, report));
        const auto weights = inverseWeights(served, options.stack.weightClip, options.stack.weightCap);
        const auto rowsOf = [&](std::size_t outcome) {
            return StackRows{outcomesOf(log)[outcome], weights, {}, log.model, &propensity.outOfFold};
        };
        const OutcomeMembers qualityMembers = membersOf(kQuality, ridge, cells, forest);
        StackedFit quality = stackMembers(qualityMembers, rowsOf(kQuality), options.stack);
        StackedFit cost = stackMembers(membersOf(kCost, ridge, cells, forest), rowsOf(kCost), options.stack);
        StackedFit decision = options.stack.contrasts
                                  ? stackContrasts(qualityMembers, quality, rowsOf(kQuality), options.stack)
                                  : quality;

        const auto cluster = biasClusters(z, options, seed, stop);
        auto qualityScores = outcomeScores(decision.outOfFold, log.quality, log.model, served, cluster, options.scores);
        auto costScores = outcomeScores(cost.outOfFold, log.cost, log.model, served, cluster, options.scores);

        out.fold = std::move(fold);
        out.propensityModel = std::move(propensity.model);
        out.propensity = std::move(propensity.outOfFold);
        out.outcomeModel = {std::move(quality.deployed), std::move(cost.deployed), std::move(cells.codebooks)};
        out.decisionModel = {std::move(decision.deployed), out.outcomeModel.cost, out.outcomeModel.codebooks};
        out.decisionQuality = std::move(decision.outOfFold);
        out.quality = std::move(quality.outOfFold);
        out.cost = std::move(cost.outOfFold);
        out.qualityScores = std::move(qualityScores.scores);
        out.costScores = std::move(costScores.scores);
        out.qualityShrinkage = qualityScores.shrinkage;
        out.costShrinkage = costScores.shrinkage;
        return out;
    });
}

} // namespace fairlead
