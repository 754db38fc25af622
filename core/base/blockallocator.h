#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace fairlead {

/// Asks for large pages under a block that is about to be filled: the system then makes some hundred times fewer, and
/// each of them costs it microseconds. Only pages that lie wholly inside the block, so it takes no more memory. Blocks
/// of less than a few large pages, and systems without them, are left as they are.
void preferLargePages(void *block, std::size_t bytes);

/// Allocator for tables of numbers: a block starts on a cache line, so that BLAS and SIMD code read whole lines, and a
/// big one lies on large pages where there are any.
template <typename T>
struct BlockAllocator
{
    using value_type = T;
    static constexpr std::align_val_t kAlignment{64};

    BlockAllocator() = default;
    template <typename U>
    BlockAllocator(const BlockAllocator<U> &) noexcept
    {}
    T *allocate(std::size_t n)
    {
        const std::size_t bytes = n * sizeof(T);
        void *const block = ::operator new(bytes, kAlignment);
        preferLargePages(block, bytes);
        return static_cast<T *>(block);
    }
    void deallocate(T *p, std::size_t) noexcept { ::operator delete(p, kAlignment); }
    bool operator==(const BlockAllocator &) const { return true; }
};

/// A list long enough for that to matter.
template <typename T>
using BlockVector = std::vector<T, BlockAllocator<T>>;

} // namespace fairlead
