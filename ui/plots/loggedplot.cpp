#include "ui/plots/loggedplot.h"

#include "core/base/format.h"
#include "ui/widgets/theme.h"

#include <qcustomplot.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace fairlead {

namespace {

constexpr std::array<double, 6> kSizes{3, 5, 7, 9, 12, 15}; ///< pixels; areas grow with the count

} // namespace

LoggedPlot::LoggedPlot(QWidget *parent)
    : FigurePlot(parent)
{
    setAccessibleName(tr("Logged against estimated propensities"));
    redraw();
}

void LoggedPlot::setContent(const std::vector<LoggedCell> &cells, const QColor &color)
{
    m_cells = cells;
    m_color = color;
    redraw();
}

void LoggedPlot::draw(QCustomPlot &plot)
{
    const PlotColors colors = plotColors(palette());
    setPropensityAxis(Side::Bottom, tr("Estimated propensity"));
    setPropensityAxis(Side::Left, tr("Logged propensity"));
    auto *agree = plot.addGraph();
    agree->setData({0, static_cast<double>(kPropensityBins)}, {0, static_cast<double>(kPropensityBins)}, true);
    agree->setPen(QPen(colors.mutedText, 1, Qt::DashLine));
    double most = 0;
    for (const LoggedCell &cell : m_cells)
        most = std::max(most, cell.count);
    std::array<QVector<double>, kSizes.size()> x, y;
    for (const LoggedCell &cell : m_cells) {
        const double part = std::sqrt(cell.count / most) * kSizes.back();
        const auto size = static_cast<std::size_t>(
            std::distance(kSizes.begin(), std::lower_bound(kSizes.begin(), kSizes.end() - 1, part)));
        x[size].append(static_cast<double>(cell.estimated) + 0.5);
        y[size].append(static_cast<double>(cell.logged) + 0.5);
    }
    for (std::size_t k = 0; k < kSizes.size(); ++k) {
        auto *discs = plot.addGraph();
        discs->setLineStyle(QCPGraph::lsNone);
        discs->setScatterStyle(
            QCPScatterStyle(QCPScatterStyle::ssDisc, blended(m_color, colors.text, 0.7), m_color, kSizes[k]));
        discs->setData(x[k], y[k]);
    }
    if (most > 0)
        addNote(0.02, 0.03, Qt::AlignTop | Qt::AlignLeft,
                tr("largest disc: %1 queries\ndashed: agreement").arg(QString::fromStdString(formatCount(most))));
}

} // namespace fairlead
