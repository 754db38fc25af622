#include "core/base/parallel.h"

#include "core/base/blockloop.h"
#include "core/base/freedmemory.h"

#include <algorithm>
#include <thread>
#include <vector>

namespace fairlead {

namespace {

constexpr std::size_t kMaxThreads = 8;

} // namespace

bool forEachBlock(std::size_t size, std::size_t block, const std::stop_token &stop,
                  const std::function<void(std::size_t, std::size_t)> &body,
                  const std::function<void(std::size_t)> &done)
{
    BlockLoop loop{size, std::max<std::size_t>(block, 1), stop, body};
    const std::size_t blocks = (size + loop.block - 1) / loop.block;
    static const std::size_t most = [] { // threads of one loop
        const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
        shareHeaps(std::min(kMaxThreads, cores));
        return std::min(kMaxThreads, cores);
    }();
    const std::size_t helpers = std::min(most, std::max<std::size_t>(blocks, 1)) - 1;
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < helpers; ++i)
            threads.emplace_back([&loop] { loop.runCatching({}); });
        loop.runCatching(done);
    }
    if (!loop.isComplete())
        return false;
    if (done)
        done(size);
    return true;
}

} // namespace fairlead
