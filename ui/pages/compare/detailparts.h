#pragma once

#include <QString>

class QLabel;
class QWidget;

namespace fairlead {

class ForestPlot;

/// What the two plots under the table have in common.

/// A plot's heading; a long one gives way to the window, not the other way round.
[[nodiscard]] QLabel *detailTitle(const QString &objectName, QWidget *parent);
/// A frame around a plot that scrolls where its rows need more height.
[[nodiscard]] QWidget *scrolledPlot(ForestPlot *plot);

} // namespace fairlead
