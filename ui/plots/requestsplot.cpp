#include "ui/plots/requestsplot.h"

#include "core/base/format.h"
#include "ui/plots/plotcanvas.h"
#include "ui/plots/plotstyle.h"
#include "ui/plots/tickers.h"
#include "ui/widgets/theme.h"

#include <QEvent>
#include <QHelpEvent>
#include <QTimeZone>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

constexpr int kLegendNameWidth = 170;

/// A tick every few counts; never a fraction of a request.
QSharedPointer<QCPAxisTicker> countTicker()
{
    class CountTicker final : public QCPAxisTicker
    {
    protected:
        double getTickStep(const QCPRange &range) override { return std::max(1.0, QCPAxisTicker::getTickStep(range)); }
        int getSubTickCount(double) override { return 0; }
        QString getTickLabel(double tick, const QLocale &, QChar, int) override
        {
            return QString::fromStdString(formatCount(tick));
        }
    };
    return QSharedPointer<CountTicker>::create();
}

QString timeText(double seconds, double width)
{
    const bool isDay = width >= 86'400;
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(seconds * 1000), QTimeZone::utc())
        .toString(isDay ? QStringLiteral("yyyy-MM-dd") : QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

} // namespace

struct RequestsPlot::Impl
{
    RequestsPlot *owner;
    PlotCanvas *plot;
    RequestsContent content;
    QVector<double> totals;
    bool isShares = false;

    explicit Impl(RequestsPlot *widget)
        : owner(widget)
        , plot(new PlotCanvas(widget))
    {
        plot->setAttribute(Qt::WA_TransparentForMouseEvents); // tips are the owner's
        auto dates = QSharedPointer<QCPAxisTickerDateTime>::create();
        dates->setTimeZone(QTimeZone::utc());
        plot->xAxis->setTicker(dates);
        plot->axisRect()->setMinimumMargins(QMargins(16, 10, 12, 0));
        // The legend has a column of its own, beside the axes.
        auto *side = new QCPLayoutGrid;
        plot->plotLayout()->addElement(0, 1, side);
        side->addElement(0, 0, plot->legend);
        side->addElement(1, 0, new QCPLayoutElement(plot));
        side->setRowStretchFactor(0, 0.01);
        plot->plotLayout()->setColumnStretchFactor(1, 0.01);
        plot->legend->setFillOrder(QCPLegend::foRowsFirst);
        fillWith(*widget, *plot);
    }

    void draw()
    {
        plot->clearGraphs();
        totals = QVector<double>(content.series.isEmpty() ? 0 : content.series.first().counts.size(), 0);
        for (const auto &series : std::as_const(content.series)) {
            for (qsizetype k = 0; k < totals.size(); ++k)
                totals[k] += series.counts.value(k);
        }
        plot->legend->setVisible(!content.series.isEmpty());
        drawStack();
        scaleAxes();
        applyColors(owner->palette());
    }

    void drawStack()
    {
        QVector<double> times;
        for (qsizetype k = 0; k <= totals.size(); ++k)
            times << content.first + content.width * static_cast<double>(k);
        QVector<double> stacked(times.size(), 0);
        QCPGraph *under = addStep(times, stacked);
        under->removeFromLegend();
        const QFontMetrics metrics(plot->font());
        QVector<QCPGraph *> graphs;
        for (const auto &series : std::as_const(content.series)) {
            for (qsizetype k = 0; k < stacked.size(); ++k) {
                const qsizetype step = std::min(k, totals.size() - 1); // the last step is drawn to its end
                const double count = series.counts.value(step);
                stacked[k] += !isShares ? count : totals.value(step) > 0 ? count / totals.value(step) : 0;
            }
            QCPGraph *graph = addStep(times, stacked);
            QColor fill = modelColor(series.model);
            fill.setAlphaF(0.88F);
            graph->setBrush(fill);
            graph->setChannelFillGraph(under);
            graph->setName(metrics.elidedText(series.name, Qt::ElideMiddle, kLegendNameWidth));
            graph->removeFromLegend();
            graphs.prepend(graph);
            under = graph;
        }
        for (QCPGraph *graph : std::as_const(graphs)) // from the top of the stack
            graph->addToLegend();
    }

