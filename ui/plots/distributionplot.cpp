#include "ui/plots/distributionplot.h"

#include "core/base/format.h"
#include "ui/plots/plotcanvas.h"
#include "ui/plots/plotstyle.h"
#include "ui/plots/tickers.h"
#include "ui/widgets/theme.h"

#include <QEvent>
#include <QHelpEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

constexpr int kRowHeight = 34; ///< pixels a model
constexpr int kAxisHeight = 56;
constexpr int kNameWidth = 190;
constexpr double kBoxWidth = 0.34; ///< of a row
constexpr double kShadeHeight = 0.44;

QString countOf(std::size_t count)
{
    return QString::fromStdString(formatCount(static_cast<double>(count)));
}

/// A closed outline of the histogram, mirrored about the model's row.
void outline(QCPCurve &curve, const QVector<double> &bins, double row, double low, double high, bool isLog)
{
    QVector<double> x, y;
    const double most = bins.isEmpty() ? 0 : *std::ranges::max_element(bins);
    const auto edge = [&](qsizetype bin) {
        const double share = static_cast<double>(bin) / static_cast<double>(bins.size());
        return isLog ? low * std::pow(high / low, share) : low + share * (high - low);
    };
    const auto side = [&](double sign) {
        for (qsizetype k = 0; k < bins.size(); ++k) {
            const qsizetype bin = sign > 0 ? k : bins.size() - 1 - k;
            const double height = row + sign * kShadeHeight * (most > 0 ? bins[bin] / most : 0);
            x << edge(sign > 0 ? bin : bin + 1) << edge(sign > 0 ? bin + 1 : bin);
            y << height << height;
        }
    };
    if (most > 0 && high > low) {
        side(1);
        side(-1);
    }
    curve.setData(x, y);
}

} // namespace

struct DistributionPlot::Impl
{
    DistributionPlot *owner;
    PlotCanvas *plot;
    DistributionContent content;
    bool wantsLog = false;

    explicit Impl(DistributionPlot *widget)
        : owner(widget)
        , plot(new PlotCanvas(widget))
    {
        plot->setAttribute(Qt::WA_TransparentForMouseEvents); // tips are the owner's
        plot->yAxis->setRangeReversed(true);
        plot->axisRect()->setMinimumMargins(QMargins(12, 6, 16, 0));
        fillWith(*widget, *plot);
    }

    [[nodiscard]] bool isLog() const { return wantsLog && content.lowPositive > 0; }
    [[nodiscard]] double unit() const { return content.isMoney ? 1000 : 1; }

    [[nodiscard]] QString valueText(double value) const
    {
        return QString::fromStdString(content.isMoney ? formatUsd(unit() * value) : formatSignificant(value, 4));
    }

    void draw()
    {
        plot->clearPlottables();
        const auto rows = QSharedPointer<QCPAxisTickerText>::create();
        const QFontMetrics metrics(plot->font());
        for (int at = 0; at < content.models.size(); ++at) {
            const auto &model = content.models.at(at);
            const QString count = model.count ? tr("n = %1").arg(countOf(model.count)) : tr("no values");
            rows->addTick(at, metrics.elidedText(model.name, Qt::ElideMiddle, kNameWidth) + QLatin1Char('\n') + count);
            if (model.count > 0)
                drawModel(at, model);
        }
        plot->yAxis->setTicker(rows);
        plot->yAxis->setRange(-0.6, std::max(0.6, static_cast<double>(content.models.size()) - 0.4));
        scaleAxis();
        applyColors(owner->palette());
    }

    void drawModel(int at, const DistributionContent::Model &model)
    {
        // A logarithmic axis has no zero: what would reach there ends at its lower end.
        const double least = isLog() ? unit() * content.lowPositive : -std::numeric_limits<double>::infinity();
        const auto value = [&](std::size_t level) { return std::max(least, unit() * model.quantiles[level]); };
        auto *shade = new QCPCurve(plot->xAxis, plot->yAxis);
        outline(*shade, isLog() ? model.logBins : model.bins, at,
                unit() * (isLog() ? content.lowPositive : content.low), unit() * content.high, isLog());
        QColor fill = modelColor(model.model);
        fill.setAlphaF(0.45F);
        shade->setBrush(fill);
        shade->setPen(Qt::NoPen);

        auto *box = new QCPStatisticalBox(plot->yAxis, plot->xAxis);
        box->setWidth(kBoxWidth);
        box->setWhiskerWidth(kBoxWidth * 0.7);
        box->addData(at, value(1), value(2), value(3), value(4), value(5), {value(0), value(6)});
        if (!isLog() || model.mean > 0) {
            QCPGraph *mean = plot->addGraph(plot->yAxis, plot->xAxis);
            mean->setLineStyle(QCPGraph::lsNone);
            mean->addData(at, std::max(least, unit() * model.mean));
        }
    }

