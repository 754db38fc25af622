#include "ui/pages/data/datasetview.h"

#include "ui/models/displaytext.h"
#include "ui/pages/data/distributionstab.h"
#include "ui/pages/data/overviewtab.h"
#include "ui/pages/data/rowstab.h"
#include "ui/pages/data/segmentstab.h"
#include "ui/pages/data/timetab.h"
#include "ui/session.h"

#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace fairlead {

DatasetView::DatasetView(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_tabs(new QTabWidget(this))
    , m_overview(new OverviewTab(m_tabs))
    , m_distributions(new DistributionsTab(m_tabs))
    , m_time(new TimeTab(m_tabs))
    , m_segments(new SegmentsTab(m_tabs))
    , m_rows(new RowsTab(m_tabs))
{
    m_tabs->setObjectName(QStringLiteral("dataTabs"));
    m_tabs->tabBar()->setObjectName(QStringLiteral("dataTabBar"));
    m_tabs->tabBar()->setAccessibleName(tr("Views of the dataset"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_overview, tr("&Overview"));
    m_tabs->addTab(m_distributions, tr("D&istributions"));
    m_tabs->addTab(m_time, tr("O&ver time"));
    m_tabs->addTab(m_segments, tr("Se&gments"));
    m_tabs->addTab(m_rows, tr("Ro&ws"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addWidget(m_tabs);

    connect(m_overview, &OverviewTab::renameRequested, this, [this](qint64 model, const QString &name) {
        emit renameModelRequested(m_shown.info.id.value, model, name);
    });
    connect(m_overview, &OverviewTab::mergeRequested, this,
            [this](qint64 from, qint64 into) { emit mergeModelsRequested(m_shown.info.id.value, from, into); });
    connect(m_rows, &RowsTab::failed, this, &DatasetView::failed);
}

void DatasetView::show(const DatasetInfo &info, const std::vector<ModelInfo> &models)
{
    const bool isSame = m_shown.info.id == info.id && m_shown.info.dataHash == info.dataHash &&
                        m_shown.info.created == info.created && m_rows->isSameWorkspace(m_session.path());
    m_shown.info = info;
    m_shown.models = models;
    m_rows->setWorkspace(m_session.path());
    if (!isSame) {
        m_shown.summary.reset();
        m_isWanted = true;
    }
    showEverywhere();
    if (isVisible())
        load();
}

void DatasetView::clear()
{
    m_reading.cancel();
    m_isWanted = false;
    m_shown = {};
    m_rows->setWorkspace({});
}

bool DatasetView::isSettled() const
{
    return !m_isWanted && !m_reading.isRunning() && m_rows->isSettled();
}

void DatasetView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    load();
}

void DatasetView::load()
{
    if (!std::exchange(m_isWanted, false))
        return;
    m_reading.request(
        tr("Summarising %1").arg(toText(m_shown.info.name)),
        [path = m_session.path(), id = m_shown.info.id](const std::stop_token &stop, const ReportProgress &report) {
            auto workspace = Workspace::open(path);
            return workspace ? datasetSummary(*workspace, id, stop, report) : Result<DatasetSummary>(workspace.error());
        },
        [this](Result<DatasetSummary> summary) {
            if (summary) {
                m_shown.summary = std::make_shared<const DatasetSummary>(*std::move(summary));
                showEverywhere();
                return;
            }
            const QString message = toText(summary.error().message);
            for (SummaryTab *tab : std::initializer_list<SummaryTab *>{m_distributions, m_time, m_segments, m_rows})
                tab->showFailure(message);
            emit failed(message);
        });
}

void DatasetView::showEverywhere()
{
    m_overview->show(m_shown);
    for (SummaryTab *tab : std::initializer_list<SummaryTab *>{m_distributions, m_time, m_segments, m_rows})
        tab->show(m_shown);
}

} // namespace fairlead
