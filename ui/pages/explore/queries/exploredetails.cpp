#include "ui/pages/explore/queries/exploredetails.h"

#include "ui/pages/explore/queries/changedqueriesview.h"
#include "ui/pages/explore/queries/segmentsview.h"

namespace fairlead {

ExploreDetails::ExploreDetails(Session &session, QWidget *parent)
    : QTabWidget(parent)
    , m_changed(new ChangedQueriesView(session, this))
    , m_segments(new SegmentsView(session, this))
{
    setObjectName(QStringLiteral("exploreDetails"));
    setAccessibleName(tr("Queries and segments"));
    setDocumentMode(true);
    addTab(m_changed, tr("&Queries that change"));
    addTab(m_segments, tr("Seg&ments"));
    setTabToolTip(0, tr("Queries to which the router gives another model inside the cost interval"));
    setTabToolTip(1, tr("The same figures per segment: where the router gains and where it loses"));
    connect(m_changed, &ChangedQueriesView::lambdaRequested, this, &ExploreDetails::lambdaRequested);
    connect(m_segments, &SegmentsView::segmentOpened, this, [this](const QString &name) {
        m_changed->searchFor(name);
        setCurrentWidget(m_changed);
    });
}

void ExploreDetails::setRouter(const std::shared_ptr<const RouterAnalysis> &analysis)
{
    m_changed->setRouter(analysis);
    m_segments->setRouter(analysis);
}

void ExploreDetails::setInterval(double lower, double upper)
{
    m_changed->setInterval(lower, upper);
    m_segments->setInterval(lower, upper);
}

void ExploreDetails::setPoint(double lambda)
{
    m_changed->setPoint(lambda);
    m_segments->setPoint(lambda);
}

void ExploreDetails::setUnit(const PreferenceScale &scale)
{
    m_changed->setUnit(scale);
}

void ExploreDetails::setIsolated(int model)
{
    m_changed->setIsolated(model);
}

bool ExploreDetails::isSettled() const
{
    return m_changed->isSettled() && m_segments->isSettled();
}

} // namespace fairlead
