#include "ui/widgets/costunit.h"

#include "core/base/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

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

/// USD for 0.01 of quality on 1,000 queries at lambda 1.
constexpr double kWillingness = 10;

/// From the right, where prices are lowest and round values densest.
QVector<PreferenceTick> willingnessTicks(double lo, double hi, int count)
{
    QVector<PreferenceTick> ticks;
    const double room = (hi - lo) / count;
    double right = hi + 2 * room;
    double power = std::pow(10, std::floor(std::log10(kWillingness / hi)));
    for (int decade = 0; decade < 12; ++decade, power *= 10) {
        for (const double factor : {1.0, 1.2, 1.5, 2.0, 3.0, 5.0}) {
            const double lambda = kWillingness / (factor * power);
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

/// Where a falling cost first is as low as each round value: from the left, where it falls fastest, every mark has
/// room up to the next.
QVector<PreferenceTick> meanCostTicks(double lo, double hi, const MeanCostMap &map, int count)
{
    QVector<PreferenceTick> ticks;
    double least = std::numeric_limits<double>::infinity();
    double most = 0;
    for (const double cost : map.cost) {
        least = std::fmin(least, cost);
        most = std::fmax(most, cost);
    }
    const double room = (hi - lo) / count;
    double right = hi + 2 * room;
    if (!(least > 0) || !(most > least))
        return ticks;
    double power = std::pow(10, std::floor(std::log10(least)));
    for (; power <= most; power *= 10) {
        for (const double factor : {1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.7, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0}) {
            const double cost = factor * power;
            if (cost < least || cost > most)
                continue;
            const auto at = std::ranges::find_if(map.cost, [cost](double value) { return value <= cost; });
            const double lambda = map.lambda[at - map.cost.begin()];
            if (lambda < lo || lambda > hi || right - lambda < room)
                continue;
            ticks.prepend({lambda, QLatin1Char('$') + number(cost)});
            right = lambda;
        }
    }
    return ticks;
}

bool isUnlimited(const QString &text)
{
    return text.compare(translated("unlimited"), Qt::CaseInsensitive) == 0 || text == QStringLiteral("∞");
}

} // namespace

QString costUnitName(CostUnit unit)
{
    switch (unit) {
    case CostUnit::WillingnessToPay:
        return translated("Willingness to pay");
    case CostUnit::MeanCost:
        return translated("Mean cost");
    case CostUnit::Lambda:
        break;
    }
    return translated("Lambda λ");
}

QString costUnitTitle(CostUnit unit)
{
    switch (unit) {
    case CostUnit::WillingnessToPay:
        return translated("Willingness to pay (USD per quality point and 1,000 queries)");
    case CostUnit::MeanCost:
        return translated("Mean cost (USD per 1,000 queries)");
    case CostUnit::Lambda:
        break;
    }
    return translated("Cost sensitivity λ (quality per USD)");
}

QString formatPreference(double lambda, const PreferenceScale &scale)
{
    switch (scale.unit) {
    case CostUnit::WillingnessToPay:
        return lambda > 0 ? QLatin1Char('$') + number(kWillingness / lambda) : translated("unlimited");
    case CostUnit::MeanCost: {
        const auto cost = scale.meanCost ? scale.meanCost->costAt(lambda) : std::nullopt;
        return cost ? QLatin1Char('$') + number(*cost) : translated("not known");
    }
    case CostUnit::Lambda:
        break;
    }
    return number(lambda);
}

QString preferencePhrase(double lambda, const PreferenceScale &scale)
{
    const QString value = formatPreference(lambda, scale);
    switch (scale.unit) {
    case CostUnit::WillingnessToPay:
        return translated("paying %1 per quality point and 1,000 queries").arg(value);
    case CostUnit::MeanCost:
        return translated("mean cost %1 per 1,000 queries").arg(value);
    case CostUnit::Lambda:
        break;
    }
    return translated("λ = %1").arg(value);
}

std::optional<double> parsePreference(const QString &text, const PreferenceScale &scale)
{
    QString plain = text.trimmed();
    if (scale.unit == CostUnit::WillingnessToPay && isUnlimited(plain))
        return 0;
    plain.remove(QLatin1Char('$')).remove(QLatin1Char(',')).remove(QLatin1Char(' '));
    bool understood = false;
    const double value = plain.toDouble(&understood);
    if (!understood || !std::isfinite(value) || value < 0)
        return std::nullopt;
    switch (scale.unit) {
    case CostUnit::WillingnessToPay:
        return value > 0 && std::isfinite(kWillingness / value) ? std::optional(kWillingness / value) : std::nullopt;
    case CostUnit::MeanCost:
        return scale.meanCost ? scale.meanCost->lambdaOf(value) : std::nullopt;
    case CostUnit::Lambda:
        break;
    }
    return value;
}

QVector<PreferenceTick> preferenceTicks(double lo, double hi, const PreferenceScale &scale, int count)
{
    if (!(hi > lo) || hi <= 0 || count < 1)
        return {};
    switch (scale.unit) {
    case CostUnit::WillingnessToPay:
        return willingnessTicks(lo, hi, count);
    case CostUnit::MeanCost:
        return scale.meanCost ? meanCostTicks(lo, hi, *scale.meanCost, count) : QVector<PreferenceTick>();
    case CostUnit::Lambda:
        break;
    }
    return lambdaTicks(lo, hi, count);
}

} // namespace fairlead
