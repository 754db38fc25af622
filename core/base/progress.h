#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace fairlead {

/// One report of a running piece of work: a stage with a name a person understands, and how far it is.
struct Progress
{
    std::string stage;        ///< "Reading rows", "Training, epoch 3 of 12"
    double done = 0;          ///< in `unit`
    double total = 0;         ///< 0: unknown
    std::string unit;         ///< "rows", "epochs"
};

/// Called from the working thread; cheap, and never blocks on the receiver.
using ReportProgress = std::function<void(const Progress &)>;

/// Passes a report on at most every 50 ms, and always the first and the last of a stage.
[[nodiscard]] ReportProgress throttled(ReportProgress report);

/// Rate and time left of one stage, from the reports so far.
class ProgressClock
{
public:
    using Clock = std::chrono::steady_clock;

    void update(const Progress &progress, Clock::time_point now = Clock::now());
    [[nodiscard]] std::optional<double> unitsPerSecond() const;
    [[nodiscard]] std::optional<double> secondsLeft() const;

private:
    std::string m_stage;
    Clock::time_point m_start;
    double m_first = 0;
    double m_done = 0;
    double m_total = 0;
    double m_elapsed = 0;
};

/// "Training: 7 of 12 epochs, 3.2 epochs/s, 2 s left" — one line for a terminal or a status strip.
[[nodiscard]] std::string describeProgress(const Progress &progress, const ProgressClock &clock);

} // namespace fairlead
