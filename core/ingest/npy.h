#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"

#include <filesystem>
#include <stop_token>

namespace fairlead {

/// NumPy's .npy, versions 1 to 3: a two-dimensional f2, f4 or f8 array in C order, little-endian.
/// A cut, object or Fortran-ordered file, NaN or infinity is an error that says which.
/// A stop is ErrorCode::Cancelled.
[[nodiscard]] Result<MatrixF> readNpy(const std::filesystem::path &path, const std::stop_token &stop = {});

} // namespace fairlead
