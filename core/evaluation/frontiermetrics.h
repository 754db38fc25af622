#pragma once

#include "core/base/result.h"
#include "core/evaluation/callshare.h"
#include "core/evaluation/costcurve.h"
#include "core/sweep/sweepindex.h"

#include <cstdint>
#include <vector>

namespace fairlead {

/// What a metric is computed from: doubly robust scores of held-out rows, or full feedback.
enum class OutcomeKind
{
    Estimated,
    True
};

/// What all routers of a dataset share: the scale that their curves are set on. See README.md for the formulas.
struct CostBounds
{
    double lower = 0;     ///< L, USD per query
    double upper = 0;     ///< U
    CostQuality cheapest; ///< the cheapest-model policy, at cost L
    /// Each model (trusted models where estimated) serving every query; without those that could not.
    std::vector<CostQuality> singles;
};

/// True: L = mean_i min_t c, U = mean_i max_t c, the anchor serves each query with its cheapest model (ties: the lower
/// index), both among the models it could be sent to. Estimated: the cheapest and the dearest single model, because a
/// row's least doubly robust score is noise.
/// @param trusted empty, or one per model; estimates leave out the others
[[nodiscard]] Result<CostBounds> costBounds(const SweepIndex &index, OutcomeKind kind,
                                            const std::vector<bool> &trusted = {});

/// Cost and quality at every distinct breakpoint, in order of lambda.
[[nodiscard]] Result<std::vector<CostQuality>> operatingPoints(const SweepIndex &index, OutcomeKind kind);

/// One model serving every query. Refused for an index outside the models and for a model that some query could not be
/// sent to.
[[nodiscard]] Result<CostQuality> singleModel(const SweepIndex &index, OutcomeKind kind, std::int32_t model);

/// nAUC: mean over [L, U] of the Pareto envelope of the points and the cheapest-model policy.
[[nodiscard]] Result<double> normalizedAuc(std::vector<CostQuality> points, const CostBounds &bounds);

/// AIQ: mean over [lo, hi], the cost range of the routers compared, of one router's hull. Where it starts to the right
/// of lo, it is joined to the cheapest-model policy, which every router could mix in.
[[nodiscard]] Result<double> averageQuality(const CostCurve &hull, CostQuality cheapest, double lo, double hi);

/// Mean over the single models' cost range of the router's hull, less that of the single models' hull (zero router).
/// Negative for a router that a coin between two models beats.
[[nodiscard]] Result<double> aboveZeroRouter(const CostCurve &hull, const std::vector<CostQuality> &singles);

/// QNC: least cost among the points whose quality is at least the single model's (within rounding), over its cost.
[[nodiscard]] Result<double> qualityNeutralCost(const std::vector<CostQuality> &points, CostQuality single);

/// All of these for one router, and what setting it beside others needs.
struct FrontierMetrics
{
    CostBounds bounds;
    CostCurve hull;     ///< non-decreasing concave hull of the operating points
    double minCost = 0; ///< over the operating points
    double maxCost = 0;
    CostQuality peak; ///< highest quality, and its least cost
    Result<double> nauc;
    Result<double> aboveZeroRouter;
    Result<double> qnc;
};

/// @param bestSingle model of highest quality on training rows, or -1 where none is known
/// Unsupported where the index has no outcomes of this kind.
[[nodiscard]] Result<FrontierMetrics> frontierMetrics(const SweepIndex &index, OutcomeKind kind,
                                                      std::int32_t bestSingle, const std::vector<bool> &trusted = {});

/// PGR over call share; Unsupported unless there are exactly two models.
/// @param strong the model of higher quality on training rows
[[nodiscard]] Result<GapCurve> gapCurve(const SweepIndex &index, OutcomeKind kind, std::int32_t strong);

} // namespace fairlead
