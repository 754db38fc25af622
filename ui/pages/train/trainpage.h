#pragma once

#include "core/causal/support.h"
#include "ui/jobs/latestjob.h"
#include "ui/pages/page.h"

#include <optional>

class QPushButton;

namespace fairlead {

class MessageStrip;
class QueueView;
class RouterList;
class RunQueue;
class RunView;
class TrainForm;
class WorkspaceContents;
struct QueuedRun;

/// Starts trainings, alone or as a queue, follows the loss and the held-out value of the one that goes on, and lists
/// the routers that came out: to open, to go on with, and to take the settings of.
class TrainPage final : public Page
{
    Q_OBJECT

public:
    TrainPage(Session &session, WorkspaceContents &contents, QWidget *parent = nullptr);

    [[nodiscard]] QString key() const override { return QStringLiteral("train"); }
    [[nodiscard]] QString title() const override { return tr("Train"); }
    void select(qint64 dataset) override;
    [[nodiscard]] bool isSettled() const override;

private:
    void buildLayout();
    void connectQueue();
    void connectRouters();
    void showSnapshot();
    void askForSupport();
    void showRun();
    void showQueue();
    void start();
    void resume(qint64 router);
    void useSettings(qint64 router);
    void showEnd(const QueuedRun &run);
    void openInExplore(qint64 router);

    WorkspaceContents &m_contents;
    RunQueue *m_queue = nullptr;
    LatestJob<std::optional<SupportReport>> m_support;
    qint64 m_newRouter = 0;
    qint64 m_chosenRun = 0; ///< of the queue, pointed at while nothing goes on

    TrainForm *m_form = nullptr;
    RunView *m_run = nullptr;
    QueueView *m_queueView = nullptr;
    RouterList *m_routers = nullptr;
    MessageStrip *m_message = nullptr;
    QPushButton *m_openNew = nullptr;
};

} // namespace fairlead
