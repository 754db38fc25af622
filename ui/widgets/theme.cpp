#include "ui/widgets/theme.h"

#include "ui/widgets/roomystyle.h"

#include <QApplication>
#include <QEvent>
#include <QPointer>
#include <QStyle>

#include <algorithm>
#include <array>
#include <cmath>

namespace fairlead {

namespace {

constexpr std::array<QRgb, kModelColors> kPalette{0xff0072b2, 0xffe69f00, 0xff009e73, 0xffd55e00,
                                                  0xff56b4e9, 0xffcc79a7, 0xff94b85a, 0xff6d37ff,
                                                  0xff496d6d, 0xffdba4a4, 0xff6d80ff, 0xffa44937};

void setDisabled(QPalette &palette, const QColor &text)
{
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, text);
}

QPalette lightPalette()
{
    QPalette palette(QColor(0xf4f5f7), QColor(0xf4f5f7));
    palette.setColor(QPalette::WindowText, QColor(0x1d2329));
    palette.setColor(QPalette::Base, QColor(0xffffff));
    palette.setColor(QPalette::AlternateBase, QColor(0xf0f2f5));
    palette.setColor(QPalette::Text, QColor(0x1d2329));
    palette.setColor(QPalette::Button, QColor(0xeceff2));
    palette.setColor(QPalette::ButtonText, QColor(0x1d2329));
    palette.setColor(QPalette::ToolTipBase, QColor(0xffffff));
    palette.setColor(QPalette::ToolTipText, QColor(0x1d2329));
    palette.setColor(QPalette::PlaceholderText, QColor(0x626b75));
    palette.setColor(QPalette::Highlight, QColor(0x0b63a5));
    palette.setColor(QPalette::HighlightedText, QColor(0xffffff));
    palette.setColor(QPalette::Link, QColor(0x0b63a5));
    palette.setColor(QPalette::LinkVisited, QColor(0x6b4fa0));
    setDisabled(palette, QColor(0x9aa2ab));
    return palette;
}

QPalette darkPalette()
{
    QPalette palette(QColor(0x2a2e33), QColor(0x2a2e33));
    palette.setColor(QPalette::WindowText, QColor(0xe6e8ea));
    palette.setColor(QPalette::Base, QColor(0x1f2226));
    palette.setColor(QPalette::AlternateBase, QColor(0x262a2e));
    palette.setColor(QPalette::Text, QColor(0xe6e8ea));
    palette.setColor(QPalette::Button, QColor(0x363b41));
    palette.setColor(QPalette::ButtonText, QColor(0xe6e8ea));
    palette.setColor(QPalette::BrightText, QColor(0xffffff));
    palette.setColor(QPalette::Light, QColor(0x4a5058));
    palette.setColor(QPalette::Midlight, QColor(0x40464d));
    palette.setColor(QPalette::Mid, QColor(0x1c1f23));
    palette.setColor(QPalette::Dark, QColor(0x16181b));
    palette.setColor(QPalette::Shadow, QColor(0x0d0e10));
    palette.setColor(QPalette::ToolTipBase, QColor(0x363b41));
    palette.setColor(QPalette::ToolTipText, QColor(0xe6e8ea));
    palette.setColor(QPalette::PlaceholderText, QColor(0xa0a9b3));
    palette.setColor(QPalette::Highlight, QColor(0x2b78b8));
    palette.setColor(QPalette::HighlightedText, QColor(0xffffff));
    palette.setColor(QPalette::Link, QColor(0x6cb4ee));
    palette.setColor(QPalette::LinkVisited, QColor(0xb79ae0));
    setDisabled(palette, QColor(0x757d86));
    return palette;
}

constexpr double kReads = 4.5;

/// Contrast ratio of the Web Content Accessibility Guidelines, 2.1.
double contrast(const QColor &a, const QColor &b)
{
    const auto luminance = [](const QColor &color) {
        const auto part = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
        return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF());
    };
    const auto [less, more] = std::minmax({luminance(a), luminance(b)});
    return (more + 0.05) / (less + 0.05);
}

