#pragma once

#include "core/experiment/rundata.h"

#include <cstdint>

namespace fairlead::bench {

/// A log of RouterBench's size in memory: embeddings of `dimensions` floats of which a few directions decide how hard a
/// query is and which model is good at it; the served model depends on them; quality 0 or 1. Three tenths of the
/// queries are held out. Seeded.
[[nodiscard]] RunData makeTrainData(std::size_t queries, std::size_t dimensions, std::size_t models,
                                    std::uint64_t seed);

} // namespace fairlead::bench
