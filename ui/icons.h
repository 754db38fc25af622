#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

namespace fairlead {

/// The program's own icon.
[[nodiscard]] QIcon applicationIcon();

/// One of resources/icons drawn in a colour of the palette ("data", "train", "explore").
[[nodiscard]] QIcon lineIcon(const QString &name, const QColor &color, const QColor &selectedColor);

} // namespace fairlead
