#pragma once

#include "ui/widgets/theme.h"

#include <QString>
#include <QVector>

#include <optional>

class QSettings;

namespace fairlead {

inline const QString kThemeKey = QStringLiteral("theme");

/// A theme as menus and the command line name it.
struct ThemeChoice
{
    Theme theme;
    QString key;   ///< "system", "light", "dark"
    QString title; ///< translated
};

[[nodiscard]] QVector<ThemeChoice> themeChoices();
[[nodiscard]] std::optional<Theme> themeFromKey(const QString &key);
/// What the person chose last; System at first.
[[nodiscard]] Theme savedTheme(const QSettings &settings);

} // namespace fairlead
