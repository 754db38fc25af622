#include "core/store/observationpages.h"

#include "core/store/datasetrepository.h"
#include "core/store/guarded.h"
#include "core/store/schema.h"
#include "core/store/statement.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace fairlead {

namespace {

constexpr int kStepsBetweenLooks = 10'000; // of SQLite's machine: well under a millisecond

const std::string kSelect = "SELECT o.key, o.row, o.model, o.quality, o.cost, o.propensity, q.time, q.split, "
                            "q.external_id, q.segment, substr(q.prompt, 1, " +
                            std::to_string(ObservationPages::kPromptStart) +
                            ") FROM observations o LEFT JOIN queries q ON q.key = ? + o.row ";

/// Lets a stop end a statement that finds nothing for long.
class StopWatch
{
public:
    StopWatch(sqlite3 *db, const std::stop_token &stop)
        : m_db(db)
        , m_stop(stop)
    {
        sqlite3_progress_handler(
            db, kStepsBetweenLooks,
            [](void *self) { return static_cast<StopWatch *>(self)->m_stop.stop_requested() ? 1 : 0; }, this);
    }
    ~StopWatch() { sqlite3_progress_handler(m_db, 0, nullptr, nullptr); }
    StopWatch(const StopWatch &) = delete;
    StopWatch &operator=(const StopWatch &) = delete;

private:
    sqlite3 *m_db;
    const std::stop_token &m_stop;
};

/// Where the rows of a dataset lie.
struct Source
{
    DatasetInfo info;
    RowKeys observations;
    RowKeys queries; ///< a simulated log's are its parent's
};

Result<Source> sourceOf(Workspace &workspace, DatasetId id)
{
    auto info = DatasetRepository(workspace).byId(id);
    if (!info)
        return info.error();
    const DatasetId owner = info->parent.value_or(id);
    return Source{*std::move(info), RowKeys(id), RowKeys(owner)};
}

Result<Observation> observationOf(sqlite3 *db, const sql::Statement &row, const Source &source)
{
    Observation seen;
    seen.place = row.integer(0) - source.observations.first;
    seen.row = row.integer(1);
    const std::int64_t model = row.integer(2);
    if (row.isNull(8) || model < 0 || static_cast<std::size_t>(model) >= source.info.modelCount)
        return sql::damaged(db, "outcome " + std::to_string(seen.place) + " without its query or model");
    seen.model = static_cast<std::int32_t>(model);
    seen.quality = row.real(3);
    seen.cost = row.real(4);
    seen.propensity = row.real(5);
    seen.time = row.real(6);
    seen.split = row.integer(7) == 0 ? Split::Train : Split::HeldOut;
    seen.queryId = row.text(8);
    seen.segment = row.text(9);
    seen.prompt = row.text(10);
    return seen;
}

/// "50%_\" as a pattern that finds just these characters anywhere.
std::string patternFor(const std::string &text)
{
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\')
            pattern += '\\';
        pattern += c;
    }
    return pattern + '%';
}

std::string valueOf(ObservationOrder order)
{
    switch (order) {
    case ObservationOrder::Place:
        break;
    case ObservationOrder::Model:
        return "o.model";
    case ObservationOrder::Quality:
        return "o.quality";
    case ObservationOrder::Cost:
        return "o.cost";
    case ObservationOrder::Propensity:
        return "o.propensity";
    case ObservationOrder::Time:
        return "q.time";
    }
    return "0";
}

/// Joins the queries only where something of them is asked for. Names every parameter, so that one call binds all.
std::string findStatement(const ObservationFilter &filter)
{
    std::string text = "SELECT o.key, " + valueOf(filter.order) + " FROM observations o ";
    if (filter.split || !filter.text.empty() || filter.order == ObservationOrder::Time)
        text += "JOIN queries q ON q.key = ?1 + o.row ";
    text += "WHERE o.key BETWEEN ?2 AND ?3 AND coalesce(o.model = ?4, 1) ";
    if (filter.split)
        text += "AND q.split = ?5 ";
    if (!filter.text.empty())
        text += "AND (q.external_id LIKE ?6 ESCAPE '\\' OR q.prompt LIKE ?6 ESCAPE '\\') ";
    return text + "AND ?5 IS ?5 AND ?6 IS ?6 AND ?1 IS ?1 ORDER BY o.key";
}

struct Match
{
    double value = 0;
    std::uint32_t place = 0;
};

void sortMatches(std::vector<Match> &matches, bool isDescending)
{
    std::sort(matches.begin(), matches.end(), [isDescending](const Match &a, const Match &b) {
        if (std::isnan(a.value) != std::isnan(b.value))
            return std::isnan(b.value);
        if (a.value != b.value && !std::isnan(a.value))
            return isDescending ? a.value > b.value : a.value < b.value;
        return a.place < b.place;
    });
}

} // namespace

