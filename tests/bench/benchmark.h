#pragma once

#include "core/base/device.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fairlead::bench {

/// What a figure is set beside, measured in the same run on the same machine.
struct Reference
{
    std::string name; ///< "sqlite3 .import"
    double value = 0; ///< in the figure's unit
};

/// A promise about a figure or about its ratio to the reference.
struct Budget
{
    enum class Of
    {
        Value,
        Ratio
    };
    Of of = Of::Value;
    bool isFloor = false; ///< at least the limit; else at most
    double limit = 0;
};

/// One measured number: the median of several runs after a warm-up.
struct Figure
{
    std::string name;
    double value = 0;
    std::string unit;
    std::optional<Reference> reference = std::nullopt;
    std::vector<Budget> budgets = {};

    /// value / reference; none without one.
    [[nodiscard]] std::optional<double> ratio() const;
    /// Whether every budget holds; none where there is no budget.
    [[nodiscard]] std::optional<bool> isMet() const;
};

[[nodiscard]] Figure atMost(Figure figure, double limit);
[[nodiscard]] Figure atLeast(Figure figure, double limit);
[[nodiscard]] Figure ratioAtMost(Figure figure, double limit);
[[nodiscard]] Figure ratioAtLeast(Figure figure, double limit);

/// How large and how often; and where a benchmark says what it is doing.
struct Settings
{
    double size = 1;                         ///< share of the full number of rows, in (0, 1]
    int runs = 3;                            ///< of which the median counts
    DeviceChoice device = DeviceChoice::Cpu; ///< resolved: where training runs
    std::function<void(const std::string &)> note;

    [[nodiscard]] std::size_t rows(std::size_t full) const;
};

struct Benchmark
{
    std::string name;
    std::string sentence; ///< what is measured
    std::function<std::vector<Figure>(const Settings &)> run;
};

/// Seconds of one call, on the wall clock.
[[nodiscard]] double secondsOf(const std::function<void()> &work);
/// Median of `runs` calls after one that does not count. @param prepare before each call, not counted; may be empty
[[nodiscard]] double medianSeconds(int runs, const std::function<void()> &work,
                                   const std::function<void()> &prepare = {});
[[nodiscard]] double median(std::vector<double> values);

/// The most memory that this process has held since the last reset, in MB; what it holds now.
void resetPeakMemory();
[[nodiscard]] double peakMemoryMb();
[[nodiscard]] double memoryMb();

/// Stops the program with the error's sentence, because a benchmark without its input measures nothing.
[[noreturn]] void fail(const std::string &message);
template <typename R>
auto need(R result)
{
    if (!result)
        fail(result.error().message);
    return std::move(*result);
}

} // namespace fairlead::bench
