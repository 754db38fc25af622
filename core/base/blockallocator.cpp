#include "core/base/blockallocator.h"

#include <cstdint>
#ifdef __linux__
#include <sys/mman.h>
#endif

namespace fairlead {

void preferLargePages([[maybe_unused]] void *block, [[maybe_unused]] std::size_t bytes)
{
#ifdef __linux__
    constexpr std::uintptr_t kPage = std::uintptr_t(1) << 21;
    constexpr std::size_t kLeast = 4 * kPage;
    if (bytes < kLeast)
        return;
    const auto begin = reinterpret_cast<std::uintptr_t>(block);
    const std::uintptr_t first = (begin + kPage - 1) / kPage * kPage;
    const std::uintptr_t last = (begin + bytes) / kPage * kPage;
    (void)madvise(reinterpret_cast<void *>(first), last - first, MADV_HUGEPAGE); // a wish: refused without harm
#endif
}

} // namespace fairlead
