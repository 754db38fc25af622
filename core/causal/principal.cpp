#include "core/causal/principal.h"

#include "core/base/tensorview.h"
#include "core/features/featuretensors.h"

#include <algorithm>

namespace fairlead {

namespace {

/// Variances below this share of the largest are rounding.
constexpr double kNoVariance = 1e-9;

} // namespace

MatrixD principalCoordinates(const FeatureRows &z, std::size_t wanted)
{
    const auto n = static_cast<std::int64_t>(z.rows());
    const auto d = static_cast<std::int64_t>(z.cols());
    const auto most = static_cast<std::int64_t>(std::min({wanted, z.cols(), z.rows()}));
    if (most == 0)
        return MatrixD(z.rows(), 0);
    FeatureTensors features(z, at::kCPU, at::kDouble);
    const auto forEach = [&](const auto &body) {
        for (std::int64_t first = 0; first < n; first += features.blockRows())
            body(first, features.block(first, std::min(features.blockRows(), n - first)));
    };
    at::Tensor mean = at::zeros({d}, at::kDouble);
    at::Tensor covariance = at::zeros({d, d}, at::kDouble);
    forEach([&](std::int64_t, const at::Tensor &block) {
        mean.add_(block.sum(0));
        covariance.addmm_(block.t(), block);
    });
    mean.div_(static_cast<double>(n));
    covariance.div_(static_cast<double>(n)).sub_(at::outer(mean, mean));
    const auto [variances, directions] = at::linalg_eigh(covariance); // ascending
    const at::Tensor top = variances.flip(0).narrow(0, 0, most);
    const at::Tensor largest = top.select(0, 0);
    const auto kept =
        at::gt(top, at::maximum(largest * kNoVariance, at::full_like(largest, 1e-300))).sum().item<std::int64_t>();
    const at::Tensor chosen = directions.flip(1).narrow(1, 0, kept);
    const at::Tensor centre = at::matmul(mean, chosen);
    const at::Tensor deviation = top.narrow(0, 0, kept).sqrt();
    MatrixD coordinates(z.rows(), static_cast<std::size_t>(kept));
    forEach([&](std::int64_t first, const at::Tensor &block) {
        tensorView(coordinates).narrow(0, first, block.size(0)).copy_(at::mm(block, chosen).sub_(centre).div_(deviation));
    });
    return coordinates;
}

} // namespace fairlead
