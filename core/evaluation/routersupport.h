#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/causal/support.h"
#include "core/evaluation/heldout.h"
#include "core/sweep/sweepindex.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace fairlead {

/// What the held-out rows say about a policy, a router at one lambda or one model for every query: the value's
/// correction rests on the rows in which the log served what the router would, weighted by w = 1 / max(e, clip).
struct RoutingSupport
{
    std::size_t queries = 0;
    std::size_t agreeing = 0;       ///< rows whose served model is the router's choice
    double effectiveSampleSize = 0; ///< of those: (sum w)^2 / sum w^2 (Kish 1965)
    double largestWeightShare = 0;  ///< of those: largest w / sum w
    std::size_t toRefused = 0;      ///< decisions for a model that the log's diagnosis refuses
    std::size_t underClip = 0;      ///< decisions for another model whose propensity there is under the clip

    /// Share of the decisions in regions of which the log says nothing.
    [[nodiscard]] double unsupportedShare() const;
};

/// Of "always this model" over these rows of the tables, those that it was available for.
[[nodiscard]] RoutingSupport singleModelSupport(const HeldOutTables &tables, std::span<const std::size_t> rows,
                                                std::size_t model);
/// @param clip of the tables, for the sentences
[[nodiscard]] Judgement judgeSingleModel(const RoutingSupport &support, const std::string &model, double clip);

/// Of a router's decisions over these rows of the tables: a segment's.
/// @param decisions by row of the tables
[[nodiscard]] RoutingSupport routingSupport(const HeldOutTables &tables, std::span<const std::size_t> rows,
                                            std::span<const std::uint16_t> decisions, const SupportReport &log);
/// A segment stands on its own rows, so a small one is refused where all queries together are not.
/// @param names of the models; @param clip of the tables, for the sentences
[[nodiscard]] Judgement judgeSegment(const RoutingSupport &support, std::span<const std::string> names,
                                     const SupportReport &log, double clip);

/// Where in an interval of lambda a verdict holds: from `lo` up to the next stretch, or to the interval's end.
struct VerdictStretch
{
    double lo = 0;
    Verdict verdict = Verdict::Ok;

    bool operator==(const VerdictStretch &) const = default;
};

struct IntervalSupport
{
    Judgement judgement;                   ///< of the mean over the interval
    Verdict worst = Verdict::Ok;           ///< of any lambda inside
    std::vector<VerdictStretch> stretches; ///< ascending; neighbours differ in verdict
};

/// A router's support at every lambda, exactly, from the events of its sweep. Built once, immutable, safe to share
/// between threads. A look-up is a binary search and a short scan.
class RouterSupport
{
public:
    /// @param index over the held-out rows
    /// @param propensity n x m, @param served n: the model that the log served
    /// @param models names and the log's verdicts, m each
    /// @param clip propensities under it count as it in the values, and as unsupported here; in (0, 1]
    [[nodiscard]] static Result<RouterSupport> build(const SweepIndex &index, const MatrixD &propensity,
                                                     std::span<const std::int32_t> served,
                                                     std::span<const std::string> names, const SupportReport &log,
                                                     double clip);

    [[nodiscard]] RoutingSupport at(double lambda) const; ///< lambda is clamped to the router's range
    [[nodiscard]] Judgement judge(double lambda) const;
    /// REFUSE where refused lambdas make up thresholds::kRefuseIntervalShare of the interval or more, CAUTION where
    /// there are any. Bounds are clamped and may come in either order.
    [[nodiscard]] IntervalSupport over(double lo, double hi) const;

private:
    struct Impl;
    explicit RouterSupport(std::shared_ptr<const Impl> impl);
    std::shared_ptr<const Impl> m_impl;
};

} // namespace fairlead
