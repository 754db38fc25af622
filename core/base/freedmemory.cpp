#include "core/base/freedmemory.h"

#include <cstdlib>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace fairlead {

void giveBackFreedMemory()
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

void shareHeaps([[maybe_unused]] std::size_t threads)
{
#ifdef __GLIBC__
    mallopt(M_ARENA_MAX, static_cast<int>(threads));
#endif
}

} // namespace fairlead
