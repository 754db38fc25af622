#include "core/base/progress.h"

#include "core/base/format.h"

#include <memory>

namespace fairlead {

ReportProgress throttled(ReportProgress report)
{
    if (!report)
        return [](const Progress &) {};
    struct State
    {
        std::string stage;
        ProgressClock::Clock::time_point last;
    };
    return [report = std::move(report), state = std::make_shared<State>()](const Progress &progress) {
        const auto now = ProgressClock::Clock::now();
        const bool edge = progress.stage != state->stage || (progress.total > 0 && progress.done >= progress.total);
        if (!edge && now - state->last < std::chrono::milliseconds(50))
            return;
        state->stage = progress.stage;
        state->last = now;
        report(progress);
    };
}

void ProgressClock::update(const Progress &progress, Clock::time_point now)
{
    if (progress.stage != m_stage) {
        m_stage = progress.stage;
        m_start = now;
        m_first = progress.done;
    }
    m_done = progress.done;
    m_total = progress.total;
    m_elapsed = std::chrono::duration<double>(now - m_start).count();
}

std::optional<double> ProgressClock::unitsPerSecond() const
{
    if (m_elapsed < 0.2 || m_done <= m_first)
        return std::nullopt;
    return (m_done - m_first) / m_elapsed;
}

std::optional<double> ProgressClock::secondsLeft() const
{
    const auto rate = unitsPerSecond();
    if (!rate || m_total <= 0)
        return std::nullopt;
    return (m_total - m_done) / *rate;
}

std::string describeProgress(const Progress &progress, const ProgressClock &clock)
{
    std::string line = progress.stage;
    if (progress.total > 0)
        line += ": " + formatCount(progress.done) + " of " + formatCount(progress.total);
    else if (progress.done > 0)
        line += ": " + formatCount(progress.done);
    if (!progress.unit.empty() && (progress.done > 0 || progress.total > 0))
        line += " " + progress.unit;
    if (const auto rate = clock.unitsPerSecond())
        line += ", " + formatSignificant(*rate, 3) + " " + progress.unit + "/s";
    if (const auto left = clock.secondsLeft(); left && *left > 0.5)
        line += ", " + formatDuration(*left) + " left";
    return line;
}

} // namespace fairlead
