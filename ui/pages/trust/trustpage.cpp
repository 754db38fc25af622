#include "ui/pages/trust/trustpage.h"

#include "core/base/fileio.h"
#include "core/experiment/trustreport.h"
#include "ui/dialogs/ask.h"
#include "ui/models/displaytext.h"
#include "ui/pages/pageheader.h"
#include "ui/pages/trust/trustfigures.h"
#include "ui/pages/trust/verdictpanel.h"
#include "ui/session.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagestrip.h"
#include "ui/workspacecontents.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace fairlead {

namespace {

constexpr int kBusyWidth = 420;

/// The log imported or simulated last; else the first dataset.
qint64 proposedDataset(const std::vector<DatasetInfo> &datasets)
{
    const auto log = std::find_if(datasets.rbegin(), datasets.rend(),
                                  [](const DatasetInfo &info) { return info.kind == DatasetKind::Log; });
    return log != datasets.rend() ? log->id.value : datasets.empty() ? 0 : datasets.front().id.value;
}

} // namespace

TrustPage::TrustPage(Session &givenSession, WorkspaceContents &contents, QWidget *parent)
    : Page(givenSession, parent)
    , m_contents(contents)
    , m_loader(new TrustLoader(givenSession, this))
    , m_message(new MessageStrip(this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("trustPage"));
    m_message->setObjectName(QStringLiteral("trustMessage"));
    m_empty = new EmptyState({}, {}, this);
    m_empty->setObjectName(QStringLiteral("trustEmpty"));
    QPushButton *go = m_empty->addAction(tr("Go to Data"));
    go->setObjectName(QStringLiteral("trustEmptyAction"));
    m_failed = new EmptyState({}, {}, this);
    m_failed->setObjectName(QStringLiteral("trustFailed"));
    QPushButton *again = m_failed->addAction(tr("Diagnose &again"));
    again->setObjectName(QStringLiteral("trustRetry"));
    buildHeader();
    buildBusy();
    buildContent();
    for (QWidget *state :
         {static_cast<QWidget *>(m_empty), static_cast<QWidget *>(m_failed), m_busy, static_cast<QWidget *>(m_content)})
        m_stack->addWidget(state);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kPageMargins);
    layout->addWidget(m_header);
    layout->addWidget(m_message);
    layout->addWidget(m_stack, 1);

    connect(go, &QPushButton::clicked, this, [this] { emit session().pageRequested(QStringLiteral("data"), 0); });
    connect(again, &QPushButton::clicked, this, &TrustPage::refresh);
    connect(m_loader, &TrustLoader::diagnosed, this, &TrustPage::showReport);
    connect(m_loader, &TrustLoader::failed, this, &TrustPage::showFailure);
    connect(m_loader, &TrustLoader::progressed, this, &TrustPage::showProgress);
    connect(m_chooser, &QComboBox::currentIndexChanged, this, &TrustPage::refreshWhenShown);
    connect(&m_contents, &WorkspaceContents::changed, this, [this] {
        fillChooser();
        refreshWhenShown();
    });
    connect(&session(), &Session::workspaceChanged, this, [this] {
        m_loader->forget();
        m_message->clear();
        m_wanted = 0;
        setReport(nullptr);
        const QSignalBlocker quiet(m_chooser);
        m_chooser->clear();
    });
    setReport(nullptr);
    fillChooser();
}

void TrustPage::buildHeader()
{
    auto *header = new PageHeader(title(), this);
    m_header = header;
    m_chooser = new QComboBox(header);
    m_chooser->setObjectName(QStringLiteral("trustDataset"));
    m_chooser->setAccessibleName(tr("Dataset"));
    m_chooser->setToolTip(tr("The log to judge"));
    m_chooser->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_chooser->setMinimumContentsLength(26);
    auto *label = new QLabel(tr("&Dataset:"), header);
    label->setBuddy(m_chooser);
    header->layout()->addWidget(label);
    header->layout()->addWidget(m_chooser);
    m_copy = header->addButton(QStringLiteral("trustCopy"), tr("&Copy as text"));
    m_copy->setToolTip(tr("Verdict, reasons and the table of models, for a mail or a ticket"));
    m_save = header->addButton(QStringLiteral("trustSave"), tr("&Save report…"));
    m_save->setToolTip(tr("Every figure as CSV or JSON"));
    connect(m_copy, &QPushButton::clicked, this, &TrustPage::copyText);
    connect(m_save, &QPushButton::clicked, this, &TrustPage::saveReport);
}

