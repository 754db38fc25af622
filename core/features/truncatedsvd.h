#pragma once

#include "core/base/matrix.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace fairlead {

/// Sparse matrix by rows: the cells of row i are start[i] .. start[i + 1].
struct SparseRows
{
    std::size_t cols = 0;
    std::vector<std::size_t> start = {0};
    std::vector<std::uint32_t> column;
    std::vector<float> value;

    [[nodiscard]] std::size_t rows() const { return start.size() - 1; }
};

/// Leading right singular vectors as the columns of a cols x k matrix, k <= rank, by randomised subspace iteration
/// (Halko, Martinsson, Tropp 2011, algorithm 4.4) with two power iterations. The largest entry of every vector is
/// positive, so that the sign is determined. k is smaller than `wanted` where the matrix has fewer directions.
/// Stop is asked between blocks of rows and between factorisations.
[[nodiscard]] Result<MatrixF> rightSingularVectors(const SparseRows &matrix, std::size_t wanted, std::uint64_t seed,
                                                   std::stop_token stop, const ReportProgress &report);

} // namespace fairlead
