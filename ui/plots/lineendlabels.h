#pragma once

#include <QPalette>
#include <QPen>
#include <QRectF>
#include <QString>
#include <QVector>

class QFont;
class QPainter;

namespace fairlead {

/// A line that ends at the right edge of a plot, and its name.
struct LineEnd
{
    QString name;
    QPen pen;
    double y = 0; ///< pixel at which it ends
    bool isStrong = false;
};

/// Heights of labels, each as near to its line's end as the others let it, in the order of the ends, `step` apart.
/// Squeezed closer where there is no room.
[[nodiscard]] QVector<double> spreadLabels(const QVector<double> &ends, double top, double bottom, double step);

/// Names at the ends of lines: a leader from the line to a piece of its dash, then the name. Where not all have room,
/// the strong ones go first and the rest is counted.
void paintLineEnds(QPainter &painter, const QRectF &area, const QVector<LineEnd> &all, const QFont &font,
                   const QPalette &palette);

/// How wide the labels want to be; long names are elided beyond a bound.
[[nodiscard]] int lineEndsWidth(const QVector<LineEnd> &ends, const QFont &font);

} // namespace fairlead
