#pragma once

#include "ui/jobs/endedjob.h"

#include <QTimer>
#include <QVector>
#include <QWidget>

class QVBoxLayout;

namespace fairlead {

class Session;

/// Bottom strip of the window: one row a running job with its progress, rate, time left and a Stop button, and one for
/// each of the last jobs that ended with something to say, until it is closed. Hidden while it has no row, and for the
/// first moment of a job, so that short ones do not make the window jump.
class JobsStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit JobsStrip(Session &session, QWidget *parent = nullptr);

private:
    void keep(const EndedJob &job);
    void rebuild();

    Session &m_session;
    QVBoxLayout *m_rows = nullptr;
    QVector<EndedJob> m_ended; ///< the newest last
    QTimer m_appear;
};

} // namespace fairlead
