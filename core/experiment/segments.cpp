#include "core/experiment/segments.h"

#include "core/base/clusters.h"
#include "core/evaluation/rowvalues.h"
#include "core/evaluation/tablevalue.h"
#include "core/store/datasetrepository.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <unordered_map>

namespace fairlead {

namespace {

constexpr std::size_t kRowsBetweenStops = 256;

Error stopped()
{
    return makeError(ErrorCode::Cancelled, "Stopped while valuing the segments.");
}

RowClusters clustersOf(const HeldOutTables &tables, std::span<const std::size_t> rows)
{
    std::vector<std::int32_t> clusters;
    if (!tables.clusters.empty()) {
        for (const std::size_t i : rows)
            clusters.push_back(tables.clusters[i]);
    }
    return RowClusters(clusters);
}

void add(RowValues &values, Outcome outcome, double lambda)
{
    values.quality.push_back(outcome.quality);
    values.cost.push_back(outcome.cost);
    values.utility.push_back(outcome.quality - lambda * outcome.cost);
}

/// Means over a segment of what `outcome` gives for each of its rows.
template <typename GetOutcome>
PolicyValue meanOver(std::span<const std::size_t> rows, const RowClusters &clusters, double lambda, GetOutcome outcome)
{
    RowValues values;
    for (const std::size_t i : rows)
        add(values, outcome(i), lambda);
    return meanOfRows(values, clusters);
}

/// Values the segments of one analysis at one lambda.
class Valuer
{
public:
    Valuer(const RouterAnalysis &analysis, const SegmentedRows &segments, double lambda)
        : m_analysis(analysis)
        , m_tables(*analysis.heldOut)
        , m_segments(segments)
        , m_lambda(lambda)
        , m_decisions(analysis.index->decisions(lambda))
        , m_best(m_decisions.size(), static_cast<std::uint16_t>(std::max(analysis.bestSingle, 0)))
    {
        for (const ModelInfo &model : analysis.models)
            m_names.push_back(model.name);
    }

    [[nodiscard]] SegmentFigures figures(const SegmentedRows::Segment &segment) const
    {
        const std::span<const std::size_t> rows = segment.rows;
        const RowClusters clusters = clustersOf(m_tables, rows);
        SegmentFigures figures;
        figures.name = segment.name;
        figures.queries = rows.size();
        figures.shares = shares(rows);
        const PolicySlice router{m_decisions, m_lambda, 1};
        figures.value = policyValue(m_tables, m_segments.noise, rows, {&router, 1}, clusters);
        figures.versusLog = meanOver(rows, clusters, m_lambda, [&](std::size_t i) {
            return Outcome{m_tables.quality(i, m_decisions[i]), m_tables.cost(i, m_decisions[i])} - logged(i);
        });
        figures.versusBest = versusBest(rows, clusters);
        addTruth(figures, rows, clusters);
        figures.support = routingSupport(m_tables, rows, m_decisions, m_analysis.support);
        figures.judgement = judgeSegment(figures.support, m_names, m_analysis.support, m_tables.clip);
        figures.judgement.add(m_analysis.support.judgement());
        return figures;
    }

private:
    [[nodiscard]] Outcome logged(std::size_t i) const { return {m_tables.loggedQuality[i], m_tables.loggedCost[i]}; }

    [[nodiscard]] std::vector<double> shares(std::span<const std::size_t> rows) const
    {
        std::vector<double> shares(m_names.size(), 0);
        for (const std::size_t i : rows)
            shares[m_decisions[i]] += 1;
        for (double &share : shares)
            share /= static_cast<double>(std::max<std::size_t>(rows.size(), 1));
        return shares;
    }

    [[nodiscard]] bool isBestTrusted(std::span<const std::size_t> rows) const
    {
        if (m_analysis.bestSingle < 0)
            return false;
        const auto best = static_cast<std::size_t>(m_analysis.bestSingle);
        const bool isAvailable =
            std::ranges::all_of(rows, [&](std::size_t i) { return m_analysis.index->isAvailable(i, best); });
        return isAvailable && m_analysis.support.models[best].verdict != Verdict::Refuse &&
               judgeSingleModel(singleModelSupport(m_tables, rows, best), m_names[best], m_tables.clip).verdict !=
                   Verdict::Refuse;
    }

