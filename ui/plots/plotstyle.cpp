#include "ui/plots/plotstyle.h"

#include "ui/widgets/theme.h"

#include <QVBoxLayout>
#include <qcustomplot.h>

namespace fairlead {

void stylePlot(QCustomPlot &plot, const QPalette &palette)
{
    const PlotColors colors = plotColors(palette);
    plot.setBackground(colors.background);
    for (QCPAxisRect *rect : plot.axisRects()) {
        for (QCPAxis *axis : rect->axes())
            styleAxis(*axis, palette);
    }
    if (plot.legend) {
        plot.legend->setBrush(Qt::NoBrush);
        plot.legend->setBorderPen(Qt::NoPen);
        plot.legend->setTextColor(colors.text);
        plot.legend->setFont(plot.font());
    }
}

void styleAxis(QCPAxis &axis, const QPalette &palette)
{
    const PlotColors colors = plotColors(palette);
    axis.setBasePen(QPen(colors.axis));
    axis.setTickPen(QPen(colors.axis));
    axis.setSubTickPen(Qt::NoPen);
    axis.setTickLabelColor(colors.mutedText);
    axis.setLabelColor(colors.text);
    axis.setTickLabelFont(axis.parentPlot()->font());
    axis.setLabelFont(axis.parentPlot()->font());
    axis.setTickLengthIn(0);
    axis.setTickLengthOut(4);
    axis.setTickLabelPadding(4);
    axis.setLabelPadding(4);
    axis.grid()->setPen(QPen(colors.grid));
    axis.grid()->setZeroLinePen(Qt::NoPen);
    axis.grid()->setSubGridVisible(false);
}

void styleFocus(QCustomPlot &plot, const QPalette &palette, bool focused)
{
    const PlotColors colors = plotColors(palette);
    for (QCPAxis *axis : {plot.xAxis, plot.yAxis})
        axis->setBasePen(focused ? QPen(colors.accent, 2) : QPen(colors.axis));
}

void fitAxisLabel(QCPAxis &axis, const QStringList &labels, int room)
{
    const QFontMetrics metrics(axis.labelFont());
    for (const QString &label : labels) {
        if (metrics.horizontalAdvance(label) > room && label != labels.last())
            continue;
        if (label != axis.label())
            axis.setLabel(label);
        return;
    }
}

void fillWith(QWidget &owner, QCustomPlot &plot)
{
    auto *layout = new QVBoxLayout(&owner);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(&plot);
    // A page that is not laid out yet gives its children no size; QCustomPlot cannot paint on nothing.
    plot.setMinimumSize(16, 16);
}

bool savePlot(QCustomPlot &plot, const QString &path, QSize size, double scale)
{
    return plot.savePng(path, size.width(), size.height(), scale);
}

} // namespace fairlead
