#include "ui/pages/train/trainpage.h"

#include "core/experiment/diagnosis.h"
#include "ui/models/displaytext.h"
#include "ui/models/routercurve.h"
#include "ui/models/routertablemodel.h"
#include "ui/pages/pageheader.h"
#include "ui/pages/train/queueview.h"
#include "ui/pages/train/routerlist.h"
#include "ui/pages/train/runqueue.h"
#include "ui/pages/train/runview.h"
#include "ui/pages/train/trainform.h"
#include "ui/session.h"
#include "ui/widgets/messagestrip.h"
#include "ui/workspacecontents.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace fairlead {

namespace {

constexpr int kFormWidth = 336;

/// Only one model served: known from the summary, without a diagnosis.
std::optional<SupportReport> supportOfCounts(const std::vector<ModelInfo> &models)
{
    const auto served = std::ranges::count_if(models, [](const ModelInfo &model) { return model.count > 0; });
    if (served != 1)
        return std::nullopt;
    const auto only = std::ranges::find_if(models, [](const ModelInfo &model) { return model.count > 0; });
    SupportReport support;
    support.verdict = Verdict::Refuse;
    support.reasons.push_back(
        toUtf8(TrainPage::tr("“%1” served every query, so that nothing can be learned of other models.")
                   .arg(toText(only->name))));
    return support;
}

} // namespace

TrainPage::TrainPage(Session &session, WorkspaceContents &contents, QWidget *parent)
    : Page(session, parent)
    , m_contents(contents)
    , m_queue(new RunQueue(session, this))
{
    setObjectName(QStringLiteral("trainPage"));
    m_message = new MessageStrip(this);
    m_message->setObjectName(QStringLiteral("trainMessage"));
    m_openNew = new QPushButton(tr("Open in E&xplore"), this);
    m_openNew->setObjectName(QStringLiteral("trainOpenNew"));
    m_openNew->hide();
    m_form = new TrainForm(this);
    m_form->setFixedWidth(kFormWidth);
    m_run = new RunView(this);
    m_queueView = new QueueView(*m_queue, this);
    m_routers = new RouterList(contents, this);
    buildLayout();

    connect(m_form, &TrainForm::startRequested, this, &TrainPage::start);
    connect(m_form, &TrainForm::datasetChanged, this, &TrainPage::askForSupport);
    connect(m_run, &RunView::stopRequested, m_queue, &RunQueue::stop);
    connect(m_openNew, &QPushButton::clicked, this, [this] { openInExplore(m_newRouter); });
    connectQueue();
    connectRouters();
    connect(&contents, &WorkspaceContents::changed, this, &TrainPage::showSnapshot);
    connect(&session, &Session::workspaceChanged, this, [this] {
        m_message->clear();
        m_openNew->hide();
    });
    showSnapshot();
    showQueue();
}

void TrainPage::buildLayout()
{
    auto *right = new QWidget(this);
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->addWidget(m_run, 1);
    rightLayout->addWidget(m_queueView);
    auto *top = new QWidget(this);
    auto *topLayout = new QHBoxLayout(top);
    topLayout->setContentsMargins(0, 0, 0, 0);
    topLayout->addWidget(m_form);
    topLayout->addWidget(right, 1);

    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("trainSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(top);
    splitter->addWidget(m_routers);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 1);

    auto *news = new QHBoxLayout;
    news->addWidget(m_message, 1);
    news->addWidget(m_openNew);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kPageMargins);
    layout->addWidget(new PageHeader(title(), this));
    layout->addLayout(news);
    layout->addWidget(splitter, 1);
}

void TrainPage::connectQueue()
{
    connect(m_queue, &RunQueue::changed, this, &TrainPage::showQueue);
    connect(m_queue, &RunQueue::progressed, this, [this] { m_run->showProgress(m_queue->job()); });
    connect(m_queue, &RunQueue::epochDone, m_run, &RunView::addEpoch);
    connect(m_queue, &RunQueue::ended, this, &TrainPage::showEnd);
    connect(m_queueView, &QueueView::runChosen, this, [this](qint64 id) {
        m_chosenRun = id;
        showRun();
    });
}

void TrainPage::connectRouters()
{
    connect(m_routers, &RouterList::selectionMoved, this, [this] {
        m_chosenRun = 0;
        showRun();
    });
    connect(m_routers, &RouterList::openRequested, this, &TrainPage::openInExplore);
    connect(m_routers, &RouterList::resumeRequested, this, &TrainPage::resume);
    connect(m_routers, &RouterList::settingsWanted, this, &TrainPage::useSettings);
    connect(m_routers, &RouterList::copied, m_message, &MessageStrip::showNews);
}