    /// A difference of two policies is a mixture with a negative share: queries that both serve alike cancel exactly.
    [[nodiscard]] std::optional<PolicyValue> versusBest(std::span<const std::size_t> rows,
                                                        const RowClusters &clusters) const
    {
        if (!isBestTrusted(rows))
            return std::nullopt;
        const std::array slices{PolicySlice{m_decisions, m_lambda, 1}, PolicySlice{m_best, m_lambda, -1}};
        return policyValue(m_tables, m_segments.noise, rows, slices, clusters);
    }

    void addTruth(SegmentFigures &figures, std::span<const std::size_t> rows, const RowClusters &clusters) const
    {
        const OutcomeTable *truth = m_analysis.index->trueOutcomes();
        if (!truth)
            return;
        const auto chosen = [&](std::size_t i) { return (*truth)(i, m_decisions[i]); };
        const auto gained = [&](std::size_t i) {
            return chosen(i) - (*truth)(i, static_cast<std::size_t>(m_tables.loggedModel[i]));
        };
        figures.truth = meanOver(rows, clusters, m_lambda, chosen);
        figures.trueVersusLog = meanOver(rows, clusters, m_lambda, gained);
    }

    const RouterAnalysis &m_analysis;
    const HeldOutTables &m_tables;
    const SegmentedRows &m_segments;
    double m_lambda;
    std::vector<std::uint16_t> m_decisions;
    std::vector<std::uint16_t> m_best;
    std::vector<std::string> m_names;
};

} // namespace

Result<SegmentedRows> segmentRows(Workspace &workspace, const RouterAnalysis &analysis, std::stop_token stop,
                                  const ReportProgress &givenReport)
{
    const ReportProgress report = throttled(givenReport);
    SegmentedRows segmented;
    std::unordered_map<std::string, std::size_t> known;
    std::size_t row = 0;
    const auto read =
        DatasetRepository(workspace).visitQueries(analysis.dataset.id, analysis.rows, [&](const QueryText &text) {
            const auto [at, isNew] = known.try_emplace(std::string(text.segment), segmented.segments.size());
            if (isNew)
                segmented.segments.push_back({at->first, {}});
            segmented.segments[at->second].rows.push_back(row);
            if (++row % kRowsBetweenStops == 0)
                report({"Reading segments", static_cast<double>(row), static_cast<double>(analysis.rows.size()),
                        "queries"});
            return !stop.stop_requested();
        });
    if (!read)
        return read.error();
    if (stop.stop_requested())
        return stopped();
    segmented.all.rows.resize(analysis.rows.size());
    std::iota(segmented.all.rows.begin(), segmented.all.rows.end(), std::size_t(0));
    if (segmented.isSegmented())
        segmented.noise = correctionNoise(*analysis.heldOut);
    return segmented;
}

Result<SegmentReport> segmentReport(const RouterAnalysis &analysis, const SegmentedRows &segments, double lambda,
                                    std::stop_token stop)
{
    if (auto fits = checkIndexOf(*analysis.heldOut, *analysis.index, lambda, lambda); !fits)
        return fits.error();
    const Valuer valuer(analysis, segments, lambda);
    SegmentReport report{lambda, valuer.figures(segments.all), {}};
    for (const auto &segment : segments.segments) {
        if (stop.stop_requested())
            return stopped();
        report.segments.push_back(valuer.figures(segment));
    }
    const auto isBefore = [](const SegmentFigures &a, const SegmentFigures &b) {
        const bool isRefused = a.judgement.verdict == Verdict::Refuse;
        const bool otherRefused = b.judgement.verdict == Verdict::Refuse;
        if (isRefused != otherRefused)
            return otherRefused;
        if (isRefused)
            return a.queries > b.queries;
        return a.versusLog.utility.value > b.versusLog.utility.value;
    };
    std::ranges::stable_sort(report.segments, isBefore);
    return report;
}

} // namespace fairlead
