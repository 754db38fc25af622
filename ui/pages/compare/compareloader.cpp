#include "ui/pages/compare/compareloader.h"

#include "core/store/workspace.h"
#include "ui/models/displaytext.h"
#include "ui/session.h"
#include "ui/sharedanalysis.h"

#include <algorithm>
#include <utility>

namespace fairlead {

namespace {

Result<ComparedRouter> analyse(const std::filesystem::path &path, RouterId id, std::stop_token stop,
                               const ReportProgress &report)
{
    auto workspace = Workspace::open(path);
    if (!workspace)
        return workspace.error();
    auto analysis = sharedAnalysis(*workspace, id, std::move(stop), report);
    if (!analysis)
        return analysis.error();
    auto frontier = std::make_shared<const RouterFrontier>(frontierOf(**analysis));
    return ComparedRouter{std::move(*analysis), std::move(frontier)};
}

bool isSame(const RouterRecord &a, const RouterRecord &b)
{
    return a.id == b.id && a.created == b.created && a.name == b.name && a.dataHash == b.dataHash &&
           a.datasetName == b.datasetName;
}

} // namespace

CompareLoader::CompareLoader(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{}

void CompareLoader::load(const QVector<RouterRecord> &routers)
{
    QVector<RouterRecord> missing;
    for (const RouterRecord &record : routers) {
        if (!m_kept.contains(record.id.value))
            missing.append(record);
    }
    const bool goesOn = m_job && !m_queue.isEmpty() && !missing.isEmpty() && isSame(missing.first(), m_queue.first());
    m_asked = missing.size();
    if (!goesOn && m_job) {
        m_job->requestStop();
        ++m_request;
    }
    m_queue = missing;
    if (m_queue.isEmpty())
        emit finished();
    else if (!goesOn)
        next();
}

void CompareLoader::next()
{
    const RouterRecord record = m_queue.first();
    const quint64 request = ++m_request;
    auto job = std::make_unique<Job<ComparedRouter>>(
        tr("Analysing “%1”").arg(toText(record.name)),
        [path = m_session.path(), id = record.id](std::stop_token stopToken, const ReportProgress &report) {
            return analyse(path, id, std::move(stopToken), report);
        });
    m_job = job.get();
    connect(m_job, &JobBase::progressed, this, [this, request] {
        if (request == m_request)
            tellProgress();
    });
    m_session.run<ComparedRouter>(std::move(job), this, [this, request, record](Result<ComparedRouter> result) {
        if (request == m_request)
            take(record, std::move(result));
    });
    tellProgress();
}

void CompareLoader::take(const RouterRecord &record, Result<ComparedRouter> result)
{
    m_job = nullptr;
    if (!result && result.error().code == ErrorCode::Cancelled) { // stopped in the jobs strip
        stop();
        return;
    }
    if (result)
        m_kept.insert(record.id.value, {record, std::move(*result), {}});
    else
        m_kept.insert(record.id.value, {record, {}, toText(result.error().message)});
    m_queue.removeFirst();
    emit changed();
    if (m_queue.isEmpty())
        emit finished();
    else
        next();
}

void CompareLoader::stop()
{
    if (m_job)
        m_job->requestStop();
    ++m_request;
    m_job = nullptr;
    m_queue.clear();
    emit finished();
}

void CompareLoader::forget()
{
    if (m_job)
        m_job->requestStop();
    ++m_request;
    m_job = nullptr;
    m_queue.clear();
    m_kept.clear();
}

void CompareLoader::keepOnly(const std::vector<RouterRecord> &routers)
{
    m_kept.removeIf([&](const auto &entry) {
        return std::ranges::none_of(routers,
                                    [&](const RouterRecord &each) { return isSame(each, entry.value().record); });
    });
}

const ComparedRouter *CompareLoader::find(qint64 router) const
{
    const auto kept = m_kept.constFind(router);
    return kept == m_kept.constEnd() || !kept->router.analysis ? nullptr : &kept->router;
}

void CompareLoader::forgetFailure(qint64 router)
{
    if (!failure(router).isEmpty())
        m_kept.remove(router);
}

QString CompareLoader::failure(qint64 router) const
{
    const auto kept = m_kept.constFind(router);
    return kept == m_kept.constEnd() ? QString() : kept->failure;
}

void CompareLoader::tellProgress()
{
    if (m_queue.isEmpty() || m_asked == 0)
        return;
    const qsizetype done = m_asked - m_queue.size();
    QString text = tr("Analysing “%1”, router %2 of %3").arg(toText(m_queue.first().name)).arg(done + 1).arg(m_asked);
    if (m_job && !m_job->progressText().isEmpty())
        text += QStringLiteral(" · ") + m_job->progressText();
    emit progressed(text, static_cast<double>(done) / static_cast<double>(m_asked));
}

} // namespace fairlead
