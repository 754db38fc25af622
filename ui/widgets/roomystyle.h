#pragma once

#include <QProxyStyle>

namespace fairlead {

/// Fusion with the air that tables, headers and buttons of numbers need, and with check boxes that show on dark.
class RoomyStyle final : public QProxyStyle
{
    Q_OBJECT

public:
    RoomyStyle();

    [[nodiscard]] int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    [[nodiscard]] QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                         const QWidget *widget) const override;
    [[nodiscard]] QPixmap generatedIconPixmap(QIcon::Mode mode, const QPixmap &pixmap,
                                              const QStyleOption *option) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
};

} // namespace fairlead
