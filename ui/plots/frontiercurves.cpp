#include "ui/plots/frontiercurves.h"

#include "ui/plots/frontierband.h"
#include "ui/plots/frontierlabels.h"
#include "ui/plots/frontierplot.h"
#include "ui/widgets/routerline.h"
#include "ui/widgets/theme.h"

#include <qcustomplot.h>

namespace fairlead {

namespace {

constexpr int kBandColumns = 500;

using Entries = QVector<QCPAbstractPlottable *>;

QCPGraph *drawBand(QCustomPlot &plot, const FrontierCurve &curve, QColor color, float alpha)
{
    const bool isLog = plot.xAxis->scaleType() == QCPAxis::stLogarithmic;
    const CostBand band = bandByCost(curve, isLog, kBandColumns);
    QCPGraph *upper = plot.addGraph();
    QCPGraph *lower = plot.addGraph();
    upper->setData(band.cost, band.upper, true);
    lower->setData(band.cost, band.lower, true);
    upper->setPen(Qt::NoPen);
    lower->setPen(Qt::NoPen);
    color.setAlphaF(alpha);
    upper->setBrush(color);
    upper->setChannelFillGraph(lower);
    upper->setName(FrontierPlot::tr("95% interval"));
    return upper;
}

QCPCurve *drawTruth(QCustomPlot &plot, const FrontierCurve &curve, QColor color, const QString &name)
{
    color.setAlphaF(0.9F);
    QPen dashed(color, 1.4);
    dashed.setDashPattern({5, 4});
    QCPCurve *truth = addCurve(plot, curve.truth, dashed);
    truth->setName(name);
    return truth;
}

Entries drawCurve(QCustomPlot &plot, const FrontierCurve &curve, bool isCurrent, const QPalette &palette)
{
    const QColor color = routerColor(curve.color, palette);
    const QString name = shortName(curve.name, plot.font());
    const bool isKnown = !curve.estimate.cost.isEmpty();
    Entries below;
    if (isCurrent && isKnown)
        below.append(drawBand(plot, curve, color, isDark(palette) ? 0.24F : 0.15F));
    if (!curve.truth.cost.isEmpty() && (isCurrent || !isKnown))
        below.append(drawTruth(plot, curve, color,
                               isCurrent && isKnown ? FrontierPlot::tr("truth (full feedback)")
                                                    : FrontierPlot::tr("%1, truth").arg(name)));
    if (!isKnown)
        return below;
    QCPCurve *line = addCurve(plot, curve.estimate, routerPen(curve.color, palette, isCurrent ? 2.6 : 1.6));
    line->setName(name);
    return Entries{line} + below;
}

} // namespace

QCPCurve *addCurve(QCustomPlot &plot, const FrontierLine &line, const QPen &pen)
{
    auto *curve = new QCPCurve(plot.xAxis, plot.yAxis);
    curve->setData(line.lambda, line.cost, line.quality, true);
    curve->setPen(pen);
    curve->setSelectable(QCP::stNone);
    return curve;
}

QVector<QCPAbstractPlottable *> drawCurves(QCustomPlot &plot, const FrontierContent &content, const QPalette &palette)
{
    Entries others;
    for (int c = 0; c < content.curves.size(); ++c) {
        if (c != content.current)
            others += drawCurve(plot, content.curves[c], false, palette);
    }
    if (content.current < 0 || content.current >= content.curves.size())
        return others;
    return drawCurve(plot, content.curves[content.current], true, palette) + others;
}

} // namespace fairlead
