#pragma once

#include "core/base/result.h"
#include "ui/jobs/job.h"

#include <QObject>
#include <QString>

namespace fairlead {

struct DemoOptions;
class Session;

/// Opens, creates and makes workspaces in the background; the session gets one that is known to be good. GUI thread.
class WorkspaceOpener final : public QObject
{
    Q_OBJECT

public:
    explicit WorkspaceOpener(Session &session, QObject *parent = nullptr);

    void open(const QString &path);
    void create(const QString &path); ///< refused where a file is
    /// Makes and trains it first where it is not there, with its folder.
    void openDemo(const QString &path, const DemoOptions &options);
    [[nodiscard]] bool isBusy() const { return m_running > 0; }

signals:
    void opened(const QString &path);
    void failed(const QString &path, const QString &message);

private:
    void run(const QString &title, const QString &path, typename Job<void>::Work work);

    Session &m_session;
    int m_running = 0;
};

} // namespace fairlead
