#include "ui/pages/train/runqueue.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"
#include "ui/session.h"

#include <algorithm>
#include <iterator>

namespace fairlead {

namespace {

using State = QueuedRun::State;

bool isWaiting(const QueuedRun &run)
{
    return run.state == State::Waiting;
}

Job<TrainOutcome>::Work workOf(const QueuedRun &run, EpochRelay *relay)
{
    return [path = run.workspace, dataset = run.dataset, name = toUtf8(run.name), config = run.config,
            resumes = run.resumes,
            relay](const std::stop_token &stop, const ReportProgress &report) -> Result<TrainOutcome> {
        auto workspace = Workspace::open(path);
        if (!workspace)
            return workspace.error();
        const auto onEpoch = [relay](const EpochReport &epoch) { relay->post(epoch); };
        return resumes.isValid() ? resumeRouter(*workspace, resumes, stop, report, onEpoch)
                                 : trainRouter(*workspace, dataset, name, config, stop, report, onEpoch);
    };
}

QString heldOutText(const TrainOutcome &outcome)
{
    const QString verdict = toText(verdictKey(outcome.judgement.verdict));
    if (outcome.judgement.verdict == Verdict::Refuse)
        return RunQueue::tr("Held-out utility: %1. %2")
            .arg(verdict,
                 toText(outcome.judgement.reasons.empty() ? std::string() : outcome.judgement.reasons.front()));
    if (!outcome.heldOutUtility)
        return {};
    return RunQueue::tr("Held-out utility %1 ± %2 (%3).")
        .arg(toText(formatFixed(outcome.heldOutUtility->value, 3)),
             toText(formatFixed(Estimate::kZ95 * outcome.heldOutUtility->se, 3)), verdict);
}

} // namespace

QString outcomeText(const TrainOutcome &outcome)
{
    QStringList sentences{
        RunQueue::tr("Saved router “%1” after %2.").arg(toText(outcome.name), toText(formatDuration(outcome.seconds)))};
    if (const QString heldOut = heldOutText(outcome); !heldOut.isEmpty())
        sentences << heldOut;
    if (outcome.stopped && !outcome.curve.empty())
        sentences << RunQueue::tr("Stopped: it keeps the %1 of %2 epochs finished until then, and Resume goes on.")
                         .arg(outcome.curve.back().epoch)
                         .arg(outcome.curve.back().epochs);
    if (!outcome.warnings.empty())
        sentences << toText(outcome.warnings.front());
    return sentences.join(QLatin1Char(' '));
}

void EpochRelay::post(const EpochReport &epoch)
{
    QMetaObject::invokeMethod(
        this, [this, epoch] { emit epochDone(epoch); }, Qt::QueuedConnection);
}

RunQueue::RunQueue(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    // Runs that are left belong to the workspace they were asked for in; what has ended there is news no more.
    connect(&session, &Session::workspaceChanged, this, &RunQueue::clearEnded);
}

void RunQueue::add(std::vector<QueuedRun> runs)
{
    if (!m_job && waiting() == 0)
        clearEnded(); // those were another lot
    for (QueuedRun &run : runs) {
        run.id = ++m_lastId;
        run.state = State::Waiting;
        m_runs.push_back(std::move(run));
    }
    proceed();
}

void RunQueue::remove(qint64 id)
{
    std::erase_if(m_runs, [id](const QueuedRun &run) { return run.id == id && run.state != State::Running; });
    emit changed();
}

void RunQueue::move(qint64 id, int by)
{
    const auto at = std::ranges::find(m_runs, id, &QueuedRun::id);
    const auto firstWaiting = std::ranges::find_if(m_runs, isWaiting);
    if (at == m_runs.end() || !isWaiting(*at))
        return;
    const auto to =
        std::clamp<std::ptrdiff_t>(at - m_runs.begin() + by, firstWaiting - m_runs.begin(), std::ssize(m_runs) - 1);
    QueuedRun run = std::move(*at);
    m_runs.erase(at);
    m_runs.insert(m_runs.begin() + to, std::move(run));
    emit changed();
}

void RunQueue::stop()
{
    if (!m_job)
        return;
    m_stopsOne = true;
    m_job->requestStop();
    emit changed();
}

void RunQueue::stopAll()
{
    std::erase_if(m_runs, isWaiting);
    stop();
    emit changed();
}

void RunQueue::proceed()
{
    m_isHeld = false;
    if (!m_job)
        startNext();
    emit changed();
}

void RunQueue::clearEnded()
{
    std::erase_if(m_runs, [](const QueuedRun &run) { return run.hasEnded(); });
    emit changed();
}

const QueuedRun *RunQueue::running() const
{
    const auto at = std::ranges::find(m_runs, State::Running, &QueuedRun::state);
    return at == m_runs.end() ? nullptr : &*at;
}

const QueuedRun *RunQueue::find(qint64 id) const
{
    const auto at = std::ranges::find(m_runs, id, &QueuedRun::id);
    return at == m_runs.end() ? nullptr : &*at;
}

QueuedRun *RunQueue::findRun(qint64 id)
{
    const auto at = std::ranges::find(m_runs, id, &QueuedRun::id);
    return at == m_runs.end() ? nullptr : &*at;
}

std::size_t RunQueue::waiting() const
{
    return static_cast<std::size_t>(std::ranges::count_if(m_runs, isWaiting));
}

void RunQueue::startNext()
{
    if (const auto next = std::ranges::find_if(m_runs, isWaiting); next != m_runs.end())
        begin(*next);
}

void RunQueue::begin(QueuedRun &run)
{
    run.state = State::Running;
    m_stopsOne = false;
    auto *relay = new EpochRelay;
    auto job = std::make_unique<Job<TrainOutcome>>(tr("Training %1").arg(run.name), workOf(run, relay));
    relay->setParent(job.get());
    m_job = job.get();
    const qint64 id = run.id;
    connect(relay, &EpochRelay::epochDone, this, [this, id](const EpochReport &epoch) {
        if (QueuedRun *running = findRun(id))
            running->epochs << epoch;
        emit epochDone(epoch);
    });
    connect(m_job, &JobBase::progressed, this, &RunQueue::progressed);
    m_session.run<TrainOutcome>(std::move(job), this, [this, id](const Result<TrainOutcome> &outcome) {
        finish(id, outcome, m_job->stopRequested());
    });
}

void RunQueue::finish(qint64 id, const Result<TrainOutcome> &outcome, bool wasStopped)
{
    QueuedRun *run = findRun(id);
    run->outcome = outcome ? outcomeText(*outcome) : toText(outcome.error().message);
    if (outcome) {
        run->state = outcome->stopped ? State::Stopped : State::Done;
        run->router = outcome->router;
        run->epochs = QVector<EpochReport>(outcome->curve.begin(), outcome->curve.end());
    } else {
        run->state = wasStopped ? State::Stopped : State::Failed;
    }
    m_job->setOutcome(run->outcome);
    const QueuedRun copy = *run;
    m_job = nullptr;
    m_isHeld = wasStopped && !m_stopsOne && waiting() > 0;
    emit ended(copy);
    if (!m_isHeld)
        startNext();
    emit changed();
}

} // namespace fairlead
