#include "core/base/productblocks.h"

#include "core/base/blockloop.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cstdlib>
#include <dlfcn.h>
#include <mutex>
#include <thread>

#ifndef INTRA_OP_PARALLEL
#error "LibTorch's parallel loops would be loops of one thread: compile this file with OpenMP."
#endif

namespace fairlead {

namespace {

/// While one lives, a product of OpenBLAS is its caller's thread's alone. Other libraries see for themselves that they
/// are called from a parallel loop.
class OwnThreadProducts
{
public:
    OwnThreadProducts()
    {
        const std::lock_guard lock(s_mutex);
        if (s_living++ > 0)
            return;
        const auto threads = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "openblas_get_num_threads"));
        s_threads = threads != nullptr ? threads() : 1;
        setThreads(1);
    }
    ~OwnThreadProducts()
    {
        const std::lock_guard lock(s_mutex);
        if (--s_living == 0)
            setThreads(s_threads);
    }
    OwnThreadProducts(const OwnThreadProducts &) = delete;
    OwnThreadProducts &operator=(const OwnThreadProducts &) = delete;

private:
    static void setThreads(int threads)
    {
        if (const auto set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
            set(threads);
    }

    inline static std::mutex s_mutex;
    inline static int s_living = 0;
    inline static int s_threads = 1; ///< to go back to
};

} // namespace

int productThreads()
{
    static constexpr unsigned kMostThreads = 8;
    // LibTorch keeps its number for each thread.
    thread_local const int threads = [] {
        if (std::getenv("OMP_NUM_THREADS") == nullptr && !at::in_parallel_region())
            at::set_num_threads(int(std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads)));
        return at::get_num_threads();
    }();
    return threads;
}

bool forEachProductBlock(std::size_t size, std::size_t block, const std::stop_token &stop,
                         const std::function<void(std::size_t, std::size_t)> &body,
                         const std::function<void(std::size_t)> &done)
{
    const OwnThreadProducts products;
    BlockLoop loop{size, std::max<std::size_t>(block, 1), stop, body};
    const auto blocks = static_cast<std::int64_t>((size + loop.block - 1) / loop.block);
    at::parallel_for(0, std::min<std::int64_t>(blocks, productThreads()), 1, [&](std::int64_t thread, std::int64_t) {
        loop.runCatching(thread == 0 ? done : std::function<void(std::size_t)>()); // 0: the caller's
    });
    return loop.isComplete();
}

} // namespace fairlead
