#include "ui/plots/frontierplot.h"

#include "ui/plots/frontierband.h"
#include "ui/plots/frontierhover.h"
#include "ui/plots/frontierlabels.h"
#include "ui/plots/frontierpins.h"
#include "ui/plots/frontierpoints.h"
#include "ui/plots/plotcanvas.h"
#include "ui/plots/plotstyle.h"
#include "ui/plots/tickers.h"
#include "ui/widgets/theme.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace fairlead {

namespace {

constexpr int kBandColumns = 500;
constexpr double kPickReach = 40;
constexpr double kZoomStep = 1.25;

using Entries = QVector<QCPAbstractPlottable *>;

QPen thin(QColor color, double alpha, double width = 1)
{
    color.setAlphaF(static_cast<float>(alpha));
    return {color, width};
}

/// A line between two points of the plot's coordinates, on the marker's layer.
QCPItemLine *markerLine(QCustomPlot *plot, const QString &layer)
{
    auto *line = new QCPItemLine(plot);
    line->setLayer(layer);
    line->setVisible(false);
    return line;
}

} // namespace

struct FrontierPlot::Impl
{
    FrontierPlot *owner;
    PlotCanvas *plot;
    FrontierContent content;
    FrontierMark mark;
    bool logCost = false;

    QString markerLayer = QStringLiteral("marker");
    QCPItemLine *costBar = nullptr;
    QCPItemLine *qualityBar = nullptr;
    QCPItemTracer *dot = nullptr;
    QCPItemTracer *trueDot = nullptr;
    QCPItemText *note = nullptr;
    FrontierLabels labels;
    FrontierPins pins;
    std::unique_ptr<FrontierHover> hover;
    FrontierRanges whole; ///< what is shown when nobody zoomed in
    bool zoomed = false;
    bool dragging = false;
    int isolated = -1;

    explicit Impl(FrontierPlot *widget)
        : owner(widget)
        , plot(new PlotCanvas(widget))
        , labels(*plot)
        , pins(*plot)
    {
        plot->setObjectName(QStringLiteral("frontierCanvas"));
        plot->setAutoAddPlottableToLegend(false);
        plot->addLayer(markerLayer);
        plot->layer(markerLayer)->setMode(QCPLayer::lmBuffered);
        costBar = markerLine(plot, markerLayer);
        qualityBar = markerLine(plot, markerLayer);
        trueDot = markerDot(QCPItemTracer::tsCircle, 9);
        dot = markerDot(QCPItemTracer::tsCircle, 12);
        note = new QCPItemText(plot);
        note->position->setType(QCPItemPosition::ptAxisRectRatio);
        note->position->setCoords(0.99, 0.97);
        note->setPositionAlignment(Qt::AlignRight | Qt::AlignBottom);
        note->setPadding(QMargins(8, 5, 8, 5));
        plot->xAxis->setLabel(FrontierPlot::tr("Cost per 1,000 queries (USD)"));
        plot->yAxis->setLabel(FrontierPlot::tr("Quality (mean per query)"));
        plot->yAxis->setNumberFormat(QStringLiteral("gb"));
        plot->yAxis->setNumberPrecision(4);
        plot->axisRect()->setMinimumMargins(QMargins(16, 4, 14, 0));
        placeLegend();
        fillWith(*widget, *plot);
        QObject::connect(plot, &QCustomPlot::afterLayout, widget, [this] {
            fitAxisLabel(*plot->yAxis,
                         {FrontierPlot::tr("Quality (mean per query)"), FrontierPlot::tr("Mean quality"),
                          FrontierPlot::tr("Quality")},
                         plot->axisRect()->height());
            labels.arrange(obstacles());
        });
        hover = std::make_unique<FrontierHover>(*plot);
        connectMouse();
    }

    void connectMouse()
    {
        plot->setFocusPolicy(Qt::NoFocus); // the owner has the keys
        plot->setMouseTracking(true);
        plot->setInteraction(QCP::iRangeZoom);
        plot->installEventFilter(owner);
        plot->setToolTip(FrontierPlot::tr("Press or drag along the curve: moves the point\nWheel, + and −: zoom\n"
                                          "Double click, 0: the whole frontier"));
        for (QCPAxis *axis : {plot->xAxis, plot->yAxis})
            QObject::connect(axis, QOverload<const QCPRange &>::of(&QCPAxis::rangeChanged), owner,
                             [this] { keepInside(); });
        QObject::connect(plot, &QCustomPlot::mousePress, owner, [this](const QMouseEvent *event) {
            if (event->button() == Qt::LeftButton)
                dragging = pick(event->pos(), kPickReach);
        });
        QObject::connect(plot, &QCustomPlot::mouseRelease, owner, [this] { dragging = false; });
        QObject::connect(plot, &QCustomPlot::mouseDoubleClick, owner, [this] { resetZoom(); });
        QObject::connect(plot, &QCustomPlot::mouseWheel, owner, [this] {
            zoomed = true;
            hover->hide();
        });
        QObject::connect(plot, &QCustomPlot::mouseMove, owner, [this](const QMouseEvent *event) {
            if (dragging && event->buttons().testFlag(Qt::LeftButton))
                (void)pick(event->pos(), HUGE_VAL);
            read(event->position());
        });
    }

