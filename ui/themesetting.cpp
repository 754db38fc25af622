#include "ui/themesetting.h"

#include <QCoreApplication>
#include <QSettings>

namespace fairlead {

QVector<ThemeChoice> themeChoices()
{
    const auto text = [](const char *source) { return QCoreApplication::translate("fairlead::ThemeChoice", source); };
    return {
        {Theme::System, QStringLiteral("system"), text(QT_TRANSLATE_NOOP("fairlead::ThemeChoice", "As the &system"))},
        {Theme::Light, QStringLiteral("light"), text(QT_TRANSLATE_NOOP("fairlead::ThemeChoice", "&Light"))},
        {Theme::Dark, QStringLiteral("dark"), text(QT_TRANSLATE_NOOP("fairlead::ThemeChoice", "&Dark"))}};
}

std::optional<Theme> themeFromKey(const QString &key)
{
    for (const ThemeChoice &choice : themeChoices()) {
        if (choice.key == key)
            return choice.theme;
    }
    return std::nullopt;
}

Theme savedTheme(const QSettings &settings)
{
    return themeFromKey(settings.value(kThemeKey).toString()).value_or(Theme::System);
}

} // namespace fairlead
