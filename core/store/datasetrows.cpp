#include "core/store/datasetrows.h"

#include "core/store/schema.h"
#include "core/store/statement.h"

namespace fairlead {

namespace {

constexpr std::size_t kRowsBetweenLooks = 1024;

Result<void> look(const std::stop_token &stop, std::size_t &rows)
{
    if (++rows % kRowsBetweenLooks == 0 && stop.stop_requested())
        return makeError(ErrorCode::Cancelled, "Reading the rows was stopped.");
    return {};
}

} // namespace

Result<void> forEachQuery(Workspace &workspace, const DatasetInfo &info, const std::stop_token &stop,
                          const std::function<void(const QueryPass &)> &visit)
{
    sqlite3 *db = workspace.handle();
    const RowKeys keys(info.parent.value_or(info.id));
    QueryPass query;
    std::size_t rows = 0;
    return sql::forEachRow(
        db, "SELECT key, segment, time, split, prompt <> '' FROM queries WHERE key BETWEEN ? AND ? ORDER BY key",
        [&](const sql::Statement &at) -> Result<void> {
            query.row = static_cast<std::size_t>(at.integer(0) - keys.first);
            if (query.row >= info.queryCount)
                return sql::damaged(db, "query " + std::to_string(query.row) + " outside its dataset");
            query.segment = at.text(1);
            query.time = at.real(2);
            query.split = at.integer(3) == 0 ? Split::Train : Split::HeldOut;
            query.hasPrompt = at.integer(4) != 0;
            visit(query);
            return look(stop, rows);
        },
        keys.first, keys.last);
}

Result<void> forEachOutcome(Workspace &workspace, const DatasetInfo &info, const std::stop_token &stop,
                            const std::function<void(const OutcomePass &)> &visit)
{
    sqlite3 *db = workspace.handle();
    const RowKeys keys(info.id);
    OutcomePass outcome;
    std::size_t rows = 0;
    return sql::forEachRow(
        db, "SELECT row, model, quality, cost, propensity FROM observations WHERE key BETWEEN ? AND ? ORDER BY key",
        [&](const sql::Statement &at) -> Result<void> {
            outcome.row = static_cast<std::size_t>(at.integer(0));
            outcome.model = static_cast<std::size_t>(at.integer(1));
            if (outcome.row >= info.queryCount || outcome.model >= info.modelCount)
                return sql::damaged(db, "an outcome outside its dataset");
            outcome.quality = at.real(2);
            outcome.cost = at.real(3);
            outcome.hasPropensity = !at.isNull(4);
            visit(outcome);
            return look(stop, rows);
        },
        keys.first, keys.last);
}

} // namespace fairlead
