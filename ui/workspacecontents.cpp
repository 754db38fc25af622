#include "ui/workspacecontents.h"

#include "core/store/datasetrepository.h"
#include "core/store/trash.h"
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

QString WorkspaceContents::datasetName(qint64 id) const
{
    const auto at = m_snapshot.datasetIndex(id);
    return at ? toText(m_snapshot.datasets[*at].name) : QString();
}

QString WorkspaceContents::routerName(qint64 id) const
{
    const auto found =
        std::ranges::find_if(m_snapshot.routers, [id](const RouterRecord &router) { return router.id.value == id; });
    return found == m_snapshot.routers.end() ? QString() : toText(found->name);
}

void WorkspaceContents::renameDataset(qint64 id, const QString &name)
{
    const auto to = [id](const QString &text) -> WorkspaceChanges::Work {
        return [id, text = toUtf8(text)](Workspace &workspace) {
            return DatasetRepository(workspace).rename(DatasetId{id}, text);
        };
    };
    const QString before = datasetName(id);
    m_session.changes().change(tr("renaming of “%1” to “%2”").arg(before, name), to(name), to(before));
}

void WorkspaceContents::renameRouter(qint64 id, const QString &name)
{
    const auto to = [id](const QString &text) -> WorkspaceChanges::Work {
        return [id, text = toUtf8(text)](Workspace &workspace) {
            return RouterRepository(workspace).rename(RouterId{id}, text);
        };
    };
    const QString before = routerName(id);
    m_session.changes().change(tr("renaming of “%1” to “%2”").arg(before, name), to(name), to(before));
}

void WorkspaceContents::removeDataset(qint64 id)
{
    const QString name = datasetName(id);
    const auto routers = std::ranges::count_if(m_snapshot.routers,
                                               [id](const RouterRecord &router) { return router.dataset.value == id; });
    m_session.changes().change(
        tr("deletion of “%1”").arg(name),
        [id](Workspace &workspace) { return Trash(workspace).discard(DatasetId{id}); },
        [id](Workspace &workspace) { return Trash(workspace).restore(DatasetId{id}); },
        routers == 0
            ? tr("Deleted the dataset “%1”.").arg(name)
            : tr("Deleted the dataset “%1” and %n router(s) trained on it.", nullptr, static_cast<int>(routers))
                  .arg(name));
}

void WorkspaceContents::removeRouter(qint64 id)
{
    const QString name = routerName(id);
    m_session.changes().change(
        tr("deletion of “%1”").arg(name), [id](Workspace &workspace) { return Trash(workspace).discard(RouterId{id}); },
        [id](Workspace &workspace) { return Trash(workspace).restore(RouterId{id}); },
        tr("Deleted the router “%1”.").arg(name));
}

} // namespace fairlead
