#pragma once

#include "core/base/matrix.h"

#include <vector>

namespace fairlead {

/// A symmetric matrix by its lower triangle, row after row: half the memory of the square, whose upper part is ignored
/// where one is handed in.
class PackedSymmetric
{
public:
    explicit PackedSymmetric(std::size_t size)
        : m_size(size)
        , m_cells(size * (size + 1) / 2)
    {}

    void add(const MatrixD &square)
    {
        double *cell = m_cells.data();
        for (std::size_t i = 0; i < m_size; ++i) {
            const double *row = square.row(i).data();
            for (std::size_t j = 0; j <= i; ++j)
                *cell++ += row[j];
        }
    }
    void add(const PackedSymmetric &other)
    {
        for (std::size_t i = 0; i < m_cells.size(); ++i)
            m_cells[i] += other.m_cells[i];
    }
    /// @param square size x size, overwritten
    void unpack(MatrixD &square) const
    {
        const double *cell = m_cells.data();
        for (std::size_t i = 0; i < m_size; ++i) {
            for (std::size_t j = 0; j <= i; ++j)
                square(i, j) = square(j, i) = *cell++;
        }
    }

private:
    std::size_t m_size;
    std::vector<double> m_cells;
};

} // namespace fairlead