void TrustPage::buildBusy()
{
    m_busy = new QWidget(this);
    m_busy->setObjectName(QStringLiteral("trustBusy"));
    m_busyTitle = new QLabel(m_busy);
    m_busyTitle->setAlignment(Qt::AlignCenter);
    QFont font = m_busyTitle->font();
    font.setPointSizeF(1.3 * font.pointSizeF());
    m_busyTitle->setFont(font);
    m_busyText = new QLabel(m_busy);
    m_busyText->setObjectName(QStringLiteral("trustBusyText"));
    m_busyText->setAlignment(Qt::AlignCenter);
    m_busyText->setForegroundRole(QPalette::PlaceholderText);
    m_busyBar = new QProgressBar(m_busy);
    m_busyBar->setTextVisible(false);
    m_busyBar->setAccessibleName(tr("Progress of the diagnosis"));
    m_busyBar->setFixedWidth(kBusyWidth);
    auto *stop = new QPushButton(tr("&Stop"), m_busy);
    stop->setObjectName(QStringLiteral("trustStop"));
    connect(stop, &QPushButton::clicked, m_loader, &TrustLoader::stop);
    auto *layout = new QVBoxLayout(m_busy);
    layout->addStretch(2);
    layout->addWidget(m_busyTitle);
    layout->addWidget(m_busyBar, 0, Qt::AlignHCenter);
    layout->addWidget(m_busyText);
    layout->addWidget(stop, 0, Qt::AlignHCenter);
    layout->addStretch(3);
}

void TrustPage::buildContent()
{
    m_content = new QScrollArea(this);
    m_content->setObjectName(QStringLiteral("trustContent"));
    m_content->setFrameShape(QFrame::NoFrame);
    m_content->setWidgetResizable(true);
    m_content->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *column = new QWidget(m_content);
    m_verdict = new VerdictPanel(column);
    m_figures = new TrustFigures(column);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 8, 0);
    layout->setSpacing(14);
    layout->addWidget(m_verdict);
    layout->addWidget(m_figures);
    layout->addStretch(1);
    m_content->setWidget(column);
}

void TrustPage::select(qint64 dataset)
{
    const int at = m_chooser->findData(dataset);
    m_wanted = at >= 0 ? 0 : dataset;
    if (at >= 0)
        m_chooser->setCurrentIndex(at);
}

bool TrustPage::isSettled() const
{
    return !m_contents.isLoading() && !m_loader->isBusy() && !(m_outdated && isVisible());
}

void TrustPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (m_outdated)
        refresh();
}

void TrustPage::fillChooser()
{
    const std::vector<DatasetInfo> &datasets = m_contents.snapshot().datasets;
    const qint64 shown = m_chooser->currentData().toLongLong();
    const QSignalBlocker quiet(m_chooser);
    m_chooser->clear();
    for (const DatasetInfo &info : datasets)
        m_chooser->addItem(info.kind == DatasetKind::Log ? toText(info.name)
                                                         : tr("%1 (full feedback)").arg(toText(info.name)),
                           QVariant(static_cast<qlonglong>(info.id.value)));
    int at = m_wanted ? m_chooser->findData(m_wanted) : -1;
    if (at >= 0)
        m_wanted = 0;
    if (at < 0 && shown)
        at = m_chooser->findData(shown);
    if (at < 0)
        at = m_chooser->findData(QVariant(static_cast<qlonglong>(proposedDataset(datasets))));
    m_chooser->setCurrentIndex(at);
}

void TrustPage::refreshWhenShown()
{
    m_outdated = true;
    if (isVisible())
        refresh();
}

