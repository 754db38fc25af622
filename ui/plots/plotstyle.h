#pragma once

#include <QSize>
#include <QString>
#include <QStringList>

class QCPAxis;
class QCustomPlot;
class QPalette;
class QWidget;

namespace fairlead {

/// Background, fonts, axes, grid and legend of a plot from the palette. Called again when the palette changes.
void stylePlot(QCustomPlot &plot, const QPalette &palette);
void styleAxis(QCPAxis &axis, const QPalette &palette);

/// Shows that the keys go to this plot: its axes in the accent's colour, and thicker.
void styleFocus(QCustomPlot &plot, const QPalette &palette, bool focused);

/// Gives an axis the first of the labels that fits into `room` pixels, or the last. To be called after each layout.
void fitAxisLabel(QCPAxis &axis, const QStringList &labels, int room);

/// Lays a plot out over all of its owner.
void fillWith(QWidget &owner, QCustomPlot &plot);

/// The plot as a PNG of size * scale pixels, whatever size it has on screen. False when the file cannot be written.
[[nodiscard]] bool savePlot(QCustomPlot &plot, const QString &path, QSize size, double scale);

} // namespace fairlead
