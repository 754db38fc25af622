#include "ui/plots/utilitylinesplot.h"

#include "ui/plots/lineendlabels.h"
#include "ui/plots/plotcanvas.h"
#include "ui/plots/plotstyle.h"
#include "ui/plots/tickers.h"
#include "ui/widgets/theme.h"

#include <QEvent>

#include <algorithm>
#include <array>

namespace fairlead {

namespace {

constexpr std::array kDashes{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine, Qt::DashDotDotLine};
constexpr double kEnvelopeWidth = 4;
constexpr double kLineWidth = 1.4;
constexpr float kFaded = 0.25F;
constexpr double kWidestEnds = 0.4; ///< of the plot's width, for the names at the ends of lines
constexpr int kTickWidth = 56;      ///< pixels between labels along an axis
constexpr int kTickHeight = 24;
constexpr int kAxisRoom = 50; ///< for the labels of an axis

/// Gives the names at the ends of the lines their place in the plot's layout.
class EndsElement final : public QCPLayoutElement
{
public:
    explicit EndsElement(QCustomPlot *plot)
        : QCPLayoutElement(plot)
    {
        setMargins(QMargins(0, 0, 6, 0));
        setSizeConstraintRect(QCPLayoutElement::scrInnerRect);
    }

    QVector<LineEnd> ends; ///< y: value, not pixel
    QPalette palette;

    void fit()
    {
        const int most = static_cast<int>(kWidestEnds * mParentPlot->width());
        const int width = ends.isEmpty() ? 0 : std::min(most, lineEndsWidth(ends, mParentPlot->font()));
        setMinimumSize(width, 0);
        setMaximumSize(width, QWIDGETSIZE_MAX);
    }

protected:
    void draw(QCPPainter *painter) override
    {
        QVector<LineEnd> placed = ends;
        for (LineEnd &end : placed)
            end.y = mParentPlot->yAxis->coordToPixel(end.y);
        QRectF area = mRect;
        const QRect axes = mParentPlot->axisRect()->rect();
        area.setTop(axes.top());
        area.setBottom(axes.bottom());
        paintLineEnds(*painter, area, placed, mParentPlot->font(), palette);
    }
};

} // namespace

double UtilityLinesContent::valueAt(int line, double at) const
{
    const QVector<double> &values = lines[line].values;
    const auto after = std::upper_bound(lambda.begin(), lambda.end(), at);
    const qsizetype k = std::clamp<qsizetype>(after - lambda.begin(), 1, lambda.size() - 1);
    const double share = (at - lambda[k - 1]) / (lambda[k] - lambda[k - 1]);
    return values[k - 1] + share * (values[k] - values[k - 1]);
}

struct UtilityLinesPlot::Impl
{
    UtilityLinesPlot *owner;
    PlotCanvas *plot;
    QCPLayer *overlay = nullptr;
    EndsElement *ends = nullptr;
    QCPItemRect *band = nullptr;
    QCPItemLine *pointLine = nullptr;
    UtilityLinesContent content;
    PreferenceScale scale;
    int isolated = -1; ///< model

    explicit Impl(UtilityLinesPlot *widget)
        : owner(widget)
        , plot(new PlotCanvas(widget))
    {
        plot->setObjectName(QStringLiteral("utilityLinesCanvas"));
        plot->addLayer(QStringLiteral("marker"));
        overlay = plot->layer(QStringLiteral("marker"));
        overlay->setMode(QCPLayer::lmBuffered);
        ends = new EndsElement(plot);
        ends->setLayer(plot->layer(QStringLiteral("axes")));
        plot->plotLayout()->addElement(0, 1, ends);
        plot->plotLayout()->setColumnSpacing(0);
        plot->axisRect()->setMinimumMargins(QMargins(10, 8, 0, 0));
        band = new QCPItemRect(plot);
        pointLine = new QCPItemLine(plot);
        for (QCPItemPosition *corner : {band->topLeft, band->bottomRight, pointLine->start, pointLine->end}) {
            corner->setTypeX(QCPItemPosition::ptPlotCoords);
            corner->setTypeY(QCPItemPosition::ptAxisRectRatio);
        }
        band->setLayer(overlay);
        band->setPen(Qt::NoPen);
        pointLine->setLayer(overlay);
        fillWith(*widget, *plot);
        QObject::connect(plot, &QCustomPlot::afterLayout, widget, [this] {
            fitAxisLabel(*plot->yAxis, {content.valueLabel, content.shortLabel}, plot->axisRect()->height());
        });
        QObject::connect(plot, &QCustomPlot::beforeReplot, widget, [this] {
            ends->fit();
            // What the axes will have: their rectangle is still that of the last layout.
            const int width = plot->width() - ends->minimumSize().width() - kAxisRoom;
            plot->xAxis->ticker()->setTickCount(std::clamp(width / kTickWidth, 2, 6));
            plot->yAxis->ticker()->setTickCount(std::clamp((plot->height() - kAxisRoom) / kTickHeight, 3, 6));
        });
        const auto pick = [this](const QMouseEvent *event) {
            if (event->buttons().testFlag(Qt::LeftButton) && plot->axisRect()->rect().contains(event->pos()) &&
                !content.lines.isEmpty())
                emit owner->lambdaPicked(plot->xAxis->pixelToCoord(event->position().x()));
        };
        QObject::connect(plot, &QCustomPlot::mousePress, widget, pick);
        QObject::connect(plot, &QCustomPlot::mouseMove, widget, pick);
    }

