#include "core/base/device.h"

#include "core/base/format.h"

#include <thread>
#include <torch/cuda.h>

namespace fairlead {

Result<DeviceChoice> deviceFromKey(std::string_view key)
{
    for (const auto choice : {DeviceChoice::Auto, DeviceChoice::Cpu, DeviceChoice::Cuda}) {
        if (deviceKey(choice) == key)
            return choice;
    }
    return makeError(ErrorCode::BadConfig, "Unknown device '" + std::string(key) + "'. Use auto, cpu or cuda.");
}

std::string_view deviceKey(DeviceChoice choice)
{
    switch (choice) {
    case DeviceChoice::Auto:
        return "auto";
    case DeviceChoice::Cpu:
        return "cpu";
    case DeviceChoice::Cuda:
        return "cuda";
    }
    return "auto";
}

Result<DeviceChoice> resolveDevice(DeviceChoice choice)
{
    const bool hasCuda = torch::cuda::is_available();
    if (choice == DeviceChoice::Auto)
        return hasCuda ? DeviceChoice::Cuda : DeviceChoice::Cpu;
    if (choice == DeviceChoice::Cuda && !hasCuda)
        return makeError(ErrorCode::Unsupported,
                         "Device 'cuda' was asked for, but LibTorch finds no CUDA GPU here (no GPU, no driver, or a "
                         "LibTorch built without CUDA). Choose cpu, or auto to fall back by itself.");
    return choice;
}

std::string describeDevice(DeviceChoice resolved)
{
    if (resolved == DeviceChoice::Cuda)
        return "CUDA GPU (" + formatCount(static_cast<double>(torch::cuda::device_count())) + " visible)";
    return "CPU, " + formatCount(std::thread::hardware_concurrency()) + " threads";
}

} // namespace fairlead
