#pragma once

#include <QWidget>

namespace fairlead {

class Session;

/// One page of the window. It owns its feature: it reads the session, runs its own jobs and shows its own news; the
/// main window only creates it and switches to it.
class Page : public QWidget
{
    Q_OBJECT

public:
    Page(Session &session, QWidget *parent)
        : QWidget(parent)
        , m_session(session)
    {}

    [[nodiscard]] virtual QString key() const = 0;   ///< "data", "trust", "train", "explore", "compare"; also --page
    [[nodiscard]] virtual QString title() const = 0; ///< translated
    virtual void select(qint64 id) { Q_UNUSED(id); } ///< a dataset or router to show
    /// True when everything asked for has been loaded and drawn; screenshots and tests wait for it.
    [[nodiscard]] virtual bool isSettled() const { return true; }

protected:
    [[nodiscard]] Session &session() const { return m_session; }

private:
    Session &m_session;
};

} // namespace fairlead
