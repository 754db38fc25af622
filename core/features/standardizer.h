#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/tensorbundle.h"

#include <span>
#include <vector>

namespace fairlead {

/// z = (x - mean) / scale with one common scale s = sqrt(mean ||x - mean||^2), so that the mean squared norm is 1
/// and fixed penalties transfer between embeddings (Fairlead's method, step 1). Sums run in double, in row order.
struct Standardizer
{
    std::vector<double> mean;
    double scale = 1;

    /// No rows, NaN or infinity, and all-equal rows are BadInput: there is nothing to route by.
    [[nodiscard]] static Result<Standardizer> fit(const MatrixF &embeddings);
    /// On these rows alone, in the order given.
    [[nodiscard]] static Result<Standardizer> fit(const MatrixF &embeddings, std::span<const std::size_t> rows);
    [[nodiscard]] static Result<Standardizer> fit(const MatrixD &embeddings);
    [[nodiscard]] Result<MatrixD> apply(const MatrixF &embeddings) const; ///< n x d; another d is BadInput
    [[nodiscard]] Result<MatrixD> apply(const MatrixD &embeddings) const;

    [[nodiscard]] Result<void> check(std::size_t cols) const; ///< BadInput where embeddings have another number of columns

    void save(TensorBundle &bundle) const;
    [[nodiscard]] static Result<Standardizer> load(const TensorBundle &bundle);
};

} // namespace fairlead
