#include "ui/plots/frontierplot.h"

#include "core/base/format.h"
#include "ui/plots/frontierband.h"
#include "ui/plots/frontierlabels.h"
#include "ui/plots/plotstyle.h"
#include "ui/plots/tickers.h"
#include "ui/widgets/theme.h"

#include <QEvent>
#include <QToolTip>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

constexpr int kBandColumns = 500;
constexpr double kPickReach = 40;
constexpr double kTipReach = 10;

using Entries = QVector<QCPAbstractPlottable *>;

QPen thin(QColor color, double alpha, double width = 1)
{
    color.setAlphaF(static_cast<float>(alpha));
    return {color, width};
}

QCPCurve *addCurve(QCustomPlot &plot, const FrontierLine &line, const QPen &pen)
{
    auto *curve = new QCPCurve(plot.xAxis, plot.yAxis);
    curve->setData(line.lambda, line.cost, line.quality, true);
    curve->setPen(pen);
    curve->setSelectable(QCP::stNone);
    return curve;
}

void addBars(QCustomPlot &plot, QCPGraph *of, QCPErrorBars::ErrorType type, double halfWidth, const QPen &pen)
{
    auto *bars = new QCPErrorBars(plot.xAxis, plot.yAxis);
    bars->setErrorType(type);
    bars->setDataPlottable(of);
    bars->setData(QVector<double>{halfWidth});
    bars->setPen(pen);
    bars->setWhiskerWidth(0);
    bars->setSymbolGap(0);
}

QCPGraph *addDot(QCustomPlot &plot, double cost, double quality, const QCPScatterStyle &style)
{
    QCPGraph *dot = plot.addGraph();
    dot->setData({cost}, {quality});
    dot->setLineStyle(QCPGraph::lsNone);
    dot->setScatterStyle(style);
    return dot;
}

/// A line between two points of the plot's coordinates, on the marker's layer.
QCPItemLine *markerLine(QCustomPlot *plot, const QString &layer)
{
    auto *line = new QCPItemLine(plot);
    line->setLayer(layer);
    line->setVisible(false);
    return line;
}

QString tipOf(const FrontierReference &reference)
{
    const auto usd = [](double value) { return QString::fromStdString(formatUsd(value)); };
    const auto fixed = [](double value) { return QString::fromStdString(formatFixed(value, 3)); };
    QString tip =
        FrontierPlot::tr("%1\nQuality %2 (%3 to %4)\nCost per 1,000 queries %5 (%6 to %7)\nSupport: %8")
            .arg(reference.name, fixed(reference.quality.value), fixed(reference.quality.lower()),
                 fixed(reference.quality.upper()), usd(reference.cost.value), usd(reference.cost.lower()),
                 usd(reference.cost.upper()), QString::fromStdString(std::string(verdictKey(reference.verdict))));
    if (reference.trueCost && reference.trueQuality)
        tip += FrontierPlot::tr("\nTruth: %1 at %2").arg(fixed(*reference.trueQuality), usd(*reference.trueCost));
    return tip;
}

} // namespace

struct FrontierPlot::Impl
{
    FrontierPlot *owner;
    QCustomPlot *plot;
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

    explicit Impl(FrontierPlot *widget)
        : owner(widget)
        , plot(new QCustomPlot(widget))
        , labels(*plot)
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
        QObject::connect(plot, &QCustomPlot::afterLayout, widget, [this] { labels.arrange(obstacles()); });
        QObject::connect(plot, &QCustomPlot::mousePress, widget,
                         [this](const QMouseEvent *event) { pick(event->pos()); });
        QObject::connect(plot, &QCustomPlot::mouseMove, widget, [this](const QMouseEvent *event) {
            const FrontierReference *reference = referenceAt(event->pos());
            QToolTip::showText(event->globalPosition().toPoint(), reference ? tipOf(*reference) : QString(), plot);
        });
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
        const FrontierRanges ranges = frontierRanges(content, logCost);
        plot->xAxis->setRange(ranges.costLo, ranges.costHi);
        plot->yAxis->setRange(ranges.qualityLo, ranges.qualityHi);
        drawCurves();
        drawReferences();
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

