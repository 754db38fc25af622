#include "ui/plots/sharesplot.h"

#include "ui/plots/plotcanvas.h"
#include "ui/plots/plotstyle.h"
#include "ui/plots/sharelegend.h"
#include "ui/plots/tickers.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>

#include <optional>
#include <utility>

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

    [[nodiscard]] QRect inner() const { return mRect; }

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
    PlotCanvas *plot;
    QCPLayer *overlay = nullptr;
    LegendElement *legend = nullptr;
    QCPItemRect *below = nullptr; ///< what is left of the interval
    QCPItemRect *above = nullptr;
    QCPItemLine *pointLine = nullptr;
    QCPItemLine *mouseLine = nullptr;
    QVector<QCPItemLine *> ends;
    SharesContent content;
    int isolated = -1;
    double point = 0;
    std::optional<double> mouse; ///< lambda under it
    QPoint pressedAt;
    bool pressed = false;
    bool dragged = false;
    PreferenceScale scale;
    double lower = 0;
    double upper = 0;
    QMargins area;

    explicit Impl(SharesPlot *widget)
        : owner(widget)
        , plot(new PlotCanvas(widget))
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
        mouseLine = verticalLine(plot, overlay);
        mouseLine->setVisible(false);
        ends = {verticalLine(plot, overlay), verticalLine(plot, overlay)};
        plot->yAxis->setTicker(percentTicker());
        plot->yAxis->setRange(0, 1);
        plot->yAxis->setLabel(SharesPlot::tr("Share of queries"));
        plot->axisRect()->setMinimumMargins(QMargins(16, 10, 12, 0));
        fillWith(*widget, *plot);
        QObject::connect(plot, &QCustomPlot::afterLayout, widget, [this] { tellArea(); });
        connectMouse();
    }

    void connectMouse()
    {
        plot->setFocusPolicy(Qt::NoFocus); // the owner has the keys
        plot->setMouseTracking(true);
        plot->installEventFilter(owner);
        plot->setToolTip(SharesPlot::tr("Drag: moves the point\nClick on a model: shows it alone, and once more all"));
        QObject::connect(plot, &QCustomPlot::mousePress, owner, [this](const QMouseEvent *event) {
            pressed = event->button() == Qt::LeftButton;
            dragged = false;
            pressedAt = event->pos();
        });
        QObject::connect(plot, &QCustomPlot::mouseMove, owner, [this](const QMouseEvent *event) { moveTo(*event); });
        QObject::connect(plot, &QCustomPlot::mouseRelease, owner, [this](const QMouseEvent *event) {
            if (std::exchange(pressed, false) && !dragged)
                toggle(modelAt(event->pos()));
        });
    }

    void moveTo(const QMouseEvent &event)
    {
        const bool inside = plot->axisRect()->rect().contains(event.pos());
        const double lambda = plot->xAxis->pixelToCoord(event.position().x());
        dragged =
            dragged || (pressed && (event.pos() - pressedAt).manhattanLength() >= QApplication::startDragDistance());
        if (pressed && dragged && plot->axisRect()->rect().contains(pressedAt)) {
            mouse.reset(); // the point follows: its shares are read
            emit owner->lambdaPicked(lambda);
        } else {
            mouse = inside ? std::optional(lambda) : std::nullopt;
        }
        read();
    }

    /// The shares of the legend are those under the mouse, else those at the point.
    void read() const
    {
        const double lambda = mouse.value_or(point);
        const QString value = formatPreference(lambda, scale);
        const QString said = scale.unit == CostUnit::Lambda ? SharesPlot::tr("λ = %1").arg(value) : value;
        legend->legend.setReading(lambda, mouse ? SharesPlot::tr("Mouse: %1").arg(said)
                                                : SharesPlot::tr("Point: %1").arg(said));
        mouseLine->setVisible(mouse.has_value());
        if (mouse)
            place(mouseLine, *mouse);
        plot->redraw(*overlay);
    }

    /// In the stack or in the legend; -1: none.
    [[nodiscard]] int modelAt(QPoint position) const
    {
        if (!plot->axisRect()->rect().contains(position))
            return legend->legend.modelAt(position, legend->inner());
        const qsizetype step = shareStep(content, plot->xAxis->pixelToCoord(position.x()));
        double height = plot->yAxis->pixelToCoord(position.y());
        for (const auto &series : content.series) {
            height -= series.shares.value(step, 0);
            if (height <= 0)
                return series.model;
        }
        return -1;
    }

    void toggle(int model)
    {
        if (model >= 0)
            isolate(model == isolated ? -1 : model);
    }

    void isolate(int model)
    {
        if (model == isolated)
            return;
        owner->setIsolated(model);
        emit owner->modelIsolated(model);
    }

    /// Up and Down go along the legend, and over its ends to no model.
    void step(int by)
    {
        const QVector<int> models = legend->legend.models();
        const auto count = static_cast<int>(models.size()) + 1;
        const int at = isolated < 0 ? 0 : static_cast<int>(models.indexOf(isolated)) + 1;
        const int next = (at + by + count) % count;
        isolate(next == 0 ? -1 : models[next - 1]);
    }

    void fill() const
    {
        for (int s = 0; s < content.series.size(); ++s) {
            const int model = content.series[s].model;
            QColor color = modelColor(model);
            color.setAlphaF(isolated < 0 || model == isolated ? 0.88F : 0.16F);
            plot->graph(s + 1)->setBrush(color);
        }
    }

    void tellArea()
    {
        const QRect rect = plot->axisRect()->rect();
        const QMargins now(rect.left(), 0, plot->width() - rect.right() - 1, 0);
        if (now != area && rect.width() > 1) {
            area = now;
            emit owner->plotAreaChanged(now.left(), now.right());
        }
        fitAxisLabel(*plot->yAxis, {SharesPlot::tr("Share of queries"), SharesPlot::tr("Share")}, rect.height());
        fitAxisLabel(*plot->xAxis, axisLabels(), roomBelow(rect));
    }

    void applyUnit() const
    {
        plot->xAxis->setTicker(preferenceTicker(scale));
        plot->xAxis->setLabel(costUnitName(scale.unit)); // longer where that fits, once there is a layout
    }

    /// With what the two directions mean, where that fits.
    [[nodiscard]] QStringList axisLabels() const
    {
        const QString title = costUnitTitle(scale.unit);
        return {SharesPlot::tr("◂ quality counts more      %1      cost counts more ▸").arg(title), title,
                costUnitName(scale.unit)};
    }

    /// For a text around the middle of the axis: the legend beside the plot reaches down to its height.
    [[nodiscard]] int roomBelow(const QRect &axes) const
    {
        constexpr int kGap = 6;
        const int right = legend->legend.width() > 0 ? legend->inner().left() - kGap : plot->viewport().right();
        return 2 * std::min(axes.center().x(), right - axes.center().x());
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
        mouseLine->setPen(QPen(colors.text, 1, Qt::DashLine));
        for (QCPItemLine *line : std::as_const(ends))
            line->setPen(QPen(colors.accent, 2));
        legend->palette = palette;
        for (int g = 0; g < plot->graphCount(); ++g)
            plot->graph(g)->setPen(QPen(colors.background, 1));
        applyUnit();
        styleFocus(*plot, palette, owner->hasFocus());
        plot->redraw();
    }

    void draw(const SharesContent &given)
    {
        content = given;
        mouse.reset();
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
            graph->setChannelFillGraph(under);
            under = graph;
        }
        fill();
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
        plot->redraw(*overlay);
    }
};

