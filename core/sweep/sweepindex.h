#pragma once

#include "core/base/estimate.h"
#include "core/base/matrix.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/sweep/correctionnoise.h"
#include "core/sweep/outcometable.h"
#include "core/sweep/policyvalue.h"
#include "core/sweep/switchevent.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace fairlead {

/// Scores of many queries, made when they are asked for, so that those of all queries are never held at once.
struct ScoreStream
{
    std::size_t rows = 0;
    /// Rows [first, last) of the score matrix. Called in one thread, in ascending order.
    std::function<Result<MatrixD>(std::size_t first, std::size_t last)> block = {};
};

/// What an index is built from; the index keeps copies of what it needs, and the knot scores are not among them.
/// All numbers must be finite: rows without a complete truth are left out by the caller.
struct SweepInput
{
    std::vector<double> knots;            ///< lambda, ascending, at least two
    std::vector<double> tieCosts;         ///< m; of equal scores the cheaper wins, then the lower index
    const MatrixD *scores = nullptr;      ///< n x (knots * m), knot-major; null: they come from the stream
    const MatrixD *drQuality = nullptr;   ///< n x m, psi^a of choosing t for row i; null: no off-policy values
    const MatrixD *drCost = nullptr;      ///< n x m, USD
    const MatrixD *trueQuality = nullptr; ///< n x m, full feedback; null: no truth
    const MatrixD *trueCost = nullptr;
    std::span<const double> loggedQuality; ///< n, what the log recorded; empty: no paired difference to the log
    std::span<const double> loggedCost;
    /// n integers, equal for rows that are not independent (RowClusters): standard errors hold for them; empty: all
    /// are.
    std::span<const std::int32_t> clusters = {};
    /// "Always this model": paired differences to it, from drQuality and drCost.
    std::optional<std::size_t> referenceModel = {};
    /// n x m, 1 where a model can be chosen, at least one a row; null: everywhere. Scores and outcomes of the others
    /// are never read, so they may be anything.
    const Matrix<std::uint8_t> *available = nullptr;
    /// Of drQuality and drCost; their standard errors, and those of differences to the reference model, then weigh in
    /// what corrections were to be expected. Null: they are what the rows at hand show.
    std::shared_ptr<const CorrectionNoise> noise = {};
    ScoreStream stream = {}; ///< read where there are no scores
};

/// The router at one lambda. Exact.
struct OperatingPoint
{
    double lambda = 0;
    std::vector<std::uint32_t> counts; ///< m; share = count / n
    std::optional<PolicyValue> dr;
    std::optional<PolicyValue> truth; ///< se: of the mean over these queries
    /// Router minus log, paired by query (drQuality and logged outcomes present).
    std::optional<PolicyValue> versusLog;
    std::optional<PolicyValue> versusReference = {}; ///< router minus always the reference model, paired by query
};

/// Means over a cost interval, lambda uniform on [lo, hi], integrated exactly over the breakpoints; a point where lo =
/// hi.
struct IntervalValue
{
    double lo = 0;
    double hi = 0;
    std::optional<PolicyValue> dr; ///< standard errors from per-query integrals of the influence values
    std::optional<PolicyValue> truth;
    std::optional<double> meanRegretTruth; ///< mean over lambda and queries of max_t U_t - U_f, from the truth
    std::optional<PolicyValue> versusLog;
    std::optional<PolicyValue> versusReference = {};
};

/// Every operating point of one router over one set of queries, exactly (design.md, section 7). Built once, immutable,
/// safe to share between threads; a look-up is a binary search and a short scan.
///
/// Between knots scores are interpolateScore's (core/routers/interpolatescore.h); the highest serves, ties go to the
/// cheaper model, then to the lower index.
class SweepIndex
{
public:
    /// Built on all cores. NaN or infinite numbers, mismatched shapes and non-ascending knots are BadInput. A stop is
    /// Cancelled.
    [[nodiscard]] static Result<SweepIndex> build(const SweepInput &input, std::stop_token stop,
                                                  const ReportProgress &report);
    SweepIndex(SweepIndex &&) noexcept;
    SweepIndex &operator=(SweepIndex &&) noexcept;
    ~SweepIndex();

    [[nodiscard]] std::size_t queries() const;
    [[nodiscard]] std::size_t models() const;
    [[nodiscard]] double lambdaMin() const;
    [[nodiscard]] double lambdaMax() const;
    [[nodiscard]] bool hasTruth() const;
    /// What the index was built from, n x m; null where it was not given. Lives as long as the index.
    [[nodiscard]] const OutcomeTable *drOutcomes() const;
    [[nodiscard]] const OutcomeTable *trueOutcomes() const;
    /// Whether a query could be sent to a model. Where it could not, the outcomes above are zero and mean nothing.
    [[nodiscard]] bool isAvailable(std::size_t query, std::size_t model) const;
    [[nodiscard]] std::span<const SwitchEvent> events() const; ///< by lambda, then query
    /// Events with lo < lambda <= hi: the queries that change model inside the interval.
    [[nodiscard]] std::span<const SwitchEvent> events(double lo, double hi) const;

    /// lambda is clamped to [lambdaMin, lambdaMax].
    [[nodiscard]] OperatingPoint at(double lambda) const;
    [[nodiscard]] std::vector<std::uint16_t> decisions(double lambda) const; ///< n
    /// Bounds are clamped and may come in either order. Unlike at(), its work grows with the events inside.
    [[nodiscard]] IntervalValue over(double lo, double hi) const;

    /// Every distinct operating point in order: the one at lambdaMin, then one per distinct breakpoint.
    void forEachPoint(const std::function<void(const OperatingPoint &)> &visit) const;

private:
    struct Impl;
    explicit SweepIndex(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace fairlead
