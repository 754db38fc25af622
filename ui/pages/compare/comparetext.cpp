#include "ui/pages/compare/comparetext.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"

#include <QStringList>

#include <cmath>

namespace fairlead {

namespace {

QStringList reasonsOf(const Judgement &judgement)
{
    QStringList reasons;
    for (const std::string &reason : judgement.reasons)
        reasons.append(toText(reason));
    return reasons;
}

QString signedText(double value, QString (*format)(double))
{
    return value > 0 ? QLatin1Char('+') + format(value) : format(value);
}

} // namespace

QString qualityText(double value)
{
    return toText(formatFixed(value, 3));
}

QString usdText(double dollars)
{
    return toText(formatUsd(dollars));
}

QString percentText(double share)
{
    return toText(formatPercent(share));
}

QString withMargin(const Estimate &value, QString (*format)(double))
{
    if (!std::isfinite(value.se))
        return format(value.value);
    return QStringLiteral("%1 ± %2").arg(format(value.value), format(Estimate::kZ95 * value.se));
}

QString signedWithInterval(const Estimate &value, QString (*format)(double))
{
    if (!std::isfinite(value.se))
        return signedText(value.value, format);
    return QStringLiteral("%1 [%2, %3]")
        .arg(signedText(value.value, format), signedText(value.lower(), format), signedText(value.upper(), format));
}

QString withInterval(const Estimate &value, QString (*format)(double))
{
    if (!std::isfinite(value.se))
        return format(value.value);
    return QStringLiteral("%1 [%2, %3]").arg(format(value.value), format(value.lower()), format(value.upper()));
}

QString reasonText(const Judgement &judgement)
{
    return reasonsOf(judgement).join(QLatin1Char(' '));
}

QString judgementText(const Judgement &judgement)
{
    if (judgement.verdict == Verdict::Ok)
        return {};
    return toText(verdictKey(judgement.verdict)) + QStringLiteral(": ") + reasonsOf(judgement).join(QLatin1Char('\n'));
}

} // namespace fairlead
