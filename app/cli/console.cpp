#include "app/cli/console.h"

#include "core/base/blas.h"

#include <cstdio>
#include <unistd.h>

namespace fairlead::cli {

namespace {

constexpr std::chrono::seconds kPlainLineEvery{3};

} // namespace

Console::Console(std::stop_token stop)
    : m_stop(std::move(stop))
    , m_lastPlainLine(std::chrono::steady_clock::now())
    , m_isTerminal(isatty(STDERR_FILENO) != 0)
{}

Console::~Console()
{
    eraseLine();
}

ReportProgress Console::progress()
{
    return throttled([this](const Progress &progress) { show(progress); });
}

void Console::note(const std::string &line)
{
    const std::lock_guard lock(m_mutex);
    eraseLine();
    std::fprintf(stderr, "%s\n", line.c_str());
}

void Console::warnOfSlowBlas()
{
    if (const auto warning = slowBlasWarning())
        note("Warning: " + *warning);
}

void Console::show(const Progress &progress)
{
    const std::lock_guard lock(m_mutex);
    m_clock.update(progress);
    const std::string line = describeProgress(progress, m_clock);
    if (m_isTerminal) {
        std::fprintf(stderr, "\r\033[K%s", line.c_str());
        std::fflush(stderr);
        m_hasLine = true;
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    if (now - m_lastPlainLine < kPlainLineEvery)
        return;
    m_lastPlainLine = now;
    std::fprintf(stderr, "%s\n", line.c_str());
}

void Console::eraseLine()
{
    if (!m_hasLine)
        return;
    std::fputs("\r\033[K", stderr);
    m_hasLine = false;
}

} // namespace fairlead::cli