    void read(QPointF mouse) const
    {
        std::optional<FrontierHit> hit;
        if (plot->axisRect()->rect().contains(mouse.toPoint())) {
            hit = pins.hitAt(mouse);
            if (!hit)
                hit = hitAt(content, mouse, [this](double cost, double quality) { return pixel(cost, quality); });
        }
        if (hit)
            hover->show(*hit, pixel(hit->cost.value, hit->quality.value), mouse);
        else
            hover->hide();
    }

    /// Zooming out ends where everything is seen.
    void keepInside() const
    {
        if (!zoomed)
            return;
        const QCPRange cost = plot->xAxis->range();
        const QCPRange quality = plot->yAxis->range();
        plot->xAxis->setRange(std::max(cost.lower, whole.costLo), std::min(cost.upper, whole.costHi));
        plot->yAxis->setRange(std::max(quality.lower, whole.qualityLo), std::min(quality.upper, whole.qualityHi));
    }

    /// Around the mark, or the middle where there is none.
    void zoomBy(double factor)
    {
        zoomed = true;
        const QCPRange cost = plot->xAxis->range();
        const bool log = plot->xAxis->scaleType() == QCPAxis::stLogarithmic;
        plot->xAxis->scaleRange(factor, mark.cost ? mark.cost->value
                                        : log     ? std::sqrt(cost.lower * cost.upper)
                                                  : cost.center());
        plot->yAxis->scaleRange(factor, mark.quality ? mark.quality->value : plot->yAxis->range().center());
        plot->redraw();
    }

    void showWhole() const
    {
        plot->xAxis->setRange(whole.costLo, whole.costHi);
        plot->yAxis->setRange(whole.qualityLo, whole.qualityHi);
    }

    void resetZoom()
    {
        zoomed = false;
        showWhole();
        plot->redraw();
    }

    QCPItemTracer *markerDot(QCPItemTracer::TracerStyle style, double size) const
    {
        auto *tracer = new QCPItemTracer(plot);
        tracer->setLayer(markerLayer);
        tracer->setStyle(style);
        tracer->setSize(size);
        tracer->setVisible(false);
        return tracer;
    }

    void placeLegend() const
    {
        plot->plotLayout()->insertRow(0);
        // In a row of its own beside an empty element, so that it stays as narrow as its texts.
        auto *row = new QCPLayoutGrid;
        plot->plotLayout()->addElement(0, 0, row);
        row->addElement(0, 0, plot->legend);
        row->addElement(0, 1, new QCPLayoutElement(plot));
        row->setColumnStretchFactor(0, 0.001);
        plot->plotLayout()->setRowStretchFactor(0, 0.001);
        plot->plotLayout()->setRowSpacing(0);
        plot->legend->setVisible(true);
        plot->legend->setFillOrder(QCPLegend::foColumnsFirst);
        plot->legend->setWrap(4);
        plot->legend->setMargins(QMargins(16, 6, 16, 4));
        plot->legend->setColumnSpacing(14);
        plot->legend->setIconSize(24, 18);
    }

