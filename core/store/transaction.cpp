#include "core/store/statement.h"
#include "core/store/workspace.h"

#include <utility>

namespace fairlead {

Transaction::Transaction(sqlite3 *db, bool isNested)
    : m_db(db)
    , m_isNested(isNested)
{}

Transaction::Transaction(Transaction &&other) noexcept
    : m_db(std::exchange(other.m_db, nullptr))
    , m_isNested(other.m_isNested)
{}

Transaction::~Transaction()
{
    // After some errors SQLite has rolled back by itself.
    if (!m_db || sqlite3_get_autocommit(m_db) != 0)
        return;
    const char *undo = m_isNested ? "ROLLBACK TO nested; RELEASE nested" : "ROLLBACK";
    sqlite3_exec(m_db, undo, nullptr, nullptr, nullptr);
}

Result<Transaction> Transaction::begin(Workspace &workspace)
{
    sqlite3 *db = workspace.handle();
    const bool isNested = sqlite3_get_autocommit(db) == 0;
    if (auto begun = sql::execute(db, isNested ? "SAVEPOINT nested" : "BEGIN IMMEDIATE"); !begun)
        return begun.error();
    return Transaction(db, isNested);
}

Result<void> Transaction::commit()
{
    if (auto done = sql::execute(m_db, m_isNested ? "RELEASE nested" : "COMMIT"); !done)
        return done;
    m_db = nullptr;
    return {};
}

} // namespace fairlead
