#include "ui/plots/labelplacement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace fairlead {

namespace {

constexpr double kAnchorRadius = 7;
constexpr std::array kGaps{9.0, 16.0, 26.0, 40.0, 58.0, 80.0};

/// Right, left, above, below, then the diagonals, which clear a point's intervals: the order in which a reader looks.
constexpr std::array<QPointF, 16> kDirections{QPointF{1, 0}, {-1, 0},    {0, -1},   {0, 1},   {1, -1},    {1, 1},
                                              {-1, -1},      {-1, 1},    {1, -0.5}, {1, 0.5}, {-1, -0.5}, {-1, 0.5},
                                              {0.5, -1},     {-0.5, -1}, {0.5, 1},  {-0.5, 1}};

QRectF labelAt(const LabelRequest &request, QPointF direction, double gap)
{
    QRectF rect({}, request.size);
    rect.moveCenter({request.anchor.x() + direction.x() * (gap + request.size.width() / 2),
                     request.anchor.y() + direction.y() * (gap + request.size.height() / 2)});
    return rect;
}

double overlap(const QRectF &a, const QRectF &b)
{
    const QRectF both = a.intersected(b);
    return both.isEmpty() ? 0 : both.width() * both.height();
}

double overlapWithAll(const QRectF &rect, const QVector<QRectF> &others)
{
    double sum = 0;
    for (const QRectF &other : others)
        sum += overlap(rect, other);
    return sum;
}

/// Whether the way from the anchor to its label leads over another anchor, whose label it would then seem.
bool passesAnchor(QPointF anchor, const QRectF &label, const QVector<LabelRequest> &requests)
{
    const QPointF way = label.center() - anchor;
    const double length = std::hypot(way.x(), way.y());
    return std::any_of(requests.begin(), requests.end(), [&](const LabelRequest &other) {
        const QPointF to = other.anchor - anchor;
        const double along = QPointF::dotProduct(to, way) / length;
        const double aside = std::abs(to.x() * way.y() - to.y() * way.x()) / length;
        return along > kAnchorRadius && along < length && aside < kAnchorRadius;
    });
}

/// The nearest place free of labels and anchors; of those as near, the one over least of the obstacles.
QRectF bestPlace(const LabelRequest &request, const QVector<LabelRequest> &all, const QRectF &area,
                 const QVector<QRectF> &taken, const QVector<QRectF> &obstacles)
{
    QRectF best;
    double bestPenalty = std::numeric_limits<double>::infinity();
    for (std::size_t ring = 0; ring < kGaps.size(); ++ring) {
        for (std::size_t side = 0; side < kDirections.size(); ++side) {
            const QRectF rect = labelAt(request, kDirections[side], kGaps[ring]);
            if (!area.contains(rect) || overlapWithAll(rect, taken) > 0)
                continue;
            const double covered = overlapWithAll(rect, obstacles) / (rect.width() * rect.height());
            const double penalty = 90 * covered + 4 * static_cast<double>(ring) + 0.1 * static_cast<double>(side) +
                                   (passesAnchor(request.anchor, rect, all) ? 30 : 0);
            if (penalty < bestPenalty) {
                bestPenalty = penalty;
                best = rect;
            }
        }
    }
    return best;
}

} // namespace

QVector<QRectF> placeLabels(const QVector<LabelRequest> &requests, const QRectF &area, const QVector<QRectF> &obstacles)
{
    QVector<QRectF> taken;
    for (const LabelRequest &request : requests)
        taken.append(QRectF(request.anchor - QPointF(kAnchorRadius, kAnchorRadius),
                            QSizeF(2 * kAnchorRadius, 2 * kAnchorRadius)));
    QVector<QRectF> placed;
    for (const LabelRequest &request : requests) {
        const QRectF rect = bestPlace(request, requests, area, taken, obstacles);
        placed.append(rect);
        if (!rect.isEmpty())
            taken.append(rect);
    }
    return placed;
}

} // namespace fairlead
