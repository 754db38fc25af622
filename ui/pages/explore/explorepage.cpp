#include "ui/pages/explore/explorepage.h"

#include "ui/pages/explore/explorecards.h"
#include "ui/pages/explore/pins/pinlist.h"
#include "ui/pages/explore/pins/pinsview.h"
#include "ui/pages/explore/queries/exploredetails.h"
#include "ui/pages/explore/routerpicker.h"
#include "ui/plots/frontierplot.h"
#include "ui/plots/sharesplot.h"
#include "ui/session.h"
#include "ui/widgets/costintervalpanel.h"
#include "ui/widgets/costintervalslider.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagestrip.h"

#include <QCheckBox>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace fairlead {

namespace {

/// How many times the cheapest model's cost the dearest one's is when a linear axis would press the others together.
constexpr double kLogFromRatio = 100;

/// Queries from which some figures take longer than a frame: the mean over an interval, regret. They then follow the
/// handles a moment later.
constexpr std::size_t kSlowFrom = 100'000;
constexpr int kSlowDelay = 40; ///< ms

const QString kUnitSetting = QStringLiteral("explore/unit");
const std::array kUnitKeys{QStringLiteral("lambda"), QStringLiteral("wtp"), QStringLiteral("meanCost")}; ///< CostUnit
constexpr int kCurvesShare = 72; ///< percent of the height, until a person moves the splitter
const QString kSplitSetting = QStringLiteral("explore/split");
const QString kLogCostSetting = QStringLiteral("explore/logCost");

FrontierMark markOf(const OperatingPoint &point, bool withheld)
{
    const auto perThousand = [](const Estimate &cost) {
        return Estimate{kCostQueries * cost.value, kCostQueries * cost.se};
    };
    FrontierMark mark;
    if (point.dr && !withheld) {
        mark.cost = perThousand(point.dr->cost);
        mark.quality = point.dr->quality;
    }
    if (point.truth) {
        mark.trueCost = kCostQueries * point.truth->cost.value;
        mark.trueQuality = point.truth->quality.value;
    }
    return mark;
}

/// What a person has not decided: a logarithmic axis where the models' costs lie orders of magnitude apart.
bool costsLieFarApart(const QVector<FrontierReference> &references)
{
    double least = HUGE_VAL;
    double most = 0;
    for (const FrontierReference &reference : references) {
        if (!(reference.cost.value > 0))
            continue;
        least = std::min(least, reference.cost.value);
        most = std::max(most, reference.cost.value);
    }
    return most >= kLogFromRatio * least;
}

} // namespace

