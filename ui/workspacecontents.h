#pragma once

#include "core/base/result.h"
#include "core/store/dataset.h"
#include "core/store/routerrepository.h"
#include "ui/jobs/latestjob.h"

#include <QObject>
#include <QString>
#include <QVector>

#include <filesystem>
#include <functional>
#include <vector>

namespace fairlead {

class Session;

/// What the lists of the window show, read in one go: summaries only, whatever the size of the data.
struct WorkspaceSnapshot
{
    std::vector<DatasetInfo> datasets;
    std::vector<std::vector<ModelInfo>> models; ///< of each dataset
    std::vector<RouterRecord> routers;

    /// Position in datasets, or nothing.
    [[nodiscard]] std::optional<std::size_t> datasetIndex(qint64 id) const;
};

/// Opens, reads and closes the workspace; for any thread.
[[nodiscard]] Result<WorkspaceSnapshot> readWorkspace(const std::filesystem::path &path);

/// Keeps a snapshot of the session's workspace up to date, read in the background. GUI thread.
class WorkspaceContents final : public QObject
{
    Q_OBJECT

public:
    explicit WorkspaceContents(Session &session, QObject *parent = nullptr);

    [[nodiscard]] const WorkspaceSnapshot &snapshot() const { return m_snapshot; }
    [[nodiscard]] bool isLoading() const { return m_reading.isRunning(); }

    using Work = std::function<Result<void>(Workspace &)>;

    /// A change of the workspace, in the background, one after the other; the outcome arrives as contentsChanged of the
    /// session or as failed(). With a way back it goes on the session's undo stack once it has succeeded.
    /// @param what of the change, as the Edit menu says it after "Undo": "deletion of “march”"
    /// @param news what done() says when it has succeeded; empty: nothing
    void change(const QString &what, const Work &forward, const Work &backward, const QString &news = {});

    void renameDataset(qint64 id, const QString &name);
    void renameRouter(qint64 id, const QString &name);
    void removeDataset(qint64 id); ///< with its routers
    void removeRouter(qint64 id);
    [[nodiscard]] bool isChanging() const { return m_changing; }

signals:
    void changed();
    void failed(const QString &message);
    void done(const QString &news); ///< a change that can be taken back has succeeded

private:
    friend class WorkspaceChange;
    struct Pending
    {
        QString title;
        Work work;
        std::function<void()> succeeded;
    };

    void reload();
    void enqueue(Pending change);
    void startNext();
    [[nodiscard]] QString datasetName(qint64 id) const;
    [[nodiscard]] QString routerName(qint64 id) const;

    Session &m_session;
    WorkspaceSnapshot m_snapshot;
    LatestJob<WorkspaceSnapshot> m_reading;
    QVector<Pending> m_pending;
    bool m_changing = false;
};

} // namespace fairlead
