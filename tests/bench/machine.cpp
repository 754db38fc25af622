#include "tests/bench/machine.h"

#include "core/base/parallel.h"
#include "core/base/tensorview.h"
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

double sgemmRate(DeviceChoice resolved)
{
    const torch::NoGradGuard noGrad;
    const at::Device device = torchDevice(resolved);
    const auto a = torch::rand({kSide, kSide}, device);
    const auto b = torch::rand({kSide, kSide}, device);
    auto c = torch::empty({kSide, kSide}, device);
    const double seconds = medianSeconds(kRuns, [&] {
        torch::mm_out(c, a, b);
        if (resolved == DeviceChoice::Cuda)
            torch::cuda::synchronize();
    });
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
    return {"machine", "what this machine can do: its device's float matrix product and its memory",
            [](const Settings &settings) {
                return std::vector<Figure>{{"sgemm", sgemmRate(settings.device) / 1e9, "GFLOP/s"},
                                           {"copy, read and written", copyRate() / 1e9, "GB/s"}};
            }};
}

} // namespace fairlead::bench