ExplorePage::ExplorePage(Session &givenSession, QWidget *parent)
    : Page(givenSession, parent)
    , m_loader(new ExploreLoader(givenSession, this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState({}, {}, this))
    , m_failed(new EmptyState({}, {}, this))
    , m_content(new QWidget(this))
    , m_slowTimer(new QTimer(this))
{
    setObjectName(QStringLiteral("explorePage"));
    m_empty->setObjectName(QStringLiteral("exploreEmpty"));
    m_failed->setObjectName(QStringLiteral("exploreFailed"));
    QPushButton *go = m_empty->addAction({});
    go->setObjectName(QStringLiteral("exploreEmptyAction"));
    connect(go, &QPushButton::clicked, this, [this] { emit session().pageRequested(m_emptyPage, 0); });
    QPushButton *again = m_failed->addAction(tr("Try again"));
    again->setObjectName(QStringLiteral("exploreRetry"));
    connect(again, &QPushButton::clicked, this, &ExplorePage::refresh);
    buildContent();
    for (QWidget *state : {static_cast<QWidget *>(m_empty), static_cast<QWidget *>(m_failed), m_content})
        m_stack->addWidget(state);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    auto *pinKey = new QShortcut(QKeySequence(tr("Ctrl+D")), this);
    connect(pinKey, &QShortcut::activated, this, &ExplorePage::pin);
    connectContent();
    restoreSettings();

    connect(&session(), &Session::workspaceChanged, this, [this] {
        m_loader->forget();
        m_shown.clear();
        m_wanted.clear();
        m_messages->clear();
        m_details->clear();
        m_picker->setRouters({}, {});
        refreshWhenShown();
    });
    connect(&session(), &Session::contentsChanged, this, &ExplorePage::refreshWhenShown);
    showNothing(tr("No workspace is open"), tr("Open or make one, and import a log or a table of full feedback."),
                QStringLiteral("data"), tr("Go to Data"));
}

ExplorePage::~ExplorePage() = default;

void ExplorePage::connectContent()
{
    connect(m_loader, &ExploreLoader::listed, this, &ExplorePage::showListed);
    connect(m_loader, &ExploreLoader::analysed, this, &ExplorePage::showExplored);
    connect(m_loader, &ExploreLoader::failed, this, &ExplorePage::showFailure);
    connect(m_loader, &ExploreLoader::progressed, this, &ExplorePage::showProgress);
    connect(m_picker, &RouterPicker::chosenChanged, this, [this] {
        m_loader->analyse(m_picker->chosen());
        if (m_loader->isBusy())
            showProgress(tr("Analysing routers"), -1);
    });
    connect(m_logCost, &QCheckBox::toggled, m_frontier, &FrontierPlot::setLogCost);
    connect(m_logCost, &QCheckBox::clicked, this, [](bool on) { QSettings().setValue(kLogCostSetting, on); });
    connect(m_interval, &CostIntervalPanel::unitChanged, this, [this](CostUnit unit) {
        m_shares->setUnit(m_interval->scale());
        m_details->setUnit(m_interval->scale());
        m_cards->setUnit(unit);
        QSettings().setValue(kUnitSetting, kUnitKeys[static_cast<std::size_t>(m_interval->wantedUnit())]);
    });
    connect(m_interval, &CostIntervalPanel::pointChanged, this, &ExplorePage::showPoint);
    connect(&session(), &Session::exploreRequested, this, &ExplorePage::selectRouters);
    connect(m_pinButton, &QPushButton::clicked, this, &ExplorePage::pin);
    connect(m_details, &ExploreDetails::lambdaRequested, &m_interval->slider(), &CostIntervalSlider::setPoint);
    connect(m_figures, &QSplitter::splitterMoved, this,
            [this] { QSettings().setValue(kSplitSetting, m_figures->saveState()); });
    connect(m_pins, &PinsView::returnRequested, this, &ExplorePage::goTo);
    connect(m_pins, &PinsView::changed, this, &ExplorePage::showPins);
    connect(m_pins, &PinsView::failed, this, [this](const QString &text) { m_messages->showError(text); });
    connect(m_pins, &PinsView::news, this, [this](const QString &text) { m_messages->showNews(text); });
    connect(m_interval, &CostIntervalPanel::intervalChanged, this, [this](double lower, double upper) {
        m_shares->setInterval(lower, upper);
        m_details->setInterval(lower, upper);
        showSlow();
    });
    m_slowTimer->setSingleShot(true);
    connect(m_slowTimer, &QTimer::timeout, this, &ExplorePage::showInterval);
    connect(m_shares, &SharesPlot::plotAreaChanged, &m_interval->slider(), &CostIntervalSlider::setTrackMargins);
    connect(m_shares, &SharesPlot::lambdaPicked, &m_interval->slider(), &CostIntervalSlider::setPoint);
    connect(m_shares, &SharesPlot::modelIsolated, this, &ExplorePage::isolate);
    connect(m_releaseKey, &QShortcut::activated, this, [this] { isolate(-1); });
    connect(m_frontier, &FrontierPlot::lambdaPicked, &m_interval->slider(), &CostIntervalSlider::setPoint);
}

/// One model in every view; -1: all again.
void ExplorePage::isolate(int model)
{
    m_shares->setIsolated(model);
    m_frontier->setIsolated(model);
    m_details->setIsolated(model);
    m_releaseKey->setEnabled(model >= 0);
}

void ExplorePage::restoreSettings()
{
    const QSettings settings;
    if (!m_figures->restoreState(settings.value(kSplitSetting).toByteArray()))
        m_figures->setSizes({kCurvesShare, 100 - kCurvesShare});
    m_logCost->setChecked(settings.value(kLogCostSetting, false).toBool());
    const auto key = std::ranges::find(kUnitKeys, settings.value(kUnitSetting).toString());
    m_interval->setUnit(key == kUnitKeys.end() ? CostUnit::Lambda : static_cast<CostUnit>(key - kUnitKeys.begin()));
}

void ExplorePage::select(qint64 router)
{
    selectRouters({router});
}

void ExplorePage::selectRouters(const QVector<qint64> &routers)
{
    m_wanted = routers;
    m_outdated = true;
    refreshWhenShown();
}

bool ExplorePage::isSettled() const
{
    return !m_outdated && !m_loader->isBusy() && !m_slowTimer->isActive() && m_details->isSettled();
}

void ExplorePage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (m_outdated)
        refresh();
}