    [[nodiscard]] bool isOnEnvelope(int line) const
    {
        return std::ranges::any_of(content.envelope, [line](const auto &piece) { return piece.line == line; });
    }

    [[nodiscard]] QColor colorOf(int line) const
    {
        const int model = content.lines[line].model;
        QColor color = modelColor(model);
        if (isolated >= 0 && model != isolated)
            color.setAlphaF(kFaded);
        return color;
    }

    [[nodiscard]] QPen penOf(int line) const
    {
        const QColor color = colorOf(line);
        const auto dash = kDashes[static_cast<std::size_t>(content.lines[line].model) % kDashes.size()];
        return {color, isOnEnvelope(line) ? kLineWidth + 0.6 : kLineWidth, dash};
    }

    QCPGraph *addLine(const QVector<double> &x, const QVector<double> &y, const QPen &pen) const
    {
        QCPGraph *graph = plot->addGraph();
        graph->setData(x, y, true);
        graph->setPen(pen);
        graph->setSelectable(QCP::stNone);
        return graph;
    }

    void addEnvelope(const QPalette &palette) const
    {
        QVector<double> dotX;
        QVector<double> dotY;
        QColor halo = plotColors(palette).text;
        halo.setAlphaF(0.35F);
        for (const bool isHalo : {true, false}) {
            for (const auto &piece : content.envelope) {
                QVector<double> x{piece.lo};
                for (const double knot : content.lambda) {
                    if (knot > piece.lo && knot < piece.hi)
                        x.append(knot);
                }
                x.append(piece.hi);
                QVector<double> y;
                for (const double at : std::as_const(x))
                    y.append(content.valueAt(piece.line, at));
                const QPen pen(isHalo ? halo : colorOf(piece.line), isHalo ? kEnvelopeWidth + 3 : kEnvelopeWidth,
                               Qt::SolidLine, Qt::RoundCap);
                addLine(x, y, pen);
                if (!isHalo && piece.lo > content.lambda.first()) {
                    dotX.append(piece.lo);
                    dotY.append(y.first());
                }
            }
        }
        QCPGraph *dots = addLine(dotX, dotY, Qt::NoPen);
        dots->setLineStyle(QCPGraph::lsNone);
        dots->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(plotColors(palette).text, 1.5),
                                              plotColors(palette).background, 7));
    }

    void fitRange() const
    {
        double lo = HUGE_VAL;
        double hi = -HUGE_VAL;
        for (const auto &line : content.lines) {
            for (const double value : line.values) {
                lo = std::min(lo, value);
                hi = std::max(hi, value);
            }
        }
        const double room = hi > lo ? 0.06 * (hi - lo) : 0.5;
        plot->yAxis->setRange(lo - room, hi + room);
        plot->xAxis->setRange(content.lambda.first(), content.lambda.last());
    }

    void draw()
    {
        const QPalette palette = owner->palette();
        plot->clearGraphs();
        ends->ends.clear();
        stylePlot(*plot, palette);
        plot->xAxis->setTicker(preferenceTicker(scale));
        plot->xAxis->setLabel(costUnitTitle(scale.unit));
        plot->yAxis->setLabel(content.valueLabel);
        ends->palette = palette;
        if (!content.lines.isEmpty()) {
            for (int i = 0; i < content.lines.size(); ++i) {
                const auto &line = content.lines[i];
                addLine(content.lambda, line.values, penOf(i));
                const QString name = line.isServed ? UtilityLinesPlot::tr("%1 (served)").arg(line.name) : line.name;
                ends->ends.append({name, penOf(i), line.values.last(), isOnEnvelope(i)});
            }
            addEnvelope(palette);
            fitRange();
        }
        band->setBrush(plotColors(palette).band);
        pointLine->setPen(QPen(plotColors(palette).text, 1.5, Qt::DashLine));
        plot->redraw();
    }
};

UtilityLinesPlot::UtilityLinesPlot(QWidget *parent)
    : QWidget(parent)
    , m_impl(std::make_unique<Impl>(this))
{
    setAccessibleName(tr("Each model's score for the selected query over the cost sensitivity"));
    m_impl->draw();
}

UtilityLinesPlot::~UtilityLinesPlot() = default;

void UtilityLinesPlot::setContent(const UtilityLinesContent &content)
{
    m_impl->content = content;
    m_impl->draw();
}

const UtilityLinesContent &UtilityLinesPlot::content() const
{
    return m_impl->content;
}

void UtilityLinesPlot::setUnit(const PreferenceScale &scale)
{
    m_impl->scale = scale;
    m_impl->draw();
}

void UtilityLinesPlot::setInterval(double lower, double upper)
{
    m_impl->band->topLeft->setCoords(lower, 0);
    m_impl->band->bottomRight->setCoords(upper, 1);
    m_impl->plot->redraw(*m_impl->overlay);
}

void UtilityLinesPlot::setIsolated(int model)
{
    if (std::exchange(m_impl->isolated, model) != model)
        m_impl->draw();
}

void UtilityLinesPlot::setPoint(double lambda)
{
    m_impl->pointLine->start->setCoords(lambda, 0);
    m_impl->pointLine->end->setCoords(lambda, 1);
    m_impl->plot->redraw(*m_impl->overlay);
}

void UtilityLinesPlot::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_impl)
        m_impl->draw();
}

} // namespace fairlead
