#pragma once

#include "core/base/result.h"

#include <QObject>
#include <QString>
#include <QUndoStack>
#include <QVector>

#include <functional>

namespace fairlead {

class Session;
class Workspace;

/// Changes of the open workspace that a person makes by hand: done in the background, one after the other, and taken
/// back by the undo stack. GUI thread.
class WorkspaceChanges final : public QObject
{
    Q_OBJECT

public:
    using Work = std::function<Result<void>(Workspace &)>;

    explicit WorkspaceChanges(Session &session);

    /// With a way back the change goes on the undo stack once it has succeeded. Either way contentsChanged of the
    /// session follows.
    /// @param what of the change, as the Edit menu says it after "Undo": "deletion of “march”"
    /// @param news for a strip with an offer to undo; empty: none
    void change(const QString &what, const Work &forward, const Work &backward, const QString &news = {});
    [[nodiscard]] QUndoStack &undoStack() { return m_undoStack; }
    [[nodiscard]] bool isBusy() const { return m_isBusy; }
    void forget(); ///< another workspace: drops what waits and what could be undone

signals:
    void failed(const QString &message);
    void done(const QString &news);

private:
    class Command;
    struct Pending
    {
        QString title;
        Work work;
        std::function<void()> succeeded;
    };
    void enqueue(Pending change);
    void startNext();

    Session &m_session;
    QUndoStack m_undoStack;
    QVector<Pending> m_pending;
    bool m_isBusy = false;
};

} // namespace fairlead
