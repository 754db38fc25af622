#include "ui/widgets/routerline.h"

#include "ui/widgets/theme.h"

#include <QPainter>

#include <array>

namespace fairlead {

namespace {

/// Dashes and gaps in pixels; none is a solid line. The truth's short dashes and the dots of references are thinner.
const std::array<QVector<double>, 5> &patterns()
{
    static const std::array<QVector<double>, 5> all{{{}, {14, 4}, {3, 3}, {14, 4, 3, 4}, {10, 3, 3, 3, 3, 3}}};
    return all;
}

} // namespace

QPen routerPen(int index, const QPalette &palette, double width)
{
    QPen pen(routerColor(index, palette), width);
    QVector<double> pattern = patterns().at(static_cast<std::size_t>(index) % patterns().size());
    if (pattern.isEmpty())
        return pen;
    for (double &length : pattern)
        length /= width; // a pen counts in its own width
    pen.setDashPattern(pattern);
    pen.setCapStyle(Qt::FlatCap);
    return pen;
}

QPixmap routerSwatch(int index, const QPalette &palette, double scale)
{
    QPixmap pixmap(kRouterSwatch * scale);
    pixmap.setDevicePixelRatio(scale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.fillRect(QRectF(0, 1, kRouterSwatch.width(), 10), palette.color(QPalette::Base));
    painter.setPen(routerPen(index, palette, 3));
    painter.drawLine(QPointF(2, 6), QPointF(kRouterSwatch.width() - 2, 6));
    return pixmap;
}

} // namespace fairlead
