#pragma once

#include <QPen>
#include <QPixmap>

namespace fairlead {

/// The line of the router at `index` of the routers shown together: its colour and a pattern of its own, so that five
/// routers keep apart without colours and thirty with them. Patterns are as long on a thick line as on a thin one.
[[nodiscard]] QPen routerPen(int index, const QPalette &palette, double width);

/// Logical size of a swatch.
inline constexpr QSize kRouterSwatch(28, 12);

/// The line on a plate of the list's own colour, so that it also shows on the selected row.
/// @param scale device pixels of a logical one
[[nodiscard]] QPixmap routerSwatch(int index, const QPalette &palette, double scale);

} // namespace fairlead
