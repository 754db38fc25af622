#pragma once

#include "ui/plots/series.h"

#include <QVector>

class QCPAbstractPlottable;
class QCustomPlot;
class QPalette;

namespace fairlead {

/// What a router is set against: the hull of the single models, dotted, and the oracle, in dashes and dots. Named for
/// a legend.
[[nodiscard]] QVector<QCPAbstractPlottable *> drawBounds(QCustomPlot &plot, const FrontierContent &content,
                                                         const QPalette &palette);

/// Single models as dots, the best of them as a diamond, and the logging policy as a square, with their intervals; true
/// values are hollow. Gives what a legend has to explain.
/// @param isolated the model that stands out, the others faded; -1: none
[[nodiscard]] QVector<QCPAbstractPlottable *> drawReferences(QCustomPlot &plot, const FrontierContent &content,
                                                             const QPalette &palette, int isolated);

} // namespace fairlead
