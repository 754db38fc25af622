#include "ui/widgets/roomystyle.h"

#include "ui/widgets/theme.h"

#include <QPainter>
#include <QStyleOption>

namespace fairlead {

namespace {

constexpr int kCellMargin = 7; ///< left and right of the text of a cell and of its header
constexpr int kButtonRoom = 12;

} // namespace

RoomyStyle::RoomyStyle()
    : QProxyStyle(QStringLiteral("fusion"))
{}

int RoomyStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_HeaderMargin:
        return kCellMargin;
    case PM_FocusFrameHMargin: // item views lay their text out with one pixel more
        return kCellMargin - 1;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

QSize RoomyStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                   const QWidget *widget) const
{
    const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
    return type == CT_PushButton ? base + QSize(kButtonRoom, 0) : base;
}

/// Icons of selected rows keep their colours: a model is known by its own. A filled square, as colours of models are,
/// gets an outline, for the selection may be as blue as the model.
QPixmap RoomyStyle::generatedIconPixmap(QIcon::Mode mode, const QPixmap &pixmap, const QStyleOption *option) const
{
    if (mode != QIcon::Selected)
        return QProxyStyle::generatedIconPixmap(mode, pixmap, option);
    QPixmap shown = pixmap;
    if (!shown.hasAlphaChannel()) {
        QPainter painter(&shown);
        painter.setPen(option->palette.color(QPalette::HighlightedText));
        painter.drawRect(QRectF(QPointF(0.5, 0.5), shown.deviceIndependentSize() - QSizeF(1, 1)));
    }
    return shown;
}

void RoomyStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                               const QWidget *widget) const
{
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    if (element != PE_IndicatorCheckBox || !isDark(option->palette))
        return;
    // Fusion darkens the window's colour for the outline, which cannot be seen on a dark window.
    painter->save();
    painter->setPen(blended(option->palette.color(QPalette::WindowText), option->palette.color(QPalette::Window), 0.5));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
    painter->restore();
}

} // namespace fairlead
