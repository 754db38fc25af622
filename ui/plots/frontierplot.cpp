#include "ui/plots/frontierplot.h"

#include "ui/plots/frontierband.h"
#include "ui/plots/frontiercurves.h"
#include "ui/plots/frontierhover.h"
#include "ui/plots/frontierlabels.h"
#include "ui/plots/frontiermarker.h"
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

constexpr double kPickReach = 40;
constexpr double kZoomStep = 1.25;
constexpr double kMostPieces = 100; ///< of one step of a curve, zoomed in far

using Entries = QVector<QCPAbstractPlottable *>;

} // namespace

struct FrontierPlot::Impl
{
    FrontierPlot *owner;
    PlotCanvas *plot;
    FrontierContent content;
    bool logCost = false;

    QCPItemText *note = nullptr;
    FrontierMarker marker;
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
        , marker(*plot)
        , labels(*plot)
        , pins(*plot)
    {
        plot->setObjectName(QStringLiteral("frontierCanvas"));
        plot->setAutoAddPlottableToLegend(false);
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
        const FrontierMark &mark = marker.mark();
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
        const Entries curves = drawCurves(*plot, content, owner->palette());
        const Entries points = drawReferences(*plot, content, owner->palette(), isolated);
        for (QCPAbstractPlottable *entry : curves + bounds + points)
            entry->addToLegend();
        applyColors();
    }

    void applyColors()
    {
        const QPalette palette = owner->palette();
        stylePlot(*plot, palette);
        const PlotColors colors = plotColors(palette);
        note->setColor(colors.text);
        note->setBrush(colors.background);
        note->setPen(QPen(colors.grid));
        note->setText(content.note);
        note->setVisible(!content.note.isEmpty());
        marker.applyColors(palette);
        hover->applyColors(palette);
        pins.applyColors(palette);
        labels.setReferences(content.references, palette, isolated);
        styleFocus(*plot, palette, owner->hasFocus());
        marker.place();
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
            constexpr double kPiece = 8; // pixels: the box of a long steep line would keep labels off far from it
            const qsizetype stride = std::max<qsizetype>(1, line.cost.size() / 300);
            for (qsizetype k = 0; k < line.cost.size(); k += stride) {
                const qsizetype next = std::min(k + stride, line.cost.size() - 1);
                const QLineF step(pixel(line.cost[k], line.quality[k]), pixel(line.cost[next], line.quality[next]));
                const double parts = std::clamp(std::ceil(step.length() / kPiece), 1.0, kMostPieces);
                for (double part = 0; part < parts; ++part)
                    add(step.pointAt(part / parts), step.pointAt((part + 1) / parts));
            }
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
        pieces += marker.obstacles();
        return pieces;
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
    m_impl->marker.setMark(mark);
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
