#include "ui/pages/train/runview.h"

#include "ui/jobs/job.h"
#include "ui/models/displaytext.h"
#include "ui/plots/losscurveplot.h"
#include "ui/widgets/emptystate.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <chrono>

namespace fairlead {

namespace {

constexpr int kBarSteps = 1000;
constexpr int kBarWidth = 160;
constexpr std::chrono::milliseconds kRedrawAfter{40};

} // namespace

RunView::RunView(QWidget *parent)
    : QWidget(parent)
{
    m_title = new QLabel(this);
    m_title->setObjectName(QStringLiteral("plotTitle"));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    QFont font = m_title->font();
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    m_stack = new QStackedWidget(this);
    m_noCurve = new EmptyState(tr("No curve to show"), {}, this);
    m_noCurve->setObjectName(QStringLiteral("trainNoCurve"));
    m_plot = new LossCurvePlot(this);
    m_plot->setObjectName(QStringLiteral("lossCurve"));
    m_plot->setAccessibleName(tr("Loss and held-out value by epoch"));
    m_stack->addWidget(m_noCurve);
    m_stack->addWidget(m_plot);
    m_kept =
        new QLabel(tr("The last finished epoch is the router. The held-out value only judges it: choosing the epoch "
                      "by it would make that value look better than it is."),
                   this);
    m_kept->setObjectName(QStringLiteral("trainKept"));
    m_kept->setWordWrap(true);
    m_kept->setForegroundRole(QPalette::PlaceholderText);
    m_progress = new QProgressBar(this);
    m_progress->setObjectName(QStringLiteral("trainProgress"));
    m_progress->setAccessibleName(tr("Progress of the run"));
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(kBarWidth);
    m_progressText = new QLabel(this);
    m_progressText->setObjectName(QStringLiteral("trainProgressText"));
    m_progressText->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_stop = new QPushButton(tr("St&op"), this);
    m_stop->setObjectName(QStringLiteral("trainStop"));
    m_stop->setToolTip(tr("Ends the run and keeps the epochs finished so far; Resume goes on from there"));

    auto *progress = new QHBoxLayout;
    progress->addWidget(m_progress);
    progress->addWidget(m_progressText, 1);
    progress->addWidget(m_stop);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 4);
    layout->addWidget(m_title);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_kept);
    layout->addLayout(progress);
    m_redraw.setSingleShot(true);
    m_redraw.setInterval(kRedrawAfter);
    connect(&m_redraw, &QTimer::timeout, this, &RunView::draw);
    connect(m_stop, &QPushButton::clicked, this, &RunView::stopRequested);
    showProgress(nullptr);
}

void RunView::showRun(const QString &title, std::optional<Method> method, const QVector<EpochReport> &epochs,
                      bool isRunning)
{
    m_title->setText(title);
    m_hasNetwork = method && methodInfo(*method).trainsNetwork;
    if (!method)
        m_noCurve->setTexts(tr("No router yet"), tr("Choose a dataset and one or more methods, then press Start. The "
                                                    "loss and the held-out value show here while it trains."));
    else if (!m_hasNetwork)
        m_noCurve->setTexts(isRunning ? tr("Training") : tr("No curve to show"),
                            tr("%1 is fitted in one step, without epochs.").arg(toText(methodInfo(*method).title)));
    else
        m_noCurve->setTexts(isRunning ? tr("Training") : tr("No curve to show"),
                            isRunning ? tr("The propensities and the outcome models come first. The first epoch will "
                                           "show here.")
                                      : tr("No epoch was stored with it."));
    m_plot->setLossName(m_hasNetwork ? toText(methodInfo(*method).loss) : QString());
    m_epochs = epochs;
    draw();
}

void RunView::addEpoch(const EpochReport &epoch)
{
    m_epochs << epoch;
    if (!m_redraw.isActive())
        m_redraw.start();
}

void RunView::showProgress(const JobBase *job)
{
    m_progress->setVisible(job);
    m_progressText->setVisible(job);
    m_stop->setVisible(job);
    if (!job)
        return;
    m_stop->setEnabled(!job->stopRequested());
    const Progress &progress = job->progress();
    m_progress->setRange(0, progress.total > 0 ? kBarSteps : 0);
    if (progress.total > 0)
        m_progress->setValue(static_cast<int>(kBarSteps * progress.done / progress.total));
    m_progressText->setText(job->stopRequested() ? tr("Stopping; the finished epochs are kept…") : job->progressText());
    m_progressText->setToolTip(m_progressText->text());
}

void RunView::draw()
{
    if (!isVisible())
        return; // a plot cannot be drawn before its page has a size; showEvent comes back
    m_redraw.stop();
    m_kept->setVisible(m_hasNetwork && !m_epochs.isEmpty());
    m_stack->setCurrentIndex(m_epochs.isEmpty() ? 0 : 1);
    m_plot->setEpochs(m_epochs);
}

void RunView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    draw();
}

} // namespace fairlead
