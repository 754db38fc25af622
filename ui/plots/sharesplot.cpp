#include "ui/plots/sharesplot.h"

#include "ui/plots/plotstyle.h"
#include "ui/plots/sharelegend.h"
#include "ui/plots/tickers.h"
#include "ui/widgets/theme.h"

#include <QEvent>
#include <qcustomplot.h>

namespace fairlead {

namespace {

QCPItemRect *shade(QCustomPlot *plot, QCPLayer *layer)
{
    auto *rect = new QCPItemRect(plot);
    for (QCPItemPosition *corner : {rect->topLeft, rect->bottomRight}) {
        corner->setTypeX(QCPItemPosition::ptPlotCoords);
        corner->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    rect->setPen(Qt::NoPen);
    rect->setLayer(layer);
    return rect;
}

QCPItemLine *verticalLine(QCustomPlot *plot, QCPLayer *layer)
{
    auto *line = new QCPItemLine(plot);
    for (QCPItemPosition *end : {line->start, line->end}) {
        end->setTypeX(QCPItemPosition::ptPlotCoords);
        end->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    line->setLayer(layer);
    return line;
}

void place(QCPItemLine *line, double lambda)
{
    line->start->setCoords(lambda, 0);
    line->end->setCoords(lambda, 1);
}

/// Gives the legend its place in the plot's layout.
class LegendElement final : public QCPLayoutElement
{
public:
    explicit LegendElement(QCustomPlot *plot)
        : QCPLayoutElement(plot)
    {
        setMargins(QMargins(0, 10, 10, 4));
        setSizeConstraintRect(QCPLayoutElement::scrInnerRect);
    }

    ShareLegend legend;
    QPalette palette;

    void setContent(const SharesContent &content)
    {
        legend.setContent(content, mParentPlot->font());
        setMinimumSize(legend.width(), 0);
        setMaximumSize(legend.width(), QWIDGETSIZE_MAX);
    }

protected:
    void draw(QCPPainter *painter) override { legend.paint(*painter, mRect, palette); }
};

} // namespace

struct SharesPlot::Impl
{
    SharesPlot *owner;
    QCustomPlot *plot;
    QCPLayer *overlay = nullptr;
    LegendElement *legend = nullptr;
    QCPItemRect *below = nullptr; ///< what is left of the interval
    QCPItemRect *above = nullptr;
    QCPItemLine *pointLine = nullptr;
    QVector<QCPItemLine *> ends;
    PreferenceScale scale;
    double lower = 0;
    double upper = 0;
    QMargins area;

    explicit Impl(SharesPlot *widget)
        : owner(widget)
        , plot(new QCustomPlot(widget))
    {
        plot->setObjectName(QStringLiteral("sharesCanvas"));
        plot->addLayer(QStringLiteral("marker"));
        overlay = plot->layer(QStringLiteral("marker"));
        overlay->setMode(QCPLayer::lmBuffered);
        legend = new LegendElement(plot);
        legend->setLayer(overlay);
        plot->plotLayout()->addElement(0, 1, legend);
        below = shade(plot, overlay);
        above = shade(plot, overlay);
        pointLine = verticalLine(plot, overlay);
        ends = {verticalLine(plot, overlay), verticalLine(plot, overlay)};
        plot->yAxis->setTicker(percentTicker());
        plot->yAxis->setRange(0, 1);
        plot->yAxis->setLabel(SharesPlot::tr("Share of queries"));
        plot->axisRect()->setMinimumMargins(QMargins(16, 10, 12, 0));
        fillWith(*widget, *plot);
        QObject::connect(plot, &QCustomPlot::afterLayout, widget, [this] { tellArea(); });
        const auto pick = [this](const QMouseEvent *event) {
            if (event->buttons().testFlag(Qt::LeftButton) && plot->axisRect()->rect().contains(event->pos()))
                emit owner->lambdaPicked(plot->xAxis->pixelToCoord(event->position().x()));
        };
        QObject::connect(plot, &QCustomPlot::mousePress, widget, pick);
        QObject::connect(plot, &QCustomPlot::mouseMove, widget, pick);
    }

    void tellArea()
    {
        const QRect rect = plot->axisRect()->rect();
        const QMargins now(rect.left(), 0, plot->width() - rect.right() - 1, 0);
        if (now != area && rect.width() > 1) {
            area = now;
            emit owner->plotAreaChanged(now.left(), now.right());
            if (const QString before = plot->xAxis->label(); before != axisLabel()) {
                plot->xAxis->setLabel(axisLabel());
                plot->replot(QCustomPlot::rpQueuedReplot);
            }
        }
    }

    void applyUnit() const
    {
        plot->xAxis->setTicker(preferenceTicker(scale));
        plot->xAxis->setLabel(axisLabel());
    }

    /// With what the two directions mean, where that fits beside the middle of the axis.
    [[nodiscard]] QString axisLabel() const
    {
        const QString title = costUnitTitle(scale.unit);
        const QString full = SharesPlot::tr("◂ quality counts more      %1      cost counts more ▸").arg(title);
        const QRect axes = plot->axisRect()->rect();
        const int room = std::min(axes.center().x(), plot->viewport().right() - axes.center().x());
        return QFontMetrics(plot->font()).horizontalAdvance(full) <= 2 * room ? full : title;
    }

    void applyColors(const QPalette &palette)
    {
        stylePlot(*plot, palette);
        const PlotColors colors = plotColors(palette);
        QColor dim = colors.background;
        dim.setAlphaF(0.62F);
        below->setBrush(dim);
        above->setBrush(dim);
        pointLine->setPen(QPen(colors.text, 2));
        for (QCPItemLine *line : std::as_const(ends))
            line->setPen(QPen(colors.accent, 2));
        legend->palette = palette;
        for (int g = 0; g < plot->graphCount(); ++g)
            plot->graph(g)->setPen(QPen(colors.background, 1));
        applyUnit();
        plot->replot(QCustomPlot::rpQueuedReplot);
    }

    void draw(const SharesContent &content)
    {
        plot->clearGraphs();
        legend->setContent(content);
        QVector<double> lambda = content.lambda;
        lambda.append(content.lambdaMax);
        QVector<double> stacked(lambda.size(), 0);
        QCPGraph *under = addStep(lambda, stacked);
        for (const auto &series : content.series) {
            for (qsizetype k = 0; k < lambda.size(); ++k)
                stacked[k] += series.shares.value(std::min(k, series.shares.size() - 1));
            QCPGraph *graph = addStep(lambda, stacked);
            QColor fill = modelColor(series.model);
            fill.setAlphaF(0.88F);
            graph->setBrush(fill);
            graph->setChannelFillGraph(under);
            under = graph;
        }
        const double first = content.lambda.isEmpty() ? 0 : content.lambda.first();
        plot->xAxis->setRange(first, std::max(content.lambdaMax, first + 1e-12));
        applyColors(owner->palette());
    }

    QCPGraph *addStep(const QVector<double> &lambda, const QVector<double> &height) const
    {
        QCPGraph *graph = plot->addGraph();
        graph->setData(lambda, height, true);
        graph->setLineStyle(QCPGraph::lsStepLeft);
        graph->setAdaptiveSampling(false);
        graph->setSelectable(QCP::stNone);
        return graph;
    }

    void placeInterval()
    {
        const QCPRange range = plot->xAxis->range();
        below->topLeft->setCoords(range.lower, 0);
        below->bottomRight->setCoords(lower, 1);
        above->topLeft->setCoords(upper, 0);
        above->bottomRight->setCoords(range.upper, 1);
        below->setVisible(lower > range.lower);
        above->setVisible(upper < range.upper);
        place(ends[0], lower);
        place(ends[1], upper);
        replotLayer(*overlay);
    }
};

SharesPlot::SharesPlot(QWidget *parent)
    : QWidget(parent)
    , m_impl(std::make_unique<Impl>(this))
{
    setAccessibleName(tr("Share of queries per model over the cost sensitivity"));
    m_impl->draw({});
}

SharesPlot::~SharesPlot() = default;

void SharesPlot::setContent(const SharesContent &content)
{
    m_impl->draw(content);
    m_impl->placeInterval();
}

void SharesPlot::setUnit(const PreferenceScale &scale)
{
    m_impl->scale = scale;
    m_impl->applyUnit();
    m_impl->plot->replot(QCustomPlot::rpQueuedReplot);
}

void SharesPlot::setInterval(double lower, double upper)
{
    m_impl->lower = lower;
    m_impl->upper = upper;
    m_impl->placeInterval();
}

void SharesPlot::setPoint(double lambda)
{
    m_impl->legend->legend.setPoint(lambda);
    place(m_impl->pointLine, lambda);
    replotLayer(*m_impl->overlay);
}

bool SharesPlot::save(const QString &path, QSize size, double scale)
{
    return savePlot(*m_impl->plot, path, size, scale);
}

void SharesPlot::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_impl)
        m_impl->applyColors(palette());
}

} // namespace fairlead
