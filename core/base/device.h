#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace fairlead {

/// Where matrix work runs.
enum class DeviceChoice { Auto, Cpu, Cuda };

[[nodiscard]] Result<DeviceChoice> deviceFromKey(std::string_view key); ///< "auto", "cpu", "cuda"
[[nodiscard]] std::string_view deviceKey(DeviceChoice choice);

/// Auto becomes Cuda where LibTorch finds a GPU, else Cpu. Cuda without a GPU is an error that says so.
[[nodiscard]] Result<DeviceChoice> resolveDevice(DeviceChoice choice);

/// "CPU, 2 threads" or "CUDA GPU (1 visible)".
[[nodiscard]] std::string describeDevice(DeviceChoice resolved);

} // namespace fairlead