Result<std::size_t> ObservationPages::count(DatasetId id) const
{
    if (auto known = DatasetRepository(m_workspace).byId(id); !known)
        return known.error();
    const RowKeys keys(id);
    const auto last = sql::integer(m_workspace.handle(), "SELECT max(key) FROM observations WHERE key BETWEEN ? AND ?",
                                   keys.first, keys.last);
    if (!last)
        return last.error();
    return last->has_value() ? static_cast<std::size_t>(**last - keys.first) + 1 : 0;
}

Result<std::vector<Observation>> ObservationPages::page(DatasetId id, std::size_t first, std::size_t count) const
{
    return guarded([&]() -> Result<std::vector<Observation>> {
        sqlite3 *db = m_workspace.handle();
        const auto source = sourceOf(m_workspace, id);
        if (!source)
            return source.error();
        std::vector<Observation> page;
        const auto begin = static_cast<std::int64_t>(std::min(first, static_cast<std::size_t>(RowKeys::kMaxRows)));
        const auto size = static_cast<std::int64_t>(std::min(count, static_cast<std::size_t>(RowKeys::kMaxRows)));
        const std::int64_t from = source->observations.first + begin;
        const std::int64_t to = std::min(from + size - 1, source->observations.last);
        const auto read = sql::forEachRow(
            db, kSelect + "WHERE o.key BETWEEN ? AND ? ORDER BY o.key",
            [&](const sql::Statement &row) -> Result<void> {
                auto seen = observationOf(db, row, *source);
                if (!seen)
                    return seen.error();
                page.push_back(*std::move(seen));
                return {};
            },
            source->queries.first, from, to);
        if (!read)
            return read.error();
        return page;
    });
}

Result<std::vector<Observation>> ObservationPages::at(DatasetId id, std::span<const std::uint32_t> places) const
{
    return guarded([&]() -> Result<std::vector<Observation>> {
        sqlite3 *db = m_workspace.handle();
        const auto source = sourceOf(m_workspace, id);
        if (!source)
            return source.error();
        auto select = sql::Statement::prepare(db, kSelect + "WHERE o.key = ?");
        if (!select)
            return select.error();
        std::vector<Observation> found;
        found.reserve(places.size());
        for (const std::uint32_t place : places) {
            select->reset();
            select->bind(source->queries.first, source->observations.first + place);
            const auto hasRow = select->step();
            if (!hasRow)
                return hasRow.error();
            if (!*hasRow)
                return sql::damaged(db, "no outcome " + std::to_string(place));
            auto seen = observationOf(db, *select, *source);
            if (!seen)
                return seen.error();
            found.push_back(*std::move(seen));
        }
        return found;
    });
}

Result<ObservationMatches> ObservationPages::find(DatasetId id, const ObservationFilter &filter,
                                                  const std::stop_token &stop) const
{
    return guarded([&]() -> Result<ObservationMatches> {
        sqlite3 *db = m_workspace.handle();
        const auto source = sourceOf(m_workspace, id);
        if (!source)
            return source.error();
        const Error stopped{ErrorCode::Cancelled, "The search was stopped.", {}};
        const Error enough{ErrorCode::Cancelled, "", {}};
        std::vector<Match> matches;
        bool isCut = false;
        const StopWatch watch(db, stop);
        const auto read = sql::forEachRow(
            db, findStatement(filter),
            [&](const sql::Statement &row) -> Result<void> {
                const std::int64_t place = row.integer(0) - source->observations.first;
                isCut = matches.size() == kMostMatches || place > std::numeric_limits<std::uint32_t>::max();
                if (isCut)
                    return enough;
                matches.push_back({row.real(1), static_cast<std::uint32_t>(place)});
                return {};
            },
            source->queries.first, source->observations.first, source->observations.last,
            filter.model ? std::optional<std::int64_t>(*filter.model) : std::nullopt,
            filter.split ? std::optional<std::int64_t>(static_cast<int>(*filter.split)) : std::nullopt,
            patternFor(filter.text));
        if (stop.stop_requested())
            return stopped;
        if (!read && !isCut)
            return read.error();
        if (filter.order != ObservationOrder::Place)
            sortMatches(matches, filter.isDescending);
        else if (filter.isDescending)
            std::reverse(matches.begin(), matches.end());
        ObservationMatches found;
        found.isCut = isCut;
        found.places.reserve(matches.size());
        for (const Match &match : matches)
            found.places.push_back(match.place);
        return found;
    });
}

Result<std::string> ObservationPages::prompt(DatasetId id, std::int64_t row) const
{
    sqlite3 *db = m_workspace.handle();
    const auto source = sourceOf(m_workspace, id);
    if (!source)
        return source.error();
    std::optional<std::string> found;
    const auto read = sql::forEachRow(
        db, "SELECT prompt FROM queries WHERE key = ?", [&](const sql::Statement &at) { found = at.text(0); },
        source->queries.first + row);
    if (!read)
        return read.error();
    if (!found)
        return sql::damaged(db, "no query " + std::to_string(row));
    return *std::move(found);
}

} // namespace fairlead
