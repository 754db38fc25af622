#pragma once

#include "core/base/progress.h"

#include <chrono>
#include <mutex>
#include <stop_token>
#include <string>

namespace fairlead::cli {

/// Where a verb tells how its work goes: standard error, which leaves standard output to the answer. On a terminal
/// progress is one line that is rewritten; elsewhere a plain line every few seconds.
class Console
{
public:
    explicit Console(std::stop_token stop);
    Console(const Console &) = delete;
    Console &operator=(const Console &) = delete;
    ~Console();

    [[nodiscard]] std::stop_token stop() const { return m_stop; }
    /// Hand to the work; the console outlives it.
    [[nodiscard]] ReportProgress progress();
    /// One line of news.
    void note(const std::string &line);
    /// Says so where the machine's BLAS is the slow one; verbs that compute call it first.
    void warnOfSlowBlas();

private:
    void show(const Progress &progress);
    void eraseLine();

    std::stop_token m_stop;
    std::mutex m_mutex;
    ProgressClock m_clock;
    std::chrono::steady_clock::time_point m_lastPlainLine;
    bool m_isTerminal;
    bool m_hasLine = false;
};

} // namespace fairlead::cli
