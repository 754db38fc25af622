#pragma once

#include "core/base/blockallocator.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <span>

namespace fairlead {

/// Row-major matrix that owns its cells; 64-byte aligned, zero at construction.
template <typename T>
class Matrix
{
public:
    Matrix() = default;
    Matrix(std::size_t rows, std::size_t cols, T value = T{})
        : m_rows(rows)
        , m_cols(cols)
        , m_cells(rows * cols, value)
    {}

    [[nodiscard]] std::size_t rows() const { return m_rows; }
    [[nodiscard]] std::size_t cols() const { return m_cols; }
    [[nodiscard]] std::size_t size() const { return m_cells.size(); }
    [[nodiscard]] bool empty() const { return m_cells.empty(); }
    [[nodiscard]] T *data() { return m_cells.data(); }
    [[nodiscard]] const T *data() const { return m_cells.data(); }

    T &operator()(std::size_t row, std::size_t col)
    {
        assert(row < m_rows && col < m_cols);
        return m_cells[row * m_cols + col];
    }
    const T &operator()(std::size_t row, std::size_t col) const
    {
        assert(row < m_rows && col < m_cols);
        return m_cells[row * m_cols + col];
    }
    [[nodiscard]] std::span<T> row(std::size_t r) { return {m_cells.data() + r * m_cols, m_cols}; }
    [[nodiscard]] std::span<const T> row(std::size_t r) const { return {m_cells.data() + r * m_cols, m_cols}; }

    bool operator==(const Matrix &) const = default;

private:
    std::size_t m_rows = 0;
    std::size_t m_cols = 0;
    BlockVector<T> m_cells;
};

using MatrixF = Matrix<float>;
using MatrixD = Matrix<double>;

/// The named rows of a matrix, in the order given.
template <typename T>
[[nodiscard]] Matrix<T> takeRows(const Matrix<T> &matrix, std::span<const std::size_t> rows)
{
    Matrix<T> out(rows.size(), matrix.cols());
    for (std::size_t i = 0; i < rows.size(); ++i)
        std::copy(matrix.row(rows[i]).begin(), matrix.row(rows[i]).end(), out.row(i).begin());
    return out;
}

} // namespace fairlead
