#pragma once

#include "tests/bench/benchmark.h"

namespace fairlead::bench {

/// Every benchmark of the program, one maker a file.
[[nodiscard]] Benchmark machineBenchmark();
[[nodiscard]] Benchmark sweepBenchmark();
[[nodiscard]] Benchmark trainBenchmark();
[[nodiscard]] Benchmark importBenchmark();
[[nodiscard]] Benchmark encoderBenchmark();
[[nodiscard]] Benchmark frameBenchmark(); ///< with the window only
[[nodiscard]] Benchmark tableBenchmark(); ///< with the window only

} // namespace fairlead::bench
