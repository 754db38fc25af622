#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

namespace fairlead {

/// Calls body(first, last) for consecutive blocks of [0, size), on all cores (at most eight threads, the caller's
/// among them). Which thread takes which block is open, so a body that writes only its own block gives the same
/// result for any number of threads. `stop` is asked before every block.
/// @param done called in the caller's thread with the number of items finished so far, at the end with all; may be
/// empty
/// @return false when stopped before the end. The first exception of a body is thrown again in the caller.
bool forEachBlock(std::size_t size, std::size_t block, const std::stop_token &stop,
                  const std::function<void(std::size_t first, std::size_t last)> &body,
                  const std::function<void(std::size_t finished)> &done = {});

} // namespace fairlead
