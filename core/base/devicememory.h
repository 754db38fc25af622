#pragma once

#include "core/base/device.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fairlead {

/// A device that can be chosen here, and what is free on it at this moment.
struct DeviceInfo
{
    DeviceChoice choice = DeviceChoice::Cpu; ///< Cpu or Cuda
    std::string name;                        ///< "CPU, 2 threads", "NVIDIA H100 80GB HBM3"
    std::optional<std::uint64_t> freeBytes;  ///< nothing where the system does not say
};

/// The CPU, and the GPU that would be used where LibTorch finds one. May take a second: for background work.
[[nodiscard]] std::vector<DeviceInfo> devices();

/// RAM that is available without swapping, or memory that is free on the first visible GPU; nothing where the system
/// does not say. Asks the GPU's driver, not LibTorch, and takes no memory there.
[[nodiscard]] std::optional<std::uint64_t> freeMemory(DeviceChoice resolved);

/// What the driver calls the first visible GPU; empty without one.
[[nodiscard]] std::string gpuName();

} // namespace fairlead
