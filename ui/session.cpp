#include "ui/session.h"

namespace fairlead {

Session::Session(QObject *parent)
    : QObject(parent)
{}

Session::~Session()
{
    stopAll();
    const auto jobs = m_jobs;
    m_jobs.clear();
    qDeleteAll(jobs);
}

void Session::open(const std::filesystem::path &path)
{
    m_path = path;
    m_changes.forget();
    emit workspaceChanged();
}

void Session::close()
{
    m_path.clear();
    m_changes.forget();
    emit workspaceChanged();
}

void Session::stopAll()
{
    for (JobBase *job : std::as_const(m_jobs))
        job->requestStop();
}

void Session::adopt(JobBase *job)
{
    job->setParent(nullptr);
    m_jobs.append(job);
    connect(job, &JobBase::finished, this, [this, job] {
        m_jobs.removeOne(job);
        emit jobEnded(job->ended());
        emit jobsChanged();
        job->deleteLater();
    });
    job->start();
    emit jobsChanged();
}

} // namespace fairlead
