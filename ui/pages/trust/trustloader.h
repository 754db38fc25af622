#pragma once

#include "core/experiment/trust.h"

#include <QHash>
#include <QObject>
#include <QPointer>

#include <memory>

namespace fairlead {

class JobBase;
class Session;

/// Diagnoses datasets in jobs of the session and keeps what it made. The newest request wins: an older job is asked to
/// stop, and what it still brings is kept but not shown. GUI thread.
class TrustLoader final : public QObject
{
    Q_OBJECT

public:
    using Report = std::shared_ptr<const TrustReport>;

    explicit TrustLoader(Session &session, QObject *parent = nullptr);

    void diagnose(const DatasetInfo &dataset,
                  const std::vector<ModelInfo> &models); ///< ends in diagnosed() or failed()
    void stop();   ///< the job under way; ends in failed() with ErrorCode::Cancelled
    void cancel(); ///< drops what is under way; nothing is told
    void forget(); ///< another workspace: drops what is kept, too
    [[nodiscard]] bool isBusy() const { return m_busy; }

signals:
    void diagnosed(const std::shared_ptr<const fairlead::TrustReport> &report);
    void failed(const fairlead::Error &error);
    void progressed(const QString &text, double fraction); ///< fraction in [0, 1], or negative when unknown

private:
    void finish(quint64 request, quint64 workspace, Result<Report> result);

    Session &m_session;
    QHash<qint64, Report> m_kept;
    QPointer<JobBase> m_job;
    quint64 m_request = 0;
    quint64 m_workspace = 0;
    bool m_busy = false;
};

} // namespace fairlead
