#include "ui/plots/plotcanvas.h"

#include <utility>

namespace fairlead {

void PlotCanvas::redraw()
{
    if (isVisible())
        replot(rpQueuedReplot);
    else
        m_stale = true;
}

void PlotCanvas::redraw(QCPLayer &layer)
{
    if (!isVisible())
        m_stale = true;
    else if (!mReplotQueued && !viewport().isEmpty())
        layer.replot();
}

void PlotCanvas::showEvent(QShowEvent *event)
{
    QCustomPlot::showEvent(event);
    if (std::exchange(m_stale, false))
        replot(rpQueuedReplot);
}

} // namespace fairlead
