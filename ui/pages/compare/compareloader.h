#pragma once

#include "core/experiment/routerfigures.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QVector>

#include <memory>

namespace fairlead {

class JobBase;
class Session;

/// A router as a comparison needs it: its analysis, and what of its frontier depends on no interval.
struct ComparedRouter
{
    std::shared_ptr<const RouterAnalysis> analysis;
    std::shared_ptr<const RouterFrontier> frontier;
};

/// Analyses the routers asked for, one job of the session after the other, so that each can be shown when it is ready
/// and one that fails leaves the others standing. Keeps what it analysed. GUI thread.
class CompareLoader final : public QObject
{
    Q_OBJECT

public:
    explicit CompareLoader(Session &session, QObject *parent = nullptr);

    /// Those that are not there yet; the newest request wins. Ends in finished().
    void load(const QVector<RouterRecord> &routers);
    void stop();   ///< what is ready stays; finished() follows at once
    void forget(); ///< another workspace: drops everything
    /// Drops what was kept of routers that are gone or have changed.
    void keepOnly(const std::vector<RouterRecord> &routers);
    void forgetFailure(qint64 router); ///< the next load() tries again
    [[nodiscard]] bool isBusy() const { return !m_queue.isEmpty(); }
    [[nodiscard]] const ComparedRouter *find(qint64 router) const; ///< null: not analysed
    [[nodiscard]] QString failure(qint64 router) const;            ///< empty: none

signals:
    void changed(); ///< a router is ready or has failed
    void finished();
    void progressed(const QString &text, double fraction); ///< fraction of all asked for, in [0, 1]

private:
    void next();
    void take(const RouterRecord &record, Result<ComparedRouter> result);
    void tellProgress();

    struct Kept
    {
        RouterRecord record;
        ComparedRouter router;
        QString failure;
    };
    Session &m_session;
    QHash<qint64, Kept> m_kept;
    QVector<RouterRecord> m_queue; ///< the first one is under way
    qsizetype m_asked = 0;
    QPointer<JobBase> m_job;
    quint64 m_request = 0;
};

} // namespace fairlead
