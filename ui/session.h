#pragma once

#include "ui/jobs/endedjob.h"
#include "ui/jobs/job.h"
#include "ui/workspacechanges.h"

#include <QObject>
#include <QString>
#include <QVector>

#include <filesystem>
#include <memory>
#include <type_traits>

namespace fairlead {

/// The open workspace as the pages share it: its path, what changed in it, and the jobs that run on it. Holds no
/// database connection: who reads or writes opens its own, in its own thread. GUI thread only.
class Session final : public QObject
{
    Q_OBJECT

public:
    explicit Session(QObject *parent = nullptr);
    ~Session() override;

    [[nodiscard]] bool isOpen() const { return !m_path.empty(); }
    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }
    void open(const std::filesystem::path &path); ///< of a workspace known to be good; emits workspaceChanged
    void close();

    /// Takes the job over, starts it and shows it in the jobs strip; it is deleted after its finished().
    /// @param done called with a Result<T>; what it returns, if a QString, says in the strip what the job produced
    template <typename T, typename Done>
    void run(std::unique_ptr<Job<T>> job, QObject *context, Done done)
    {
        Job<T> *raw = job.release();
        connect(raw, &JobBase::finished, context, [raw, done = std::move(done)]() mutable {
            if constexpr (std::is_same_v<std::invoke_result_t<Done &, Result<T>>, QString>)
                raw->setOutcome(done(raw->takeResult()));
            else
                done(raw->takeResult());
        });
        adopt(raw);
    }
    [[nodiscard]] const QVector<JobBase *> &jobs() const { return m_jobs; } ///< running ones
    void stopAll();

    [[nodiscard]] WorkspaceChanges &changes() { return m_changes; }

signals:
    void workspaceChanged(); ///< another workspace is open, or none
    void contentsChanged();  ///< datasets or routers were added, renamed or removed
    void jobsChanged();      ///< a job started or ended
    void jobEnded(const fairlead::EndedJob &job);
    /// Pages ask for another page by its key; the selection is a router or dataset id, or 0.
    void pageRequested(const QString &page, qint64 selection);
    /// Explore is to come to the front with these routers, the first as the current one.
    void exploreRequested(const QVector<qint64> &routers);

private:
    void adopt(JobBase *job);

    std::filesystem::path m_path;
    QVector<JobBase *> m_jobs;
    WorkspaceChanges m_changes{*this};
};

} // namespace fairlead
