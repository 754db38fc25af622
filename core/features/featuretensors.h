#pragma once

#include "core/features/featurerows.h"

#include <ATen/ATen.h>

#include <optional>
#include <vector>

namespace fairlead {

/// For use inside .cpp files only. Features as tensors for the products: on a CPU rows are converted into a buffer when
/// they are asked for, on a GPU all of them lie there from the start. Threads of forEachProductBlock have a buffer
/// each; what is returned is good until the same thread's next call.
class FeatureTensors
{
public:
    /// @param type float or double; @param scale multiplies the features
    /// @param constant value of a last column beside the features; none without it
    FeatureTensors(FeatureRows rows, at::Device device, at::ScalarType type, double scale = 1,
                   std::optional<double> constant = {});

    [[nodiscard]] std::int64_t rows() const { return static_cast<std::int64_t>(m_rows.rows()); }
    /// d, the constant column included.
    [[nodiscard]] std::int64_t cols() const
    {
        return static_cast<std::int64_t>(m_rows.cols()) + (m_constant.has_value() ? 1 : 0);
    }
    [[nodiscard]] const at::TensorOptions &options() const { return m_options; }
    /// Rows of a block that keeps a CPU's cache and a GPU busy.
    [[nodiscard]] std::int64_t blockRows() const;
    /// count x d
    [[nodiscard]] at::Tensor block(std::int64_t first, std::int64_t count);
    /// The numbered rows; @param rows long, on the device
    [[nodiscard]] at::Tensor gather(const at::Tensor &rows);

private:
    at::Tensor buffer(std::int64_t count);
    void readInto(at::Tensor &host, std::int64_t first, std::int64_t count) const;
    [[nodiscard]] at::Tensor emptyRows(std::int64_t count) const; ///< on the CPU, with the constant in its place

    FeatureRows m_rows;
    at::TensorOptions m_options;
    double m_scale;
    std::optional<double> m_constant;
    at::Tensor m_cells;                ///< GPU: n x d
    std::vector<at::Tensor> m_buffers; ///< CPU: of each thread
};

} // namespace fairlead
