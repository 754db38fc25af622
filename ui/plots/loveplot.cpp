#include "ui/plots/loveplot.h"

#include "core/causal/thresholds.h"
#include "ui/widgets/theme.h"

#include <QFontMetrics>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

constexpr int kNameWidth = 170; ///< pixels; the CSV has the whole names

QCPGraph *addPoints(QCustomPlot &plot, const QString &name, const QCPScatterStyle &style)
{
    QCPGraph *graph = plot.addGraph(plot.yAxis, plot.xAxis); // keys run down the feature axis
    graph->setName(name);
    graph->setLineStyle(QCPGraph::lsNone);
    graph->setScatterStyle(style);
    return graph;
}

} // namespace

LovePlot::LovePlot(QWidget *parent)
    : FigurePlot(parent)
{
    setAccessibleName(tr("Covariate balance before and after weighting"));
    redraw();
}

void LovePlot::setContent(const std::vector<FeatureBalance> &lines, double limit, const QColor &color)
{
    m_limit = limit;
    m_lines.assign(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(std::min(lines.size(), kShown)));
    m_color = color;
    redraw();
}

void LovePlot::draw(QCustomPlot &plot)
{
    const PlotColors colors = plotColors(palette());
    const auto ticker = QSharedPointer<QCPAxisTickerText>::create();
    const QFontMetrics metrics(plot.font());
    QVector<double> rows, before, after;
    double most = std::max(2.5 * thresholds::kCautionImbalance, 1.05 * m_limit);
    for (std::size_t j = 0; j < m_lines.size(); ++j) {
        const FeatureBalance &line = m_lines[j];
        rows.append(static_cast<double>(j));
        before.append(std::abs(line.before));
        after.append(std::abs(line.after));
        most = std::max({most, before.last(), after.last()});
        ticker->addTick(rows.last(),
                        metrics.elidedText(QString::fromStdString(line.name), Qt::ElideMiddle, kNameWidth));
    }
    plot.yAxis->setTicker(ticker);
    plot.yAxis->setLabel({});
    plot.yAxis->setRangeReversed(true);
    plot.yAxis->setRange(-1.6, std::max(1.0, static_cast<double>(m_lines.size())) - 0.4);
    plot.xAxis->setLabel(tr("Difference from all queries (standard deviations)"));
    plot.xAxis->setRange(0, 1.08 * most);

    for (const auto &[at, style] : {std::pair{thresholds::kCautionImbalance, Qt::DashLine}, {m_limit, Qt::DotLine}}) {
        auto *limit = new QCPItemLine(&plot);
        limit->start->setCoords(at, -2);
        limit->end->setCoords(at, static_cast<double>(m_lines.size()));
        limit->setPen(QPen(colors.mutedText, 1.4, style));
    }
    for (qsizetype j = 0; j < rows.size(); ++j) {
        auto *link = new QCPItemLine(&plot);
        link->start->setCoords(before.at(j), rows.at(j));
        link->end->setCoords(after.at(j), rows.at(j));
        link->setPen(QPen(colors.axis, 1));
    }
    const QColor strong = blended(m_color, colors.text, 0.8);
    addPoints(plot, tr("before"),
              QCPScatterStyle(QCPScatterStyle::ssDiamond, QPen(colors.mutedText, 1.4), colors.background, 9))
        ->setData(rows, before, true);
    addPoints(plot, tr("after weighting"), QCPScatterStyle(QCPScatterStyle::ssDisc, strong, m_color, 8))
        ->setData(rows, after, true);
    plot.legend->setVisible(!rows.isEmpty());
    plot.legend->setBrush(colors.background);             // the line of what chance can reach may pass behind it
    plot.legend->setFillOrder(QCPLegend::foColumnsFirst); // one line high: above the first feature
    plot.axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignTop | Qt::AlignRight);
}

} // namespace fairlead
