#pragma once

#include <stop_token>
#include <thread>

namespace fairlead::cli {

/// Turns the first Ctrl-C (SIGINT) or SIGTERM into a stop request, so that work ends and keeps what it has; the second
/// ends the program at once. One at a time.
class Interrupt
{
public:
    Interrupt();
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;
    ~Interrupt();

    [[nodiscard]] std::stop_token token() const { return m_stop.get_token(); }

private:
    std::stop_source m_stop;
    std::jthread m_listener;
    int m_readEnd = -1;
};

} // namespace fairlead::cli
