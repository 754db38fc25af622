#include "ui/icons.h"

#include <QFile>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

#include <array>

/// Q_INIT_RESOURCE must stand outside of a namespace; a static library's resources are only linked when it is called.
static void initResources()
{
    Q_INIT_RESOURCE(fairlead);
}

namespace fairlead {

namespace {

constexpr std::array kSizes{24, 36, 48, 72};

QPixmap render(const QByteArray &svg, int size)
{
    QSvgRenderer renderer(svg);
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    return pixmap;
}

QByteArray iconSource(const QString &name)
{
    initResources();
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray inColor(const QByteArray &svg, const QColor &color)
{
    return QByteArray(svg).replace("currentColor", color.name().toLatin1());
}

} // namespace

QIcon applicationIcon()
{
    const QByteArray svg = iconSource(QStringLiteral("fairlead"));
    QIcon icon;
    for (const int size : {16, 32, 48, 64, 128, 256})
        icon.addPixmap(render(svg, size));
    return icon;
}

QIcon lineIcon(const QString &name, const QColor &color, const QColor &selectedColor)
{
    const QByteArray svg = iconSource(name);
    QIcon icon;
    for (const int size : kSizes) {
        icon.addPixmap(render(inColor(svg, color), size), QIcon::Normal, QIcon::Off);
        icon.addPixmap(render(inColor(svg, selectedColor), size), QIcon::Normal, QIcon::On);
    }
    return icon;
}

} // namespace fairlead
