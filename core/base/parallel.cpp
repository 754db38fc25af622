#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace fairlead {

namespace {

constexpr std::size_t kMaxThreads = 8;

/// What the threads of one loop share.
struct Loop
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
};

} // namespace

bool forEachBlock(std::size_t size, std::size_t block, const std::stop_token &stop,
                  const std::function<void(std::size_t, std::size_t)> &body,
                  const std::function<void(std::size_t)> &done)
{
    Loop loop{size, std::max<std::size_t>(block, 1), stop, body};
    const std::size_t blocks = (size + loop.block - 1) / loop.block;
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t helpers = std::min({kMaxThreads, cores, std::max<std::size_t>(blocks, 1)}) - 1;
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < helpers; ++i)
            threads.emplace_back([&loop] { loop.runCatching({}); });
        loop.runCatching(done);
    }
    if (loop.failure)
        std::rethrow_exception(loop.failure);
    if (loop.finished != size)
        return false;
    if (done)
        done(size);
    return true;
}

} // namespace fairlead