    QCPGraph *addStep(const QVector<double> &times, const QVector<double> &heights) const
    {
        QCPGraph *graph = plot->addGraph();
        graph->setData(times, heights, true);
        graph->setLineStyle(QCPGraph::lsStepLeft);
        graph->setAdaptiveSampling(false);
        return graph;
    }

    void scaleAxes()
    {
        const double most = totals.isEmpty() ? 1 : *std::ranges::max_element(totals);
        plot->xAxis->setRange(content.first,
                              content.first + std::max(1.0, content.width * static_cast<double>(totals.size())));
        plot->yAxis->setRange(0, isShares ? 1 : 1.05 * std::max(1.0, most));
        plot->yAxis->setTicker(isShares ? percentTicker() : countTicker());
        plot->xAxis->setLabel(tr("Time (UTC)"));
        plot->yAxis->setLabel(isShares ? tr("Share of requests per %1").arg(content.stepName)
                                       : tr("Requests per %1").arg(content.stepName));
        const double span = plot->xAxis->range().size();
        const QString format = span > 90 * 86'400.0  ? QStringLiteral("yyyy-MM-dd")
                               : span > 2 * 86'400.0 ? QStringLiteral("d MMM")
                               : span > 600          ? QStringLiteral("d MMM\nHH:mm")
                                                     : QStringLiteral("HH:mm:ss");
        plot->xAxis->ticker().staticCast<QCPAxisTickerDateTime>()->setDateTimeFormat(format);
    }

    void applyColors(const QPalette &palette) const
    {
        stylePlot(*plot, palette);
        const QColor edge = plotColors(palette).background;
        for (int at = 0; at < plot->graphCount(); ++at)
            plot->graph(at)->setPen(QPen(edge, 1));
        plot->redraw();
    }
};

RequestsPlot::RequestsPlot(QWidget *parent)
    : QWidget(parent)
    , m_impl(std::make_unique<Impl>(this))
{
    setAccessibleName(tr("Requests of each model over time"));
    m_impl->draw();
}

RequestsPlot::~RequestsPlot() = default;

void RequestsPlot::setContent(const RequestsContent &content)
{
    m_impl->content = content;
    m_impl->draw();
}

void RequestsPlot::setShares(bool on)
{
    m_impl->isShares = on;
    m_impl->draw();
}

bool RequestsPlot::save(const QString &path, QSize size, double scale)
{
    return savePlot(*m_impl->plot, path, size, scale);
}

QString RequestsPlot::readAt(const QPoint &position) const
{
    if (m_impl->totals.isEmpty() || !m_impl->plot->axisRect()->rect().contains(position))
        return {};
    const RequestsContent &content = m_impl->content;
    const double time = m_impl->plot->xAxis->pixelToCoord(position.x());
    const auto step = std::clamp<qsizetype>(static_cast<qsizetype>((time - content.first) / content.width), 0,
                                            m_impl->totals.size() - 1);
    const double total = m_impl->totals[step];
    QString text = tr("%1: %2 requests")
                       .arg(timeText(content.first + content.width * static_cast<double>(step), content.width),
                            QString::fromStdString(formatCount(total)));
    for (auto at = content.series.rbegin(); at != content.series.rend(); ++at) {
        const double count = at->counts.value(step);
        if (count > 0)
            text += tr("\n%1: %2 (%3)")
                        .arg(at->name, QString::fromStdString(formatCount(count)),
                             QString::fromStdString(formatPercent(count / total)));
    }
    return text;
}

bool RequestsPlot::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), readAt(help->pos()), this);
        return true;
    }
    return QWidget::event(event);
}

void RequestsPlot::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_impl)
        m_impl->applyColors(palette());
}

} // namespace fairlead
