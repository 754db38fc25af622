#include "ui/widgets/messagestrip.h"
#include "ui/widgets/routerline.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QLabel>
#include <QMetaEnum>
#include <QStyle>
#include <QTest>

#include <array>
#include <cmath>

using namespace fairlead;

namespace {

using Triple = std::array<double, 3>;
using Matrix3 = std::array<Triple, 3>;

// Machado, Oliveira, Fernandes 2009, severity 1, on linear RGB.
constexpr Matrix3 kNormal{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix3 kProtanopia{
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix3 kDeuteranopia{
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix3 kXyz{{{0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}}};

Triple times(const Matrix3 &matrix, const Triple &v)
{
    Triple out{};
    for (std::size_t r = 0; r < 3; ++r)
        out[r] = matrix[r][0] * v[0] + matrix[r][1] * v[1] + matrix[r][2] * v[2];
    return out;
}

Triple linear(const QColor &color)
{
    const auto part = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return {part(color.redF()), part(color.greenF()), part(color.blueF())};
}

Triple lab(const QColor &color, const Matrix3 &vision)
{
    Triple seen = times(vision, linear(color));
    for (double &part : seen)
        part = std::clamp(part, 0.0, 1.0);
    Triple xyz = times(kXyz, seen);
    xyz[0] /= 0.9505;
    xyz[2] /= 1.089;
    for (double &part : xyz)
        part = part > 0.008856 ? std::cbrt(part) : 7.787 * part + 16.0 / 116;
    return {116 * xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])};
}

double difference(const QColor &a, const QColor &b, const Matrix3 &vision)
{
    const Triple first = lab(a, vision);
    const Triple second = lab(b, vision);
    return std::hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]);
}

/// WCAG contrast ratio.
double contrast(const QColor &a, const QColor &b)
{
    const auto luminance = [](const QColor &color) { return times(kXyz, linear(color))[1]; };
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

/// A text colour and what it is drawn on; a translucent one as it comes out.
struct Reading
{
    QString name;
    QColor text;
    QColor ground;
};

Reading reading(const QString &name, const QColor &text, const QColor &ground)
{
    return {name, text.alpha() == 255 ? text : blended(text, ground, text.alphaF()), ground};
}

/// The pairs of text and ground that Qt's widgets use, but for disabled text.
QVector<Reading> widgetReadings(const QPalette &palette)
{
    using P = QPalette;
    const auto names = QMetaEnum::fromType<P::ColorRole>();
    constexpr std::pair<P::ColorRole, P::ColorRole> roles[]{
        {P::WindowText, P::Window},
        {P::Text, P::Base},
        {P::Text, P::AlternateBase},
        {P::ButtonText, P::Button},
        {P::ButtonText, P::Window}, // flat tool buttons
        {P::HighlightedText, P::Highlight},
        {P::ToolTipText, P::ToolTipBase},
        {P::Link, P::Window},
        {P::Link, P::Base},
        {P::LinkVisited, P::Base}, // the help
    };
    QVector<Reading> all;
    for (const P::ColorGroup group : {P::Active, P::Inactive}) {
        for (const auto &[text, ground] : roles)
            all += reading(QStringLiteral("%1 on %2")
                               .arg(QLatin1String(names.valueToKey(text)), QLatin1String(names.valueToKey(ground))),
                           palette.color(group, text), palette.color(group, ground));
    }
    return all;
}

/// The pairs that the window makes itself, from whatever palette.
QVector<Reading> ownReadings(const QPalette &palette)
{
    using P = QPalette;
    QVector<Reading> all;
    const auto add = [&all](const QString &name, const QColor &text, const QColor &ground) {
        all += reading(name, text, ground);
    };
    const QColor window = palette.color(P::Window);
    const QColor base = palette.color(P::Base);
    const PlotColors plot = plotColors(palette);
    for (const P::ColorGroup group : {P::Active, P::Inactive}) {
        for (const P::ColorRole ground : {P::Window, P::Base, P::AlternateBase})
            add(QStringLiteral("muted text on ground %1").arg(ground), palette.color(group, P::PlaceholderText),
                palette.color(group, ground));
    }
    add(QStringLiteral("a plot's text"), plot.text, plot.background);
    add(QStringLiteral("a plot's muted text"), plot.mutedText, plot.background);
    add(QStringLiteral("a note on a plot's shaded part"), plot.mutedText, plot.grid);
    add(QStringLiteral("a card's muted text"), plot.mutedText, base);
    add(QStringLiteral("a pin's number on its flag"), plot.background, plot.text);
    add(QStringLiteral("the axis of held-out utility"), plot.accent, plot.background);
    add(QStringLiteral("the rail's page in front"), plot.accent, blended(plot.accent, window, 0.12));
    add(QStringLiteral("the rail's page under the mouse"), palette.color(P::WindowText),
        blended(plot.accent, window, 0.07));
    const SignalColors signal = signalColors(palette);
    for (const QColor &color : {signal.news, signal.good, signal.caution, signal.fault}) {
        add(QStringLiteral("the signal %1 on a page").arg(color.name()), color, window);
        add(QStringLiteral("the signal %1 on a card").arg(color.name()), color, base);
        add(QStringLiteral("the sign in a badge of %1").arg(color.name()), window, color);
    }
    for (int index = 0; index < 6; ++index) {
        const QColor router = routerColor(index, palette);
        add(QStringLiteral("router colour %1").arg(index), router, plot.background);
        // A model's name lies on a pale plate, and that may lie on a router's band.
        const QColor band = blended(router, plot.background, 0.3);
        add(QStringLiteral("a model's name on band %1").arg(index), plot.mutedText,
            blended(plot.background, band, 0.7));
    }
    return all;
}

/// As a dark desktop may bring it, with muted text that is half transparent.
QPalette darkDesktop()
{
    QPalette palette(QColor(0xeeeeee), QColor(0x333333), QColor(0x555555), QColor(0x222222), QColor(0x2b2b2b),
                     QColor(0xeeeeee), QColor(0xffffff), QColor(0x1e1e1e), QColor(0x2b2b2b));
    palette.setColor(QPalette::AlternateBase, QColor(0x262626));
    palette.setColor(QPalette::PlaceholderText, QColor(255, 255, 255, 110));
    return palette;
}

void verifyAll(const QVector<Reading> &readings)
{
    for (const Reading &pair : readings)
        QVERIFY2(contrast(pair.text, pair.ground) >= 4.5,
                 qPrintable(QStringLiteral("%1 reads at %2").arg(pair.name).arg(contrast(pair.text, pair.ground))));
}

} // namespace

