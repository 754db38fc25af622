#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <algorithm>
#include <ctime>

namespace fairlead::test {

/// Watches how long the event loop of this thread goes without a turn. On a machine whose cores are all taken a thread may
/// be kept waiting through no fault of its own, so what a test asserts is the time this thread itself spent computing
/// between two turns; the wall-clock time, which includes that wait and every blocking call, is there beside it.
class StallWatch final : public QObject
{
public:
    StallWatch()
    {
        m_timer.setInterval(5);
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, &StallWatch::turn);
        restart();
    }
    /// Forgets what was seen so far.
    void restart()
    {
        m_longestWall = 0;
        m_longestOwn = 0;
        m_turns = 0;
        m_wall.start();
        m_own = ownTime();
        m_timer.start();
    }
    [[nodiscard]] double longestWall() const { return m_longestWall; } ///< ms
    [[nodiscard]] double longestOwn() const { return m_longestOwn; }   ///< ms of this thread's processor time
    [[nodiscard]] int turns() const { return m_turns; }

private:
    void turn()
    {
        const double now = ownTime();
        m_longestOwn = std::max(m_longestOwn, now - m_own);
        m_longestWall = std::max(m_longestWall, static_cast<double>(m_wall.nsecsElapsed()) / 1e6);
        ++m_turns;
        m_own = now;
        m_wall.start();
    }
    [[nodiscard]] static double ownTime()
    {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return 1e3 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e6;
    }

    QTimer m_timer;
    QElapsedTimer m_wall;
    double m_own = 0;
    double m_longestWall = 0;
    double m_longestOwn = 0;
    int m_turns = 0;
};

} // namespace fairlead::test
