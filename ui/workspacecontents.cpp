#include "ui/workspacecontents.h"

#include "core/store/datasetrepository.h"
#include "core/store/trash.h"
#include "ui/models/displaytext.h"
#include "ui/session.h"

#include <algorithm>
#include <utility>

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
        m_pending.clear();
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

/// One change on the undo stack. It has been done when it is pushed, so that the first redo does nothing.
class WorkspaceChange final : public QUndoCommand
{
public:
    WorkspaceChange(WorkspaceContents &contents, const QString &what, WorkspaceContents::Work forward,
                    WorkspaceContents::Work backward)
        : QUndoCommand(what)
        , m_contents(contents)
        , m_forward(std::move(forward))
        , m_backward(std::move(backward))
    {}
    void undo() override { m_contents.enqueue({WorkspaceContents::tr("Undoing the %1").arg(text()), m_backward, {}}); }
    void redo() override
    {
        if (std::exchange(m_isDone, false))
            return;
        m_contents.enqueue({WorkspaceContents::tr("Redoing the %1").arg(text()), m_forward, {}});
    }

private:
    WorkspaceContents &m_contents;
    WorkspaceContents::Work m_forward;
    WorkspaceContents::Work m_backward;
    bool m_isDone = true;
};

void WorkspaceContents::change(const QString &what, const Work &forward, const Work &backward, const QString &news)
{
    enqueue({tr("Saving the %1").arg(what), forward, [this, what, forward, backward, news] {
                 if (!backward)
                     return;
                 m_session.undoStack().push(new WorkspaceChange(*this, what, forward, backward));
                 if (!news.isEmpty())
                     emit done(news);
             }});
}

void WorkspaceContents::enqueue(Pending change)
{
    m_pending.append(std::move(change));
    if (!m_changing)
        startNext();
}

void WorkspaceContents::startNext()
{
    m_changing = !m_pending.isEmpty();
    if (!m_changing)
        return;
    Pending change = m_pending.takeFirst();
    auto job = std::make_unique<Job<void>>(change.title, [path = m_session.path(), work = std::move(change.work)](
                                                             const std::stop_token &, const ReportProgress &) {
        auto workspace = Workspace::open(path);
        return workspace ? work(*workspace) : Result<void>(workspace.error());
    });
    m_session.run<void>(
        std::move(job), this,
        [this, path = m_session.path(), succeeded = std::move(change.succeeded)](const Result<void> &ran) {
            if (!ran)
                emit failed(toText(ran.error().message));
            else if (succeeded && path == m_session.path())
                succeeded();
            emit m_session.contentsChanged();
            startNext();
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
    const auto to = [id](const QString &text) -> Work {
        return [id, text = toUtf8(text)](Workspace &workspace) {
            return DatasetRepository(workspace).rename(DatasetId{id}, text);
        };
    };
    const QString before = datasetName(id);
    change(tr("renaming of “%1” to “%2”").arg(before, name), to(name), to(before));
}

void WorkspaceContents::renameRouter(qint64 id, const QString &name)
{
    const auto to = [id](const QString &text) -> Work {
        return [id, text = toUtf8(text)](Workspace &workspace) {
            return RouterRepository(workspace).rename(RouterId{id}, text);
        };
    };
    const QString before = routerName(id);
    change(tr("renaming of “%1” to “%2”").arg(before, name), to(name), to(before));
}

void WorkspaceContents::removeDataset(qint64 id)
{
    const QString name = datasetName(id);
    const auto routers = std::ranges::count_if(m_snapshot.routers,
                                               [id](const RouterRecord &router) { return router.dataset.value == id; });
    change(
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
    change(
        tr("deletion of “%1”").arg(name), [id](Workspace &workspace) { return Trash(workspace).discard(RouterId{id}); },
        [id](Workspace &workspace) { return Trash(workspace).restore(RouterId{id}); },
        tr("Deleted the router “%1”.").arg(name));
}

} // namespace fairlead
