#include "ui/widgets/costunit.h"

#include "core/base/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace fairlead {

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("CostUnit", text);
}

/// "0.0500" -> "0.05"
QString withoutTrailingZeros(QString text)
{
    if (!text.contains(QLatin1Char('.')) || text.contains(QLatin1Char('e')))
        return text;
    while (text.endsWith(QLatin1Char('0')))
        text.chop(1);
    if (text.endsWith(QLatin1Char('.')))
        text.chop(1);
    return text;
}

QString number(double value)
{
    if (value >= 1000)
        return QString::fromStdString(formatCount(value));
    return withoutTrailingZeros(QString::fromStdString(formatSignificant(value, 4)));
}

double roundStep(double least)
{
    const double power = std::pow(10, std::floor(std::log10(least)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= least * (1 - 1e-9))
            return factor * power;
    }
    return 10 * power;
}

QVector<PreferenceTick> lambdaTicks(double lo, double hi, int count)
{
    QVector<PreferenceTick> ticks;
    const double step = roundStep((hi - lo) / count);
    for (double k = std::ceil(lo / step - 1e-9); k * step <= hi + 1e-9 * step; ++k)
        ticks.append({k * step, number(k * step)});
    return ticks;
}

/// From the right, where prices are lowest and round values densest.
QVector<PreferenceTick> willingnessTicks(double lo, double hi, int count)
{
    QVector<PreferenceTick> ticks;
    const double room = (hi - lo) / count;
    double right = hi + 2 * room;
    double power = std::pow(10, std::floor(std::log10(1 / hi)));
    for (int decade = 0; decade < 12; ++decade, power *= 10) {
        for (const double factor : {1.0, 1.2, 1.5, 2.0, 3.0, 5.0}) {
            const double lambda = 1 / (factor * power);
            if (lambda > hi * (1 + 1e-9) || right - lambda < room)
                continue;
            if (lambda < lo || lambda < room)
                break;
            ticks.prepend({lambda, formatPreference(lambda, CostUnit::WillingnessToPay)});
            right = lambda;
        }
    }
    if (lo <= 0)
        ticks.prepend({0, QStringLiteral("∞")});
    return ticks;
}

} // namespace

QString costUnitName(CostUnit unit)
{
    return unit == CostUnit::Lambda ? translated("λ: quality per USD") : translated("Willingness to pay: USD");
}

QString costUnitTitle(CostUnit unit)
{
    return unit == CostUnit::Lambda ? translated("Cost sensitivity λ (quality per USD)")
                                    : translated("Willingness to pay (USD per unit of quality)");
}

QString formatPreference(double lambda, CostUnit unit)
{
    if (unit == CostUnit::Lambda)
        return number(lambda);
    return lambda > 0 ? QLatin1Char('$') + number(1 / lambda) : translated("unlimited");
}

std::optional<double> parsePreference(const QString &text, CostUnit unit)
{
    QString plain = text.trimmed();
    if (unit == CostUnit::WillingnessToPay &&
        (plain.compare(translated("unlimited"), Qt::CaseInsensitive) == 0 || plain == QStringLiteral("∞")))
        return 0;
    plain.remove(QLatin1Char('$')).remove(QLatin1Char(',')).remove(QLatin1Char(' '));
    bool understood = false;
    const double value = plain.toDouble(&understood);
    if (!understood || !std::isfinite(value) || value < 0)
        return std::nullopt;
    if (unit == CostUnit::Lambda)
        return value;
    return value > 0 && std::isfinite(1 / value) ? std::optional(1 / value) : std::nullopt;
}

QVector<PreferenceTick> preferenceTicks(double lo, double hi, CostUnit unit, int count)
{
    if (!(hi > lo) || hi <= 0 || count < 1)
        return {};
    return unit == CostUnit::Lambda ? lambdaTicks(lo, hi, count) : willingnessTicks(lo, hi, count);
}

} // namespace fairlead
