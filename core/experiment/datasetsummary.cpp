#include "core/experiment/datasetsummary.h"

#include "core/experiment/distribution.h"
#include "core/experiment/summaryfile.h"
#include "core/store/datasetrepository.h"
#include "core/store/datasetrows.h"
#include "core/store/guarded.h"
#include "core/store/observationpages.h"
#include "core/store/routerrepository.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace fairlead {

namespace {

constexpr std::size_t kMostCells = 2'000'000; ///< of segments and models together
constexpr std::size_t kLongestName = 200;
constexpr double kLatestTime = 2.6e11; ///< the year 10000: what lies beyond comes from damage
constexpr std::size_t kRowsBetweenReports = 8192;

/// Without half a character at the end.
std::string shortened(std::string name)
{
    if (name.size() <= kLongestName)
        return name;
    std::size_t end = kLongestName;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80)
        --end;
    name.resize(end);
    return name;
}

/// Gathers the two passes over a dataset.
class Gathering
{
public:
    Gathering(Workspace &workspace, const DatasetInfo &info, std::size_t outcomes, std::stop_token stop,
              ReportProgress report)
        : m_workspace(workspace)
        , m_info(info)
        , m_stop(std::move(stop))
        , m_report(std::move(report))
        , m_total(static_cast<double>(info.queryCount + outcomes))
        , m_quality(info.modelCount)
        , m_cost(info.modelCount)
    {
        const std::size_t models = std::max<std::size_t>(info.modelCount, 1);
        m_mostSegments = std::clamp<std::size_t>(kMostCells / models, 1, DatasetSummary::kSegmentsCounted);
        m_summary.outcomes = outcomes;
    }

    Result<DatasetSummary> run()
    {
        m_segmentOf.assign(m_info.queryCount, 0);
        if (auto read = forEachQuery(m_workspace, m_info, m_stop, [this](const QueryPass &q) { add(q); }); !read)
            return read.error();
        m_cells.resize(m_names.size() * m_info.modelCount);
        if (auto read = forEachOutcome(m_workspace, m_info, m_stop, [this](const OutcomePass &o) { add(o); }); !read)
            return read.error();
        m_summary.quality = describeValues(m_quality);
        m_summary.cost = describeValues(m_cost);
        const std::size_t dated = m_summary.time.queries;
        m_summary.time = describeTimes(m_times, m_timedModels, m_info.modelCount);
        m_summary.time.queries = dated;
        fillSegments();
        return std::move(m_summary);
    }

private:
    struct Sums
    {
        std::size_t count = 0;
        std::size_t qualities = 0;
        std::size_t costs = 0;
        double quality = 0;
        double cost = 0;
    };

    void add(const QueryPass &query)
    {
        tick();
        m_summary.withPrompt += query.hasPrompt ? 1 : 0;
        m_segmentOf[query.row] = segment(query.segment);
        ++m_queries[m_segmentOf[query.row]];
        if (!std::isfinite(query.time) || std::abs(query.time) > kLatestTime)
            return;
        if (m_timeOf.empty())
            m_timeOf.assign(m_info.queryCount, std::numeric_limits<double>::quiet_NaN());
        m_timeOf[query.row] = query.time;
        ++m_summary.time.queries;
    }

    void add(const OutcomePass &outcome)
    {
        tick();
        m_summary.withPropensity += outcome.hasPropensity ? 1 : 0;
        Sums &sums = m_cells[m_segmentOf[outcome.row] * m_info.modelCount + outcome.model];
        ++sums.count;
        if (std::isfinite(outcome.quality)) {
            m_quality[outcome.model].push_back(static_cast<float>(outcome.quality));
            ++sums.qualities;
            sums.quality += outcome.quality;
        }
        if (std::isfinite(outcome.cost)) {
            m_cost[outcome.model].push_back(static_cast<float>(outcome.cost));
            ++sums.costs;
            sums.cost += outcome.cost;
        }
        if (!m_timeOf.empty() && !std::isnan(m_timeOf[outcome.row])) {
            m_times.push_back(m_timeOf[outcome.row]);
            m_timedModels.push_back(static_cast<std::uint32_t>(outcome.model));
        }
    }

