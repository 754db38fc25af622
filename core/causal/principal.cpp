#include "core/causal/principal.h"

#include "core/base/tensorview.h"

#include <algorithm>

namespace fairlead {

namespace {

/// Variances below this share of the largest are rounding.
constexpr double kNoVariance = 1e-9;

} // namespace

MatrixD principalCoordinates(const MatrixD &z, std::size_t wanted)
{
    const auto n = static_cast<std::int64_t>(z.rows());
    const auto most = static_cast<std::int64_t>(std::min({wanted, z.cols(), z.rows()}));
    if (most == 0)
        return MatrixD(z.rows(), 0);
    const at::Tensor all = tensorView(z);
    const at::Tensor mean = all.mean(0);
    const at::Tensor covariance = at::mm(all.t(), all).div_(static_cast<double>(n)).sub_(at::outer(mean, mean));
    const auto [variances, directions] = at::linalg_eigh(covariance); // ascending
    const at::Tensor top = variances.flip(0).narrow(0, 0, most);
    const at::Tensor largest = top.select(0, 0);
    const auto kept =
        at::gt(top, at::maximum(largest * kNoVariance, at::full_like(largest, 1e-300))).sum().item<std::int64_t>();
    const at::Tensor chosen = directions.flip(1).narrow(1, 0, kept);
    at::Tensor coordinates = at::mm(all, chosen).sub_(at::matmul(mean, chosen));
    coordinates.div_(top.narrow(0, 0, kept).sqrt());
    return toMatrix<double>(coordinates);
}

} // namespace fairlead
