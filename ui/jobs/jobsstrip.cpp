#include "ui/jobs/jobsstrip.h"

#include "ui/session.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <chrono>

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
    rebuild();
}

void JobsStrip::rebuild()
{
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (JobBase *job : m_session.jobs())
        m_rows->addWidget(new JobRow(job, this));
    if (m_session.jobs().isEmpty()) {
        m_appear.stop();
        hide();
    } else if (!isVisible() && !m_appear.isActive()) {
        m_appear.start();
    }
}

} // namespace fairlead