    void scaleAxis()
    {
        plot->xAxis->setLabel(content.axisLabel);
        const double low = unit() * (isLog() ? content.lowPositive : content.low);
        const double high = unit() * content.high;
        if (isLog()) {
            plot->xAxis->setScaleType(QCPAxis::stLogarithmic);
            const double room = std::max(1.05, std::pow(high / low, 0.03));
            plot->xAxis->setRange(low / room, high * room);
        } else {
            plot->xAxis->setScaleType(QCPAxis::stLinear);
            const double room = high > low ? 0.03 * (high - low) : std::max(0.05, 0.1 * std::abs(high));
            plot->xAxis->setRange(low - room, high + room);
        }
        plot->xAxis->setTicker(content.isMoney ? usdTicker(isLog()) : QSharedPointer<QCPAxisTicker>::create());
        plot->xAxis->setNumberFormat(QStringLiteral("g"));
        plot->xAxis->setNumberPrecision(4);
    }

    void applyColors(const QPalette &palette) const
    {
        stylePlot(*plot, palette);
        const PlotColors colors = plotColors(palette);
        plot->yAxis->setTickLabelColor(colors.text);
        plot->yAxis->grid()->setVisible(false);
        plot->yAxis->setTickPen(Qt::NoPen);
        for (int at = 0; at < plot->plottableCount(); ++at) {
            if (auto *box = qobject_cast<QCPStatisticalBox *>(plot->plottable(at))) {
                box->setPen(QPen(colors.text, 1.2));
                box->setBrush(Qt::NoBrush);
                box->setWhiskerPen(QPen(colors.text, 1.2));
                box->setWhiskerBarPen(QPen(colors.text, 1.2));
                box->setMedianPen(QPen(colors.text, 2.4));
                box->setOutlierStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(colors.text), Qt::NoBrush, 4));
            } else if (auto *mean = qobject_cast<QCPGraph *>(plot->plottable(at))) {
                mean->setScatterStyle(
                    QCPScatterStyle(QCPScatterStyle::ssDiamond, QPen(colors.text, 1.2), colors.background, 9));
            }
        }
        plot->redraw();
    }
};

DistributionPlot::DistributionPlot(QWidget *parent)
    : QWidget(parent)
    , m_impl(std::make_unique<Impl>(this))
{
    setAccessibleName(tr("Distribution of values for each model"));
    m_impl->draw();
}

DistributionPlot::~DistributionPlot() = default;

void DistributionPlot::setContent(const DistributionContent &content)
{
    m_impl->content = content;
    setMinimumHeight(minimumSizeHint().height());
    updateGeometry();
    m_impl->draw();
}

void DistributionPlot::setLogarithmic(bool on)
{
    m_impl->wantsLog = on;
    m_impl->draw();
}

bool DistributionPlot::save(const QString &path, QSize size, double scale)
{
    return savePlot(*m_impl->plot, path, size, scale);
}

QString DistributionPlot::readAt(const QPoint &position) const
{
    if (!m_impl->plot->axisRect()->outerRect().contains(position))
        return {};
    const auto row = std::lround(m_impl->plot->yAxis->pixelToCoord(position.y()));
    if (row < 0 || row >= m_impl->content.models.size())
        return {};
    const auto &model = m_impl->content.models.at(row);
    if (model.count == 0)
        return tr("%1: no values").arg(model.name);
    const auto text = [&](std::size_t level) { return m_impl->valueText(model.quantiles[level]); };
    QString lines =
        tr("%1\n%2 values, mean %3\nleast %4, 5% %5, 25% %6")
            .arg(model.name, countOf(model.count), m_impl->valueText(model.mean), text(0), text(1), text(2));
    lines += QLatin1Char('\n') + tr("median %1, 75% %2, 95% %3, greatest %4").arg(text(3), text(4), text(5), text(6));
    if (m_impl->isLog() && model.zeros > 0)
        lines += QLatin1Char('\n') + tr("%1 values of zero have no place on this axis").arg(countOf(model.zeros));
    return lines;
}

QSize DistributionPlot::sizeHint() const
{
    return {480, kAxisHeight + kRowHeight * static_cast<int>(std::max<qsizetype>(2, m_impl->content.models.size()))};
}

QSize DistributionPlot::minimumSizeHint() const
{
    return {300, sizeHint().height()};
}

bool DistributionPlot::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), readAt(help->pos()), this);
        return true;
    }
    return QWidget::event(event);
}

void DistributionPlot::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_impl)
        m_impl->applyColors(palette());
}

} // namespace fairlead
