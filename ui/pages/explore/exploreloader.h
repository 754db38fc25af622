#pragma once

#include "core/base/result.h"
#include "core/store/routerrepository.h"
#include "ui/pages/explore/explorecurves.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QVector>

#include <memory>

namespace fairlead {

class JobBase;
class Session;

using ExploredRouters = QVector<std::shared_ptr<const ExploredRouter>>;

/// Reads the list of routers and analyses those asked for, in jobs of the session; keeps what it analysed. The newest
/// request wins: an older one is stopped and its result dropped. GUI thread.
class ExploreLoader final : public QObject
{
    Q_OBJECT

public:
    explicit ExploreLoader(Session &session, QObject *parent = nullptr);

    void listRouters();                       ///< ends in listed() or failed()
    void analyse(const QVector<qint64> &ids); ///< ends in analysed(), in that order, or failed()
    void stop();
    void forget(); ///< another workspace: drops what is kept and what is under way
    [[nodiscard]] bool isBusy() const { return m_busy; }

signals:
    void listed(const QVector<fairlead::RouterRecord> &routers);
    void analysed(const fairlead::ExploredRouters &routers);
    void failed(const fairlead::Error &error);
    void progressed(const QString &text, double fraction); ///< fraction in [0, 1], or negative when unknown

private:
    void dropOutdated(const QVector<RouterRecord> &routers);
    [[nodiscard]] ExploredRouters kept(const QVector<qint64> &ids) const;
    /// Runs the work as the newest request; `done` is called only if it still is when the work ends.
    template <typename T>
    void run(const QString &title, std::function<Result<T>(std::stop_token, const ReportProgress &)> work,
             std::function<void(T)> done);

    Session &m_session;
    QHash<qint64, std::shared_ptr<const ExploredRouter>> m_kept;
    QPointer<JobBase> m_job;
    quint64 m_request = 0;
    bool m_busy = false;
};

} // namespace fairlead
