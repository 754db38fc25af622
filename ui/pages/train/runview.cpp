#include "ui/pages/train/runview.h"

#include "core/base/format.h"
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
constexpr int kBarWidth = 110;
constexpr std::chrono::milliseconds kRedrawAfter{40};

QLabel *noteLabel(const char *name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

/// Without rate and time left, which the jobs strip has.
QString stepText(const Progress &progress)
{
    const QString stage = toText(progress.stage);
    if (progress.total <= 0)
        return stage;
    return RunView::tr("%1: %2 of %3 %4")
        .arg(stage, countText(static_cast<std::size_t>(progress.done)),
             countText(static_cast<std::size_t>(progress.total)), toText(progress.unit));
}

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
    m_legend = noteLabel("trainLegend", this);
    m_kept = noteLabel("trainKept", this);
    m_kept->setText(
        tr("The last finished epoch is kept. The held-out value only judges it: an epoch chosen by that value "
           "would look better than it is."));
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
    layout->addWidget(m_legend);
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
    m_lossName = m_hasNetwork ? toText(methodInfo(*method).loss) : QString();
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
    m_progressText->setText(job->stopRequested() ? tr("Stopping; the finished epochs are kept…") : stepText(progress));
    m_progressText->setToolTip(job->progressText());
}

void RunView::draw()
{
    if (!isVisible())
        return; // a plot cannot be drawn before its page has a size; showEvent comes back
    m_redraw.stop();
    const bool hasCurve = m_hasNetwork && !m_epochs.isEmpty();
    m_legend->setVisible(hasCurve);
    m_legend->setText(hasCurve ? legend() : QString());
    m_kept->setVisible(hasCurve);
    m_stack->setCurrentIndex(m_epochs.isEmpty() ? 0 : 1);
    m_plot->setEpochs(m_epochs);
}

QString RunView::legend() const
{
    const EpochReport &last = m_epochs.last();
    const QString loss = tr("● dashed: training loss, %1").arg(m_lossName);
    const QString verdict = toText(verdictKey(last.verdict));
    if (!last.heldOutUtility)
        return tr("%1. Held-out utility: %2.").arg(loss, verdict);
    return tr("%1 · ■ solid: held-out utility with its 95% interval, last %2 ± %3 (%4)")
        .arg(loss, toText(formatFixed(last.heldOutUtility->value, 3)),
             toText(formatFixed(Estimate::kZ95 * last.heldOutUtility->se, 3)), verdict);
}

void RunView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    draw();
}

} // namespace fairlead
