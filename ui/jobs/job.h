#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "ui/jobs/endedjob.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

class QThread;

namespace fairlead {

/// One piece of background work as the window sees it: its title, progress, stop and end. Lives in the GUI thread;
/// all signals arrive there. Destroying it requests a stop and waits. The only code that knows both worlds.
class JobBase : public QObject
{
    Q_OBJECT

public:
    ~JobBase() override;

    [[nodiscard]] const QString &title() const { return m_title; }
    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] bool stopRequested() const { return m_stop.stop_requested(); }
    [[nodiscard]] const Progress &progress() const { return m_progress; }
    [[nodiscard]] QString progressText() const; ///< one line with rate and time left
    void start();
    void requestStop();
    /// What it produced, for the list of ended jobs; said by the one who received the result.
    void setOutcome(const QString &sentence) { m_outcome = sentence; }
    [[nodiscard]] EndedJob ended() const; ///< after finished()

signals:
    void progressed();
    void finished(); ///< the result is there; emitted once, also after a stop or an error

protected:
    JobBase(QString title, QObject *parent);
    /// Runs in the worker thread.
    virtual void run(std::stop_token stop, const ReportProgress &report) = 0;
    /// Stops and waits; every final class calls it in its destructor, while run() is still its own.
    void shutDown();
    void setFailure(const Error &error) { m_failure = error; } ///< in the worker thread, before run() returns

private:
    QString m_title;
    QString m_outcome;
    std::optional<Error> m_failure;
    QElapsedTimer m_since;
    double m_seconds = 0;
    std::stop_source m_stop;
    Progress m_progress;
    ProgressClock m_clock;
    std::unique_ptr<QThread> m_thread;
    bool m_running = false;
};

/// A job whose work is a plain function of values: Result<T>(stop, report).
template <typename T>
class Job final : public JobBase
{
public:
    using Work = std::function<Result<T>(std::stop_token, const ReportProgress &)>;

    Job(QString title, Work work, QObject *parent = nullptr)
        : JobBase(std::move(title), parent)
        , m_work(std::move(work))
    {}
    ~Job() override { shutDown(); }

    /// After finished(); once.
    [[nodiscard]] Result<T> takeResult() { return std::move(*std::exchange(m_result, std::nullopt)); }

protected:
    void run(std::stop_token stop, const ReportProgress &report) override
    {
        m_result = m_work(std::move(stop), report);
        if (!*m_result)
            setFailure(m_result->error());
    }

private:
    Work m_work;
    std::optional<Result<T>> m_result;
};

} // namespace fairlead
