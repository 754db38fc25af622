#pragma once

#include "core/base/device.h"
#include "core/base/matrix.h"

#include <ATen/ATen.h>

#include <span>

namespace fairlead {

/// Our matrices as LibTorch tensors. Only .cpp files include this header. A view owns nothing: the matrix outlives it
/// and must not be resized; views of const matrices are read only by convention.

template <typename T>
[[nodiscard]] at::Tensor tensorView(const Matrix<T> &matrix)
{
    return at::from_blob(const_cast<T *>(matrix.data()),
                         {static_cast<std::int64_t>(matrix.rows()), static_cast<std::int64_t>(matrix.cols())},
                         c10::CppTypeToScalarType<T>::value);
}

[[nodiscard]] inline at::Tensor tensorView(std::span<const double> values)
{
    return at::from_blob(const_cast<double *>(values.data()), {static_cast<std::int64_t>(values.size())}, at::kDouble);
}

/// Copies a rank-2 tensor of any device, type and strides.
template <typename T>
[[nodiscard]] Matrix<T> toMatrix(const at::Tensor &tensor)
{
    Matrix<T> out(static_cast<std::size_t>(tensor.size(0)), static_cast<std::size_t>(tensor.size(1)));
    tensorView(out).copy_(tensor);
    return out;
}

[[nodiscard]] inline at::Device torchDevice(DeviceChoice resolved)
{
    return resolved == DeviceChoice::Cuda ? at::Device(at::kCUDA) : at::Device(at::kCPU);
}

} // namespace fairlead
