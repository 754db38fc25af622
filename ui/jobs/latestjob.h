#pragma once

#include "ui/jobs/job.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace fairlead {

/// Background work whose inputs may change faster than results arrive: a new request stops the running one and starts
/// when that has ended; only the newest request's result is delivered. Its owner must not outlive what `done` captures.
/// GUI thread; destroying it stops and waits.
template <typename T>
class LatestJob final
{
public:
    using Done = std::function<void(Result<T>)>;

    LatestJob() = default;
    LatestJob(const LatestJob &) = delete;
    LatestJob &operator=(const LatestJob &) = delete;

    void request(const QString &title, typename Job<T>::Work work, Done done)
    {
        m_next = Request{title, std::move(work), std::move(done)};
        if (m_job)
            m_job->requestStop();
        else
            startNext();
    }
    /// Drops what was asked for; nothing is delivered.
    void cancel()
    {
        m_next.reset();
        m_isWanted = false;
        if (m_job)
            m_job->requestStop();
    }
    [[nodiscard]] bool isRunning() const { return (m_job && m_isWanted) || m_next; }
    /// The running job, for its progress; null when idle.
    [[nodiscard]] const JobBase *job() const { return m_job.get(); }

private:
    struct Request
    {
        QString title;
        typename Job<T>::Work work;
        Done done;
    };

    void startNext()
    {
        Request request = *std::exchange(m_next, std::nullopt);
        m_job = std::make_unique<Job<T>>(request.title, std::move(request.work));
        m_isWanted = true;
        QObject::connect(m_job.get(), &JobBase::finished, m_job.get(), [this, done = std::move(request.done)] {
            // The job is still on the stack: it goes when the event loop comes round.
            Job<T> *finished = m_job.release();
            finished->deleteLater();
            const bool isWanted = m_isWanted && !m_next;
            if (m_next)
                startNext();
            if (isWanted) {
                const Done deliver = done;
                deliver(finished->takeResult());
            }
        });
        m_job->start();
    }

    std::unique_ptr<Job<T>> m_job;
    std::optional<Request> m_next;
    bool m_isWanted = false;
};

} // namespace fairlead
