#include "tests/bench/benchmark.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>

namespace fairlead::bench {

namespace {

/// A line of /proc/self/status, in MB; zero where there is none.
double statusMb(const std::string &key)
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.rfind(key + ":", 0) == 0)
            return std::strtod(line.c_str() + key.size() + 1, nullptr) / 1024;
    }
    return 0;
}

Figure with(Figure figure, Budget budget)
{
    figure.budgets.push_back(budget);
    return figure;
}

} // namespace

std::optional<double> Figure::ratio() const
{
    if (!reference || reference->value == 0)
        return std::nullopt;
    return value / reference->value;
}

std::optional<bool> Figure::isMet() const
{
    if (budgets.empty())
        return std::nullopt;
    return std::all_of(budgets.begin(), budgets.end(), [&](const Budget &budget) {
        const double here = budget.of == Budget::Of::Value ? value : ratio().value_or(std::nan(""));
        return budget.isFloor ? here >= budget.limit : here <= budget.limit;
    });
}

Figure atMost(Figure figure, double limit)
{
    return with(std::move(figure), {Budget::Of::Value, false, limit});
}
Figure atLeast(Figure figure, double limit)
{
    return with(std::move(figure), {Budget::Of::Value, true, limit});
}
Figure ratioAtMost(Figure figure, double limit)
{
    return with(std::move(figure), {Budget::Of::Ratio, false, limit});
}
Figure ratioAtLeast(Figure figure, double limit)
{
    return with(std::move(figure), {Budget::Of::Ratio, true, limit});
}

std::size_t Settings::rows(std::size_t full) const
{
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::llround(size * static_cast<double>(full))));
}

double secondsOf(const std::function<void()> &work)
{
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

double medianSeconds(int runs, const std::function<void()> &work, const std::function<void()> &prepare)
{
    std::vector<double> seconds;
    for (int run = -1; run < runs; ++run) {
        if (prepare)
            prepare();
        const double took = secondsOf(work);
        if (run >= 0)
            seconds.push_back(took);
    }
    return median(seconds);
}

void resetPeakMemory()
{
    std::ofstream("/proc/self/clear_refs") << "5"; // Linux: the peak starts again at what is held now
}

double peakMemoryMb()
{
    return statusMb("VmHWM");
}

double memoryMb()
{
    return statusMb("VmRSS");
}

void fail(const std::string &message)
{
    std::cerr << "fairlead-bench: " << message << std::endl;
    std::exit(1);
}

} // namespace fairlead::bench
