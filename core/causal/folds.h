#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace fairlead {

/// Cross-fitting folds in [0, folds): rows of one group stay together, an empty group stands alone; balanced in size
/// and the same for a seed.
[[nodiscard]] std::vector<std::int32_t> assignFolds(std::span<const std::string> groups, std::size_t rows, int folds,
                                                    std::uint64_t seed);

} // namespace fairlead
