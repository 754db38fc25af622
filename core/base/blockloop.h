#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>

namespace fairlead {

/// What the threads of one loop over [0, size) share, whoever starts them: each takes the next block until none is
/// left, the loop is stopped or a body has thrown.
struct BlockLoop
{
    std::size_t size;
    std::size_t block;
    const std::stop_token &stop;
    const std::function<void(std::size_t, std::size_t)> &body;
    std::atomic<std::size_t> next = 0;
    std::atomic<std::size_t> finished = 0;
    std::atomic<bool> failed = false;
    std::mutex failureMutex = {};
    std::exception_ptr failure = {};

    void run(const std::function<void(std::size_t)> &done)
    {
        while (!failed && !stop.stop_requested()) {
            const std::size_t first = next.fetch_add(block);
            if (first >= size)
                return;
            const std::size_t last = std::min(size, first + block);
            body(first, last);
            finished += last - first;
            if (done)
                done(finished);
        }
    }

    void runCatching(const std::function<void(std::size_t)> &done)
    {
        try {
            run(done);
        } catch (...) {
            const std::lock_guard lock(failureMutex);
            if (!failure)
                failure = std::current_exception();
            failed = true;
        }
    }

    /// Once all threads are through: whether every item was done. Throws what a body threw first.
    [[nodiscard]] bool isComplete() const
    {
        if (failure)
            std::rethrow_exception(failure);
        return finished == size;
    }
};

} // namespace fairlead
