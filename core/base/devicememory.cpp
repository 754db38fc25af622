#include "core/base/devicememory.h"

#include <array>
#include <dlfcn.h>
#include <fstream>
#include <memory>

namespace fairlead {

namespace {

using Library = std::unique_ptr<void, int (*)(void *)>;

Library openLibrary(const char *name)
{
    return {dlopen(name, RTLD_LAZY | RTLD_LOCAL), dlclose};
}

template <typename Function>
Function *symbol(const Library &library, const char *name)
{
    return library ? reinterpret_cast<Function *>(dlsym(library.get(), name)) : nullptr;
}

/// MemAvailable of Linux: what can be had without swapping, caches included.
std::optional<std::uint64_t> availableRam()
{
    std::ifstream file("/proc/meminfo");
    std::string word;
    std::uint64_t kilobytes = 0;
    while (file >> word) {
        if (word == "MemAvailable:" && file >> kilobytes)
            return kilobytes * 1024;
    }
    return std::nullopt;
}

/// The first visible GPU as its driver names it. CUDA's driver knows which GPU is first (CUDA_VISIBLE_DEVICES).
struct Gpu
{
    std::array<char, 256> name{};
    std::array<char, 64> busId{};
    bool isThere = false;
};

Gpu firstGpu()
{
    Gpu gpu;
    const Library cuda = openLibrary("libcuda.so.1");
    auto *init = symbol<int(unsigned)>(cuda, "cuInit");
    auto *device = symbol<int(int *, int)>(cuda, "cuDeviceGet");
    auto *name = symbol<int(char *, int, int)>(cuda, "cuDeviceGetName");
    auto *busId = symbol<int(char *, int, int)>(cuda, "cuDeviceGetPCIBusId");
    int handle = 0;
    if (!init || !device || !name || !busId || init(0) != 0 || device(&handle, 0) != 0)
        return gpu;
    gpu.isThere = name(gpu.name.data(), static_cast<int>(gpu.name.size()) - 1, handle) == 0 &&
                  busId(gpu.busId.data(), static_cast<int>(gpu.busId.size()) - 1, handle) == 0;
    return gpu;
}

/// From NVML, which needs no context on the GPU and so takes none of its memory.
std::optional<std::uint64_t> freeGpuMemory()
{
    struct Memory
    {
        unsigned long long total, free, used;
    };
    const Gpu gpu = firstGpu();
    const Library nvml = openLibrary("libnvidia-ml.so.1");
    auto *init = symbol<int()>(nvml, "nvmlInit_v2");
    auto *shutdown = symbol<int()>(nvml, "nvmlShutdown");
    auto *find = symbol<int(const char *, void **)>(nvml, "nvmlDeviceGetHandleByPciBusId_v2");
    auto *memory = symbol<int(void *, Memory *)>(nvml, "nvmlDeviceGetMemoryInfo");
    if (!gpu.isThere || !init || !shutdown || !find || !memory || init() != 0)
        return std::nullopt;
    void *device = nullptr;
    Memory found{};
    const bool isKnown = find(gpu.busId.data(), &device) == 0 && memory(device, &found) == 0;
    shutdown();
    return isKnown ? std::optional<std::uint64_t>(found.free) : std::nullopt;
}

} // namespace

std::vector<DeviceInfo> devices()
{
    std::vector<DeviceInfo> found{
        {DeviceChoice::Cpu, describeDevice(DeviceChoice::Cpu), freeMemory(DeviceChoice::Cpu)}};
    if (resolveDevice(DeviceChoice::Cuda)) {
        const std::string name = gpuName();
        found.push_back({DeviceChoice::Cuda, name.empty() ? describeDevice(DeviceChoice::Cuda) : name,
                         freeMemory(DeviceChoice::Cuda)});
    }
    return found;
}

std::optional<std::uint64_t> freeMemory(DeviceChoice resolved)
{
    return resolved == DeviceChoice::Cuda ? freeGpuMemory() : availableRam();
}

std::string gpuName()
{
    const Gpu gpu = firstGpu();
    return gpu.isThere ? std::string(gpu.name.data()) : std::string();
}

} // namespace fairlead
