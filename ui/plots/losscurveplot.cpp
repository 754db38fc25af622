#include "ui/plots/losscurveplot.h"

#include "ui/plots/plotcanvas.h"
#include "ui/plots/plotstyle.h"
#include "ui/widgets/theme.h"

#include <QEvent>

#include <cmath>

namespace fairlead {

namespace {

QCPRange padded(double lo, double hi)
{
    const double room = hi > lo ? 0.08 * (hi - lo) : std::max(0.01, 0.1 * std::abs(lo));
    return {lo - room, hi + room};
}

/// Few epochs show as points too: one point alone makes no line.
QCPScatterStyle dots(qsizetype count, QCPScatterStyle::ScatterShape shape, const QColor &color)
{
    return count <= 40 ? QCPScatterStyle(shape, color, color, 6) : QCPScatterStyle();
}

} // namespace

struct LossCurvePlot::Impl
{
    PlotCanvas *plot = nullptr;
    QCPGraph *loss = nullptr;
    QCPGraph *utility = nullptr;
    QCPGraph *upper = nullptr;
    QCPGraph *lower = nullptr;
    QCPItemText *hint = nullptr;

    explicit Impl(QWidget *owner)
        : plot(new PlotCanvas(owner))
    {
        upper = plot->addGraph(plot->xAxis, plot->yAxis2); // the band first: it lies under both curves
        lower = plot->addGraph(plot->xAxis, plot->yAxis2);
        loss = plot->addGraph(plot->xAxis, plot->yAxis);
        utility = plot->addGraph(plot->xAxis, plot->yAxis2);
        upper->setChannelFillGraph(lower);
        hint = new QCPItemText(plot);
        hint->position->setType(QCPItemPosition::ptAxisRectRatio);
        hint->position->setCoords(0.5, 0.5);
        hint->setText(LossCurvePlot::tr("The curve appears after the first epoch."));
        const auto ticker = QSharedPointer<QCPAxisTickerFixed>::create();
        ticker->setTickStep(1);
        ticker->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
        plot->xAxis->setTicker(ticker);
        plot->xAxis->setLabel(LossCurvePlot::tr("Epoch"));
        plot->yAxis->setLabel(LossCurvePlot::tr("Training loss"));
        plot->yAxis2->setLabel(LossCurvePlot::tr("Held-out utility"));
        plot->yAxis2->setNumberFormat(QStringLiteral("gb"));
        plot->yAxis2->setNumberPrecision(4);
        fillWith(*owner, *plot);
    }

    void applyColors(const QPalette &palette) const
    {
        stylePlot(*plot, palette);
        const QColor lossColor = routerColor(1, palette);
        const QColor valueColor = plotColors(palette).accent;
        loss->setPen(QPen(lossColor, 2, Qt::DashLine)); // apart without colours too
        utility->setPen(QPen(valueColor, 2));
        upper->setPen(Qt::NoPen);
        lower->setPen(Qt::NoPen);
        upper->setBrush(plotColors(palette).band);
        plot->yAxis->setLabelColor(lossColor);
        plot->yAxis2->setLabelColor(valueColor);
        hint->setColor(plotColors(palette).mutedText);
        plot->redraw();
    }

    void draw(const QVector<EpochReport> &epochs) const
    {
        QVector<double> x, y, valueX, value, lo, hi;
        for (const EpochReport &report : epochs) {
            if (std::isfinite(report.loss)) {
                x.append(report.epoch);
                y.append(report.loss);
            }
            if (report.heldOutUtility && std::isfinite(report.heldOutUtility->value)) {
                valueX.append(report.epoch);
                value.append(report.heldOutUtility->value);
                lo.append(report.heldOutUtility->lower());
                hi.append(report.heldOutUtility->upper());
            }
        }
        loss->setData(x, y, true);
        utility->setData(valueX, value, true);
        lower->setData(valueX, lo, true);
        upper->setData(valueX, hi, true);
        loss->setScatterStyle(dots(x.size(), QCPScatterStyle::ssCircle, loss->pen().color()));
        utility->setScatterStyle(dots(valueX.size(), QCPScatterStyle::ssSquare, utility->pen().color()));
        plot->yAxis2->setVisible(!value.isEmpty());
        hint->setVisible(epochs.isEmpty());
        const int last = epochs.isEmpty() ? 1 : std::max(epochs.last().epoch, epochs.last().epochs);
        plot->xAxis->setRange(0.5, last + 0.5);
        if (!y.isEmpty())
            plot->yAxis->setRange(padded(*std::ranges::min_element(y), *std::ranges::max_element(y)));
        if (!value.isEmpty())
            plot->yAxis2->setRange(padded(*std::ranges::min_element(lo), *std::ranges::max_element(hi)));
        plot->redraw();
    }
};

LossCurvePlot::LossCurvePlot(QWidget *parent)
    : QWidget(parent)
    , m_impl(std::make_unique<Impl>(this))
{
    setAccessibleName(tr("Loss and held-out utility per epoch"));
    m_impl->applyColors(palette());
    m_impl->draw({});
}

LossCurvePlot::~LossCurvePlot() = default;

void LossCurvePlot::setEpochs(const QVector<EpochReport> &epochs)
{
    m_impl->draw(epochs);
}

void LossCurvePlot::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_impl)
        m_impl->applyColors(palette());
}

} // namespace fairlead
