#pragma once

#include "core/base/parallel.h"

#include <cstddef>
#include <stop_token>
#include <vector>

namespace fairlead {

/// Parts of a sum over rows, computed on all cores and in order whatever the number of threads.
/// @param part of rows [first, last)
template <typename Part>
[[nodiscard]] auto sumsOfBlocks(std::size_t rows, const std::stop_token &stop, Part part)
{
    constexpr std::size_t kRows = 1 << 14;
    std::vector<decltype(part(std::size_t(), std::size_t()))> parts((rows + kRows - 1) / kRows);
    forEachBlock(rows, kRows, stop,
                 [&](std::size_t first, std::size_t last) { parts[first / kRows] = part(first, last); });
    return parts;
}

} // namespace fairlead
