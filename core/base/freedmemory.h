#pragma once

#include <cstddef>

namespace fairlead {

/// Gives memory that was freed back to the system, where the C library would keep it, for each thread, until that
/// thread needs some again. For the end of a stage that held much. A few milliseconds.
void giveBackFreedMemory();

/// Lets threads share the C library's heaps, as many as there are threads at once: it would give up to eight a core,
/// and what threads that have ended freed there stays held. Once in a program is enough.
/// @param threads that run at once, at least 1
void shareHeaps(std::size_t threads);

} // namespace fairlead
