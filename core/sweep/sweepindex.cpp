#include "core/sweep/sweepindex.h"

#include "core/base/clusters.h"
#include "core/base/parallel.h"
#include "core/sweep/intervalmeans.h"
#include "core/sweep/runningnoise.h"
#include "core/sweep/runningsums.h"
#include "core/sweep/summedoutcomes.h"
#include "core/sweep/sweepinput.h"
#include "core/sweep/timeline.h"

#include <algorithm>
#include <new>
#include <string>

namespace fairlead {

namespace {

/// Differences of one kind over a timeline: the outcomes less a fixed one per query. Not movable either.
struct PairedSums
{
    PairedSums(const SwitchTimeline &timeline, const SummedOutcomes &outcomes, BlockVector<Outcome> fixed,
               const std::stop_token &stop)
        : baseline(std::move(fixed))
        , sums(timeline, outcomes.table, baseline, outcomes.pathOrNull(), stop)
    {}
    PairedSums(const PairedSums &) = delete;
    PairedSums &operator=(const PairedSums &) = delete;

    BlockVector<Outcome> baseline;
    RunningSums sums;
};

/// The same scores, in which no model wins that cannot be chosen.
RowScores restricted(const RowScores &scores, const Matrix<std::uint8_t> *available)
{
    if (available == nullptr)
        return scores;
    return [scores, available](std::size_t row, std::vector<double> &scratch) -> std::span<const double> {
        const auto all = scores(row, scratch);
        if (all.data() != scratch.data())
            scratch.assign(all.begin(), all.end());
        sinkUnavailable(scratch, available->row(row));
        return scratch;
    };
}

/// The router's scores, given or streamed.
ScoreBlocks scoreBlocks(const SweepInput &input)
{
    if (input.scores) {
        const RowScores given = [&input](std::size_t row, std::vector<double> &) { return input.scores->row(row); };
        return [scores = restricted(given, input.available)](std::size_t, std::size_t) {
            return Result<RowScores>(scores);
        };
    }
    return [&input](std::size_t first, std::size_t last) -> Result<RowScores> {
        auto made = input.stream.block(first, last);
        if (!made)
            return std::move(made).error();
        if (auto valid = checkScoreBlock(input, *made, last - first); !valid)
            return std::move(valid).error();
        const auto block = std::make_shared<const MatrixD>(std::move(*made));
        return restricted([block, first](std::size_t row, std::vector<double> &) { return block->row(row - first); },
                          input.available);
    };
}

/// Scores of the oracle: the truth's utilities at both ends of the lambdas.
RowScores truthScores(const OutcomeTable &truth, double lambdaMin, double lambdaMax)
{
    return [&truth, lambdaMin, lambdaMax](std::size_t row, std::vector<double> &scratch) -> std::span<const double> {
        const std::size_t models = truth.cols();
        scratch.resize(2 * models);
        for (std::size_t t = 0; t < models; ++t) {
            scratch[t] = truth(row, t).quality - lambdaMin * truth(row, t).cost;
            scratch[models + t] = truth(row, t).quality - lambdaMax * truth(row, t).cost;
        }
        return scratch;
    };
}

} // namespace

struct SweepIndex::Impl
{
    /// What an operating point is read from.
    struct PointSums
    {
        std::vector<std::uint32_t> counts;
        Sums dr;
        Sums truth;
        Sums versusLog;
        Sums versusReference;
        NoiseMoments drNoise;
        NoiseMoments referenceNoise;
    };

    std::size_t models = 0;
    double lambdaMin = 0;
    double lambdaMax = 0;
    RowClusters clusters;
    Matrix<std::uint8_t> available; ///< n x m; empty: every model for every query
    SwitchTimeline timeline;
    std::optional<RunningCounts> counts;
    std::optional<SummedOutcomes> dr;
    std::optional<SummedOutcomes> truth;
    std::optional<PairedSums> versusLog;
    std::optional<PairedSums> versusReference;
    std::shared_ptr<const CorrectionNoise> noise;
    std::optional<RunningNoise> drNoise; ///< where the noise is known
    std::optional<RunningNoise> referenceNoise;
    SwitchTimeline oracleTimeline;
    std::optional<RunningSums> oracle; ///< over truth->table

