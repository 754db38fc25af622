#include "ui/pages/train/trainpage.h"

#include "core/base/format.h"
#include "core/routers/method.h"
#include "ui/dialogs/ask.h"
#include "ui/models/displaytext.h"
#include "ui/models/routercurve.h"
#include "ui/models/routertablemodel.h"
#include "ui/models/sortedtable.h"
#include "ui/pages/pageheader.h"
#include "ui/pages/train/trainform.h"
#include "ui/plots/losscurveplot.h"
#include "ui/session.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagestrip.h"
#include "ui/workspacecontents.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace fairlead {

namespace {

constexpr int kBarSteps = 1000;
constexpr int kFormWidth = 316;

QString outcomeText(const TrainOutcome &outcome)
{
    QString text =
        TrainPage::tr("Saved router “%1” after %2.").arg(toText(outcome.name), toText(formatDuration(outcome.seconds)));
    const QString verdict = toText(verdictKey(outcome.judgement.verdict));
    if (outcome.judgement.verdict == Verdict::Refuse)
        text += QLatin1Char(' ') +
                TrainPage::tr("Held-out utility: %1. %2")
                    .arg(verdict,
                         toText(outcome.judgement.reasons.empty() ? std::string() : outcome.judgement.reasons.front()));
    else if (outcome.heldOutUtility)
        text +=
            QLatin1Char(' ') + TrainPage::tr("Held-out utility %1 ± %2 (%3).")
                                   .arg(toText(formatFixed(outcome.heldOutUtility->value, 3)),
                                        toText(formatFixed(Estimate::kZ95 * outcome.heldOutUtility->se, 3)), verdict);
    if (outcome.stopped && !outcome.curve.empty())
        text += QLatin1Char(' ') + TrainPage::tr("Stopped: it keeps the %1 of %2 epochs finished until then.")
                                       .arg(outcome.curve.back().epoch)
                                       .arg(outcome.curve.back().epochs);
    if (!outcome.warnings.empty())
        text += QLatin1Char(' ') + toText(outcome.warnings.front());
    return text;
}

} // namespace

void EpochRelay::post(const EpochReport &epoch)
{
    QMetaObject::invokeMethod(
        this, [this, epoch] { emit epochDone(epoch); }, Qt::QueuedConnection);
}

TrainPage::TrainPage(Session &session, WorkspaceContents &contents, QWidget *parent)
    : Page(session, parent)
    , m_contents(contents)
{
    setObjectName(QStringLiteral("trainPage"));
    m_form = new TrainForm(this);
    m_form->setFixedWidth(kFormWidth);
    m_message = new MessageStrip(this);
    m_message->setObjectName(QStringLiteral("trainMessage"));
    m_openNew = new QPushButton(tr("Open in E&xplore"), this);
    m_openNew->setObjectName(QStringLiteral("trainOpenNew"));
    m_openNew->hide();
    auto *news = new QHBoxLayout;
    news->addWidget(m_message, 1);
    news->addWidget(m_openNew);

    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("trainSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(buildRunView());
    splitter->addWidget(buildRouterList());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);

    auto *body = new QHBoxLayout;
    body->addWidget(m_form);
    body->addWidget(splitter, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kPageMargins);
    layout->addWidget(new PageHeader(title(), this));
    layout->addLayout(news);
    layout->addLayout(body, 1);

    connect(m_form, &TrainForm::startRequested, this, &TrainPage::start);
    connect(m_form, &TrainForm::stopRequested, this, [this] {
        if (m_job)
            m_job->requestStop();
        showProgress();
    });
    connect(m_openNew, &QPushButton::clicked, this, [this] { openInExplore(m_newRouter); });
    connect(&contents, &WorkspaceContents::changed, this, &TrainPage::showSnapshot);
    connect(&contents, &WorkspaceContents::failed, this,
            [this](const QString &message) { m_message->showError(message); });
    connect(&session, &Session::workspaceChanged, this, [this] {
        m_message->clear();
        m_openNew->hide();
    });
    showSnapshot();
    showProgress();
}