void TrustPage::refresh()
{
    m_outdated = false;
    m_message->clear();
    const WorkspaceSnapshot &snapshot = m_contents.snapshot();
    m_chooser->setEnabled(m_chooser->count() > 0);
    const auto at = snapshot.datasetIndex(m_chooser->currentData().toLongLong());
    if (!at && m_contents.isLoading()) {
        m_outdated = true; // until the snapshot is there
        m_busyTitle->setText(tr("Reading the workspace"));
        showProgress({}, -1);
        m_stack->setCurrentWidget(m_busy);
        return;
    }
    if (!at) {
        m_loader->cancel();
        showNothing(tr("No log to judge yet"),
                    tr("Import a log of served requests. This page then says whether it shows enough of every model to "
                       "tell what another routing would have done, and what to log if it does not."),
                    tr("Go to Data"));
        return;
    }
    const DatasetInfo &info = snapshot.datasets[*at];
    if (info.kind == DatasetKind::FullFeedback) {
        m_loader->cancel();
        showNothing(tr("Nothing to doubt in full feedback"),
                    tr("In “%1” every model answered every query, so values are counted, not estimated: there is no "
                       "support to judge. To see how far a log of it could be trusted, simulate one (fairlead-cli "
                       "simulate draws it under a logging policy of your choice) and choose it above.")
                        .arg(toText(info.name)),
                    tr("Go to Data"));
        return;
    }
    m_loader->diagnose(info, snapshot.models[*at]);
    if (m_loader->isBusy())
        showBusy(toText(info.name));
}

void TrustPage::setReport(std::shared_ptr<const TrustReport> report)
{
    m_report = std::move(report);
    m_copy->setEnabled(m_report != nullptr);
    m_save->setEnabled(m_report != nullptr);
}

void TrustPage::showNothing(const QString &nothing, const QString &sentence, const QString &action)
{
    setReport(nullptr);
    m_empty->setTexts(nothing, sentence);
    m_empty->findChild<QPushButton *>(QStringLiteral("trustEmptyAction"))->setText(action);
    m_stack->setCurrentWidget(m_empty);
}

void TrustPage::showBusy(const QString &dataset)
{
    setReport(nullptr);
    m_busyTitle->setText(tr("Judging what “%1” can tell").arg(dataset));
    showProgress({}, -1);
    m_stack->setCurrentWidget(m_busy);
}

void TrustPage::showProgress(const QString &text, double fraction)
{
    m_busyText->setText(text);
    m_busyBar->setRange(0, fraction < 0 ? 0 : 1000);
    m_busyBar->setValue(static_cast<int>(1000 * fraction));
}

void TrustPage::showReport(const std::shared_ptr<const TrustReport> &report)
{
    const bool isOther = !m_report || m_report->dataset.id != report->dataset.id;
    if (m_report != report) {
        m_verdict->setReport(*report);
        m_figures->setReport(report);
    }
    setReport(report);
    m_stack->setCurrentWidget(m_content);
    if (isOther)
        m_content->verticalScrollBar()->setValue(0);
}

void TrustPage::showFailure(const Error &error)
{
    setReport(nullptr);
    if (error.code == ErrorCode::Cancelled)
        m_failed->setTexts(tr("The diagnosis was stopped"),
                           tr("Nothing was kept of it. It takes about as long as the first part of a training run."));
    else
        m_failed->setTexts(tr("This log could not be judged"), toText(error.message));
    m_stack->setCurrentWidget(m_failed);
}

void TrustPage::copyText()
{
    QGuiApplication::clipboard()->setText(toText(trustText(*m_report)));
    m_message->showNews(tr("Copied the verdict, its reasons and the table of models."));
}

void TrustPage::saveReport()
{
    const auto path = ask::saveFile(
        this, tr("Save the report on “%1”").arg(toText(m_report->dataset.name)),
        tr("%1 trust.csv").arg(toText(m_report->dataset.name).replace(QLatin1Char('/'), QLatin1Char('-'))),
        tr("Every figure as CSV (*.csv);;Every figure as JSON (*.json)"), QStringLiteral("csv"));
    if (!path)
        return;
    const bool asJson = path->endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
    const std::filesystem::path file(toUtf8(*path));
    auto saved = requireSafeOutput(file, {session().path()});
    if (saved)
        saved = writeFileAtomically(file, asJson ? trustJson(*m_report) : trustCsv(*m_report));
    if (saved)
        m_message->showNews(tr("Saved the report to %1.").arg(*path));
    else
        m_message->showError(toText(saved.error().message), toText(saved.error().detail));
}

} // namespace fairlead
