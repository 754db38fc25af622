#pragma once

#include "ui/plots/series.h"

class QCPAbstractPlottable;
class QCPCurve;
class QCustomPlot;
class QPalette;
class QPen;

namespace fairlead {

[[nodiscard]] QCPCurve *addCurve(QCustomPlot &plot, const FrontierLine &line, const QPen &pen);

/// The curves of all routers, the current one last, so that it lies above the others, with its band and its truth
/// dashed. Gives what a legend has to explain, the current one first.
[[nodiscard]] QVector<QCPAbstractPlottable *> drawCurves(QCustomPlot &plot, const FrontierContent &content,
                                                         const QPalette &palette);

} // namespace fairlead
