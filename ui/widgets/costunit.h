#pragma once

#include <QString>
#include <QVector>

#include <optional>

namespace fairlead {

/// How a cost preference is read: lambda, in quality units given up per USD, or its inverse, the willingness to pay in
/// USD for one quality unit. Values are always kept as lambda; the unit only decides what a person reads and types.
enum class CostUnit
{
    Lambda,
    WillingnessToPay
};

[[nodiscard]] QString costUnitName(CostUnit unit);  ///< short, for a list: "λ: quality per USD"
[[nodiscard]] QString costUnitTitle(CostUnit unit); ///< "Cost sensitivity λ (quality per USD)"

/// Four significant digits: "1,250", "$0.0008"; lambda 0 as a willingness to pay is "unlimited".
[[nodiscard]] QString formatPreference(double lambda, CostUnit unit);

/// What a person typed, as lambda. Takes $ and thousands separators; "unlimited" and "∞" are lambda 0. Nothing for
/// text that is no preference: negative, not a number, a willingness to pay of 0.
[[nodiscard]] std::optional<double> parsePreference(const QString &text, CostUnit unit);

/// One mark of an axis that is linear in lambda.
struct PreferenceTick
{
    double lambda = 0;
    QString label;
};
/// Round values of the unit inside [lo, hi], at least (hi - lo) / count apart.
[[nodiscard]] QVector<PreferenceTick> preferenceTicks(double lo, double hi, CostUnit unit, int count);

} // namespace fairlead
