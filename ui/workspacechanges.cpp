#include "ui/workspacechanges.h"

#include "core/store/workspace.h"
#include "ui/models/displaytext.h"
#include "ui/session.h"

#include <utility>

namespace fairlead {

/// One change on the undo stack. It has been done when it is pushed, so that the first redo does nothing.
class WorkspaceChanges::Command final : public QUndoCommand
{
public:
    Command(WorkspaceChanges &changes, const QString &what, Work forward, Work backward)
        : QUndoCommand(what)
        , m_changes(changes)
        , m_forward(std::move(forward))
        , m_backward(std::move(backward))
    {}
    void undo() override { m_changes.enqueue({WorkspaceChanges::tr("Undoing the %1").arg(text()), m_backward, {}}); }
    void redo() override
    {
        if (!std::exchange(m_isDone, false))
            m_changes.enqueue({WorkspaceChanges::tr("Redoing the %1").arg(text()), m_forward, {}});
    }

private:
    WorkspaceChanges &m_changes;
    Work m_forward;
    Work m_backward;
    bool m_isDone = true;
};

WorkspaceChanges::WorkspaceChanges(Session &session)
    : m_session(session)
{}

void WorkspaceChanges::change(const QString &what, const Work &forward, const Work &backward, const QString &news)
{
    enqueue({tr("Saving the %1").arg(what), forward, [this, what, forward, backward, news] {
                 if (!backward)
                     return;
                 m_undoStack.push(new Command(*this, what, forward, backward));
                 if (!news.isEmpty())
                     emit done(news);
             }});
}

void WorkspaceChanges::forget()
{
    m_pending.clear();
    m_undoStack.clear();
}

void WorkspaceChanges::enqueue(Pending change)
{
    m_pending.append(std::move(change));
    if (!m_isBusy)
        startNext();
}

void WorkspaceChanges::startNext()
{
    m_isBusy = !m_pending.isEmpty();
    if (!m_isBusy)
        return;
    Pending change = m_pending.takeFirst();
    const auto path = m_session.path();
    auto job = std::make_unique<Job<void>>(
        change.title, [path, work = std::move(change.work)](const std::stop_token &, const ReportProgress &) {
            auto workspace = Workspace::open(path);
            return workspace ? work(*workspace) : Result<void>(workspace.error());
        });
    m_session.run<void>(std::move(job), this,
                        [this, path, succeeded = std::move(change.succeeded)](const Result<void> &ran) {
                            if (!ran)
                                emit failed(toText(ran.error().message));
                            else if (succeeded && path == m_session.path())
                                succeeded();
                            emit m_session.contentsChanged();
                            startNext();
                        });
}

} // namespace fairlead
