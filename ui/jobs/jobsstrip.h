#pragma once

#include <QTimer>
#include <QWidget>

class QVBoxLayout;

namespace fairlead {

class JobBase;
class Session;

/// Bottom strip of the window: one row a running job with its progress, rate, time left and a Stop button. Hidden
/// while nothing runs, and for the first moment of a job, so that short ones do not make the window jump.
class JobsStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit JobsStrip(Session &session, QWidget *parent = nullptr);

private:
    void rebuild();

    Session &m_session;
    QVBoxLayout *m_rows = nullptr;
    QTimer m_appear;
};

} // namespace fairlead
