#include "ui/jobs/jobsstrip.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"
#include "ui/session.h"
#include "ui/widgets/theme.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <chrono>
#include <functional>

namespace fairlead {

namespace {

constexpr int kBarSteps = 1000;
constexpr std::chrono::milliseconds kAppearAfter{250};

/// One job. Lives no longer than the job: the strip is rebuilt before the job is deleted.
class JobRow final : public QWidget
{
public:
    JobRow(JobBase *job, QWidget *parent)
        : QWidget(parent)
        , m_job(job)
    {
        setObjectName(QStringLiteral("jobRow"));
        m_title->setText(job->title());
        m_title->setObjectName(QStringLiteral("jobTitle"));
        m_bar->setObjectName(QStringLiteral("jobProgress"));
        m_bar->setAccessibleName(JobsStrip::tr("Progress of %1").arg(job->title()));
        m_bar->setTextVisible(false);
        m_bar->setFixedWidth(200);
        m_text->setObjectName(QStringLiteral("jobText"));
        m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        m_stop->setObjectName(QStringLiteral("jobStop"));
        m_stop->setText(JobsStrip::tr("Stop"));
        m_stop->setAccessibleName(JobsStrip::tr("Stop %1").arg(job->title()));

        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(12);
        layout->addWidget(m_title);
        layout->addWidget(m_bar);
        layout->addWidget(m_text, 1);
        layout->addWidget(m_stop);

        connect(m_stop, &QPushButton::clicked, this, [this] {
            m_job->requestStop();
            update();
        });
        connect(m_job, &JobBase::progressed, this, [this] { update(); });
        update();
    }

private:
    void update()
    {
        const Progress &progress = m_job->progress();
        m_bar->setRange(0, progress.total > 0 ? kBarSteps : 0);
        if (progress.total > 0)
            m_bar->setValue(static_cast<int>(kBarSteps * progress.done / progress.total));
        m_text->setText(m_job->stopRequested() ? JobsStrip::tr("Stopping…") : m_job->progressText());
        m_text->setToolTip(m_text->text());
        m_stop->setEnabled(!m_job->stopRequested());
    }

    JobBase *m_job;
    QLabel *m_title = new QLabel(this);
    QProgressBar *m_bar = new QProgressBar(this);
    QLabel *m_text = new QLabel(this);
    QPushButton *m_stop = new QPushButton(this);
};

/// How many ended jobs are kept in sight.
constexpr int kEndedRows = 3;

QString endText(const EndedJob &job)
{
    switch (job.end) {
    case EndedJob::End::Done:
        return JobsStrip::tr("✓ Done");
    case EndedJob::End::Stopped:
        return JobsStrip::tr("■ Stopped");
    case EndedJob::End::Failed:
        return JobsStrip::tr("✗ Failed");
    }
    return {};
}

/// What a job that has ended produced, with a button that closes the row.
class EndedRow final : public QWidget
{
public:
    EndedRow(const EndedJob &job, const std::function<void()> &close, QWidget *parent)
        : QWidget(parent)
    {
        setObjectName(QStringLiteral("endedJobRow"));
        auto *end = new QLabel(endText(job), this);
        const SignalColors colors = signalColors(palette());
        QPalette own = end->palette();
        own.setColor(QPalette::WindowText, job.end == EndedJob::End::Failed    ? colors.fault
                                           : job.end == EndedJob::End::Stopped ? colors.caution
                                                                               : colors.good);
        end->setPalette(own);
        auto *title = new QLabel(job.title, this);
        auto *text = new QLabel(job.outcome, this);
        text->setObjectName(QStringLiteral("endedJobText"));
        text->setToolTip(job.outcome);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        auto *took = new QLabel(toText(formatDuration(job.seconds)), this);
        took->setToolTip(JobsStrip::tr("Time it took"));
        auto *button = new QToolButton(this);
        button->setObjectName(QStringLiteral("endedJobClose"));
        button->setText(QStringLiteral("✕"));
        button->setAutoRaise(true);
        button->setAccessibleName(JobsStrip::tr("Close the row of %1").arg(job.title));
        connect(button, &QToolButton::clicked, parent, close);

        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(12);
        layout->addWidget(end);
        layout->addWidget(title);
        layout->addWidget(text, 1);
        layout->addWidget(took);
        layout->addWidget(button);
    }
};

} // namespace

JobsStrip::JobsStrip(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
{
    setObjectName(QStringLiteral("jobsStrip"));
    setAccessibleName(tr("Running jobs"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *line = new QFrame(this);
    line->setFrameShape(QFrame::HLine);
    line->setFrameShadow(QFrame::Sunken);
    layout->addWidget(line);
    m_rows = new QVBoxLayout;
    m_rows->setContentsMargins(12, 6, 12, 6);
    m_rows->setSpacing(4);
    layout->addLayout(m_rows);
    m_appear.setSingleShot(true);
    m_appear.setInterval(kAppearAfter);
    connect(&m_appear, &QTimer::timeout, this, &QWidget::show);
    hide();
    connect(&session, &Session::jobsChanged, this, &JobsStrip::rebuild);
    connect(&session, &Session::jobEnded, this, &JobsStrip::keep);
    connect(&session, &Session::workspaceChanged, this, [this] {
        m_ended.clear();
        rebuild();
    });
    rebuild();
}

void JobsStrip::keep(const EndedJob &job)
{
    if (job.outcome.isEmpty())
        return;
    m_ended.append(job);
    if (m_ended.size() > kEndedRows)
        m_ended.removeFirst();
}

void JobsStrip::rebuild()
{
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // a row may be closing itself
        delete item;
    }
    for (int at = 0; at < m_ended.size(); ++at) {
        const auto close = [this, at] {
            m_ended.removeAt(at);
            rebuild();
        };
        m_rows->addWidget(new EndedRow(m_ended.at(at), close, this));
    }
    for (JobBase *job : m_session.jobs())
        m_rows->addWidget(new JobRow(job, this));
    if (!m_ended.isEmpty()) {
        m_appear.stop();
        show();
    } else if (m_session.jobs().isEmpty()) {
        m_appear.stop();
        hide();
    } else if (!isVisible() && !m_appear.isActive()) {
        m_appear.start();
    }
}

} // namespace fairlead
