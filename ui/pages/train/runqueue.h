#pragma once

#include "core/experiment/training.h"
#include "ui/jobs/job.h"

#include <QObject>
#include <QString>
#include <QVector>

#include <filesystem>
#include <vector>

namespace fairlead {

class Session;

/// One training as it was asked for, and how far it is.
struct QueuedRun
{
    enum class State
    {
        Waiting,
        Running,
        Done,
        Stopped, ///< ended early; what was learned until then was kept, or there was nothing yet
        Failed
    };

    qint64 id = 0; ///< the queue's own; it gives it
    std::filesystem::path workspace;
    DatasetId dataset;
    QString name;       ///< of the router
    TrainConfig config; ///< complete
    RouterId resumes;   ///< the stopped router it goes on with; invalid: a new one
    State state = State::Waiting;
    QVector<EpochReport> epochs; ///< finished so far
    RouterId router;             ///< what came out
    QString outcome;             ///< a sentence, when it has ended

    [[nodiscard]] bool hasEnded() const { return state != State::Waiting && state != State::Running; }
};

/// Carries the epochs of a run from its thread to the window; a child of the job, so it lives while the work does.
class EpochRelay final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    void post(const EpochReport &epoch); ///< any thread

signals:
    void epochDone(const fairlead::EpochReport &epoch); ///< in the window's thread
};

/// Trainings one after the other, each a job of the session in a thread of its own. A stop through stop() goes on with
/// the next one; a stop from elsewhere (the jobs strip, a window that closes) holds the queue until proceed() or add().
/// GUI thread.
class RunQueue final : public QObject
{
    Q_OBJECT

public:
    explicit RunQueue(Session &session, QObject *parent = nullptr);

    void add(std::vector<QueuedRun> runs); ///< takes the ended ones off where all have ended
    void remove(qint64 id);                ///< a waiting or an ended one
    void move(qint64 id, int by);          ///< a waiting one, among the waiting ones
    void stop();                           ///< the running one
    void stopAll();                        ///< and take the waiting ones off
    void proceed();
    void clearEnded();

    [[nodiscard]] const std::vector<QueuedRun> &runs() const { return m_runs; }
    [[nodiscard]] const QueuedRun *running() const;
    [[nodiscard]] const QueuedRun *find(qint64 id) const;
    [[nodiscard]] std::size_t waiting() const;
    [[nodiscard]] bool isHeld() const { return m_isHeld; }
    [[nodiscard]] const JobBase *job() const { return m_job; } ///< the running one's; null between runs

signals:
    void changed();                                     ///< the runs, their order or their state
    void epochDone(const fairlead::EpochReport &epoch); ///< of the running one
    void progressed();                                  ///< of the running one
    void ended(const fairlead::QueuedRun &run);

private:
    void startNext();
    void begin(QueuedRun &run);
    void finish(qint64 id, const Result<TrainOutcome> &outcome, bool wasStopped);
    [[nodiscard]] QueuedRun *findRun(qint64 id);

    Session &m_session;
    std::vector<QueuedRun> m_runs; ///< ended ones, then the running one, then waiting ones
    JobBase *m_job = nullptr;      ///< the session's
    qint64 m_lastId = 0;
    bool m_isHeld = false;
    bool m_stopsOne = false; ///< the running one is asked to stop by the queue itself
};

/// What a person reads of a finished training.
[[nodiscard]] QString outcomeText(const TrainOutcome &outcome);

} // namespace fairlead
