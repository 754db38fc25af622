#pragma once

#include "core/routers/router.h"

#include <span>
#include <string_view>

namespace fairlead {

/// What every saved router begins with: metadata "method" and "format", tensors "router.knots" and "router.tie_costs".
struct RouterHeader
{
    Method method = Method::PlugIn;
    std::vector<double> knots;    ///< at least two, finite, ascending, from 0
    std::vector<double> tieCosts; ///< 1 to 65,535 models, finite

    [[nodiscard]] std::size_t models() const { return tieCosts.size(); }
    [[nodiscard]] double lambdaMax() const { return knots.back(); }
};

/// A bundle with the header of `router`.
[[nodiscard]] TensorBundle beginBundle(const Router &router);

/// Routers whose methods may stand on a plug-in base say it where they do not, so that a base that was lost is damage.
void markWithoutBase(TensorBundle &bundle);
[[nodiscard]] bool isWithoutBase(const TensorBundle &bundle);

/// A newer format is NewerVersion; anything missing or out of range is BadInput.
[[nodiscard]] Result<RouterHeader> readHeader(const TensorBundle &bundle);

/// BadInput: "The router is damaged: CAUSE. ..."
[[nodiscard]] Error damagedRouter(std::string_view cause);

/// Embeddings are there and finite; BadInput names the first row that is not.
[[nodiscard]] Result<void> requireEmbeddings(const QueryBatch &queries);

[[nodiscard]] bool allFinite(std::span<const double> values);
[[nodiscard]] bool allFinite(std::span<const float> values);
template <typename T>
[[nodiscard]] bool allFinite(const Matrix<T> &matrix)
{
    return allFinite(std::span<const T>(matrix.data(), matrix.size()));
}

} // namespace fairlead
