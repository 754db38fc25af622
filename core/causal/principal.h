#pragma once

#include "core/base/matrix.h"
#include "core/features/featurerows.h"

namespace fairlead {

/// Coordinates of the rows along the leading principal directions of z, largest variance first, each scaled to mean 0
/// and standard deviation 1 (ddof 0). Directions without variance are left out.
/// @param z n x d @return n x k, k <= wanted
[[nodiscard]] MatrixD principalCoordinates(const FeatureRows &z, std::size_t wanted);

} // namespace fairlead
