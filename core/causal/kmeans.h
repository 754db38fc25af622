#pragma once

#include "core/base/matrix.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/features/featurerows.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace fairlead {

/// Lloyd's algorithm for several codebooks at once: one matrix product per block of rows gives the distances to the
/// centroids of all of them. Starts from distinct rows drawn by the seed; a cell that loses its rows keeps its
/// centroid.
/// @param z n x d; @param sizes cells per codebook, capped by n
/// @return per codebook: cells x d centroids
[[nodiscard]] Result<std::vector<MatrixD>> fitCodebooks(const FeatureRows &z, std::span<const int> sizes, int iterations,
                                                        std::uint64_t seed, std::stop_token stop,
                                                        const ReportProgress &report);

} // namespace fairlead
