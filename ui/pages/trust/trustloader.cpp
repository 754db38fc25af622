#include "ui/pages/trust/trustloader.h"

#include "core/store/workspace.h"
#include "ui/models/displaytext.h"
#include "ui/session.h"

#include <algorithm>

namespace fairlead {

namespace {

Result<TrustLoader::Report> read(const std::filesystem::path &path, DatasetId dataset, std::stop_token stop,
                                 const ReportProgress &report)
{
    auto workspace = Workspace::open(path);
    if (!workspace)
        return workspace.error();
    auto trust = diagnoseLog(*workspace, dataset, std::move(stop), report);
    if (!trust)
        return trust.error();
    return std::make_shared<const TrustReport>(std::move(*trust));
}

/// What is kept is still the dataset's: same rows, same names.
bool isOf(const TrustReport &kept, const DatasetInfo &dataset, const std::vector<ModelInfo> &models)
{
    return kept.dataset.dataHash == dataset.dataHash && kept.dataset.name == dataset.name &&
           std::ranges::equal(kept.models, models, {}, &ModelInfo::name, &ModelInfo::name);
}

} // namespace

TrustLoader::TrustLoader(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{}

void TrustLoader::diagnose(const DatasetInfo &dataset, const std::vector<ModelInfo> &models)
{
    cancel();
    if (const Report kept = m_kept.value(dataset.id.value); kept && isOf(*kept, dataset, models)) {
        emit diagnosed(kept);
        return;
    }
    m_busy = true;
    const quint64 request = m_request;
    auto job = std::make_unique<Job<Report>>(
        tr("Diagnosing “%1”").arg(toText(dataset.name)),
        [path = m_session.path(), id = dataset.id](std::stop_token stopToken, const ReportProgress &report) {
            return read(path, id, std::move(stopToken), report);
        });
    m_job = job.get();
    connect(m_job, &JobBase::progressed, this, [this, request] {
        if (request != m_request || !m_job)
            return;
        const Progress &progress = m_job->progress();
        emit progressed(m_job->progressText(), progress.total > 0 ? progress.done / progress.total : -1);
    });
    m_session.run<Report>(std::move(job), this, [this, request, workspace = m_workspace](Result<Report> result) {
        finish(request, workspace, std::move(result));
    });
}

void TrustLoader::finish(quint64 request, quint64 workspace, Result<Report> result)
{
    if (result && workspace == m_workspace)
        m_kept.insert((*result)->dataset.id.value, *result);
    if (request != m_request)
        return;
    m_busy = false;
    if (result)
        emit diagnosed(*result);
    else
        emit failed(result.error());
}

void TrustLoader::stop()
{
    if (m_job)
        m_job->requestStop();
}

void TrustLoader::cancel()
{
    stop();
    ++m_request;
    m_busy = false;
}

void TrustLoader::forget()
{
    cancel();
    ++m_workspace;
    m_kept.clear();
}

} // namespace fairlead