QWidget *TrainPage::buildRunView()
{
    auto *view = new QWidget(this);
    m_plotTitle = new QLabel(view);
    m_plotTitle->setObjectName(QStringLiteral("plotTitle"));
    QFont font = m_plotTitle->font();
    font.setWeight(QFont::DemiBold);
    m_plotTitle->setFont(font);
    m_stack = new QStackedWidget(view);
    m_noCurve = new EmptyState(tr("No curve to show"), {}, view);
    m_noCurve->setObjectName(QStringLiteral("trainNoCurve"));
    m_plot = new LossCurvePlot(view);
    m_plot->setObjectName(QStringLiteral("lossCurve"));
    m_plot->setAccessibleName(tr("Loss and held-out value by epoch"));
    m_stack->addWidget(m_noCurve);
    m_stack->addWidget(m_plot);
    m_progress = new QProgressBar(view);
    m_progress->setObjectName(QStringLiteral("trainProgress"));
    m_progress->setAccessibleName(tr("Progress of the run"));
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(200);
    m_progressText = new QLabel(view);
    m_progressText->setObjectName(QStringLiteral("trainProgressText"));
    m_progressText->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);

    auto *progress = new QHBoxLayout;
    progress->addWidget(m_progress);
    progress->addWidget(m_progressText, 1);
    auto *layout = new QVBoxLayout(view);
    layout->setContentsMargins(0, 0, 0, 4);
    layout->addWidget(m_plotTitle);
    layout->addWidget(m_stack, 1);
    layout->addLayout(progress);
    return view;
}

QWidget *TrainPage::buildRouterList()
{
    auto *view = new QWidget(this);
    m_routers = new RouterTableModel(this);
    m_routerTable = new SortedTable(*m_routers, QStringLiteral("routerTable"), tr("Routers"), view);
    m_routerTable->setMinimumHeight(100);
    auto *label = new QLabel(tr("&Routers"), view);
    label->setBuddy(m_routerTable);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    const auto button = [view](const char *name, const QString &text) {
        auto *push = new QPushButton(text, view);
        push->setObjectName(QLatin1String(name));
        return push;
    };
    m_open = button("routerOpen", tr("Open in Ex&plore"));
    m_rename = button("routerRename", tr("Rena&me"));
    m_remove = button("routerDelete", tr("De&lete…"));

    auto *row = new QHBoxLayout;
    row->addWidget(label);
    row->addStretch(1);
    for (QPushButton *push : {m_open, m_rename, m_remove})
        row->addWidget(push);
    auto *layout = new QVBoxLayout(view);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_routerTable, 1);

    connect(m_open, &QPushButton::clicked, this, [this] { openInExplore(m_routerTable->selectedId()); });
    connect(m_rename, &QPushButton::clicked, m_routerTable, &SortedTable::editSelectedName);
    connect(m_remove, &QPushButton::clicked, this, [this] { removeRouter(m_routerTable->selectedId()); });
    m_routerTable->addRowAction(QStringLiteral("rowOpen"), tr("Open in E&xplore"),
                                [this](qint64 id) { openInExplore(id); });
    m_routerTable->addRowAction(QStringLiteral("rowRename"), tr("&Rename"),
                                [this](qint64) { m_routerTable->editSelectedName(); });
    m_routerTable->addRowAction(QStringLiteral("rowDelete"), tr("&Delete…"), [this](qint64 id) { removeRouter(id); });
    connect(m_routerTable, &SortedTable::opened, this, &TrainPage::openInExplore);
    connect(m_routerTable, &SortedTable::deleteRequested, this, &TrainPage::removeRouter);
    connect(m_routerTable, &SortedTable::selectionMoved, this, &TrainPage::showCurveOf);
    connect(m_routers, &TableModel::renameRequested, &m_contents, &WorkspaceContents::renameRouter);
    return view;
}

void TrainPage::select(qint64 dataset)
{
    if (dataset)
        m_form->selectDataset(dataset);
}

bool TrainPage::isSettled() const
{
    return !m_contents.isLoading() && !m_job;
}

void TrainPage::showSnapshot()
{
    m_form->setContents(m_contents.snapshot());
    m_routers->setRouters(m_contents.snapshot().routers);
    showCurveOf(m_routerTable->selectedId());
}

void TrainPage::showCurveOf(qint64 router)
{
    const auto &rows = m_routers->rows();
    const auto at = std::find_if(rows.begin(), rows.end(),
                                 [router](const RouterRow &row) { return row.record.id.value == router; });
    for (QPushButton *push : {m_open, m_rename, m_remove})
        push->setEnabled(at != rows.end());
    if (m_job)
        return; // the plot belongs to the run that goes on
    m_epochs = at == rows.end() ? QVector<EpochReport>() : curveFromJson(at->record.curve);
    m_plotTitle->setText(at == rows.end() ? tr("Training") : tr("Training of “%1”").arg(toText(at->record.name)));
    if (at == rows.end())
        m_noCurve->setTexts(tr("No router yet"), tr("Choose a dataset and a method, then press Start. The loss and the "
                                                    "held-out value show here while it trains."));
    else
        m_noCurve->setTexts(tr("No curve to show"),
                            tr("%1 is fitted in one step, without epochs.").arg(at->methodTitle));
    showEpochs();
}

