#pragma once

#include "core/base/ids.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <string>

namespace fairlead::test {

/// Full feedback whose best policy is known: embeddings of `dimensions` normal floats; model "cheap" answers well where
/// the first coordinate is negative, "dear" where it is positive, "middle" is mediocre everywhere. Costs in USD are
/// 0.001, 0.010 and 0.004, each with 10% noise. Queries have prompts, ids "q0".. and a 70/30 split.
[[nodiscard]] DatasetId addSampleFullFeedback(Workspace &workspace, const std::string &name, std::size_t queries,
                                              std::uint64_t seed, std::size_t dimensions = 6);

/// A log in which `only` served every query of that full feedback.
[[nodiscard]] DatasetId addSingleModelLog(Workspace &workspace, DatasetId fullFeedback, const std::string &name,
                                          std::int32_t only);

} // namespace fairlead::test
