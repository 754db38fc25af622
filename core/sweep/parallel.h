#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace fairlead {

/// Calls work(index, isCaller) for every index in [0, count), spread over the machine's cores. The calling thread works
/// too and is the only one with isCaller true, so that it alone reports progress. An exception of any thread is
/// thrown here once all have ended.
template <typename Work>
void parallelFor(std::size_t count, Work work)
{
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex failureMutex;
    const auto drain = [&](bool isCaller) {
        try {
            for (std::size_t index = next++; index < count; index = next++)
                work(index, isCaller);
        } catch (...) {
            next = count;
            const std::lock_guard lock(failureMutex);
            failure = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> helpers;
        const std::size_t threads = std::min<std::size_t>(std::max(1U, std::thread::hardware_concurrency()), count);
        for (std::size_t i = 1; i < threads; ++i)
            helpers.emplace_back([&] { drain(false); });
        drain(true);
    }
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace fairlead