    void draw()
    {
        plot->clearPlottables();
        plot->legend->clearItems();
        plot->xAxis->setScaleType(logCost ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        plot->xAxis->setTicker(usdTicker(logCost));
        whole = frontierRanges(content, logCost);
        if (!zoomed)
            showWhole();
        hover->hide();
        const Entries bounds = drawBounds(*plot, content, owner->palette());
        drawCurves();
        const Entries points = drawReferences(*plot, content, owner->palette(), isolated);
        for (QCPAbstractPlottable *entry : bounds + points)
            entry->addToLegend();
        applyColors();
    }

    /// The current curve lies above the others, and comes first in the legend.
    void drawCurves() const
    {
        Entries others;
        for (int c = 0; c < content.curves.size(); ++c) {
            if (c != content.current)
                others += drawCurve(content.curves[c], false);
        }
        Entries entries;
        if (content.current >= 0 && content.current < content.curves.size())
            entries = drawCurve(content.curves[content.current], true);
        for (QCPAbstractPlottable *entry : entries + others)
            entry->addToLegend();
    }

    [[nodiscard]] Entries drawCurve(const FrontierCurve &curve, bool isCurrent) const
    {
        const QColor color = routerColor(curve.color, owner->palette());
        const bool known = !curve.estimate.cost.isEmpty();
        Entries band;
        Entries truth;
        Entries line;
        if (isCurrent && known)
            band = {drawBand(curve, color)};
        if (!curve.truth.cost.isEmpty() && (isCurrent || !known)) {
            QPen dashed = thin(color, 0.9, 1.4);
            dashed.setDashPattern({5, 4});
            truth = {addCurve(*plot, curve.truth, dashed)};
            truth.first()->setName(isCurrent && known
                                       ? FrontierPlot::tr("truth (full feedback)")
                                       : FrontierPlot::tr("%1, truth").arg(shortName(curve.name, plot->font())));
        }
        if (known) {
            line = {addCurve(*plot, curve.estimate, QPen(color, isCurrent ? 2.6 : 1.6))};
            line.first()->setName(shortName(curve.name, plot->font()));
        }
        return line + band + truth;
    }

    [[nodiscard]] QCPGraph *drawBand(const FrontierCurve &curve, QColor color) const
    {
        const CostBand band = bandByCost(curve, logCost, kBandColumns);
        QCPGraph *upper = plot->addGraph();
        QCPGraph *lower = plot->addGraph();
        upper->setData(band.cost, band.upper, true);
        lower->setData(band.cost, band.lower, true);
        upper->setPen(Qt::NoPen);
        lower->setPen(Qt::NoPen);
        color.setAlphaF(isDark(owner->palette()) ? 0.24F : 0.15F);
        upper->setBrush(color);
        upper->setChannelFillGraph(lower);
        upper->setName(FrontierPlot::tr("95% interval"));
        return upper;
    }

    void applyColors()
    {
        const QPalette palette = owner->palette();
        stylePlot(*plot, palette);
        const PlotColors colors = plotColors(palette);
        costBar->setPen(QPen(colors.text, 1.6));
        qualityBar->setPen(QPen(colors.text, 1.6));
        dot->setPen(QPen(colors.background, 1.5));
        dot->setBrush(colors.text);
        trueDot->setPen(QPen(colors.text, 1.6));
        trueDot->setBrush(colors.background);
        note->setColor(colors.text);
        note->setBrush(colors.background);
        note->setPen(QPen(colors.grid));
        note->setText(content.note);
        note->setVisible(!content.note.isEmpty());
        hover->applyColors(palette);
        pins.applyColors(palette);
        labels.setReferences(content.references, palette, isolated);
        styleFocus(*plot, palette, owner->hasFocus());
        placeMark();
        plot->redraw();
    }

    [[nodiscard]] QPointF pixel(double cost, double quality) const
    {
        return {plot->xAxis->coordToPixel(cost), plot->yAxis->coordToPixel(quality)};
    }

    /// What labels keep off: the curves, in pieces, the points' intervals and true values, and the mark.
    [[nodiscard]] QVector<QRectF> obstacles() const
    {
        QVector<QRectF> pieces;
        const auto add = [&](QPointF from, QPointF to) {
            pieces.append(QRectF(from, to).normalized().adjusted(-2, -2, 2, 2));
        };
        const auto follow = [&](const FrontierLine &line) {
            const qsizetype stride = std::max<qsizetype>(1, line.cost.size() / 300);
            for (qsizetype k = 0; k < line.cost.size(); k += stride)
                add(pixel(line.cost[k], line.quality[k]), pixel(line.cost[k], line.quality[k]));
        };
        for (const FrontierCurve &curve : content.curves) {
            follow(curve.estimate);
            follow(curve.truth);
        }
        follow(content.oracle);
        for (const FrontierReference &reference : content.references) {
            const double cost = reference.cost.value;
            const double quality = reference.quality.value;
            add(pixel(cost, reference.quality.lower()), pixel(cost, reference.quality.upper()));
            add(pixel(std::max(reference.cost.lower(), plot->xAxis->range().lower), quality),
                pixel(reference.cost.upper(), quality));
            if (reference.trueCost && reference.trueQuality) {
                const QPointF truth = pixel(*reference.trueCost, *reference.trueQuality);
                add(truth - QPointF(3, 3), truth + QPointF(3, 3));
            }
        }
        if (mark.cost && mark.quality) {
            add(pixel(mark.cost->value, mark.quality->lower()), pixel(mark.cost->value, mark.quality->upper()));
            const QPointF center = pixel(mark.cost->value, mark.quality->value);
            add(center - QPointF(6, 6), center + QPointF(6, 6));
        }
        return pieces;
    }

    void placeMark() const
    {
        const bool known = mark.cost && mark.quality;
        for (QCPAbstractItem *item : {static_cast<QCPAbstractItem *>(costBar),
                                      static_cast<QCPAbstractItem *>(qualityBar), static_cast<QCPAbstractItem *>(dot)})
            item->setVisible(known);
        if (known) {
            const double least = logCost ? plot->xAxis->range().lower : -HUGE_VAL;
            costBar->start->setCoords(std::max(mark.cost->lower(), least), mark.quality->value);
            costBar->end->setCoords(mark.cost->upper(), mark.quality->value);
            qualityBar->start->setCoords(mark.cost->value, mark.quality->lower());
            qualityBar->end->setCoords(mark.cost->value, mark.quality->upper());
            dot->position->setCoords(mark.cost->value, mark.quality->value);
        }
        trueDot->setVisible(mark.trueCost && mark.trueQuality);
        if (trueDot->visible())
            trueDot->position->setCoords(*mark.trueCost, *mark.trueQuality);
    }

    /// False where the current curve is further away than `reach`.
    [[nodiscard]] bool pick(QPoint position, double reach) const
    {
        if (content.current < 0 || content.current >= content.curves.size())
            return false;
        const FrontierLine &line = content.curves[content.current].estimate;
        double nearest = reach;
        std::optional<double> lambda;
        for (qsizetype k = 0; k < line.cost.size(); ++k) {
            const double distance = QLineF(pixel(line.cost[k], line.quality[k]), position).length();
            if (distance < nearest) {
                nearest = distance;
                lambda = line.lambda[k];
            }
        }
        if (lambda)
            emit owner->lambdaPicked(*lambda);
        return lambda.has_value();
    }
};

FrontierPlot::FrontierPlot(QWidget *parent)
    : QWidget(parent)
    , m_impl(std::make_unique<Impl>(this))
{
    setAccessibleName(tr("Quality against cost per 1,000 queries"));
    setAccessibleDescription(tr("Plus and minus zoom, 0 shows the whole frontier"));
    setFocusPolicy(Qt::StrongFocus);
    m_impl->draw();
}

FrontierPlot::~FrontierPlot() = default;

void FrontierPlot::setContent(const FrontierContent &content)
{
    m_impl->content = content;
    m_impl->zoomed = false;
    m_impl->draw();
}

void FrontierPlot::setMark(const FrontierMark &mark)
{
    m_impl->mark = mark;
    m_impl->placeMark();
    m_impl->plot->redraw(*m_impl->plot->layer(m_impl->markerLayer));
}

void FrontierPlot::setPins(const QVector<FrontierPin> &pins)
{
    m_impl->pins.setPins(pins, palette());
    m_impl->plot->redraw();
}

void FrontierPlot::setLogCost(bool logarithmic)
{
    if (m_impl->logCost == logarithmic)
        return;
    m_impl->logCost = logarithmic;
    m_impl->zoomed = false;
    m_impl->draw();
}

void FrontierPlot::setIsolated(int model)
{
    if (std::exchange(m_impl->isolated, model) != model)
        m_impl->draw();
}

QString FrontierPlot::hoverText() const
{
    return m_impl->hover->text();
}

bool FrontierPlot::save(const QString &path, QSize size, double scale)
{
    return savePlot(*m_impl->plot, path, size, scale);
}

bool FrontierPlot::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Leave)
        m_impl->hover->hide();
    // What the mouse reads lies where the tool tip would.
    if (event->type() == QEvent::ToolTip && !hoverText().isEmpty())
        return true;
    return QWidget::eventFilter(watched, event);
}

void FrontierPlot::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return m_impl->zoomBy(1 / kZoomStep);
    case Qt::Key_Minus:
        return m_impl->zoomBy(kZoomStep);
    case Qt::Key_0:
        return m_impl->resetZoom();
    default:
        QWidget::keyPressEvent(event);
    }
}

void FrontierPlot::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    styleFocus(*m_impl->plot, palette(), true);
    m_impl->plot->redraw();
}

void FrontierPlot::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    styleFocus(*m_impl->plot, palette(), false);
    m_impl->plot->redraw();
}

void FrontierPlot::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_impl)
        m_impl->draw();
}

} // namespace fairlead
