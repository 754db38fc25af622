#include "core/store/pinrepository.h"

#include "core/store/connection.h"
#include "core/store/statement.h"

#include <cmath>
#include <optional>

namespace fairlead {

namespace {

PinRecord pinOf(const sql::Statement &row)
{
    PinRecord pin;
    pin.id = row.integer(0);
    pin.router.value = row.integer(1);
    pin.lambda = row.real(2);
    pin.lower = row.real(3);
    pin.upper = row.real(4);
    pin.note = row.text(5);
    pin.created = row.text(6);
    pin.figures = row.text(7);
    return pin;
}

} // namespace

Result<std::vector<PinRecord>> PinRepository::list() const
{
    std::vector<PinRecord> pins;
    const auto read =
        sql::forEachRow(m_workspace.handle(),
                        "SELECT p.id, p.router, p.lambda, p.lower, p.upper, p.note, p.created, p.figures FROM pins p "
                        "JOIN routers r ON r.id = p.router WHERE r.removed IS NULL ORDER BY p.id",
                        [&](const sql::Statement &row) { pins.push_back(pinOf(row)); });
    if (!read)
        return read.error();
    return pins;
}

Result<std::int64_t> PinRepository::add(const PinRecord &pin)
{
    sqlite3 *db = m_workspace.handle();
    if (!std::isfinite(pin.lambda) || !std::isfinite(pin.lower) || !std::isfinite(pin.upper))
        return makeError(ErrorCode::BadInput, "Could not pin the point: its cost sensitivity is not a number.");
    auto transaction = Transaction::begin(m_workspace);
    if (!transaction)
        return transaction.error();
    const auto router = sql::integer(db, "SELECT id FROM routers WHERE id = ? AND removed IS NULL", pin.router.value);
    if (!router)
        return router.error();
    if (!*router)
        return makeError(ErrorCode::NotFound, "Could not pin the point: its router is no longer in this workspace.");
    if (auto inserted = sql::run(db,
                                 "INSERT INTO pins(id, router, lambda, lower, upper, note, created, figures) "
                                 "VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                                 pin.id ? std::optional(pin.id) : std::nullopt, pin.router.value, pin.lambda, pin.lower,
                                 pin.upper, pin.note, pin.created.empty() ? timestamp() : pin.created, pin.figures);
        !inserted)
        return inserted.error();
    const std::int64_t id = sqlite3_last_insert_rowid(db);
    if (auto committed = transaction->commit(); !committed)
        return committed.error();
    return id;
}

Result<void> PinRepository::setNote(std::int64_t id, const std::string &note)
{
    sqlite3 *db = m_workspace.handle();
    if (auto set = sql::run(db, "UPDATE pins SET note = ? WHERE id = ?", note, id); !set)
        return set;
    if (sqlite3_changes(db) == 0)
        return makeError(ErrorCode::NotFound, "The pinned point is no longer in this workspace.");
    return {};
}

Result<void> PinRepository::remove(std::int64_t id)
{
    return sql::run(m_workspace.handle(), "DELETE FROM pins WHERE id = ?", id);
}

} // namespace fairlead
