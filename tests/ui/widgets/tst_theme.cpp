#include "ui/widgets/theme.h"

#include <QApplication>
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

} // namespace

class TestTheme final : public QObject
{
    Q_OBJECT

private slots:
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
        const PlotColors colors = plotColors(palette);
        QVERIFY(contrast(colors.text, colors.background) > 7);
        QVERIFY(contrast(colors.mutedText, colors.background) > 4.5);
        QVERIFY(contrast(palette.color(QPalette::PlaceholderText), palette.color(QPalette::Window)) > 4.3);
        const SignalColors signal = signalColors(palette);
        for (const QColor &color : {signal.news, signal.good, signal.caution, signal.fault})
            QVERIFY(contrast(color, palette.color(QPalette::Window)) > 4.5);
        for (int index = 0; index < kModelColors; ++index)
            QVERIFY2(contrast(modelColor(index), colors.background) > 2, qPrintable(QString::number(index)));
        QVERIFY(QApplication::style()->pixelMetric(QStyle::PM_HeaderMargin) >= 6);
        applyTheme(*qApp, Theme::System);
        QVERIFY(!isDark(QApplication::palette()));
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