void ExplorePage::refreshWhenShown()
{
    m_outdated = true;
    if (isVisible())
        refresh();
}

void ExplorePage::refresh()
{
    m_outdated = false;
    if (!session().isOpen()) {
        showNothing(tr("No workspace is open"), tr("Open or make one, and import a log or a table of full feedback."),
                    QStringLiteral("data"), tr("Go to Data"));
        return;
    }
    m_loader->listRouters();
}

void ExplorePage::showListed(const QVector<RouterRecord> &routers)
{
    if (routers.isEmpty()) {
        m_shown.clear();
        m_details->clear();
        showNothing(tr("No router yet"),
                    tr("Train one on a log: this page then shows what every price buys, and which model serves."),
                    QStringLiteral("train"), tr("Go to Train"));
        return;
    }
    QHash<qint64, QString> names;
    for (const RouterRecord &router : routers)
        names.insert(router.id.value, QString::fromStdString(router.name));
    m_pins->setRouterNames(names);
    m_picker->setRouters(routers, std::exchange(m_wanted, {}));
    m_stack->setCurrentWidget(m_content);
    m_loader->analyse(m_picker->chosen());
    if (m_loader->isBusy())
        showProgress(tr("Analysing routers"), -1);
}

void ExplorePage::showNothing(const QString &nothing, const QString &sentence, const QString &page,
                              const QString &action)
{
    m_empty->setTexts(nothing, sentence);
    m_empty->findChild<QPushButton *>(QStringLiteral("exploreEmptyAction"))->setText(action);
    m_emptyPage = page;
    m_busy->hide();
    m_stack->setCurrentWidget(m_empty);
}

void ExplorePage::showFailure(const Error &error)
{
    m_busy->hide();
    if (error.code == ErrorCode::Cancelled && !m_shown.isEmpty())
        return;
    const QString message = QString::fromStdString(error.message);
    if (m_shown.isEmpty()) {
        m_failed->setTexts(tr("This cannot be shown"), message);
        m_stack->setCurrentWidget(m_failed);
    } else {
        m_messages->showError(message, QString::fromStdString(error.detail));
    }
}

void ExplorePage::showProgress(const QString &text, double fraction)
{
    m_busyText->setText(text);
    m_busyBar->setRange(0, fraction < 0 ? 0 : 1000);
    m_busyBar->setValue(static_cast<int>(1000 * fraction));
    m_busy->show();
    showFigures(!m_shown.isEmpty());
}

/// Before the first analysis there is nothing to draw, and empty axes would look like an answer.
void ExplorePage::showFigures(bool visible)
{
    for (QWidget *figure : {static_cast<QWidget *>(m_figures), static_cast<QWidget *>(m_cards)})
        figure->setVisible(visible);
}

void ExplorePage::showAnalyses(const QVector<std::shared_ptr<const RouterAnalysis>> &analyses)
{
    QVector<RouterRecord> records;
    ExploredRouters explored;
    for (const auto &analysis : analyses) {
        records.append(analysis->router);
        explored.append(explore(analysis));
    }
    m_outdated = false;
    QVector<qint64> ids;
    for (const RouterRecord &record : records)
        ids.append(record.id.value);
    m_picker->setRouters(records, ids);
    showExplored(explored);
}

void ExplorePage::showExplored(const ExploredRouters &routers)
{
    m_busy->hide();
    QVector<int> colors;
    for (const auto &router : routers)
        colors.append(m_picker->colorOf(router->analysis->router.id.value));
    const bool isAsBefore = routers == m_shown && colors == m_colors;
    m_shown = routers;
    m_colors = colors;
    if (routers.isEmpty())
        return;
    m_stack->setCurrentWidget(m_content);
    showFigures(true);
    // A list that was only read again, after a pin for instance, leaves zoom, isolated model and selection alone.
    if (isAsBefore)
        goToWantedPin();
    else
        showRouters();
}

