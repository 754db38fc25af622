#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fairlead {

/// More runs at once than anyone means to start.
inline constexpr std::size_t kMostSeeds = 200;

/// Seeds as a person types them: "1", "1-5", "1, 2, 7-9"; in that order, each once. BadInput says what is wrong, as a
/// sentence to stand beside the field.
[[nodiscard]] Result<std::vector<std::uint64_t>> parseSeeds(std::string_view text);

} // namespace fairlead
