#include "core/base/random.h"

#include "core/base/hash.h"

#include <cmath>
#include <numbers>

namespace fairlead {

std::uint64_t deriveSeed(std::uint64_t seed, std::string_view purpose, std::uint64_t index)
{
    Hasher hasher(seed);
    hasher.add(purpose);
    hasher.add(index);
    return hasher.digest();
}

std::uint64_t Random::next()
{
    std::uint64_t z = (m_state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

double Random::uniform()
{
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

double Random::normal()
{
    const double radius = std::sqrt(-2 * std::log1p(-uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
}

std::uint64_t Random::below(std::uint64_t bound)
{
    return static_cast<std::uint64_t>(uniform() * static_cast<double>(bound));
}

std::size_t Random::pick(std::span<const double> weights)
{
    double total = 0;
    for (const double w : weights)
        total += w;
    double left = uniform() * total;
    for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
        left -= weights[i];
        if (left < 0)
            return i;
    }
    return weights.size() - 1;
}

} // namespace fairlead
