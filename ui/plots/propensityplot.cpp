#include "ui/plots/propensityplot.h"

#include "core/base/format.h"
#include "core/causal/thresholds.h"
#include "ui/plots/tickers.h"
#include "ui/widgets/theme.h"

#include <qcustomplot.h>

#include <algorithm>
#include <numeric>

namespace fairlead {

namespace {

/// Counts as shares of their total.
QVector<double> shares(const std::vector<double> &counts)
{
    const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
    QVector<double> out;
    for (const double count : counts)
        out.append(total > 0 ? count / total : 0);
    return out;
}

QCPBars *addBars(QCustomPlot &plot, const QString &name, const QVector<double> &heights, double width)
{
    auto *bars = new QCPBars(plot.xAxis, plot.yAxis);
    bars->setName(name);
    bars->setWidth(width);
    QVector<double> centres;
    for (qsizetype b = 0; b < heights.size(); ++b)
        centres.append(static_cast<double>(b) + 0.5);
    bars->setData(centres, heights, true);
    return bars;
}

} // namespace

PropensityPlot::PropensityPlot(QWidget *parent)
    : FigurePlot(parent)
{
    setAccessibleName(tr("Propensities of the model"));
    redraw();
}

void PropensityPlot::setContent(const PropensityHistogram &histogram, const QColor &color)
{
    m_histogram = histogram;
    m_color = color;
    redraw();
}

void PropensityPlot::draw(QCustomPlot &plot)
{
    const PlotColors colors = plotColors(palette());
    setPropensityAxis(Side::Bottom, tr("Propensity (chance that the log chose the model)"));
    plot.yAxis->setLabel(tr("Share of queries"));
    plot.yAxis->setTicker(shareTicker());
    const QVector<double> all = shares(m_histogram.all);
    const QVector<double> served = shares(m_histogram.served);
    double highest = 0.05;
    for (const QVector<double> &heights : {all, served}) {
        for (const double height : heights)
            highest = std::max(highest, height);
    }
    plot.yAxis->setRange(0, 1.65 * highest);
    if (all.isEmpty())
        return;

    const auto clip = static_cast<double>(propensityBin(thresholds::kClip));
    auto *shade = new QCPItemRect(&plot);
    shade->topLeft->setCoords(0, 2 * highest);
    shade->bottomRight->setCoords(clip, 0);
    shade->setPen(Qt::NoPen);
    shade->setBrush(colors.grid);
    auto *edge = new QCPItemLine(&plot);
    edge->start->setCoords(clip, 0);
    edge->end->setCoords(clip, 2 * highest);
    edge->setPen(QPen(colors.mutedText, 1, Qt::DashLine));

    QCPBars *could = addBars(plot, tr("could have served"), all, 0.92);
    could->setPen(QPen(colors.axis));
    could->setBrush(QBrush(colors.axis, Qt::BDiagPattern));
    QCPBars *did = addBars(plot, tr("served"), served, 0.5);
    did->setPen(QPen(blended(m_color, colors.text, 0.7)));
    did->setBrush(m_color);
    plot.legend->setVisible(true);
    plot.axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignTop | Qt::AlignRight);
    addNote(0.01, 0.02, Qt::AlignTop | Qt::AlignLeft,
            tr("under the clip\n(%1)").arg(QString::fromStdString(formatSignificant(thresholds::kClip, 1))));
}

} // namespace fairlead
