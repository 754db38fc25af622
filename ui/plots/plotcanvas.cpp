#include "ui/plots/plotcanvas.h"

#include <utility>

namespace fairlead {

PlotCanvas::PlotCanvas(QWidget *parent)
    : QCustomPlot(parent)
{
    setPlottingHint(QCP::phImmediateRefresh,
                    false); // what is drawn reaches the screen together with the rest of the page
}

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

void PlotCanvas::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event); // QCustomPlot's own draws at once, for every size on the way to the last
    setViewport(rect());
    redraw();
}

} // namespace fairlead