void TrainPage::start()
{
    if (m_job)
        return;
    auto *relay = new EpochRelay;
    const QString name = m_form->routerName();
    auto job = std::make_unique<Job<TrainOutcome>>(
        tr("Training %1").arg(name),
        [path = session().path(), dataset = m_form->dataset(), text = toUtf8(name), config = m_form->config(),
         relay](const std::stop_token &stop, const ReportProgress &report) -> Result<TrainOutcome> {
            auto workspace = Workspace::open(path);
            if (!workspace)
                return workspace.error();
            return trainRouter(*workspace, dataset, text, config, stop, report,
                               [relay](const EpochReport &epoch) { relay->post(epoch); });
        });
    relay->setParent(job.get());
    m_job = job.get();
    m_newRouter = 0;
    m_openNew->hide();
    m_message->clear();
    m_epochs.clear();
    m_plotTitle->setText(tr("Training “%1”").arg(name));
    m_noCurve->setTexts(tr("Training"), methodInfo(m_form->config().method).trainsNetwork
                                            ? tr("The first epoch will show here.")
                                            : tr("This method is fitted in one step, without epochs."));
    showEpochs();
    m_form->setRunning(true);
    connect(relay, &EpochRelay::epochDone, this, [this](const EpochReport &epoch) {
        m_epochs << epoch;
        showEpochs();
    });
    connect(m_job, &JobBase::progressed, this, &TrainPage::showProgress);
    session().run<TrainOutcome>(std::move(job), this,
                                [this, path = session().path()](const Result<TrainOutcome> &outcome) {
                                    const bool isStopped = m_job->stopRequested();
                                    m_job = nullptr;
                                    finish(path, outcome, isStopped);
                                });
    showProgress();
}

void TrainPage::finish(const std::filesystem::path &workspace, const Result<TrainOutcome> &outcome, bool isStopped)
{
    m_form->setRunning(false);
    showProgress();
    if (outcome) {
        m_message->showNews(outcomeText(*outcome));
        if (workspace == session().path()) {
            m_newRouter = outcome->router.value;
            m_openNew->show();
            m_routerTable->selectId(m_newRouter);
            emit session().contentsChanged();
        }
    } else if (isStopped) {
        m_message->showNews(toText(outcome.error().message));
    } else {
        m_message->showError(toText(outcome.error().message));
    }
}

void TrainPage::showProgress()
{
    m_progress->setVisible(m_job);
    m_progressText->setVisible(m_job);
    if (!m_job)
        return;
    const Progress &progress = m_job->progress();
    m_progress->setRange(0, progress.total > 0 ? kBarSteps : 0);
    if (progress.total > 0)
        m_progress->setValue(static_cast<int>(kBarSteps * progress.done / progress.total));
    m_progressText->setText(m_job->stopRequested() ? tr("Stopping; the finished epochs are kept…")
                                                   : m_job->progressText());
}

void TrainPage::showEpochs()
{
    if (!isVisible())
        return; // a plot cannot be drawn before its page has a size; showEvent comes back
    m_stack->setCurrentIndex(m_epochs.isEmpty() ? 0 : 1);
    m_plot->setEpochs(m_epochs);
}

void TrainPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    showEpochs();
}

void TrainPage::removeRouter(qint64 id)
{
    const auto &rows = m_routers->rows();
    const auto at =
        std::find_if(rows.begin(), rows.end(), [id](const RouterRow &row) { return row.record.id.value == id; });
    if (at == rows.end())
        return;
    if (ask::confirm(this, tr("Delete the router “%1”?").arg(toText(at->record.name)),
                     tr("Its weights and its curve go. The same dataset, configuration and seed would give it again."),
                     tr("Delete")))
        m_contents.removeRouter(id);
}

void TrainPage::openInExplore(qint64 router)
{
    if (router)
        emit session().pageRequested(QStringLiteral("explore"), router);
}

} // namespace fairlead