FrontierContent ExplorePage::frontierContent() const
{
    const ExploredRouter &current = *m_shown.first();
    FrontierContent content;
    for (qsizetype r = 0; r < m_shown.size(); ++r) {
        content.curves.append(m_shown[r]->frontier);
        content.curves.last().color = m_colors[r];
    }
    content.current = 0;
    content.references = current.references;
    content.hull = current.hull;
    content.oracle = current.oracle;
    content.note = current.refusal.isEmpty()
                       ? QString()
                       : tr("Estimates of %1 are withheld; the figures say why").arg(current.frontier.name);
    return content;
}

void ExplorePage::showRouters()
{
    const ExploredRouter &current = *m_shown.first();
    isolate(-1);
    m_messages->clear();
    if (!current.analysis->warnings.empty())
        m_messages->showWarning(QString::fromStdString(current.analysis->warnings.front()));
    m_cards->setAnalysis(current.analysis);
    if (!QSettings().contains(kLogCostSetting))
        m_logCost->setChecked(costsLieFarApart(current.references));
    m_frontier->setContent(frontierContent());
    m_shares->setContent(current.shares);
    m_details->setRouter(current.analysis);
    adoptRange();
    m_interval->setRouter({breakpointsOf(current.analysis->index), current.meanCost, current.fit});
    goToWantedPin();
    m_shares->setInterval(m_interval->slider().lower(), m_interval->slider().upper());
    m_details->setInterval(m_interval->slider().lower(), m_interval->slider().upper());
    showPins();
    showPoint();
    showInterval();
}

/// To the pin that was asked for before its router was the current one.
void ExplorePage::goToWantedPin()
{
    const auto pin = std::exchange(m_pinToShow, std::nullopt);
    if (!pin || pin->router != m_shown.first()->analysis->router.id)
        return;
    m_interval->slider().setInterval(pin->lower, pin->upper);
    m_interval->slider().setPoint(pin->lambda);
}

/// The slider takes the current router's range. What a person chose stays; an untouched interval is the whole range.
void ExplorePage::adoptRange()
{
    const SweepIndex &index = *m_shown.first()->analysis->index;
    CostIntervalSlider &slider = m_interval->slider();
    if (slider.minimum() == index.lambdaMin() && slider.maximum() == index.lambdaMax())
        return;
    const bool whole = slider.lower() == slider.minimum() && slider.upper() == slider.maximum();
    const double where = slider.maximum() > slider.minimum()
                             ? (slider.point() - slider.minimum()) / (slider.maximum() - slider.minimum())
                             : 0.5;
    m_interval->setRange(index.lambdaMin(), index.lambdaMax());
    if (whole || slider.lower() == slider.upper()) {
        slider.setInterval(index.lambdaMin(), index.lambdaMax());
        slider.setPoint(index.lambdaMin() + where * (index.lambdaMax() - index.lambdaMin()));
    }
}

void ExplorePage::showPoint()
{
    if (m_shown.isEmpty())
        return;
    const ExploredRouter &current = *m_shown.first();
    const OperatingPoint point = current.analysis->index->at(m_interval->slider().point());
    const PointFigures figures = pointFigures(*current.analysis, point);
    m_frontier->setMark(markOf(point, figures.judgement.verdict == Verdict::Refuse));
    m_shares->setPoint(point.lambda);
    m_cards->showPoint(figures);
    showSlow();
}

void ExplorePage::showSlow()
{
    if (!m_shown.isEmpty() && m_shown.first()->analysis->index->queries() > kSlowFrom)
        m_slowTimer->start(kSlowDelay);
    else
        showInterval();
}

void ExplorePage::showInterval()
{
    m_slowTimer->stop();
    if (m_shown.isEmpty())
        return;
    const RouterAnalysis &analysis = *m_shown.first()->analysis;
    const CostIntervalSlider &slider = m_interval->slider();
    PointFigures figures = pointFigures(analysis, slider.point());
    addRegret(figures, analysis);
    m_details->setPoint(slider.point());
    m_cards->showPoint(figures);
    m_cards->showInterval(analysis.index->over(slider.lower(), slider.upper()));
}

} // namespace fairlead
