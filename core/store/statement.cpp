#include "core/store/statement.h"

#include <limits>

namespace fairlead::sql {

namespace {

std::string nameOf(sqlite3 *db)
{
    const char *file = db ? sqlite3_db_filename(db, "main") : nullptr;
    return file && *file ? "the workspace '" + std::string(file) + "'" : std::string("the workspace");
}

std::string capitalised(std::string text)
{
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

} // namespace

Error errorFor(sqlite3 *db, int code)
{
    const std::string detail =
        "SQLite " + std::to_string(code) + ": " + (db ? sqlite3_errmsg(db) : sqlite3_errstr(code));
    const std::string name = nameOf(db);
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return makeError(ErrorCode::Locked, "Another program holds " + name + ". Close it there and try again.",
                         detail);
    case SQLITE_FULL:
        return makeError(ErrorCode::Io, "The disk with " + name + " is full. Free some space and try again.", detail);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return makeError(ErrorCode::Io,
                         capitalised(name) +
                             " may not be written. Check the permissions of the file and of its folder, "
                             "or work on a copy.",
                         detail);
    case SQLITE_CANTOPEN:
        return makeError(ErrorCode::Io,
                         capitalised(name) + " cannot be opened for writing. Its folder must be writable, because "
                                             "changes are kept beside the file until they are done; or work on a copy.",
                         detail);
    case SQLITE_IOERR:
        return makeError(ErrorCode::Io, "Reading or writing " + name + " failed. Check the disk.", detail);
    case SQLITE_NOMEM:
        return makeError(ErrorCode::Io,
                         "The memory does not suffice for " + name + ". Close other programs and try again.", detail);
    case SQLITE_TOOBIG:
        return makeError(ErrorCode::BadInput, "A value is too large for " + name + " (more than about 1 GB).", detail);
    case SQLITE_NOTADB:
        return makeError(ErrorCode::NotAWorkspace, capitalised(name) + " is no SQLite database.", detail);
    case SQLITE_CORRUPT:
    case SQLITE_ERROR:
    case SQLITE_FORMAT:
        return damaged(db, detail);
    default:
        return makeError(ErrorCode::Internal, "Work on " + name + " failed (" + detail + ").", detail);
    }
}

Error damaged(sqlite3 *db, const std::string &detail)
{
    return makeError(ErrorCode::BadInput,
                     capitalised(nameOf(db)) + " is damaged. Restore it from a copy, or import the logs again.",
                     detail);
}

Result<void> execute(sqlite3 *db, const std::string &statements)
{
    if (const int code = sqlite3_exec(db, statements.c_str(), nullptr, nullptr, nullptr); code != SQLITE_OK)
        return errorFor(db, code);
    return {};
}

Result<Statement> Statement::prepare(sqlite3 *db, std::string_view text)
{
    sqlite3_stmt *statement = nullptr;
    const int code = sqlite3_prepare_v2(db, text.data(), static_cast<int>(text.size()), &statement, nullptr);
    if (code != SQLITE_OK)
        return errorFor(db, code);
    return Statement(statement);
}

Result<bool> Statement::step()
{
    sqlite3 *db = sqlite3_db_handle(m_statement.get());
    if (m_bindCode != SQLITE_OK)
        return errorFor(db, m_bindCode);
    const int code = sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE) {
        Error error = errorFor(db, code);
        reset();
        return error;
    }
    reset();
    return false;
}

Result<void> Statement::run()
{
    for (;;) {
        const auto hasRow = step();
        if (!hasRow)
            return hasRow.error();
        if (!*hasRow)
            return {};
    }
}

void Statement::reset()
{
    sqlite3_reset(m_statement.get());
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement.get(), column);
}

double Statement::real(int column) const
{
    if (isNull(column))
        return std::numeric_limits<double>::quiet_NaN();
    return sqlite3_column_double(m_statement.get(), column);
}

std::string Statement::text(int column) const
{
    const auto *characters = reinterpret_cast<const char *>(sqlite3_column_text(m_statement.get(), column));
    if (!characters)
        return {};
    return {characters, static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column))};
}

std::string_view Statement::blob(int column) const
{
    const void *bytes = sqlite3_column_blob(m_statement.get(), column);
    if (!bytes)
        return {};
    return {static_cast<const char *>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column))};
}

void Statement::bindOne(int at, std::string_view value)
{
    note(sqlite3_bind_text64(m_statement.get(), at, value.data() ? value.data() : "", value.size(), SQLITE_STATIC,
                             SQLITE_UTF8));
}

void Statement::bindOne(int at, Blob value)
{
    note(sqlite3_bind_blob64(m_statement.get(), at, value.bytes.data() ? value.bytes.data() : "", value.bytes.size(),
                             SQLITE_STATIC));
}

} // namespace fairlead::sql
