#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

namespace fairlead {

/// Threads of such loops when they are started from this one. LibTorch would count two hyperthreads as one.
[[nodiscard]] int productThreads();

/// Calls body(first, last) for consecutive blocks of [0, size) on LibTorch's threads. Within a body products and
/// element-wise operations are one thread's: many small ones in a row go faster side by side than each of them on all
/// threads, which would wait for each other after every one. Which thread takes which block is open, as in
/// forEachBlock; at::get_thread_num() numbers the threads. `stop` is asked before every block.
/// @param done called in the caller's thread with the number of items finished so far; may be empty
/// @return false when stopped before the end. An exception of a body is thrown again in the caller.
bool forEachProductBlock(std::size_t size, std::size_t block, const std::stop_token &stop,
                         const std::function<void(std::size_t first, std::size_t last)> &body,
                         const std::function<void(std::size_t finished)> &done = {});

} // namespace fairlead
