#pragma once

namespace fairlead::bench {

/// FLOP a second of the BLAS that training uses, on its threads: a square product of floats, large enough to be at its
/// best (median of several).
[[nodiscard]] double sgemmRate();
/// Bytes a second, read and written, of copying more than the caches hold.
[[nodiscard]] double copyRate();

} // namespace fairlead::bench
