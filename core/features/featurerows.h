#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/features/standardizer.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace fairlead {

/// Standardised features of queries, made from the stored embeddings whenever they are read: a run holds its embeddings
/// once, in single precision, and a block of rows in whichever precision a stage works in. A view, cheap to copy; the
/// matrix's cells outlive it (moving the matrix leaves them where they are). Safe to read from several threads.
class FeatureRows
{
public:
    FeatureRows() = default;
    /// Features that are standardised already, read as they are.
    FeatureRows(const MatrixD &z); // NOLINT(google-explicit-constructor): any function of features takes a matrix
    FeatureRows(const MatrixF &embeddings, Standardizer standardizer);

    [[nodiscard]] std::size_t rows() const { return m_chosen ? m_chosen->size() : m_rows; }
    [[nodiscard]] std::size_t cols() const { return m_cols; }
    [[nodiscard]] bool empty() const { return rows() == 0 || m_cols == 0; }
    [[nodiscard]] bool allFinite() const;

    /// The named rows of this view, in the order given.
    [[nodiscard]] FeatureRows select(std::span<const std::size_t> rows) const;
    /// One feature of all rows into out[0 .. rows).
    void readColumn(std::size_t col, double *out) const;
    /// One row into out[0 .. cols). T is float or double; the arithmetic is in double.
    template <typename T>
    void readRow(std::size_t row, T *out, double scale = 1) const;
    /// Rows [first, last), `stride` values apart, on the threads of the matrix products.
    template <typename T>
    void read(std::size_t first, std::size_t last, T *out, std::size_t stride, double scale = 1) const;
    /// The named rows, likewise.
    template <typename T>
    void gather(std::span<const std::int64_t> rows, T *out, std::size_t stride, double scale = 1) const;
    /// Rows [first, last) in double.
    [[nodiscard]] MatrixD block(std::size_t first, std::size_t last) const;

private:
    [[nodiscard]] std::size_t source(std::size_t row) const { return m_chosen ? (*m_chosen)[row] : row; }

    const float *m_embeddings = nullptr; ///< or else
    const double *m_features = nullptr;
    std::size_t m_rows = 0; ///< of the matrix
    std::size_t m_cols = 0;
    std::shared_ptr<const Standardizer> m_standardizer;       ///< of the embeddings
    std::shared_ptr<const std::vector<std::size_t>> m_chosen; ///< rows of the matrix; null: all
};

/// Embeddings through the standardisation of a router; another number of columns is BadInput, as in apply().
[[nodiscard]] Result<FeatureRows> featuresOf(const MatrixF &embeddings, const Standardizer &standardizer);

/// Rows a thread reads at a time: one to three megabytes, so that they stay in its cache for the products.
constexpr std::size_t kFeatureBlock = 512;

} // namespace fairlead
