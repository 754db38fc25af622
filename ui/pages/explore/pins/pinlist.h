#pragma once

#include "core/store/pinrepository.h"
#include "ui/jobs/latestjob.h"

#include <QObject>
#include <QVector>

namespace fairlead {

class Session;

/// The pinned operating points of the open workspace, read in the background; adding, deleting and noting can be
/// undone. GUI thread.
class PinList final : public QObject
{
    Q_OBJECT

public:
    explicit PinList(Session &session, QObject *parent = nullptr);

    [[nodiscard]] const QVector<PinRecord> &pins() const { return m_pins; }
    [[nodiscard]] bool isBusy() const { return m_reading.isRunning(); }
    void add(const PinRecord &pin);
    void remove(qint64 id);
    void setNote(qint64 id, const QString &note);

signals:
    void changed();
    void failed(const QString &message);

private:
    void reload();
    [[nodiscard]] const PinRecord *find(qint64 id) const;

    Session &m_session;
    QVector<PinRecord> m_pins;
    LatestJob<std::vector<PinRecord>> m_reading;
};

} // namespace fairlead
