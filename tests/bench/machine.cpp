#include "tests/bench/machine.h"

#include "core/base/parallel.h"
#include "tests/bench/benchmarks.h"

#include <torch/torch.h>

#include <cstring>
#include <vector>

namespace fairlead::bench {

namespace {

constexpr std::int64_t kSide = 3072;
constexpr std::size_t kCopyBytes = std::size_t(512) << 20;
constexpr int kRuns = 5;

} // namespace

double sgemmRate()
{
    const torch::NoGradGuard noGrad;
    const auto a = torch::rand({kSide, kSide});
    const auto b = torch::rand({kSide, kSide});
    auto c = torch::empty({kSide, kSide});
    const double seconds = medianSeconds(kRuns, [&] { torch::mm_out(c, a, b); });
    return 2.0 * kSide * kSide * kSide / seconds;
}

double copyRate()
{
    const std::vector<char> from(kCopyBytes, 1);
    std::vector<char> to(kCopyBytes, 2);
    const double seconds = medianSeconds(kRuns, [&] {
        forEachBlock(kCopyBytes, kCopyBytes / 64, {}, [&](std::size_t first, std::size_t last) {
            std::memcpy(to.data() + first, from.data() + first, last - first);
        });
    });
    return 2.0 * kCopyBytes / seconds;
}

Benchmark machineBenchmark()
{
    return {"machine", "what this machine can do: its float matrix product and its memory", [](const Settings &) {
                return std::vector<Figure>{{"sgemm", sgemmRate() / 1e9, "GFLOP/s"},
                                           {"copy, read and written", copyRate() / 1e9, "GB/s"}};
            }};
}

} // namespace fairlead::bench
