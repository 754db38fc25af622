#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fairlead {

/// A named array: shape and cells (row-major). What routers and encoders are stored as.
struct NamedTensor
{
    std::vector<std::int64_t> shape;
    std::variant<std::vector<float>, std::vector<double>, std::vector<std::int64_t>> cells;
};

/// Named arrays plus short text fields; the content of one safetensors file.
struct TensorBundle
{
    std::map<std::string, NamedTensor> tensors;
    std::map<std::string, std::string> metadata;

    void put(const std::string &name, const MatrixF &matrix);
    void put(const std::string &name, const MatrixD &matrix);
    void put(const std::string &name, std::span<const float> values);
    void put(const std::string &name, std::span<const double> values);
    void put(const std::string &name, std::span<const std::int64_t> values);

    [[nodiscard]] bool has(const std::string &name) const { return tensors.contains(name); }
    /// Errors name the tensor that is missing or of another type or rank.
    [[nodiscard]] Result<MatrixF> matrixF(const std::string &name) const;
    [[nodiscard]] Result<MatrixD> matrixD(const std::string &name) const;
    [[nodiscard]] Result<std::vector<float>> vectorF(const std::string &name) const;
    [[nodiscard]] Result<std::vector<double>> vectorD(const std::string &name) const;
    [[nodiscard]] Result<std::vector<std::int64_t>> vectorI(const std::string &name) const;
};

/// The safetensors format, version of 2023 (little-endian header length, JSON header, raw cells); no pickles, no code.
[[nodiscard]] std::string toSafetensors(const TensorBundle &bundle);

/// @param source names the file or router in messages; every offset and size is checked before it is used
[[nodiscard]] Result<TensorBundle> fromSafetensors(std::string_view bytes, std::string_view source);

} // namespace fairlead
