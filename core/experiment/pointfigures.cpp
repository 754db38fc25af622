#include "core/experiment/pointfigures.h"

#include "core/evaluation/regret.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

using Json = nlohmann::json;

const ReferencePolicy *loggingPolicy(const RouterAnalysis &analysis)
{
    const auto found =
        std::ranges::find(analysis.references, ReferencePolicy::Kind::LoggingPolicy, &ReferencePolicy::kind);
    return found == analysis.references.end() ? nullptr : &*found;
}

const ReferencePolicy *bestSingle(const RouterAnalysis &analysis)
{
    const auto found = std::ranges::find_if(analysis.references, [&](const ReferencePolicy &policy) {
        return policy.kind == ReferencePolicy::Kind::SingleModel && policy.model == analysis.bestSingle;
    });
    return found == analysis.references.end() ? nullptr : &*found;
}

void addSaving(PointFigures &figures, const RouterAnalysis &analysis, const OperatingPoint &point, bool isRefused)
{
    const ReferencePolicy *log = loggingPolicy(analysis);
    if (log && !isRefused && point.versusLog && log->cost.value > 0) {
        // The log's own mean cost is the unit; the uncertainty is that of the paired difference.
        figures.savingCost.estimate = Estimate{-point.versusLog->cost.value, point.versusLog->cost.se};
        figures.saving.estimate =
            Estimate{-point.versusLog->cost.value / log->cost.value, point.versusLog->cost.se / log->cost.value};
    }
    if (log && point.truth && log->trueCost && *log->trueCost > 0) {
        figures.savingCost.truth = *log->trueCost - point.truth->cost.value;
        figures.saving.truth = 1 - point.truth->cost.value / *log->trueCost;
    }
    const ReferencePolicy *best = bestSingle(analysis);
    if (!best)
        return;
    figures.bestSingle = best->name;
    const bool isBestRefused = isRefused || analysis.judge(*best).verdict == Verdict::Refuse;
    if (!isBestRefused && point.versusReference && best->cost.value > 0)
        figures.savingVersusBest.estimate = Estimate{-point.versusReference->cost.value / best->cost.value,
                                                     point.versusReference->cost.se / best->cost.value};
    if (point.truth && best->trueCost && *best->trueCost > 0)
        figures.savingVersusBest.truth = 1 - point.truth->cost.value / *best->trueCost;
}

Json toJson(const Figure &figure)
{
    Json json = Json::object();
    if (figure.estimate && std::isfinite(figure.estimate->value)) {
        json["value"] = figure.estimate->value;
        if (std::isfinite(figure.estimate->se))
            json["se"] = figure.estimate->se;
    }
    if (figure.truth && std::isfinite(*figure.truth))
        json["truth"] = *figure.truth;
    return json;
}

double numberOr(const Json &json, const char *key, double otherwise)
{
    const auto found = json.find(key);
    return found != json.end() && found->is_number() ? found->get<double>() : otherwise;
}

std::size_t countOr0(const Json &json, const char *key)
{
    const double value = numberOr(json, key, 0);
    return value >= 0 && value < 9e15 ? static_cast<std::size_t>(value) : 0;
}

Figure figureFrom(const Json &json, const char *key)
{
    Figure figure;
    const auto found = json.find(key);
    if (found == json.end() || !found->is_object())
        return figure;
    if (found->contains("value") && (*found)["value"].is_number())
        figure.estimate = Estimate{numberOr(*found, "value", 0), numberOr(*found, "se", std::nan(""))};
    if (found->contains("truth") && (*found)["truth"].is_number())
        figure.truth = numberOr(*found, "truth", 0);
    return figure;
}

/// Names of the figures in JSON, in the order of the cards.
struct NamedFigure
{
    const char *name;
    Figure PointFigures::*figure;
};
constexpr NamedFigure kFigures[] = {
    {"quality", &PointFigures::quality},        {"cost", &PointFigures::cost},
    {"utility", &PointFigures::utility},        {"saving", &PointFigures::saving},
    {"saving_cost", &PointFigures::savingCost}, {"saving_versus_best_single", &PointFigures::savingVersusBest},
    {"regret", &PointFigures::regret},
};

} // namespace

