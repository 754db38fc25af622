#include "ui/plots/lineendlabels.h"

#include "ui/widgets/theme.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <numeric>

namespace fairlead {

namespace {

constexpr double kLeader = 10;
constexpr double kSample = 22;
constexpr double kGap = 4;
constexpr double kWidestName = 110;

QFont strong(QFont font)
{
    font.setBold(true);
    return font;
}

/// The names that have room one below the other: strong ones first, then the others from the top. What is left out is
/// counted in the last place.
QVector<LineEnd> withRoom(QVector<LineEnd> ends, int rows, double bottom)
{
    if (ends.size() <= rows || rows < 1)
        return ends;
    std::ranges::stable_sort(ends, {}, &LineEnd::y);
    std::ranges::stable_partition(ends, &LineEnd::isStrong);
    const qsizetype kept = rows - 1;
    const LineEnd rest{
        QCoreApplication::translate("fairlead::LineEnds", "and %n more", nullptr, static_cast<int>(ends.size() - kept)),
        Qt::NoPen, bottom, false};
    ends.resize(kept);
    ends.append(rest);
    return ends;
}

} // namespace

QVector<double> spreadLabels(const QVector<double> &ends, double top, double bottom, double step)
{
    QVector<int> order(ends.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, {}, [&](int i) { return ends[i]; });
    const auto count = static_cast<double>(ends.size());
    const double apart = count > 1 ? std::min(step, (bottom - top) / (count - 1)) : step;
    QVector<double> places(ends.size());
    double next = top;
    for (const int i : order) {
        places[i] = std::max(next, std::clamp(ends[i], top, bottom));
        next = places[i] + apart;
    }
    double last = bottom;
    for (auto i = order.rbegin(); i != order.rend(); ++i) {
        places[*i] = std::min(places[*i], last);
        last = places[*i] - apart;
    }
    return places;
}

void paintLineEnds(QPainter &painter, const QRectF &area, const QVector<LineEnd> &all, const QFont &font,
                   const QPalette &palette)
{
    const QFontMetricsF metrics(font);
    const QVector<LineEnd> ends = withRoom(all, static_cast<int>(area.height() / metrics.height()), area.bottom());
    const double half = metrics.height() / 2;
    QVector<double> heights;
    for (const LineEnd &end : ends)
        heights.append(end.y);
    const QVector<double> places = spreadLabels(heights, area.top() + half, area.bottom() - half, metrics.height());
    const PlotColors colors = plotColors(palette);
    for (qsizetype i = 0; i < ends.size(); ++i) {
        const LineEnd &end = ends[i];
        const double y = places[i];
        const bool isLine = end.pen.style() != Qt::NoPen;
        painter.setPen(isLine ? QPen(colors.axis, 1) : Qt::NoPen);
        painter.drawLine(QPointF(area.left(), std::clamp(end.y, area.top(), area.bottom())),
                         QPointF(area.left() + kLeader, y));
        painter.setPen(end.pen);
        painter.drawLine(QPointF(area.left() + kLeader, y), QPointF(area.left() + kLeader + kSample, y));
        const QFont used = end.isStrong ? strong(font) : font;
        painter.setFont(used);
        painter.setPen(end.isStrong ? colors.text : colors.mutedText);
        const double x = area.left() + kLeader + kSample + kGap;
        const QRectF box(x, y - half, std::max(0.0, area.right() - x), 2 * half);
        painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetricsF(used).elidedText(end.name, Qt::ElideMiddle, box.width()));
    }
}

int lineEndsWidth(const QVector<LineEnd> &ends, const QFont &font)
{
    const QFontMetricsF metrics(strong(font));
    double widest = 0;
    for (const LineEnd &end : ends)
        widest = std::max(widest, metrics.horizontalAdvance(end.name));
    return static_cast<int>(kLeader + kSample + kGap + std::min(widest, kWidestName)) + 2;
}

} // namespace fairlead
