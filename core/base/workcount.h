#pragma once

namespace fairlead {

/// Operations of this process's own loops, for whoever measures: LibTorch's operators can be counted from outside, ours
/// cannot. Any thread; a stage adds what it did once it has done it.
void countWork(double operations);

/// So far, of all threads.
[[nodiscard]] double countedWork();

} // namespace fairlead