SharesPlot::SharesPlot(QWidget *parent)
    : QWidget(parent)
    , m_impl(std::make_unique<Impl>(this))
{
    setAccessibleName(tr("Share of queries per model over the cost sensitivity"));
    setAccessibleDescription(tr("Up and Down show one model alone, Esc all"));
    setFocusPolicy(Qt::StrongFocus);
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
    m_impl->read();
    m_impl->plot->redraw();
}

void SharesPlot::setInterval(double lower, double upper)
{
    m_impl->lower = lower;
    m_impl->upper = upper;
    m_impl->placeInterval();
}

void SharesPlot::setPoint(double lambda)
{
    m_impl->point = lambda;
    place(m_impl->pointLine, lambda);
    m_impl->read();
}

void SharesPlot::setIsolated(int model)
{
    if (std::exchange(m_impl->isolated, model) == model)
        return;
    m_impl->legend->legend.setIsolated(model);
    m_impl->fill();
    m_impl->plot->redraw();
}

QString SharesPlot::legendText() const
{
    return m_impl->legend->legend.text();
}

bool SharesPlot::save(const QString &path, QSize size, double scale)
{
    return savePlot(*m_impl->plot, path, size, scale);
}

bool SharesPlot::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Leave && std::exchange(m_impl->mouse, std::nullopt))
        m_impl->read();
    return QWidget::eventFilter(watched, event);
}

void SharesPlot::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Up:
        return m_impl->step(-1);
    case Qt::Key_Down:
        return m_impl->step(1);
    case Qt::Key_Escape:
        if (m_impl->isolated >= 0)
            return m_impl->isolate(-1);
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void SharesPlot::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    styleFocus(*m_impl->plot, palette(), true);
    m_impl->plot->redraw();
}

void SharesPlot::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    styleFocus(*m_impl->plot, palette(), false);
    m_impl->plot->redraw();
}

void SharesPlot::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_impl)
        m_impl->applyColors(palette());
}

} // namespace fairlead
