#include "app/cli/interrupt.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace fairlead::cli {

namespace {

constexpr int kInterrupted = 130;

// A handler may only write to a file descriptor: any thread can receive the signal, OpenBLAS's own among them.
std::atomic<int> writeEnd{-1};
std::atomic<int> signalsSeen{0};

void handle(int)
{
    if (signalsSeen.fetch_add(1) > 0)
        _exit(kInterrupted);
    const int savedError = errno;
    const char byte = 's';
    [[maybe_unused]] const auto written = write(writeEnd, &byte, 1);
    errno = savedError;
}

void install(void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

} // namespace

Interrupt::Interrupt()
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return;
    m_readEnd = ends[0];
    writeEnd = ends[1];
    m_listener = std::jthread([this] {
        char byte = 0;
        if (read(m_readEnd, &byte, 1) == 1) {
            std::fputs("\nStopping. Press Ctrl-C again to end at once.\n", stderr);
            m_stop.request_stop();
        }
    });
    install(handle);
}

Interrupt::~Interrupt()
{
    if (m_readEnd < 0)
        return;
    install(SIG_DFL);
    close(writeEnd.exchange(-1));
    m_listener.join();
    close(m_readEnd);
}

} // namespace fairlead::cli
