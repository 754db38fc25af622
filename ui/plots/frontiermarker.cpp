#include "ui/plots/frontiermarker.h"

#include "ui/plots/plotcanvas.h"
#include "ui/widgets/theme.h"

#include <algorithm>

namespace fairlead {

FrontierMarker::FrontierMarker(PlotCanvas &plot)
    : m_plot(plot)
{
    const QString name = QStringLiteral("marker");
    m_plot.addLayer(name);
    m_layer = m_plot.layer(name);
    m_layer->setMode(QCPLayer::lmBuffered);
    m_costBar = makeBar();
    m_qualityBar = makeBar();
    m_trueDot = makeDot(9);
    m_dot = makeDot(12);
}

QCPItemLine *FrontierMarker::makeBar()
{
    auto *line = new QCPItemLine(&m_plot);
    line->setLayer(m_layer);
    line->setVisible(false);
    return line;
}

QCPItemTracer *FrontierMarker::makeDot(double size)
{
    auto *tracer = new QCPItemTracer(&m_plot);
    tracer->setLayer(m_layer);
    tracer->setStyle(QCPItemTracer::tsCircle);
    tracer->setSize(size);
    tracer->setVisible(false);
    return tracer;
}

void FrontierMarker::setMark(const FrontierMark &mark)
{
    m_mark = mark;
    place();
    m_plot.redraw(*m_layer);
}

void FrontierMarker::place()
{
    const bool isKnown = m_mark.cost && m_mark.quality;
    for (QCPAbstractItem *item : {static_cast<QCPAbstractItem *>(m_costBar),
                                  static_cast<QCPAbstractItem *>(m_qualityBar), static_cast<QCPAbstractItem *>(m_dot)})
        item->setVisible(isKnown);
    if (isKnown) {
        const bool isLog = m_plot.xAxis->scaleType() == QCPAxis::stLogarithmic;
        const double least = isLog ? m_plot.xAxis->range().lower : m_mark.cost->lower();
        m_costBar->start->setCoords(std::max(m_mark.cost->lower(), least), m_mark.quality->value);
        m_costBar->end->setCoords(m_mark.cost->upper(), m_mark.quality->value);
        m_qualityBar->start->setCoords(m_mark.cost->value, m_mark.quality->lower());
        m_qualityBar->end->setCoords(m_mark.cost->value, m_mark.quality->upper());
        m_dot->position->setCoords(m_mark.cost->value, m_mark.quality->value);
    }
    m_trueDot->setVisible(m_mark.trueCost && m_mark.trueQuality);
    if (m_trueDot->visible())
        m_trueDot->position->setCoords(*m_mark.trueCost, *m_mark.trueQuality);
}

void FrontierMarker::applyColors(const QPalette &palette)
{
    const PlotColors colors = plotColors(palette);
    m_costBar->setPen(QPen(colors.text, 1.6));
    m_qualityBar->setPen(QPen(colors.text, 1.6));
    m_dot->setPen(QPen(colors.background, 1.5));
    m_dot->setBrush(colors.text);
    m_trueDot->setPen(QPen(colors.text, 1.6));
    m_trueDot->setBrush(colors.background);
}

QVector<QRectF> FrontierMarker::obstacles() const
{
    if (!m_mark.cost || !m_mark.quality)
        return {};
    const double x = m_plot.xAxis->coordToPixel(m_mark.cost->value);
    const double y = m_plot.yAxis->coordToPixel(m_mark.quality->value);
    const double top = m_plot.yAxis->coordToPixel(m_mark.quality->upper());
    const double bottom = m_plot.yAxis->coordToPixel(m_mark.quality->lower());
    return {QRectF(x - 2, top - 2, 4, bottom - top + 4), QRectF(x - 6, y - 6, 12, 12)};
}

} // namespace fairlead
