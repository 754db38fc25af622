#include "core/experiment/changedlist.h"

#include "core/base/fileio.h"
#include "core/store/datasetrepository.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>

namespace fairlead {

namespace {

/// Of a text that is sorted by; what comes later does not show in a row.
constexpr std::size_t kSortedBytes = 48;
constexpr std::size_t kRowsBetweenStops = 256;

char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return lowered(c); });
    return out;
}

/// @param needle lowered, not empty
bool contains(std::string_view text, std::string_view needle)
{
    const auto same = [](char a, char b) { return lowered(a) == b; };
    return std::search(text.begin(), text.end(), needle.begin(), needle.end(), same) != text.end();
}

Error stopped()
{
    return makeError(ErrorCode::Cancelled, "Stopped while listing the queries that change model.");
}

/// Walks the texts of the named rows of a list in order of the dataset, which is the order they lie in.
template <typename Visit>
Result<void> visitTexts(const std::filesystem::path &path, const RouterAnalysis &analysis,
                        const std::vector<ChangedQuery> &rows, std::vector<std::uint32_t> places,
                        const std::stop_token &stop, const ReportProgress &report, Visit visit)
{
    auto workspace = Workspace::open(path);
    if (!workspace)
        return workspace.error();
    std::ranges::sort(places, {}, [&](std::uint32_t place) { return rows[place].query; });
    std::vector<std::int64_t> datasetRows;
    datasetRows.reserve(places.size());
    for (const std::uint32_t place : places)
        datasetRows.push_back(analysis.rows[rows[place].query]);
    std::size_t next = 0;
    const auto read =
        DatasetRepository(*workspace).visitQueries(analysis.dataset.id, datasetRows, [&](const QueryText &text) {
            if (next % kRowsBetweenStops == 0) {
                if (stop.stop_requested())
                    return false;
                report({"Reading queries", static_cast<double>(next), static_cast<double>(places.size()), "queries"});
            }
            visit(places[next++], text);
            return true;
        });
    if (!read)
        return read;
    return stop.stop_requested() ? Result<void>(stopped()) : Result<void>();
}

/// Ranks of the models by name, so that sorting compares integers.
std::vector<std::uint16_t> nameRanks(const std::vector<ModelInfo> &models)
{
    std::vector<std::uint16_t> byName(models.size());
    std::iota(byName.begin(), byName.end(), std::uint16_t(0));
    std::ranges::stable_sort(byName, {}, [&](std::uint16_t t) { return lowered(models[t].name); });
    std::vector<std::uint16_t> ranks(models.size());
    for (std::size_t rank = 0; rank < byName.size(); ++rank)
        ranks[byName[rank]] = static_cast<std::uint16_t>(rank);
    return ranks;
}

class Lister
{
public:
    Lister(const std::filesystem::path &path, const RouterAnalysis &analysis, const ChangedRequest &request,
           const std::stop_token &stop, const ReportProgress &report)
        : m_path(path)
        , m_analysis(analysis)
        , m_request(request)
        , m_stop(stop)
        , m_report(report)
    {}

    Result<ChangedList> list()
    {
        m_list.rows =
            changedQueries(m_analysis.index->events(m_request.lo, m_request.hi), m_analysis.index->queries(), m_stop);
        m_list.order.resize(m_list.rows.size());
        std::iota(m_list.order.begin(), m_list.order.end(), std::uint32_t(0));
        if (const auto model = m_request.model) {
            std::erase_if(m_list.order, [&](std::uint32_t place) {
                const ChangedQuery &row = m_list.rows[place];
                return row.from != *model && row.to != *model;
            });
        }
        if (!m_request.search.empty()) {
            if (auto kept = keepMatches(); !kept)
                return kept.error();
        }
        if (auto sorted = sort(); !sorted)
            return sorted.error();
        if (m_stop.stop_requested())
            return stopped();
        return std::move(m_list);
    }

private:
    Result<void> keepMatches()
    {
        const std::string needle = lowered(m_request.search);
        std::vector<bool> isMatch;
        for (const ModelInfo &model : m_analysis.models)
            isMatch.push_back(contains(model.name, needle));
        std::vector<std::uint32_t> kept;
        std::vector<std::uint32_t> open;
        for (const std::uint32_t place : m_list.order) {
            const ChangedQuery &row = m_list.rows[place];
            (isMatch[row.from] || isMatch[row.to] ? kept : open).push_back(place);
        }
        const auto look = [&](std::uint32_t place, const QueryText &text) {
            if (contains(text.prompt, needle) || contains(text.externalId, needle) || contains(text.segment, needle))
                kept.push_back(place);
        };
        auto read = visitTexts(m_path, m_analysis, m_list.rows, std::move(open), m_stop, m_report, look);
        std::ranges::sort(kept);
        m_list.order = std::move(kept);
        return read;
    }

    template <typename Key>
    void sortBy(Key key)
    {
        if (m_request.isDescending)
            std::ranges::stable_sort(m_list.order, std::greater<>(), key);
        else
            std::ranges::stable_sort(m_list.order, std::less<>(), key);
    }

    Result<void> sortByText(std::string_view QueryText::*column)
    {
        std::vector<std::string> texts(m_list.rows.size());
        const auto keep = [&](std::uint32_t place, const QueryText &text) {
            texts[place] = lowered((text.*column).substr(0, kSortedBytes));
        };
        if (auto read = visitTexts(m_path, m_analysis, m_list.rows, m_list.order, m_stop, m_report, keep); !read)
            return read;
        sortBy([&](std::uint32_t place) -> const std::string & { return texts[place]; });
        return {};
    }

    Result<void> sort()
    {
        const auto &rows = m_list.rows;
        const std::vector<std::uint16_t> ranks = nameRanks(m_analysis.models);
        switch (m_request.order) {
        case ChangedOrder::Lambda:
            if (m_request.isDescending)
                sortBy([&](std::uint32_t place) { return rows[place].firstLambda; });
            return {}; // it is so
        case ChangedOrder::From:
            sortBy([&](std::uint32_t place) { return ranks[rows[place].from]; });
            return {};
        case ChangedOrder::To:
            sortBy([&](std::uint32_t place) { return ranks[rows[place].to]; });
            return {};
        case ChangedOrder::Changes:
            sortBy([&](std::uint32_t place) { return rows[place].changes; });
            return {};
        case ChangedOrder::Query:
            sortBy([&](std::uint32_t place) { return rows[place].query; });
            return {};
        case ChangedOrder::Segment:
            return sortByText(&QueryText::segment);
        case ChangedOrder::Prompt:
            return sortByText(&QueryText::prompt);
        }
        return {};
    }

    const std::filesystem::path &m_path;
    const RouterAnalysis &m_analysis;
    const ChangedRequest &m_request;
    const std::stop_token &m_stop;
    const ReportProgress &m_report;
    ChangedList m_list;
};

} // namespace

Result<ChangedList> listChangedQueries(const std::filesystem::path &workspace, const RouterAnalysis &analysis,
                                       const ChangedRequest &request, std::stop_token stop,
                                       const ReportProgress &report)
{
    return Lister(workspace, analysis, request, stop, throttled(report)).list();
}

} // namespace fairlead
