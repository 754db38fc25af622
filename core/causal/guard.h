#pragma once

#include "core/base/result.h"

#include <exception>
#include <stop_token>
#include <string>

namespace fairlead {

/// Thrown inside a computation to leave it at once; guarded() makes it ErrorCode::Cancelled.
struct StopRequested
{};

/// A failure that already is a sentence for a person.
struct ComputationFailed
{
    Error error;
};

inline void throwIfStopped(const std::stop_token &stop)
{
    if (stop.stop_requested())
        throw StopRequested{};
}

template <typename T>
T valueOrThrow(Result<T> result)
{
    if (!result)
        throw ComputationFailed{std::move(result).error()};
    return std::move(result).value();
}

/// Runs `body` and turns what it or LibTorch throws into an Error: the door of every public function here.
/// @param what starts the message: "Could not fit the outcome model"
template <typename T, typename Body>
[[nodiscard]] Result<T> guarded(const std::string &what, Body &&body)
{
    try {
        return Result<T>(body());
    } catch (const StopRequested &) {
        return makeError(ErrorCode::Cancelled, what + ": stopped before it was finished.");
    } catch (const ComputationFailed &failure) {
        return failure.error;
    } catch (const std::bad_alloc &) {
        return makeError(ErrorCode::Internal, what + ": not enough memory. Use fewer rows or smaller embeddings.");
    } catch (const std::exception &e) {
        return makeError(ErrorCode::Internal, what + ": the numerical library reported an error.", e.what());
    }
}

} // namespace fairlead