void TrainPage::select(qint64 dataset)
{
    if (dataset)
        m_form->selectDataset(dataset);
}

bool TrainPage::isSettled() const
{
    return !m_contents.isLoading() && !m_queue->job() && !m_support.isRunning() && !m_form->isAsking();
}

void TrainPage::showSnapshot()
{
    m_form->setContents(m_contents.snapshot());
    m_routers->showRouters(m_contents.snapshot().routers);
}

void TrainPage::askForSupport()
{
    const WorkspaceSnapshot &snapshot = m_contents.snapshot();
    const auto at = snapshot.datasetIndex(m_form->dataset().value);
    m_support.cancel();
    m_form->showSupport(at ? supportOfCounts(snapshot.models[*at]) : std::nullopt);
    if (!at || supportOfCounts(snapshot.models[*at]))
        return;
    m_support.request(
        tr("Reading the diagnosis"),
        [path = session().path(), info = snapshot.datasets[*at], models = snapshot.models[*at]](
            const std::stop_token &, const ReportProgress &) -> Result<std::optional<SupportReport>> {
            auto workspace = Workspace::open(path);
            if (!workspace)
                return workspace.error();
            std::vector<std::string> names;
            for (const ModelInfo &model : models)
                names.push_back(model.name);
            auto diagnosis = storedDiagnosis(*workspace, info, names, PropensitySource::Auto);
            if (!diagnosis)
                return diagnosis.error();
            return *diagnosis ? std::optional((*diagnosis)->support) : std::nullopt;
        },
        [this](const Result<std::optional<SupportReport>> &support) {
            m_form->showSupport(support ? *support : std::nullopt); // without it a run still finds its verdict
        });
}

void TrainPage::showRun()
{
    const QueuedRun *chosen = m_queue->find(m_chosenRun);
    const QueuedRun *run = m_queue->running() ? m_queue->running() : chosen;
    const RouterRow *router = m_routers->selected();
    if (run)
        m_run->showRun(tr("Training of “%1”").arg(run->name), run->config.method, run->epochs,
                       run == m_queue->running());
    else if (router)
        m_run->showRun(tr("Training of “%1”").arg(toText(router->record.name)), router->method,
                       curveFromJson(router->record.curve), false);
    else
        m_run->showRun(tr("Training"), std::nullopt, {}, false);
}

void TrainPage::showQueue()
{
    QStringList names;
    QVector<qint64> resuming;
    for (const QueuedRun &run : m_queue->runs()) {
        if (run.hasEnded())
            continue;
        names << run.name;
        if (run.resumes.isValid())
            resuming << run.resumes.value;
    }
    m_form->setQueued(names, !names.isEmpty());
    m_routers->setResuming(resuming);
    m_run->showProgress(m_queue->job());
    showRun();
}

void TrainPage::start()
{
    std::vector<QueuedRun> runs = m_form->runs();
    for (QueuedRun &run : runs)
        run.workspace = session().path();
    if (runs.empty())
        return;
    m_message->clear();
    m_openNew->hide();
    m_queue->add(std::move(runs));
}

void TrainPage::resume(qint64 id)
{
    const RouterRow *row = m_routers->selected();
    if (!row || row->record.id.value != id || !row->resumable)
        return;
    const auto config = trainConfigFromJson(row->record.config);
    if (!config) {
        m_message->showError(toText(config.error().message));
        return;
    }
    QueuedRun run;
    run.workspace = session().path();
    run.dataset = row->record.dataset;
    run.name = toText(row->record.name);
    run.config = *config;
    run.resumes = row->record.id;
    run.epochs = curveFromJson(row->record.curve);
    m_message->clear();
    m_openNew->hide();
    m_queue->add({run});
}

void TrainPage::useSettings(qint64 id)
{
    const RouterRow *row = m_routers->selected();
    if (!row || row->record.id.value != id)
        return;
    if (const auto config = trainConfigFromJson(row->record.config)) {
        m_form->use(*config, row->record.dataset.value);
        m_message->showNews(tr("The settings of “%1” are in the form.").arg(toText(row->record.name)));
    } else {
        m_message->showError(toText(config.error().message));
    }
}

void TrainPage::showEnd(const QueuedRun &run)
{
    if (run.state == QueuedRun::State::Failed)
        m_message->showError(run.outcome);
    else
        m_message->showNews(run.outcome);
    if (run.workspace != session().path() || !run.router.isValid())
        return;
    m_newRouter = run.router.value;
    m_openNew->show();
    m_routers->selectRouter(m_newRouter);
    emit session().contentsChanged();
}

void TrainPage::openInExplore(qint64 router)
{
    if (router)
        emit session().pageRequested(QStringLiteral("explore"), router);
}

} // namespace fairlead
