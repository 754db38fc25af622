#include "core/routers/gumbelnoise.h"

#include "core/base/hash.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

void addGumbelNoise(std::span<double> logProbabilities, std::span<const float> embedding, std::uint64_t seed)
{
    constexpr double kSmallest = 0x1.0p-54; // u may be drawn as 0, whose logarithm is not finite
    Random random(hashBytes(embedding.data(), embedding.size_bytes(), deriveSeed(seed, "gumbel")));
    for (double &value : logProbabilities)
        value -= std::log(-std::log(std::max(random.uniform(), kSmallest)));
}

} // namespace fairlead
