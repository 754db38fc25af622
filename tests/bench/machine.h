#pragma once

#include "core/base/device.h"

namespace fairlead::bench {

/// FLOP a second of the device's BLAS (a CPU's on the threads that training uses): a square product of floats, large
/// enough to be at its best (median of several).
[[nodiscard]] double sgemmRate(DeviceChoice resolved);
/// Bytes a second, read and written, of copying more than the caches hold.
[[nodiscard]] double copyRate();

} // namespace fairlead::bench
