#include "ui/models/sortedtable.h"
#include "ui/pages/compare/columnmenu.h"
#include "ui/pages/compare/comparedetails.h"
#include "ui/pages/compare/compareloader.h"
#include "ui/pages/compare/comparepage.h"
#include "ui/pages/compare/comparetablemodel.h"
#include "ui/pages/pageheader.h"
#include "ui/session.h"
#include "ui/widgets/costintervalpanel.h"
#include "ui/widgets/costintervalslider.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagestrip.h"
#include "ui/workspacecontents.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace fairlead {

namespace {

const QString kUnitSetting = QStringLiteral("explore/unit"); ///< one reading of prices on all pages

} // namespace

ComparePage::ComparePage(Session &givenSession, WorkspaceContents &contents, QWidget *parent)
    : Page(givenSession, parent)
    , m_contents(contents)
    , m_loader(new CompareLoader(givenSession, this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState({}, {}, this))
    , m_failed(new EmptyState({}, {}, this))
    , m_content(new QWidget(this))
{
    setObjectName(QStringLiteral("comparePage"));
    m_empty->setObjectName(QStringLiteral("compareEmpty"));
    m_failed->setObjectName(QStringLiteral("compareFailed"));
    QPushButton *go = m_empty->addAction({});
    go->setObjectName(QStringLiteral("compareEmptyAction"));
    connect(go, &QPushButton::clicked, this, [this] { emit session().pageRequested(m_emptyPage, 0); });
    QPushButton *again = m_failed->addAction(tr("Try again"));
    again->setObjectName(QStringLiteral("compareRetry"));
    connect(again, &QPushButton::clicked, this, [this] { emit session().contentsChanged(); });
    buildContent();
    for (QWidget *state : {static_cast<QWidget *>(m_empty), static_cast<QWidget *>(m_failed), m_content})
        m_stack->addWidget(state);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connectContent();
    refreshWhenShown();
}

ComparePage::~ComparePage() = default;

void ComparePage::buildContent()
{
    m_message = new MessageStrip(m_content);
    m_message->setObjectName(QStringLiteral("compareMessage"));
    m_model = new CompareTableModel(this);
    m_splitter = new QSplitter(Qt::Vertical, m_content);
    m_splitter->setObjectName(QStringLiteral("compareSplitter"));
    m_splitter->setChildrenCollapsible(false);
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] { m_isSplitterMoved = true; });
    m_table = new SortedTable(*m_model, QStringLiteral("compareTable"), tr("Routers and their figures"), m_splitter);
    m_table->installEventFilter(this);
    m_table->horizontalHeader()->setSectionsMovable(true);
    m_table->setMinimumHeight(96);
    auto *copyAll = new QAction(tr("Copy &table"), m_table);
    copyAll->setObjectName(QStringLiteral("compareCopyTable"));
    connect(copyAll, &QAction::triggered, this, &ComparePage::copyTable);
    m_table->addAction(copyAll);
    m_columns = new ColumnMenu(*m_table, this);
    QWidget *header = buildHeader();
    QWidget *busy = buildBusy();

    auto *lower = new QWidget(m_splitter);
    m_interval = new CostIntervalPanel(lower);
    m_interval->setObjectName(QStringLiteral("compareInterval"));
    m_interval->setUnit(QSettings().value(kUnitSetting).toString() == QLatin1String("wtp") ? CostUnit::WillingnessToPay
                                                                                           : CostUnit::Lambda);
    m_details = new CompareDetails(lower);
    m_details->setObjectName(QStringLiteral("compareDetails"));
    auto *below = new QVBoxLayout(lower);
    below->setContentsMargins(0, 6, 0, 0);
    below->addWidget(m_interval);
    below->addWidget(m_details, 1);
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(lower);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);

    auto *layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(kPageMargins);
    layout->addWidget(header);
    layout->addWidget(m_message);
    layout->addWidget(busy);
    layout->addWidget(m_splitter, 1);
}