    Result<void> build(const SweepInput &input, const std::stop_token &stop, const ReportProgress &report);
    void buildDifferences(const SweepInput &input, const std::stop_token &stop);
    void buildNoise(const SweepInput &input, const std::stop_token &stop);
    Result<void> buildTruth(const SweepInput &input, const std::stop_token &stop, const ReportProgress &report);

    [[nodiscard]] std::size_t rows() const { return timeline.initial.size(); }
    [[nodiscard]] double clamp(double lambda) const
    {
        return lambda >= lambdaMin ? std::min(lambda, lambdaMax) : lambdaMin;
    }
    [[nodiscard]] PointSums sumsAt(std::size_t position) const;
    void advance(PointSums &sums, std::size_t position) const;
    void fill(OperatingPoint &point, const PointSums &sums) const;
    [[nodiscard]] IntervalValue valueAtPoint(double lambda) const;
};

Result<void> SweepIndex::Impl::build(const SweepInput &input, const std::stop_token &stop, const ReportProgress &report)
{
    models = input.tieCosts.size();
    lambdaMin = input.knots.front();
    lambdaMax = input.knots.back();
    auto built = buildTimeline(rowsOf(input), input.knots, input.tieCosts, scoreBlocks(input), stop, report);
    if (!built)
        return std::move(built).error();
    timeline = std::move(*built);
    counts.emplace(timeline, models);
    clusters = RowClusters(input.clusters);
    if (input.available)
        available = *input.available;
    if (input.drQuality) {
        dr.emplace(timeline, interleave(*input.drQuality, *input.drCost, input.available), clusters, stop);
        buildDifferences(input, stop);
        if (input.noise)
            buildNoise(input, stop);
    }
    return input.trueQuality ? buildTruth(input, stop, report) : Result<void>();
}

void SweepIndex::Impl::buildDifferences(const SweepInput &input, const std::stop_token &stop)
{
    const auto fixed = [&](auto outcomeOf) {
        constexpr std::size_t kRows = 1 << 14;
        BlockVector<Outcome> outcomes(rows());
        forEachBlock(rows(), kRows, stop, [&](std::size_t first, std::size_t last) {
            for (std::size_t row = first; row < last; ++row)
                outcomes[row] = outcomeOf(row);
        });
        return outcomes;
    };
    if (!input.loggedQuality.empty())
        versusLog.emplace(timeline, *dr, fixed([&](std::size_t row) {
                              return Outcome{input.loggedQuality[row], input.loggedCost[row]};
                          }),
                          stop);
    if (input.referenceModel)
        versusReference.emplace(timeline, *dr,
                                fixed([&](std::size_t row) { return dr->table(row, *input.referenceModel); }), stop);
}

void SweepIndex::Impl::buildNoise(const SweepInput &input, const std::stop_token &stop)
{
    noise = input.noise;
    drNoise.emplace(timeline, dr->sums, *noise, std::nullopt, stop);
    if (versusReference)
        referenceNoise.emplace(timeline, versusReference->sums, *noise, input.referenceModel, stop);
}

Result<void> SweepIndex::Impl::buildTruth(const SweepInput &input, const std::stop_token &stop,
                                          const ReportProgress &report)
{
    truth.emplace(timeline, interleave(*input.trueQuality, *input.trueCost, input.available), clusters, stop);
    const std::vector<double> ends{lambdaMin, lambdaMax};
    const RowScores scores = restricted(truthScores(truth->table, lambdaMin, lambdaMax), input.available);
    auto built = buildTimeline(
        rows(), ends, input.tieCosts, [&](std::size_t, std::size_t) { return Result<RowScores>(scores); }, stop,
        report);
    if (!built)
        return std::move(built).error();
    oracleTimeline = std::move(*built);
    oracle.emplace(oracleTimeline, truth->table, std::span<const Outcome>(), nullptr, stop);
    return {};
}

SweepIndex::Impl::PointSums SweepIndex::Impl::sumsAt(std::size_t position) const
{
    PointSums sums;
    counts->at(position, sums.counts);
    if (dr)
        sums.dr = dr->sums.at(position);
    if (truth)
        sums.truth = truth->sums.at(position);
    if (versusLog)
        sums.versusLog = versusLog->sums.at(position);
    if (versusReference)
        sums.versusReference = versusReference->sums.at(position);
    if (drNoise)
        sums.drNoise = drNoise->at(position);
    if (referenceNoise)
        sums.referenceNoise = referenceNoise->at(position);
    return sums;
}

void SweepIndex::Impl::advance(PointSums &sums, std::size_t position) const
{
    const SwitchEvent &event = timeline.events[position];
    --sums.counts[event.from];
    ++sums.counts[event.to];
    if (dr)
        dr->sums.advance(sums.dr, position);
    if (truth)
        truth->sums.advance(sums.truth, position);
    if (versusLog)
        versusLog->sums.advance(sums.versusLog, position);
    if (versusReference)
        versusReference->sums.advance(sums.versusReference, position);
    if (drNoise)
        drNoise->advance(sums.drNoise, position);
    if (referenceNoise)
        referenceNoise->advance(sums.referenceNoise, position);
}

void SweepIndex::Impl::fill(OperatingPoint &point, const PointSums &sums) const
{
    point.counts = sums.counts;
    if (dr)
        point.dr = dr->sums.value(sums.dr, point.lambda);
    if (truth)
        point.truth = truth->sums.value(sums.truth, point.lambda);
    if (versusLog)
        point.versusLog = versusLog->sums.value(sums.versusLog, point.lambda);
    if (versusReference)
        point.versusReference = versusReference->sums.value(sums.versusReference, point.lambda);
    if (drNoise)
        point.dr = drNoise->applied(*point.dr, sums.drNoise.at(point.lambda), point.lambda);
    if (referenceNoise)
        point.versusReference =
            referenceNoise->applied(*point.versusReference, sums.referenceNoise.at(point.lambda), point.lambda);
}

IntervalValue SweepIndex::Impl::valueAtPoint(double lambda) const
{
    OperatingPoint point;
    point.lambda = lambda;
    fill(point, sumsAt(timeline.position(lambda)));
    IntervalValue value{lambda, lambda, point.dr, point.truth, std::nullopt, point.versusLog, point.versusReference};
    if (oracle) {
        const Sums best = oracle->at(oracleTimeline.position(lambda));
        value.meanRegretTruth = oracle->value(best, lambda).utility.value - point.truth->utility.value;
    }
    return value;
}

SweepIndex::SweepIndex(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{}
SweepIndex::SweepIndex(SweepIndex &&) noexcept = default;
SweepIndex &SweepIndex::operator=(SweepIndex &&) noexcept = default;
SweepIndex::~SweepIndex() = default;

Result<SweepIndex> SweepIndex::build(const SweepInput &input, std::stop_token stop, const ReportProgress &report)
{
    if (auto valid = checkSweepInput(input); !valid)
        return std::move(valid).error();
    try {
        auto impl = std::make_unique<Impl>();
        if (auto built = impl->build(input, stop, throttled(report)); !built)
            return std::move(built).error();
        if (stop.stop_requested())
            return makeError(ErrorCode::Cancelled, "Stopped while following the router over lambda.");
        return SweepIndex(std::move(impl));
    } catch (const std::bad_alloc &) {
        return makeError(ErrorCode::Io, "Could not follow the router over lambda: not enough memory for " +
                                            std::to_string(rowsOf(input)) + " queries. Close other programs.");
    }
}

std::size_t SweepIndex::queries() const
{
    return m_impl->rows();
}
std::size_t SweepIndex::models() const
{
    return m_impl->models;
}
double SweepIndex::lambdaMin() const
{
    return m_impl->lambdaMin;
}
double SweepIndex::lambdaMax() const
{
    return m_impl->lambdaMax;
}
bool SweepIndex::hasTruth() const
{
    return m_impl->truth.has_value();
}
const OutcomeTable *SweepIndex::drOutcomes() const
{
    return m_impl->dr ? &m_impl->dr->table : nullptr;
}
const OutcomeTable *SweepIndex::trueOutcomes() const
{
    return m_impl->truth ? &m_impl->truth->table : nullptr;
}
bool SweepIndex::isAvailable(std::size_t query, std::size_t model) const
{
    return m_impl->available.empty() || m_impl->available(query, model) != 0;
}
std::span<const SwitchEvent> SweepIndex::events() const
{
    return m_impl->timeline.events;
}

std::span<const SwitchEvent> SweepIndex::events(double lo, double hi) const
{
    const std::size_t first = m_impl->timeline.position(lo);
    const std::size_t last = m_impl->timeline.position(hi);
    return last > first ? events().subspan(first, last - first) : std::span<const SwitchEvent>();
}

OperatingPoint SweepIndex::at(double lambda) const
{
    OperatingPoint point;
    point.lambda = m_impl->clamp(lambda);
    m_impl->fill(point, m_impl->sumsAt(m_impl->timeline.position(point.lambda)));
    return point;
}

std::vector<std::uint16_t> SweepIndex::decisions(double lambda) const
{
    return m_impl->timeline.decisions(m_impl->clamp(lambda));
}

IntervalValue SweepIndex::over(double lo, double hi) const
{
    const Impl &d = *m_impl;
    IntervalValue value;
    value.lo = d.clamp(std::min(lo, hi));
    value.hi = d.clamp(std::max(lo, hi));
    if (value.lo == value.hi)
        return d.valueAtPoint(value.lo);
    if (d.dr) {
        const auto changes = changesOver(d.timeline, d.dr->table, d.dr->pathOrNull(), value.lo, value.hi);
        value.dr = valueOver(d.timeline, d.dr->sums, changes, value.lo, value.hi);
        if (d.versusLog)
            value.versusLog = valueOver(d.timeline, d.versusLog->sums, changes, value.lo, value.hi);
        if (d.versusReference)
            value.versusReference = valueOver(d.timeline, d.versusReference->sums, changes, value.lo, value.hi);
    }
    if (d.drNoise) {
        const IntervalShares shares = sharesOver(d.timeline, value.lo, value.hi);
        const double middle = (value.lo + value.hi) / 2;
        value.dr = d.drNoise->applied(*value.dr, d.drNoise->over(shares, value.lo, value.hi), middle);
        if (d.referenceNoise)
            value.versusReference = d.referenceNoise->applied(
                *value.versusReference, d.referenceNoise->over(shares, value.lo, value.hi), middle);
    }
    if (d.truth) {
        const auto changes = changesOver(d.timeline, d.truth->table, d.truth->pathOrNull(), value.lo, value.hi);
        value.truth = valueOver(d.timeline, d.truth->sums, changes, value.lo, value.hi);
        value.meanRegretTruth = meanUtilityOver(d.oracleTimeline, d.truth->table, *d.oracle, value.lo, value.hi) -
                                value.truth->utility.value;
    }
    return value;
}

void SweepIndex::forEachPoint(const std::function<void(const OperatingPoint &)> &visit) const
{
    const std::span<const SwitchEvent> all = events();
    Impl::PointSums sums = m_impl->sumsAt(0);
    OperatingPoint point;
    point.lambda = m_impl->lambdaMin;
    m_impl->fill(point, sums);
    visit(point);
    for (std::size_t position = 0; position < all.size();) {
        point.lambda = all[position].lambda;
        for (; position < all.size() && all[position].lambda == point.lambda; ++position)
            m_impl->advance(sums, position);
        m_impl->fill(point, sums);
        visit(point);
    }
}

} // namespace fairlead
