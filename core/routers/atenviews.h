#pragma once

#include "core/base/matrix.h"

#include <ATen/ATen.h>

/// For .cpp files only: matrices as tensors without a copy. The matrix must outlive the tensor; const ones must not be
/// written through it.
namespace fairlead {

template <typename T>
[[nodiscard]] at::Tensor viewOf(Matrix<T> &matrix)
{
    return at::from_blob(matrix.data(), {std::int64_t(matrix.rows()), std::int64_t(matrix.cols())},
                         c10::CppTypeToScalarType<T>::value);
}

template <typename T>
[[nodiscard]] at::Tensor viewOf(const Matrix<T> &matrix)
{
    return at::from_blob(const_cast<T *>(matrix.data()), {std::int64_t(matrix.rows()), std::int64_t(matrix.cols())},
                         c10::CppTypeToScalarType<T>::value);
}

/// A copy of a two-dimensional tensor on any device.
template <typename T>
[[nodiscard]] Matrix<T> matrixOf(const at::Tensor &tensor)
{
    Matrix<T> out(std::size_t(tensor.size(0)), std::size_t(tensor.size(1)));
    viewOf(out).copy_(tensor);
    return out;
}

} // namespace fairlead