std::optional<Estimate> Figure::shown() const
{
    if (estimate || !truth)
        return estimate;
    return Estimate{*truth, 0};
}

std::optional<double> Figure::value() const
{
    const auto value = shown();
    return value ? std::optional(value->value) : std::nullopt;
}

PointFigures pointFigures(const RouterAnalysis &analysis, double lambda)
{
    return pointFigures(analysis, analysis.index->at(lambda));
}

PointFigures pointFigures(const RouterAnalysis &analysis, const OperatingPoint &point)
{
    PointFigures figures;
    figures.lambda = point.lambda;
    figures.judgement = analysis.judge(point.lambda);
    const bool isRefused = figures.judgement.verdict == Verdict::Refuse;
    const auto figure = [&](const Estimate PolicyValue::*part) {
        Figure made;
        if (point.dr && !isRefused)
            made.estimate = (*point.dr).*part;
        if (point.truth)
            made.truth = ((*point.truth).*part).value;
        return made;
    };
    figures.quality = figure(&PolicyValue::quality);
    figures.cost = figure(&PolicyValue::cost);
    figures.utility = figure(&PolicyValue::utility);
    addSaving(figures, analysis, point, isRefused);
    if (analysis.routing)
        figures.support = analysis.routing->at(point.lambda);
    for (const std::uint32_t count : point.counts)
        figures.shares.push_back(count / static_cast<double>(analysis.index->queries()));
    return figures;
}

void addRegret(PointFigures &figures, const RouterAnalysis &analysis)
{
    if (analysis.oracle) {
        const OperatingPoint best = analysis.oracle->at(figures.lambda);
        if (best.truth && figures.utility.truth)
            figures.regret.truth = best.truth->utility.value - *figures.utility.truth;
    }
    if (figures.judgement.verdict == Verdict::Refuse || !analysis.heldOut)
        return;
    if (const auto estimate = estimatedRegret(*analysis.heldOut, *analysis.index, figures.lambda))
        figures.regret.estimate = *estimate;
}

std::string toJson(const PointFigures &figures)
{
    Json json;
    json["lambda"] = figures.lambda;
    json["verdict"] = verdictKey(figures.judgement.verdict);
    json["reasons"] = figures.judgement.reasons;
    for (const NamedFigure &named : kFigures)
        json[named.name] = toJson(figures.*named.figure);
    json["best_single"] = figures.bestSingle;
    json["queries"] = figures.support.queries;
    json["agreeing"] = figures.support.agreeing;
    json["effective_sample_size"] = figures.support.effectiveSampleSize;
    json["shares"] = figures.shares;
    return json.dump();
}

Result<PointFigures> pointFiguresFromJson(std::string_view text)
{
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object())
        return makeError(ErrorCode::BadInput,
                         "The figures of a pinned operating point cannot be read: they are no JSON "
                         "object. Delete the pin and pin the point again.");
    PointFigures figures;
    figures.lambda = numberOr(json, "lambda", 0);
    const auto verdict = json.find("verdict");
    for (const Verdict known : {Verdict::Ok, Verdict::Caution, Verdict::Refuse}) {
        if (verdict != json.end() && verdict->is_string() && verdict->get<std::string>() == verdictKey(known))
            figures.judgement.verdict = known;
    }
    if (const auto reasons = json.find("reasons"); reasons != json.end() && reasons->is_array()) {
        for (const Json &reason : *reasons) {
            if (reason.is_string())
                figures.judgement.reasons.push_back(reason.get<std::string>());
        }
    }
    for (const NamedFigure &named : kFigures)
        figures.*named.figure = figureFrom(json, named.name);
    if (const auto best = json.find("best_single"); best != json.end() && best->is_string())
        figures.bestSingle = best->get<std::string>();
    figures.support.queries = countOr0(json, "queries");
    figures.support.agreeing = countOr0(json, "agreeing");
    figures.support.effectiveSampleSize = numberOr(json, "effective_sample_size", 0);
    if (const auto shares = json.find("shares"); shares != json.end() && shares->is_array()) {
        for (const Json &share : *shares)
            figures.shares.push_back(share.is_number() ? share.get<double>() : 0);
    }
    return figures;
}

} // namespace fairlead
