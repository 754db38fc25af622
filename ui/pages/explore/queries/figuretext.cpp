#include "ui/pages/explore/queries/figuretext.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"

#include <cmath>

namespace fairlead {

namespace {

QString signedText(double value, const QString &magnitude)
{
    return (value < 0 ? QStringLiteral("−") : QStringLiteral("+")) + magnitude;
}

} // namespace

QString qualityFigure(double value)
{
    return std::isfinite(value) ? toText(formatFixed(value, 3)) : QStringLiteral("–");
}

QString signedFigure(double value)
{
    return std::isfinite(value) ? signedText(value, qualityFigure(std::abs(value))) : QStringLiteral("–");
}

QString costFigure(double perQuery)
{
    return std::isfinite(perQuery) ? toText(formatUsd(kShownQueries * perQuery)) : QStringLiteral("–");
}

QString signedCostFigure(double perQuery)
{
    return std::isfinite(perQuery) ? signedText(perQuery, costFigure(std::abs(perQuery))) : QStringLiteral("–");
}

QString percentFigure(double share)
{
    return toText(formatPercent(share));
}

QString oneLine(const QString &text)
{
    constexpr qsizetype kShown = 240;
    return text.left(kShown).simplified() + (text.size() > kShown ? QStringLiteral("…") : QString());
}

} // namespace fairlead
