#pragma once

#include "core/base/result.h"
#include "core/store/dataset.h"
#include "core/store/routerrepository.h"
#include "ui/jobs/latestjob.h"

#include <QObject>
#include <QString>

#include <filesystem>
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

    /// Changes of one row, by the session's WorkspaceChanges: in the background, and they can be undone.
    void renameDataset(qint64 id, const QString &name);
    void renameRouter(qint64 id, const QString &name);
    void removeDataset(qint64 id); ///< with its routers
    void removeRouter(qint64 id);

signals:
    void changed();
    void failed(const QString &message);

private:
    void reload();
    [[nodiscard]] QString datasetName(qint64 id) const;
    [[nodiscard]] QString routerName(qint64 id) const;

    Session &m_session;
    WorkspaceSnapshot m_snapshot;
    LatestJob<WorkspaceSnapshot> m_reading;
};

} // namespace fairlead