QWidget *ComparePage::buildHeader()
{
    auto *box = new QWidget(m_content);
    auto *header = new PageHeader(title(), box);
    m_columnsButton = header->addButton(QStringLiteral("compareColumns"), tr("&Columns"));
    m_columnsButton->setMenu(m_columns);
    m_save = header->addButton(QStringLiteral("compareSave"), tr("&Save as CSV…"));
    m_explore = header->addButton(QStringLiteral("compareExplore"), tr("Open in E&xplore"));
    m_explore->setToolTip(tr("Shows the checked routers there, the selected one as the current one"));
    m_datasets = new QComboBox(box);
    m_datasets->setObjectName(QStringLiteral("compareDataset"));
    m_datasets->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_datasets->setToolTip(tr("Only routers of one dataset are judged on the same queries"));
    auto *caption = new QLabel(tr("&Dataset"), box);
    caption->setBuddy(m_datasets);
    m_summary = new QLabel(box);
    m_summary->setObjectName(QStringLiteral("compareSummary"));
    m_summary->setWordWrap(true);
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    auto *row = new QHBoxLayout;
    row->addWidget(caption);
    row->addWidget(m_datasets);
    row->addSpacing(8);
    row->addWidget(m_summary, 1);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(header);
    layout->addLayout(row);
    return box;
}

QWidget *ComparePage::buildBusy()
{
    m_busy = new QWidget(m_content);
    m_busy->setObjectName(QStringLiteral("compareBusy"));
    m_busyText = new QLabel(m_busy);
    m_busyText->setObjectName(QStringLiteral("compareBusyText"));
    m_busyText->setMinimumWidth(100);
    m_busyBar = new QProgressBar(m_busy);
    m_busyBar->setAccessibleName(tr("Progress of the analyses"));
    m_busyBar->setTextVisible(false);
    m_busyBar->setRange(0, 1000);
    m_busyBar->setFixedWidth(200);
    auto *stop = new QPushButton(tr("S&top"), m_busy);
    stop->setObjectName(QStringLiteral("compareStop"));
    connect(stop, &QPushButton::clicked, this, [this] { m_loader->stop(); });
    auto *layout = new QHBoxLayout(m_busy);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_busyText, 1);
    layout->addWidget(m_busyBar);
    layout->addWidget(stop);
    m_busy->hide();
    return m_busy;
}

void ComparePage::connectContent()
{
    connect(m_loader, &CompareLoader::changed, this, &ComparePage::readyChanged);
    connect(m_loader, &CompareLoader::finished, this, &ComparePage::loadingEnded);
    connect(m_loader, &CompareLoader::progressed, this, [this](const QString &text, double fraction) {
        m_busyText->setText(text);
        m_busyBar->setValue(static_cast<int>(1000 * fraction));
        m_busy->show();
    });
    connect(m_model, &CompareTableModel::checkRequested, this, &ComparePage::setChecked);
    connect(m_table, &SortedTable::selectionMoved, this, [this](qint64 id) { m_details->setCurrent(id); });
    connect(m_table, &SortedTable::opened, this, [this] { openInExplore(); });
    connect(m_datasets, &QComboBox::activated, this, &ComparePage::chooseDataset);
    connect(m_explore, &QPushButton::clicked, this, &ComparePage::openInExplore);
    connect(m_save, &QPushButton::clicked, this, &ComparePage::saveCsv);
    connect(m_interval, &CostIntervalPanel::intervalChanged, this, &ComparePage::intervalMoved);
    connect(m_interval, &CostIntervalPanel::pointChanged, this, &ComparePage::pointMoved);
    connect(m_interval, &CostIntervalPanel::unitChanged, this, [](CostUnit unit) {
        QSettings().setValue(kUnitSetting, unit == CostUnit::Lambda ? QStringLiteral("lambda") : QStringLiteral("wtp"));
    });
    connect(&m_contents, &WorkspaceContents::changed, this, [this] {
        m_failure.clear();
        refreshWhenShown();
    });
    connect(&m_contents, &WorkspaceContents::failed, this, &ComparePage::showFailure);
    connect(&session(), &Session::workspaceChanged, this, [this] {
        m_loader->forget();
        m_busy->hide();
        m_checked.clear();
        m_known.clear();
        m_over.clear();
        m_dataset = m_wanted = 0;
        m_message->clear();
        m_failure.clear();
        m_model->setRows({});
        refreshWhenShown();
    });
}

bool ComparePage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space) {
        if (const qint64 id = m_table->selectedId())
            setChecked(id, !m_checked.contains(id));
        return true;
    }
    return Page::eventFilter(watched, event);
}

} // namespace fairlead
