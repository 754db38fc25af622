#pragma once

#include "core/base/result.h"

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <type_traits>

namespace fairlead::sql {

/// SQLite's code as an Error that names the workspace; the only place where codes become sentences.
[[nodiscard]] Error errorFor(sqlite3 *db, int code);

/// What the file holds contradicts itself: damage, or a file made to deceive.
[[nodiscard]] Error damaged(sqlite3 *db, const std::string &detail);

/// One or more statements without values or results.
[[nodiscard]] Result<void> execute(sqlite3 *db, const std::string &statements);

/// Marks bytes to be bound as a blob instead of as text.
struct Blob
{
    std::string_view bytes;
};

/// A prepared statement: bind, step, read columns (from 0), and reset for the next values.
/// Text and blobs are bound without a copy and must live until the statement is reset or bound again.
class Statement
{
public:
    [[nodiscard]] static Result<Statement> prepare(sqlite3 *db, std::string_view text);

    template <typename... Values>
    Statement &bind(const Values &...values)
    {
        begin();
        bindFrom(0, values...);
        return *this;
    }
    /// For values that are bound in several calls: begins anew, then the values after the first `before`.
    void begin()
    {
        reset();
        m_bindCode = SQLITE_OK;
    }
    template <typename... Values>
    void bindFrom(int before, const Values &...values)
    {
        int at = before;
        (bindOne(++at, values), ...);
    }

    [[nodiscard]] Result<bool> step(); ///< true: a row is there to be read; false: done, and reset
    [[nodiscard]] Result<void> run();  ///< to the end, without reading rows
    void reset();

    [[nodiscard]] bool isNull(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const; ///< NaN for NULL, as which SQLite stores NaN
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::string_view blob(int column) const; ///< valid until the next step

private:
    struct Finalizer
    {
        void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
    };
    explicit Statement(sqlite3_stmt *statement)
        : m_statement(statement)
    {}

    template <std::integral T>
    void bindOne(int at, T value)
    {
        note(sqlite3_bind_int64(m_statement.get(), at, static_cast<sqlite3_int64>(value)));
    }
    template <typename T>
    void bindOne(int at, const std::optional<T> &value)
    {
        if (value)
            bindOne(at, *value);
        else
            note(sqlite3_bind_null(m_statement.get(), at));
    }
    void bindOne(int at, double value) { note(sqlite3_bind_double(m_statement.get(), at, value)); }
    void bindOne(int at, std::string_view value);
    void bindOne(int at, const std::string &value) { bindOne(at, std::string_view(value)); }
    void bindOne(int at, const char *value) { bindOne(at, std::string_view(value)); }
    void bindOne(int at, Blob value);
    void note(int code)
    {
        if (code != SQLITE_OK)
            m_bindCode = code;
    }

    std::unique_ptr<sqlite3_stmt, Finalizer> m_statement;
    int m_bindCode = SQLITE_OK;
};

/// Prepares, binds and runs one statement that returns no rows.
template <typename... Values>
[[nodiscard]] Result<void> run(sqlite3 *db, std::string_view text, const Values &...values)
{
    auto statement = Statement::prepare(db, text);
    if (!statement)
        return statement.error();
    return statement->bind(values...).run();
}

/// Calls visit(Statement &) for every row; a visitor that returns Result<void> can end it with an error.
template <typename Visit, typename... Values>
[[nodiscard]] Result<void> forEachRow(sqlite3 *db, std::string_view text, Visit &&visit, const Values &...values)
{
    auto statement = Statement::prepare(db, text);
    if (!statement)
        return statement.error();
    statement->bind(values...);
    for (;;) {
        const auto hasRow = statement->step();
        if (!hasRow)
            return hasRow.error();
        if (!*hasRow)
            return {};
        if constexpr (std::is_void_v<std::invoke_result_t<Visit, Statement &>>)
            visit(*statement);
        else if (Result<void> visited = visit(*statement); !visited)
            return visited;
    }
}

/// The first column of the first row; nothing when there is no row or it is NULL.
template <typename... Values>
[[nodiscard]] Result<std::optional<std::int64_t>> integer(sqlite3 *db, std::string_view text, const Values &...values)
{
    std::optional<std::int64_t> found;
    const auto read = forEachRow(
        db, text,
        [&](const Statement &row) {
            if (!found && !row.isNull(0))
                found = row.integer(0);
        },
        values...);
    if (!read)
        return read.error();
    return found;
}

} // namespace fairlead::sql
