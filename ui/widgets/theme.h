#pragma once

#include <QColor>
#include <QPalette>

class QApplication;

namespace fairlead {

/// How the window is coloured. System follows the desktop.
enum class Theme
{
    System,
    Light,
    Dark
};

/// What is laid over a desktop's own palette where that is followed: muted text that reads, which desktops make half
/// transparent, for hints in empty fields, while here it also says things; and our colours of selected rows where its
/// own are under 4.5 : 1, as Qt's fallback without a desktop is.
[[nodiscard]] QPalette overDesktop(const QPalette &desktop);

/// Sets the application's palette; Light and Dark also set the Fusion style, so that both look the same everywhere.
void applyTheme(QApplication &app, Theme theme);

/// How many models get a colour of their own; later ones repeat lighter.
inline constexpr int kModelColors = 12;

/// The colour of model `index` of a dataset, in every plot and list. Okabe-Ito extended to twelve colours which keep
/// apart in normal vision, protanopia and deuteranopia and stand out on white and on dark grey.
[[nodiscard]] QColor modelColor(int index);

/// The colour of the router at `index` of the routers shown together; they are lines, models are points.
[[nodiscard]] QColor routerColor(int index, const QPalette &palette);

/// What plots and painted widgets draw with, from the widget's palette: light and dark both read well.
struct PlotColors
{
    QColor background;
    QColor text;
    QColor mutedText; ///< units, ticks, hints; still at least 4.5 : 1
    QColor axis;
    QColor grid;
    QColor accent; ///< the interval, handles, what can be moved
    QColor band;   ///< translucent fill of an interval
};
[[nodiscard]] PlotColors plotColors(const QPalette &palette);
[[nodiscard]] bool isDark(const QPalette &palette);

/// News, caution and fault, as a text colour that reads on the palette's window colour.
struct SignalColors
{
    QColor news;
    QColor good;
    QColor caution;
    QColor fault;
};
[[nodiscard]] SignalColors signalColors(const QPalette &palette);

/// `a` of `over` laid on `under`.
[[nodiscard]] QColor blended(const QColor &over, const QColor &under, double a);

} // namespace fairlead