    /// Of those that are too many to tell apart, the last one.
    std::uint32_t segment(const std::string &name)
    {
        const std::string known = shortened(name);
        if (const auto at = m_indexOf.find(known); at != m_indexOf.end())
            return at->second;
        if (m_names.size() == m_mostSegments)
            return static_cast<std::uint32_t>(m_names.size() - 1);
        const auto index = static_cast<std::uint32_t>(m_names.size());
        m_indexOf.emplace(known, index);
        m_names.push_back(known);
        m_queries.push_back(0);
        return index;
    }

    void fillSegments()
    {
        m_summary.segmentCount = m_names.size();
        std::vector<std::size_t> order(m_names.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [this](std::size_t a, std::size_t b) { return m_queries[a] > m_queries[b]; });
        order.resize(std::min(order.size(), DatasetSummary::kMostSegments));
        for (const std::size_t at : order) {
            SegmentSummary segment{m_names[at], m_queries[at], {}};
            for (std::size_t t = 0; t < m_info.modelCount; ++t) {
                const Sums &sums = m_cells[at * m_info.modelCount + t];
                // 0 / 0 is NaN: no value
                segment.models.push_back({sums.count, sums.quality / static_cast<double>(sums.qualities),
                                          sums.cost / static_cast<double>(sums.costs)});
            }
            m_summary.segments.push_back(std::move(segment));
        }
    }

    void tick()
    {
        if (++m_done % kRowsBetweenReports == 0)
            m_report({"Reading the rows", static_cast<double>(m_done), m_total, "rows"});
    }

    Workspace &m_workspace;
    const DatasetInfo &m_info;
    std::stop_token m_stop;
    ReportProgress m_report;
    double m_total;
    std::size_t m_done = 0;
    std::size_t m_mostSegments = 1;

    std::vector<std::uint32_t> m_segmentOf; ///< a row
    std::vector<double> m_timeOf;           ///< a row; empty while no row has a time
    std::unordered_map<std::string, std::uint32_t> m_indexOf;
    std::vector<std::string> m_names;
    std::vector<std::size_t> m_queries;
    std::vector<Sums> m_cells; ///< a segment, a model

    std::vector<std::vector<float>> m_quality; ///< a model
    std::vector<std::vector<float>> m_cost;
    std::vector<double> m_times;
    std::vector<std::uint32_t> m_timedModels;
    DatasetSummary m_summary;
};

/// The error where the counts that size what is allocated next are not what the tables hold.
Result<DatasetInfo> infoOf(Workspace &workspace, DatasetId id)
{
    const DatasetRepository datasets(workspace);
    auto info = datasets.byId(id);
    if (!info)
        return info;
    // Compares the counts with the tables; reads no more than one row.
    if (auto sound = datasets.queries(id, 0, 1); !sound)
        return sound.error();
    return info;
}

} // namespace

Result<DatasetSummary> summariseDataset(Workspace &workspace, DatasetId id, std::stop_token stop,
                                        const ReportProgress &report)
{
    return guarded([&]() -> Result<DatasetSummary> {
        const auto info = infoOf(workspace, id);
        if (!info)
            return info.error();
        const auto outcomes = ObservationPages(workspace).count(id);
        if (!outcomes)
            return outcomes.error();
        return Gathering(workspace, *info, *outcomes, std::move(stop), throttled(report)).run();
    });
}

Result<DatasetSummary> datasetSummary(Workspace &workspace, DatasetId id, std::stop_token stop,
                                      const ReportProgress &report)
{
    const auto info = DatasetRepository(workspace).byId(id);
    if (!info)
        return info.error();
    RouterRepository tables(workspace);
    const auto kept = tables.artifact(id, kSummaryKey);
    if (kept && *kept) {
        if (auto summary = summaryFrom(**kept, *info))
            return *std::move(summary);
    }
    auto summary = summariseDataset(workspace, id, std::move(stop), report);
    // A workspace that is being written by another program keeps it the next time.
    if (summary)
        (void)tables.saveArtifact(id, kSummaryKey, bundleOf(*summary, *info));
    return summary;
}

} // namespace fairlead
