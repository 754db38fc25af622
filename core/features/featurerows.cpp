#include "core/features/featurerows.h"

#include "core/base/vectorclones.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

#ifndef INTRA_OP_PARALLEL
#error "LibTorch's parallel loops would be loops of one thread: compile this file with OpenMP."
#endif

namespace fairlead {

namespace {

constexpr std::int64_t kRowsPerThread = 32; ///< fewer are read before another thread has begun

FAIRLEAD_VECTOR_CLONES void standardizeTo(const float *x, const double *mean, double factor, std::size_t cols,
                                          float *out)
{
    for (std::size_t j = 0; j < cols; ++j)
        out[j] = static_cast<float>((static_cast<double>(x[j]) - mean[j]) * factor);
}

FAIRLEAD_VECTOR_CLONES void standardizeTo(const float *x, const double *mean, double factor, std::size_t cols,
                                          double *out)
{
    for (std::size_t j = 0; j < cols; ++j)
        out[j] = (static_cast<double>(x[j]) - mean[j]) * factor;
}

template <typename T>
void copyTo(const double *z, double scale, std::size_t cols, T *out)
{
    for (std::size_t j = 0; j < cols; ++j)
        out[j] = static_cast<T>(z[j] * scale);
}

template <typename T>
bool finite(const T *values, std::size_t count)
{
    return std::all_of(values, values + count, [](T value) { return std::isfinite(value); });
}

} // namespace

FeatureRows::FeatureRows(const MatrixD &z)
    : m_features(z.data())
    , m_rows(z.rows())
    , m_cols(z.cols())
{}

FeatureRows::FeatureRows(const MatrixF &embeddings, Standardizer standardizer)
    : m_embeddings(embeddings.data())
    , m_rows(embeddings.rows())
    , m_cols(embeddings.cols())
    , m_standardizer(std::make_shared<const Standardizer>(std::move(standardizer)))
{
    assert(m_standardizer->mean.size() == m_cols);
}

bool FeatureRows::allFinite() const
{
    for (std::size_t i = 0; i < rows(); ++i) {
        const std::size_t from = source(i) * m_cols;
        if (m_embeddings != nullptr ? !finite(m_embeddings + from, m_cols) : !finite(m_features + from, m_cols))
            return false;
    }
    return true;
}

FeatureRows FeatureRows::select(std::span<const std::size_t> rows) const
{
    auto chosen = std::make_shared<std::vector<std::size_t>>();
    chosen->reserve(rows.size());
    for (const std::size_t row : rows)
        chosen->push_back(source(row));
    FeatureRows out = *this;
    out.m_chosen = std::move(chosen);
    return out;
}

void FeatureRows::readColumn(std::size_t col, double *out) const
{
    const double mean = m_embeddings == nullptr ? 0 : m_standardizer->mean[col];
    const double inverse = m_embeddings == nullptr ? 1 : 1 / m_standardizer->scale;
    for (std::size_t i = 0; i < rows(); ++i) {
        const std::size_t cell = source(i) * m_cols + col;
        out[i] =
            m_embeddings == nullptr ? m_features[cell] : (static_cast<double>(m_embeddings[cell]) - mean) * inverse;
    }
}

template <typename T>
void FeatureRows::readRow(std::size_t row, T *out, double scale) const
{
    const std::size_t from = source(row) * m_cols;
    if (m_embeddings == nullptr)
        copyTo(m_features + from, scale, m_cols, out);
    else
        standardizeTo(m_embeddings + from, m_standardizer->mean.data(), 1 / m_standardizer->scale * scale, m_cols, out);
}

template <typename T>
void FeatureRows::read(std::size_t first, std::size_t last, T *out, std::size_t stride, double scale) const
{
    at::parallel_for(std::int64_t(first), std::int64_t(last), kRowsPerThread, [&](std::int64_t from, std::int64_t to) {
        for (auto row = std::size_t(from); row < std::size_t(to); ++row)
            readRow(row, out + (row - first) * stride, scale);
    });
}

template <typename T>
void FeatureRows::gather(std::span<const std::int64_t> rows, T *out, std::size_t stride, double scale) const
{
    at::parallel_for(0, std::int64_t(rows.size()), kRowsPerThread, [&](std::int64_t from, std::int64_t to) {
        for (auto i = std::size_t(from); i < std::size_t(to); ++i)
            readRow(std::size_t(rows[i]), out + i * stride, scale);
    });
}

MatrixD FeatureRows::block(std::size_t first, std::size_t last) const
{
    MatrixD out(last - first, m_cols);
    read(first, last, out.data(), m_cols);
    return out;
}

template void FeatureRows::readRow(std::size_t, float *, double) const;
template void FeatureRows::readRow(std::size_t, double *, double) const;
template void FeatureRows::read(std::size_t, std::size_t, float *, std::size_t, double) const;
template void FeatureRows::read(std::size_t, std::size_t, double *, std::size_t, double) const;
template void FeatureRows::gather(std::span<const std::int64_t>, float *, std::size_t, double) const;
template void FeatureRows::gather(std::span<const std::int64_t>, double *, std::size_t, double) const;

Result<FeatureRows> featuresOf(const MatrixF &embeddings, const Standardizer &standardizer)
{
    if (auto fits = standardizer.check(embeddings.cols()); !fits)
        return fits.error();
    return FeatureRows(embeddings, standardizer);
}

} // namespace fairlead
