#pragma once

#include <QString>
#include <QVector>

#include <functional>
#include <memory>
#include <optional>

namespace fairlead {

/// How a cost preference is read. Lambda: quality units given up per USD and query. Willingness to pay: USD for one
/// quality point on 1,000 queries, 10 / lambda, a point being 0.01 of quality. Mean cost: USD per 1,000 queries of the
/// current router at that lambda. Values are always kept as lambda; the unit only decides what a person reads and
/// types.
enum class CostUnit
{
    Lambda,
    WillingnessToPay,
    MeanCost
};

/// The current router's mean cost, USD per 1,000 queries, along lambda and back.
struct MeanCostMap
{
    std::function<std::optional<double>(double lambda)> costAt; ///< nothing: withheld
    /// The smallest lambda whose mean cost is at most `cost`; nothing: none is as cheap.
    std::function<std::optional<double>(double cost)> lambdaOf;
    QVector<double> lambda; ///< ascending: where the marks of an axis may stand
    QVector<double> cost;   ///< at each of them; not a number: withheld
};

/// A unit with what it takes to say a lambda in it. Mean cost without its map reads "not known".
struct PreferenceScale
{
    CostUnit unit = CostUnit::Lambda;
    std::shared_ptr<const MeanCostMap> meanCost = {};

    // Any unit but the mean cost is a scale by itself.
    PreferenceScale(CostUnit itself = CostUnit::Lambda) // NOLINT(google-explicit-constructor)
        : unit(itself)
    {}
    PreferenceScale(CostUnit of, std::shared_ptr<const MeanCostMap> map)
        : unit(of)
        , meanCost(std::move(map))
    {}
};

[[nodiscard]] QString costUnitName(CostUnit unit);  ///< short, for a list: "Lambda λ"
[[nodiscard]] QString costUnitTitle(CostUnit unit); ///< "Cost sensitivity λ (quality per USD)"

/// Four significant digits: "1,250", "$0.0008"; lambda 0 as a willingness to pay is "unlimited".
[[nodiscard]] QString formatPreference(double lambda, const PreferenceScale &scale);
/// The same as part of a sentence: "λ = 100", "paying $0.10 per quality point and 1,000 queries".
[[nodiscard]] QString preferencePhrase(double lambda, const PreferenceScale &scale);

/// What a person typed, as lambda. Takes $ and thousands separators; "unlimited" and "∞" are lambda 0. Nothing for
/// text that is no preference: negative, not a number, a willingness to pay of 0, a mean cost that is out of reach.
[[nodiscard]] std::optional<double> parsePreference(const QString &text, const PreferenceScale &scale);

/// One mark of an axis that is linear in lambda.
struct PreferenceTick
{
    double lambda = 0;
    QString label;
};
/// Round values of the unit inside [lo, hi], at least (hi - lo) / count apart.
[[nodiscard]] QVector<PreferenceTick> preferenceTicks(double lo, double hi, const PreferenceScale &scale, int count);

} // namespace fairlead
