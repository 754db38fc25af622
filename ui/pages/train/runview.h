#pragma once

#include "core/experiment/training.h"
#include "core/routers/method.h"

#include <QTimer>
#include <QVector>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace fairlead {

class EmptyState;
class JobBase;
class LossCurvePlot;

/// What there is to see of one training: its loss and held-out value by epoch, which epoch is kept and why, and, while
/// it goes on, its progress and its stop.
class RunView final : public QWidget
{
    Q_OBJECT

public:
    explicit RunView(QWidget *parent = nullptr);

    /// @param method nothing: there is no run to show
    void showRun(const QString &title, std::optional<Method> method, const QVector<EpochReport> &epochs,
                 bool isRunning);
    void addEpoch(const EpochReport &epoch); ///< drawn soon
    void showProgress(const JobBase *job);   ///< null: nothing goes on

signals:
    void stopRequested();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void draw();
    [[nodiscard]] QString legend() const;

    QTimer m_redraw; ///< epochs of a small run come faster than anyone reads
    QVector<EpochReport> m_epochs;
    QString m_lossName;
    bool m_hasNetwork = false;
    QLabel *m_title = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_noCurve = nullptr;
    LossCurvePlot *m_plot = nullptr;
    QLabel *m_legend = nullptr;
    QLabel *m_kept = nullptr;
    QProgressBar *m_progress = nullptr;
    QLabel *m_progressText = nullptr;
    QPushButton *m_stop = nullptr;
};

} // namespace fairlead
