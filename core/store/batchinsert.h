#pragma once

#include "core/store/statement.h"

#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace fairlead::sql {

/// Rows into one table, sixteen to a statement: a statement of its own for each row costs more than the row.
/// @tparam Row is kept until it is written; `columns()` gives its values as a tuple of references
template <typename Row>
class BatchInsert
{
public:
    static constexpr std::size_t kRows = 16;
    static constexpr std::size_t kColumns = std::tuple_size_v<decltype(std::declval<const Row &>().columns())>;

    [[nodiscard]] static Result<BatchInsert> prepare(sqlite3 *db, const std::string &table)
    {
        auto one = Statement::prepare(db, textFor(table, 1));
        if (!one)
            return one.error();
        auto many = Statement::prepare(db, textFor(table, kRows));
        if (!many)
            return many.error();
        return BatchInsert(std::move(*one), std::move(*many));
    }

    Result<void> add(Row row)
    {
        m_rows[m_size++] = std::move(row);
        if (m_size < kRows)
            return {};
        m_many.begin();
        for (std::size_t i = 0; i < kRows; ++i)
            bindRow(m_many, i);
        m_size = 0;
        return m_many.run();
    }
    /// Writes what is left.
    Result<void> flush()
    {
        const std::size_t left = std::exchange(m_size, 0);
        for (std::size_t i = 0; i < left; ++i) {
            m_one.begin();
            std::apply([&](const auto &...values) { m_one.bindFrom(0, values...); }, m_rows[i].columns());
            if (auto written = m_one.run(); !written)
                return written;
        }
        return {};
    }

private:
    BatchInsert(Statement one, Statement many)
        : m_one(std::move(one))
        , m_many(std::move(many))
        , m_rows(kRows)
    {}

    static std::string textFor(const std::string &table, std::size_t rows)
    {
        std::string values = "(?";
        for (std::size_t c = 1; c < kColumns; ++c)
            values += ",?";
        values += ')';
        // OR FAIL: a statement of several rows that could undo its own first ones would keep a copy of every page it
        // touches. Nothing is undone by halves here; a row that fails ends the transaction.
        std::string text = "INSERT OR FAIL INTO " + table + " VALUES" + values;
        for (std::size_t i = 1; i < rows; ++i)
            text += "," + values;
        return text;
    }
    void bindRow(Statement &statement, std::size_t row)
    {
        std::apply([&](const auto &...values) { statement.bindFrom(static_cast<int>(row * kColumns), values...); },
                   m_rows[row].columns());
    }

    Statement m_one;
    Statement m_many;
    std::vector<Row> m_rows;
    std::size_t m_size = 0;
};

} // namespace fairlead::sql
