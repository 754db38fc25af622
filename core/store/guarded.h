#pragma once

#include "core/base/result.h"

#include <exception>

namespace fairlead {

/// Runs the body of a public function; what it throws (no memory for what a file claims to hold) becomes an Error.
template <typename Work>
[[nodiscard]] auto guarded(Work work) -> decltype(work())
{
    try {
        return work();
    } catch (const std::exception &error) {
        return makeError(
            ErrorCode::Io,
            "The memory does not suffice to read this part of the workspace. Close other programs and try again.",
            error.what());
    }
}

} // namespace fairlead