/// Lays it over the desktop's palette, now and when a person changes that.
class DesktopColors final : public QObject
{
public:
    explicit DesktopColors(QApplication &app)
        : QObject(&app)
        , m_app(app)
    {
        app.setPalette(QPalette());
        app.installEventFilter(this);
        update();
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (watched == &m_app && event->type() == QEvent::ApplicationPaletteChange)
            update();
        return QObject::eventFilter(watched, event);
    }

private:
    void update()
    {
        const QPalette shown = QApplication::palette();
        const QPalette over = overDesktop(shown);
        if (over.resolve(shown) != shown)
            m_app.setPalette(over); // and back here, where it then is so
    }

    QApplication &m_app;
};

} // namespace

QPalette overDesktop(const QPalette &desktop)
{
    constexpr double kMuted = 0.7;
    QPalette over;
    over.setColor(QPalette::PlaceholderText,
                  blended(desktop.color(QPalette::WindowText), desktop.color(QPalette::Window), kMuted));
    const QPalette own = isDark(desktop) ? darkPalette() : lightPalette();
    for (const auto group : {QPalette::Active, QPalette::Inactive}) {
        if (contrast(desktop.color(group, QPalette::HighlightedText), desktop.color(group, QPalette::Highlight)) >=
            kReads)
            continue;
        for (const auto role : {QPalette::Highlight, QPalette::HighlightedText})
            over.setColor(group, role, own.color(group, role));
    }
    return over;
}

void applyTheme(QApplication &app, Theme theme)
{
    // A desktop's own style brings its own margins; Fusion, which is also what most of them fall back to, is tight.
    const bool isFusion = app.style()->name() == QLatin1String("fusion");
    if ((theme != Theme::System || isFusion) && !qobject_cast<RoomyStyle *>(app.style()))
        app.setStyle(new RoomyStyle);
    static QPointer<DesktopColors> followed;
    delete followed;
    if (theme == Theme::System)
        followed = new DesktopColors(app);
    else
        app.setPalette(theme == Theme::Dark ? darkPalette() : lightPalette());
}

QColor modelColor(int index)
{
    const QColor color(kPalette[static_cast<std::size_t>(index % kModelColors)]);
    return index < kModelColors ? color : blended(color, QColor(0xb4b8bc), 0.6);
}

QColor routerColor(int index, const QPalette &palette)
{
    static constexpr std::array<QRgb, 6> kOnLight{0xff1f3b73, 0xffb4134a, 0xff1e7a33,
                                                  0xff8a6a00, 0xff0f7f8f, 0xff84329b};
    static constexpr std::array<QRgb, 6> kOnDark{0xff9fc3ff, 0xffff8fa8, 0xff7fd98f,
                                                 0xffe5cf6a, 0xff7fe0ee, 0xffd79bea};
    const auto at = static_cast<std::size_t>(index) % kOnLight.size();
    return QColor(isDark(palette) ? kOnDark[at] : kOnLight[at]);
}

PlotColors plotColors(const QPalette &palette)
{
    PlotColors colors;
    colors.background = palette.color(QPalette::Active, QPalette::Base);
    colors.text = palette.color(QPalette::Active, QPalette::Text);
    colors.mutedText = blended(colors.text, colors.background, 0.72);
    colors.axis = blended(colors.text, colors.background, 0.45);
    colors.grid = blended(colors.text, colors.background, 0.12);
    colors.accent = isDark(palette) ? QColor(0x6cb4ee) : QColor(0x0b63a5);
    colors.band = colors.accent;
    colors.band.setAlphaF(isDark(palette) ? 0.26F : 0.16F);
    return colors;
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Active, QPalette::Window).lightnessF() < 0.5F;
}

SignalColors signalColors(const QPalette &palette)
{
    if (isDark(palette))
        return {QColor(0x7fbdf0), QColor(0x74cf8d), QColor(0xf0b95a), QColor(0xff8f84)};
    return {QColor(0x0b5a96), QColor(0x1c6b35), QColor(0x8a5300), QColor(0xb01e16)};
}

QColor blended(const QColor &over, const QColor &under, double a)
{
    const auto mix = [a](int o, int u) { return static_cast<int>(a * o + (1 - a) * u + 0.5); };
    return QColor(mix(over.red(), under.red()), mix(over.green(), under.green()), mix(over.blue(), under.blue()));
}

} // namespace fairlead
