#pragma once

#include "core/experiment/training.h"
#include "ui/jobs/job.h"
#include "ui/pages/page.h"

#include <QVector>

class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace fairlead {

class EmptyState;
class LossCurvePlot;
class MessageStrip;
class RouterTableModel;
class SortedTable;
class TrainForm;
class WorkspaceContents;

/// Carries the epochs of a run from its thread to the window; a child of the job, so it lives while the work does.
class EpochRelay final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    void post(const EpochReport &epoch); ///< any thread

signals:
    void epochDone(const fairlead::EpochReport &epoch); ///< in the window's thread
};

/// Starts a run, follows its loss and held-out value as it goes, and lists the routers that came out.
class TrainPage final : public Page
{
    Q_OBJECT

public:
    TrainPage(Session &session, WorkspaceContents &contents, QWidget *parent = nullptr);

    [[nodiscard]] QString key() const override { return QStringLiteral("train"); }
    [[nodiscard]] QString title() const override { return tr("Train"); }
    void select(qint64 dataset) override;
    [[nodiscard]] bool isSettled() const override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    [[nodiscard]] QWidget *buildRunView();
    [[nodiscard]] QWidget *buildRouterList();
    void showSnapshot();
    void showCurveOf(qint64 router);
    void start();
    void finish(const std::filesystem::path &workspace, const Result<TrainOutcome> &outcome, bool isStopped);
    void showProgress();
    void showEpochs();
    void removeRouter(qint64 id);
    void openInExplore(qint64 router);

    WorkspaceContents &m_contents;
    JobBase *m_job = nullptr; ///< the session's; set while a run goes on
    QVector<EpochReport> m_epochs;
    qint64 m_newRouter = 0;

    TrainForm *m_form = nullptr;
    MessageStrip *m_message = nullptr;
    QPushButton *m_openNew = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_noCurve = nullptr;
    LossCurvePlot *m_plot = nullptr;
    QLabel *m_plotTitle = nullptr;
    QProgressBar *m_progress = nullptr;
    QLabel *m_progressText = nullptr;
    RouterTableModel *m_routers = nullptr;
    SortedTable *m_routerTable = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_rename = nullptr;
    QPushButton *m_remove = nullptr;
};

} // namespace fairlead
