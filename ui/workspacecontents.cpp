#include "ui/workspacecontents.h"

#include "core/store/datasetrepository.h"
#include "ui/models/displaytext.h"
#include "ui/session.h"

#include <algorithm>

namespace fairlead {

std::optional<std::size_t> WorkspaceSnapshot::datasetIndex(qint64 id) const
{
    const auto found = std::find_if(datasets.begin(), datasets.end(),
                                    [id](const DatasetInfo &dataset) { return dataset.id.value == id; });
    if (found == datasets.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - datasets.begin());
}

Result<WorkspaceSnapshot> readWorkspace(const std::filesystem::path &path)
{
    auto workspace = Workspace::open(path);
    if (!workspace)
        return workspace.error();
    WorkspaceSnapshot snapshot;
    const DatasetRepository datasets(*workspace);
    auto infos = datasets.list();
    if (!infos)
        return infos.error();
    snapshot.datasets = std::move(*infos);
    for (const DatasetInfo &info : snapshot.datasets) {
        auto models = datasets.models(info.id);
        if (!models)
            return models.error();
        snapshot.models.push_back(std::move(*models));
    }
    auto routers = RouterRepository(*workspace).list();
    if (!routers)
        return routers.error();
    snapshot.routers = std::move(*routers);
    return snapshot;
}

WorkspaceContents::WorkspaceContents(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    connect(&session, &Session::workspaceChanged, this, [this] {
        m_snapshot = {};
        reload();
        emit changed();
    });
    connect(&session, &Session::contentsChanged, this, &WorkspaceContents::reload);
    reload();
}

void WorkspaceContents::reload()
{
    if (!m_session.isOpen()) {
        m_reading.cancel();
        return;
    }
    m_reading.request(
        tr("Reading the workspace"),
        [path = m_session.path()](const std::stop_token &, const ReportProgress &) { return readWorkspace(path); },
        [this](Result<WorkspaceSnapshot> snapshot) {
            if (!snapshot) {
                emit failed(toText(snapshot.error().message));
                return;
            }
            m_snapshot = std::move(*snapshot);
            emit changed();
        });
}

void WorkspaceContents::change(const QString &title, std::function<Result<void>(Workspace &)> work)
{
    auto job = std::make_unique<Job<void>>(
        title, [path = m_session.path(), work = std::move(work)](const std::stop_token &, const ReportProgress &) {
            auto workspace = Workspace::open(path);
            return workspace ? work(*workspace) : Result<void>(workspace.error());
        });
    m_session.run<void>(std::move(job), this, [this](const Result<void> &done) {
        if (!done)
            emit failed(toText(done.error().message));
        emit m_session.contentsChanged();
    });
}

void WorkspaceContents::renameDataset(qint64 id, const QString &name)
{
    change(tr("Renaming the dataset"), [id, text = toUtf8(name)](Workspace &workspace) {
        return DatasetRepository(workspace).rename(DatasetId{id}, text);
    });
}

void WorkspaceContents::renameRouter(qint64 id, const QString &name)
{
    change(tr("Renaming the router"), [id, text = toUtf8(name)](Workspace &workspace) {
        return RouterRepository(workspace).rename(RouterId{id}, text);
    });
}

void WorkspaceContents::removeDataset(qint64 id)
{
    change(tr("Deleting the dataset"),
           [id](Workspace &workspace) { return DatasetRepository(workspace).remove(DatasetId{id}); });
}

void WorkspaceContents::removeRouter(qint64 id)
{
    change(tr("Deleting the router"),
           [id](Workspace &workspace) { return RouterRepository(workspace).remove(RouterId{id}); });
}

} // namespace fairlead
