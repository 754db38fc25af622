#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QVector>

namespace fairlead {

/// A point that wants a label of a size beside it, in pixels.
struct LabelRequest
{
    QPointF anchor;
    QSizeF size;
};

/// Where the labels go: near their anchors, inside the area, off the anchors and the obstacles, none over another
/// or, where it can be helped, behind another's anchor.
/// Greedy in the order given over rings of candidate places; one that fits nowhere gets an empty rectangle.
[[nodiscard]] QVector<QRectF> placeLabels(const QVector<LabelRequest> &requests, const QRectF &area,
                                          const QVector<QRectF> &obstacles);

} // namespace fairlead
