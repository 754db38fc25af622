#include "ui/pages/explore/exploreloader.h"

#include "core/store/workspace.h"
#include "ui/session.h"
#include "ui/sharedanalysis.h"

#include <vector>

namespace fairlead {

namespace {

using Analyses = std::vector<std::shared_ptr<const ExploredRouter>>;

Result<std::vector<RouterRecord>> readRouters(const std::filesystem::path &path)
{
    auto workspace = Workspace::open(path);
    if (!workspace)
        return workspace.error();
    return RouterRepository(*workspace).list();
}

Result<Analyses> analyseAll(const std::filesystem::path &path, const std::vector<RouterId> &ids, std::stop_token stop,
                            const ReportProgress &report)
{
    auto workspace = Workspace::open(path);
    if (!workspace)
        return workspace.error();
    Analyses analyses;
    for (const RouterId id : ids) {
        auto analysis = sharedAnalysis(*workspace, id, stop, report);
        if (!analysis)
            return analysis.error();
        analyses.push_back(explore(std::move(*analysis)));
    }
    return analyses;
}

} // namespace

ExploreLoader::ExploreLoader(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{}

template <typename T>
void ExploreLoader::run(const QString &title, std::function<Result<T>(std::stop_token, const ReportProgress &)> work,
                        std::function<void(T)> done)
{
    stop();
    m_busy = true;
    const quint64 request = ++m_request;
    auto job = std::make_unique<Job<T>>(title, std::move(work));
    m_job = job.get();
    connect(m_job, &JobBase::progressed, this, [this, request] {
        if (request != m_request || !m_job)
            return;
        const Progress &progress = m_job->progress();
        emit progressed(m_job->progressText(), progress.total > 0 ? progress.done / progress.total : -1);
    });
    m_session.run<T>(std::move(job), this, [this, request, done = std::move(done)](Result<T> result) {
        if (request != m_request)
            return;
        m_busy = false;
        if (result)
            done(std::move(*result));
        else
            emit failed(result.error());
    });
}

void ExploreLoader::listRouters()
{
    run<std::vector<RouterRecord>>(
        tr("Reading routers"),
        [path = m_session.path()](std::stop_token, const ReportProgress &) { return readRouters(path); },
        [this](std::vector<RouterRecord> list) {
            const QVector<RouterRecord> routers(list.begin(), list.end());
            dropOutdated(routers);
            emit listed(routers);
        });
}

void ExploreLoader::analyse(const QVector<qint64> &ids)
{
    std::vector<RouterId> missing;
    for (const qint64 id : ids) {
        if (!m_kept.contains(id))
            missing.push_back(RouterId{id});
    }
    if (missing.empty()) {
        stop();
        ++m_request;
        emit analysed(kept(ids));
        return;
    }
    run<Analyses>(
        tr("Analysing routers"),
        [path = m_session.path(), missing](std::stop_token stopToken, const ReportProgress &report) {
            return analyseAll(path, missing, std::move(stopToken), report);
        },
        [this, ids](const Analyses &analyses) {
            for (const auto &explored : analyses)
                m_kept.insert(explored->analysis->router.id.value, explored);
            emit analysed(kept(ids));
        });
}

void ExploreLoader::stop()
{
    if (m_job)
        m_job->requestStop();
    m_busy = false;
}

void ExploreLoader::forget()
{
    stop();
    ++m_request;
    m_kept.clear();
}

void ExploreLoader::dropOutdated(const QVector<RouterRecord> &routers)
{
    m_kept.removeIf([&](const auto &entry) {
        return std::ranges::none_of(routers, [&](const RouterRecord &record) {
            const RouterRecord &known = entry.value()->analysis->router;
            return record.id == known.id && record.created == known.created && record.name == known.name;
        });
    });
}

ExploredRouters ExploreLoader::kept(const QVector<qint64> &ids) const
{
    ExploredRouters routers;
    for (const qint64 id : ids)
        routers.append(m_kept.value(id));
    return routers;
}

} // namespace fairlead
