#include "ui/plots/calibrationplot.h"

#include "ui/plots/tickers.h"
#include "ui/widgets/theme.h"

#include <qcustomplot.h>

#include <algorithm>

namespace fairlead {

CalibrationPlot::CalibrationPlot(QWidget *parent)
    : FigurePlot(parent)
{
    setAccessibleName(tr("Calibration of the propensities"));
    redraw();
}

void CalibrationPlot::setContent(const std::vector<CalibrationBin> &bins, const QColor &color)
{
    m_bins = bins;
    m_color = color;
    redraw();
}

void CalibrationPlot::draw(QCustomPlot &plot)
{
    const PlotColors colors = plotColors(palette());
    plot.xAxis->setLabel(tr("Estimated propensity (mean of a bin)"));
    plot.yAxis->setLabel(tr("Share it really served"));
    plot.xAxis->setTicker(shareTicker());
    plot.yAxis->setTicker(shareTicker());
    QVector<double> x, y, below, above;
    double most = 0.02;
    for (const CalibrationBin &bin : m_bins) {
        x.append(bin.predicted);
        y.append(bin.observed);
        below.append(std::max(0.0, bin.observed - bin.lower));
        above.append(std::max(0.0, bin.upper - bin.observed));
        most = std::max({most, bin.predicted, std::min(bin.upper, 2 * bin.observed + 0.1)});
    }
    most = std::min(1.0, 1.06 * most);
    plot.xAxis->setRange(0, most);
    plot.yAxis->setRange(0, most);

    auto *agree = plot.addGraph();
    agree->setData({0, 1}, {0, 1}, true);
    agree->setPen(QPen(colors.mutedText, 1, Qt::DashLine));
    auto *curve = plot.addGraph();
    const QColor line = blended(m_color, colors.text, 0.8);
    curve->setData(x, y, true);
    curve->setPen(QPen(line, 1.5));
    curve->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, line, m_color, 7));
    auto *bars = new QCPErrorBars(plot.xAxis, plot.yAxis);
    bars->setDataPlottable(curve);
    bars->setData(below, above);
    bars->setPen(QPen(line, 1.2));
    bars->setWhiskerWidth(6);
    addNote(0.02, 0.03, Qt::AlignTop | Qt::AlignLeft, tr("bars: 95% intervals\ndashed: agreement"));
}

} // namespace fairlead
