#include "ui/jobs/job.h"

#include <QMetaObject>
#include <QThread>

namespace fairlead {

JobBase::JobBase(QString title, QObject *parent)
    : QObject(parent)
    , m_title(std::move(title))
{}

JobBase::~JobBase()
{
    Q_ASSERT(!m_thread || m_thread->isFinished());
}

QString JobBase::progressText() const
{
    return QString::fromStdString(describeProgress(m_progress, m_clock));
}

void JobBase::start()
{
    Q_ASSERT(!m_thread);
    m_running = true;
    m_since.start();
    m_thread.reset(QThread::create([this] {
        // The queued calls are dropped by Qt when this object is gone before they arrive.
        const ReportProgress report = throttled([this](const Progress &progress) {
            QMetaObject::invokeMethod(
                this,
                [this, progress] {
                    m_progress = progress;
                    m_clock.update(progress);
                    emit progressed();
                },
                Qt::QueuedConnection);
        });
        run(m_stop.get_token(), report);
        QMetaObject::invokeMethod(
            this,
            [this] {
                m_thread->wait();
                m_running = false;
                m_seconds = static_cast<double>(m_since.elapsed()) / 1000;
                emit finished();
            },
            Qt::QueuedConnection);
    }));
    // Below the window's own priority, so that the window stays quick on two cores.
    m_thread->start(QThread::LowPriority);
}

EndedJob JobBase::ended() const
{
    EndedJob job{m_title, m_outcome, m_seconds, EndedJob::End::Done};
    if (stopRequested())
        job.end = EndedJob::End::Stopped;
    else if (m_failure)
        job.end = EndedJob::End::Failed;
    if (m_failure && m_outcome.isEmpty() && job.end == EndedJob::End::Failed)
        job.outcome = QString::fromStdString(m_failure->message);
    return job;
}

void JobBase::requestStop()
{
    m_stop.request_stop();
}

void JobBase::shutDown()
{
    requestStop();
    if (m_thread)
        m_thread->wait();
}

} // namespace fairlead