class TestTheme final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_desktop = QApplication::palette(); }
    void cleanup() { applyTheme(*qApp, Theme::System); }

    void modelsKeepApartInEveryVision()
    {
        for (const Matrix3 &vision : {kNormal, kProtanopia, kDeuteranopia}) {
            for (int a = 0; a < kModelColors; ++a) {
                for (int b = a + 1; b < kModelColors; ++b)
                    QVERIFY2(difference(modelColor(a), modelColor(b), vision) > 15,
                             qPrintable(QStringLiteral("%1 and %2").arg(a).arg(b)));
            }
        }
    }

    void manyModelsStillHaveColours()
    {
        for (int index = 0; index < 40; ++index)
            QVERIFY(modelColor(index).isValid());
        QVERIFY(modelColor(0) != modelColor(kModelColors));
    }

    void routersKeepApartWithoutColours()
    {
        const QPalette palette = QApplication::palette();
        const auto patternOf = [&](int index) {
            QVector<double> pattern = routerPen(index, palette, 1.6).dashPattern();
            for (double &length : pattern)
                length *= 1.6;
            return pattern;
        };
        for (int a = 0; a < 30; ++a) {
            QVERIFY(!routerSwatch(a, palette, 1).isNull());
            for (int b = a + 1; b < 30; ++b) {
                const bool sameColor = routerColor(a, palette) == routerColor(b, palette);
                const bool samePattern = patternOf(a) == patternOf(b);
                QVERIFY2(!(sameColor && samePattern) && !(samePattern && b < 5) && !(sameColor && b < 6),
                         qPrintable(QStringLiteral("%1 and %2").arg(a).arg(b)));
            }
        }
        QCOMPARE(routerPen(0, palette, 2).style(), Qt::SolidLine);
        const QPen thin = routerPen(3, palette, 1);
        const QPen thick = routerPen(3, palette, 4);
        QCOMPARE(thick.dashPattern().size(), thin.dashPattern().size());
        QCOMPARE(thick.dashPattern().first() * 4, thin.dashPattern().first());
    }

    void everyThemeReads_data()
    {
        QTest::addColumn<int>("theme");
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << static_cast<int>(Theme::Light) << false;
        QTest::newRow("dark") << static_cast<int>(Theme::Dark) << true;
    }
    void everyThemeReads()
    {
        QFETCH(int, theme);
        QFETCH(bool, dark);
        applyTheme(*qApp, static_cast<Theme>(theme));
        const QPalette palette = QApplication::palette();
        QCOMPARE(isDark(palette), dark);
        verifyAll(widgetReadings(palette));
        verifyAll(ownReadings(palette));
        const PlotColors colors = plotColors(palette);
        QVERIFY(contrast(colors.text, colors.background) > 7);
        for (int index = 0; index < kModelColors; ++index) // areas and dots, beside a text
            QVERIFY2(contrast(modelColor(index), colors.background) > 2, qPrintable(QString::number(index)));
    }

    void theDesktopIsFollowedInWhatReads()
    {
        for (const Theme before : {Theme::Dark, Theme::Light}) {
            applyTheme(*qApp, before);
            applyTheme(*qApp, Theme::System);
            QPalette shown = QApplication::palette();
            verifyAll(ownReadings(shown));
            shown.setBrush(QPalette::PlaceholderText, m_desktop.brush(QPalette::PlaceholderText));
            QVERIFY(contrast(m_desktop.color(QPalette::HighlightedText), m_desktop.color(QPalette::Highlight)) < 4.5);
            QVERIFY(contrast(shown.color(QPalette::HighlightedText), shown.color(QPalette::Highlight)) >= 4.5);
            for (const auto role : {QPalette::Highlight, QPalette::HighlightedText}) {
                for (const auto group : {QPalette::Active, QPalette::Inactive})
                    shown.setBrush(group, role, m_desktop.brush(group, role));
            }
            for (int role = 0; role < QPalette::NColorRoles; ++role) {
                for (const auto group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled})
                    QCOMPARE(shown.color(group, QPalette::ColorRole(role)),
                             m_desktop.color(group, QPalette::ColorRole(role)));
            }
        }
    }

    void aDarkDesktopReadsToo()
    {
        const QPalette followed = overDesktop(darkDesktop()).resolve(darkDesktop());
        QVERIFY(isDark(followed));
        QCOMPARE(followed.color(QPalette::Window), darkDesktop().color(QPalette::Window));
        verifyAll(ownReadings(followed));
    }

    void cellsAndButtonsHaveRoom()
    {
        applyTheme(*qApp, Theme::Light);
        QVERIFY(QApplication::style()->pixelMetric(QStyle::PM_HeaderMargin) >= 6);
    }

    void aStripReadsInEveryKindAndTheme_data()
    {
        QTest::addColumn<int>("theme");
        QTest::newRow("light") << static_cast<int>(Theme::Light);
        QTest::newRow("dark") << static_cast<int>(Theme::Dark);
        QTest::newRow("system") << static_cast<int>(Theme::System);
    }
    void aStripReadsInEveryKindAndTheme()
    {
        QFETCH(int, theme);
        MessageStrip strip;
        strip.showNews(QStringLiteral("News"));
        const auto reads = [&strip] {
            const QPalette label = strip.findChild<QLabel *>(QStringLiteral("messageTitle"))->palette();
            const QPalette close = strip.findChild<QWidget *>(QStringLiteral("messageClose"))->palette();
            const QColor ground = strip.palette().color(QPalette::Window);
            return ground != QApplication::palette().color(QPalette::Window) &&
                   contrast(label.color(QPalette::WindowText), ground) >= 4.5 &&
                   contrast(close.color(QPalette::ButtonText), ground) >= 4.5;
        };
        applyTheme(*qApp, static_cast<Theme>(theme)); // while it is shown
        QTRY_VERIFY(reads());
        strip.showWarning(QStringLiteral("Warning"));
        QVERIFY(reads());
        strip.showError(QStringLiteral("Error"), QStringLiteral("Detail"));
        QVERIFY(reads());
    }

private:
    QPalette m_desktop; ///< before any theme
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
