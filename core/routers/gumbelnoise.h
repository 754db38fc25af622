#pragma once

#include <cstdint>
#include <span>

namespace fairlead {

/// Standard Gumbel noise per model, -log(-log u), with u from a generator seeded by the hash (XXH64) of the query's
/// float32 embedding bytes and the seed. Added to log-probabilities it makes the arg max one draw from them (Gumbel-max
/// trick); the same query always gets the same draw, and queries with different embeddings independent ones.
void addGumbelNoise(std::span<double> logProbabilities, std::span<const float> embedding, std::uint64_t seed);

} // namespace fairlead
