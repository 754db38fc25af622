#include "ui/plots/frontierpoints.h"

#include "ui/plots/frontiercurves.h"
#include "ui/plots/frontierplot.h"
#include "ui/widgets/theme.h"

#include <qcustomplot.h>

#include <algorithm>

namespace fairlead {

namespace {

constexpr double kFaded = 0.25;

QPen thin(QColor color, double alpha, double width = 1)
{
    color.setAlphaF(static_cast<float>(alpha));
    return {color, width};
}

void addBars(QCustomPlot &plot, QCPGraph *of, QCPErrorBars::ErrorType type, double halfWidth, const QPen &pen)
{
    auto *bars = new QCPErrorBars(plot.xAxis, plot.yAxis);
    bars->setErrorType(type);
    bars->setDataPlottable(of);
    bars->setData(QVector<double>{halfWidth});
    bars->setPen(pen);
    bars->setWhiskerWidth(0);
    bars->setSymbolGap(0);
}

QCPGraph *addDot(QCustomPlot &plot, double cost, double quality, const QCPScatterStyle &style)
{
    QCPGraph *dot = plot.addGraph();
    dot->setData({cost}, {quality});
    dot->setLineStyle(QCPGraph::lsNone);
    dot->setScatterStyle(style);
    return dot;
}

QCPScatterStyle::ScatterShape shapeOf(const FrontierReference &reference)
{
    if (reference.model < 0)
        return QCPScatterStyle::ssSquare;
    return reference.best ? QCPScatterStyle::ssDiamond : QCPScatterStyle::ssCircle;
}

void drawReference(QCustomPlot &plot, const FrontierReference &reference, const PlotColors &colors, int isolated)
{
    const bool logging = reference.model < 0;
    const bool stands = !logging && reference.model == isolated;
    const double alpha = isolated < 0 || stands ? 1 : kFaded;
    QColor color = logging ? colors.text : modelColor(reference.model);
    color.setAlphaF(static_cast<float>(alpha));
    const double size = (reference.best ? 14 : logging ? 10 : 8) + (stands ? 4 : 0);
    const bool strong = reference.best || stands;
    const QPen edge(strong ? thin(colors.text, alpha, 2) : QPen(colors.background, 1));
    QCPGraph *point = addDot(plot, reference.cost.value, reference.quality.value,
                             QCPScatterStyle(shapeOf(reference), edge, QBrush(color), size));
    const QPen pen = thin(color, 0.75 * alpha, stands ? 2.4 : 1.3);
    addBars(plot, point, QCPErrorBars::etValueError, Estimate::kZ95 * reference.quality.se, pen);
    addBars(plot, point, QCPErrorBars::etKeyError, Estimate::kZ95 * reference.cost.se, pen);
    if (!logging && reference.trueCost && reference.trueQuality)
        addDot(plot, *reference.trueCost, *reference.trueQuality,
               QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(color, stands ? 2 : 1.3), Qt::NoBrush, 6));
}

} // namespace

QVector<QCPAbstractPlottable *> drawBounds(QCustomPlot &plot, const FrontierContent &content, const QPalette &palette)
{
    const PlotColors colors = plotColors(palette);
    QVector<QCPAbstractPlottable *> drawn;
    if (!content.oracle.cost.isEmpty()) {
        QPen pen(colors.mutedText, 1.5);
        pen.setDashPattern({7, 3, 1.5, 3});
        drawn += addCurve(plot, content.oracle, pen);
        drawn.last()->setName(FrontierPlot::tr("oracle (truth)"));
    }
    if (content.hull.cost.size() > 1) {
        QPen pen(colors.text, 1.4);
        pen.setDashPattern({1, 3});
        QCPGraph *hull = plot.addGraph();
        hull->setData(content.hull.cost, content.hull.quality, true);
        hull->setPen(pen);
        hull->setName(FrontierPlot::tr("hull of single models"));
        drawn += hull;
    }
    return drawn;
}

QVector<QCPAbstractPlottable *> drawReferences(QCustomPlot &plot, const FrontierContent &content,
                                               const QPalette &palette, int isolated)
{
    const PlotColors colors = plotColors(palette);
    bool hasTruth = false;
    for (const FrontierReference &reference : content.references) {
        drawReference(plot, reference, colors, isolated);
        hasTruth = hasTruth || (reference.model >= 0 && reference.trueCost && reference.trueQuality);
    }
    if (!hasTruth)
        return {};
    QCPGraph *key = plot.addGraph();
    key->setLineStyle(QCPGraph::lsNone);
    key->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(colors.mutedText, 1.3), Qt::NoBrush, 6));
    key->setName(FrontierPlot::tr("a model's truth"));
    return {key};
}

} // namespace fairlead