    void drawReferences() const
    {
        const PlotColors colors = plotColors(owner->palette());
        for (const FrontierReference &reference : content.references) {
            const bool logging = reference.model < 0;
            const QColor color = logging ? colors.text : modelColor(reference.model);
            const double size = reference.best || logging ? 10 : 8;
            const auto shape = logging ? QCPScatterStyle::ssSquare : QCPScatterStyle::ssCircle;
            const QPen edge(reference.best ? colors.text : colors.background, reference.best ? 2 : 1);
            QCPGraph *point = addDot(*plot, reference.cost.value, reference.quality.value,
                                     QCPScatterStyle(shape, edge, QBrush(color), size));
            const QPen pen = thin(color, 0.75, 1.3);
            addBars(*plot, point, QCPErrorBars::etValueError, Estimate::kZ95 * reference.quality.se, pen);
            addBars(*plot, point, QCPErrorBars::etKeyError, Estimate::kZ95 * reference.cost.se, pen);
            if (!logging && reference.trueCost && reference.trueQuality)
                addDot(*plot, *reference.trueCost, *reference.trueQuality,
                       QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(color, 1.3), Qt::NoBrush, 6));
        }
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
        labels.setReferences(content.references, palette);
        placeMark();
        plot->replot(QCustomPlot::rpQueuedReplot);
    }

    [[nodiscard]] QPointF pixel(double cost, double quality) const
    {
        return {plot->xAxis->coordToPixel(cost), plot->yAxis->coordToPixel(quality)};
    }

    /// What labels keep off: the curves, in pieces, the points' intervals and the mark.
    [[nodiscard]] QVector<QRectF> obstacles() const
    {
        QVector<QRectF> pieces;
        const auto add = [&](QPointF from, QPointF to) {
            pieces.append(QRectF(from, to).normalized().adjusted(-2, -2, 2, 2));
        };
        for (const FrontierCurve &curve : content.curves) {
            const FrontierLine &line = curve.estimate;
            const qsizetype stride = std::max<qsizetype>(1, line.cost.size() / 300);
            for (qsizetype k = 0; k < line.cost.size(); k += stride)
                add(pixel(line.cost[k], line.quality[k]), pixel(line.cost[k], line.quality[k]));
        }
        for (const FrontierReference &reference : content.references) {
            const double cost = reference.cost.value;
            const double quality = reference.quality.value;
            add(pixel(cost, reference.quality.lower()), pixel(cost, reference.quality.upper()));
            add(pixel(std::max(reference.cost.lower(), plot->xAxis->range().lower), quality),
                pixel(reference.cost.upper(), quality));
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

    /// The single model or policy whose point, or true point, is under the mouse; null: none.
    [[nodiscard]] const FrontierReference *referenceAt(QPoint position) const
    {
        const FrontierReference *found = nullptr;
        double nearest = kTipReach;
        for (const FrontierReference &reference : content.references) {
            double distance = QLineF(pixel(reference.cost.value, reference.quality.value), position).length();
            if (reference.trueCost && reference.trueQuality)
                distance =
                    std::min(distance, QLineF(pixel(*reference.trueCost, *reference.trueQuality), position).length());
            if (distance < nearest) {
                nearest = distance;
                found = &reference;
            }
        }
        return found;
    }

    void pick(QPoint position) const
    {
        if (content.current < 0 || content.current >= content.curves.size())
            return;
        const FrontierLine &line = content.curves[content.current].estimate;
        double nearest = kPickReach;
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
    }
};

FrontierPlot::FrontierPlot(QWidget *parent)
    : QWidget(parent)
    , m_impl(std::make_unique<Impl>(this))
{
    setAccessibleName(tr("Quality against cost per 1,000 queries"));
    m_impl->draw();
}

FrontierPlot::~FrontierPlot() = default;

void FrontierPlot::setContent(const FrontierContent &content)
{
    m_impl->content = content;
    m_impl->draw();
}

void FrontierPlot::setMark(const FrontierMark &mark)
{
    m_impl->mark = mark;
    m_impl->placeMark();
    replotLayer(*m_impl->plot->layer(m_impl->markerLayer));
}

void FrontierPlot::setLogCost(bool logarithmic)
{
    if (m_impl->logCost == logarithmic)
        return;
    m_impl->logCost = logarithmic;
    m_impl->draw();
}

bool FrontierPlot::save(const QString &path, QSize size, double scale)
{
    return savePlot(*m_impl->plot, path, size, scale);
}

void FrontierPlot::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_impl)
        m_impl->draw();
}

} // namespace fairlead
