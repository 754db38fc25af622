#include "core/experiment/diagnosisjson.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fairlead {

namespace {

using Json = nlohmann::json;

Verdict verdictFrom(const Json &json)
{
    return static_cast<Verdict>(std::clamp(json.get<int>(), 0, 2));
}

Json optionalJson(const std::optional<double> &value)
{
    return value ? Json(*value) : Json();
}

std::optional<double> optionalFrom(const Json &json)
{
    return json.is_null() ? std::nullopt : std::optional(json.get<double>());
}

Json toJson(const ModelBalance &balance)
{
    return {{"before", balance.before},
            {"after", balance.after},
            {"largest_before", balance.largestBefore},
            {"largest_after", balance.largestAfter},
            {"mean_before", balance.meanBefore},
            {"mean_after", balance.meanAfter},
            {"excess", balance.excess}};
}

ModelBalance balanceFrom(const Json &json)
{
    ModelBalance balance;
    balance.before = json.at("before").get<std::vector<double>>();
    balance.after = json.at("after").get<std::vector<double>>();
    balance.largestBefore = json.at("largest_before").get<double>();
    balance.largestAfter = json.at("largest_after").get<double>();
    balance.meanBefore = json.at("mean_before").get<double>();
    balance.meanAfter = json.at("mean_after").get<double>();
    balance.excess = json.at("excess").get<double>();
    return balance;
}

Json toJson(const std::vector<SupportFinding> &findings)
{
    Json list = Json::array();
    for (const SupportFinding &finding : findings)
        list.push_back({static_cast<int>(finding.issue), static_cast<int>(finding.raised), finding.fact});
    return list;
}

std::vector<SupportFinding> findingsFrom(const Json &json)
{
    std::vector<SupportFinding> findings;
    for (const Json &each : json)
        findings.push_back({static_cast<SupportIssue>(
                                std::clamp(each.at(0).get<int>(), 0, static_cast<int>(SupportIssue::Imbalanced))),
                            verdictFrom(each.at(1)), each.at(2).get<std::string>()});
    return findings;
}

Json toJson(const ModelSupport &model)
{
    return {{"count", model.count},
            {"share", model.share},
            {"ess", model.effectiveSampleSize},
            {"clip_share", model.clipShare},
            {"largest_weight", model.largestWeight},
            {"calibration_error", model.calibrationError},
            {"balance", toJson(model.balance)},
            {"verdict", static_cast<int>(model.verdict)},
            {"reasons", model.reasons},
            {"findings", toJson(model.findings)}};
}

ModelSupport modelFrom(const Json &json)
{
    ModelSupport model;
    model.count = json.at("count").get<std::size_t>();
    model.share = json.at("share").get<double>();
    model.effectiveSampleSize = json.at("ess").get<double>();
    model.clipShare = json.at("clip_share").get<double>();
    model.largestWeight = json.at("largest_weight").get<double>();
    model.calibrationError = json.at("calibration_error").get<double>();
    model.balance = balanceFrom(json.at("balance"));
    model.verdict = verdictFrom(json.at("verdict"));
    model.reasons = json.at("reasons").get<std::vector<std::string>>();
    model.findings = findingsFrom(json.at("findings"));
    return model;
}

Json toJson(const ModelFigures &model, const ModelExploration &exploration)
{
    Json calibration = Json::array();
    for (const CalibrationBin &bin : model.calibration)
        calibration.push_back({bin.count, bin.predicted, bin.observed, bin.chance, bin.lower, bin.upper});
    Json logged = Json::array();
    for (const LoggedCell &cell : model.logged)
        logged.push_back({cell.estimated, cell.logged, cell.count});
    return {{"propensity_all", model.propensity.all},
            {"propensity_served", model.propensity.served},
            {"calibration", calibration},
            {"calibration_by_chance", model.calibrationByChance},
            {"logged", logged},
            {"before", model.before},
            {"after", model.after},
            {"exploration",
             {optionalJson(exploration.underClip), optionalJson(exploration.effectiveRows),
              optionalJson(exploration.heavyRow)}}};
}

ModelFigures figuresOfModel(const Json &json)
{
    ModelFigures model;
    model.propensity.all = json.at("propensity_all").get<std::vector<double>>();
    model.propensity.served = json.at("propensity_served").get<std::vector<double>>();
    for (const Json &bin : json.at("calibration"))
        model.calibration.push_back({bin.at(0).get<double>(), bin.at(1).get<double>(), bin.at(2).get<double>(),
                                     bin.at(3).get<double>(), bin.at(4).get<double>(), bin.at(5).get<double>()});
    model.calibrationByChance = json.at("calibration_by_chance").get<double>();
    for (const Json &cell : json.at("logged"))
        model.logged.push_back(
            {cell.at(0).get<std::size_t>(), cell.at(1).get<std::size_t>(), cell.at(2).get<double>()});
    model.before = json.at("before").get<std::vector<double>>();
    model.after = json.at("after").get<std::vector<double>>();
    return model;
}

bool fits(const ModelFigures &model, std::size_t features)
{
    const auto inside = [](const LoggedCell &cell) {
        return cell.estimated < kPropensityBins && cell.logged < kPropensityBins;
    };
    return model.propensity.all.size() == kPropensityBins && model.propensity.served.size() == kPropensityBins &&
           (model.before.empty() || model.before.size() == features) && model.before.size() == model.after.size() &&
           std::ranges::all_of(model.logged, inside);
}

} // namespace

std::string toJson(const SupportReport &support)
{
    Json models = Json::array();
    for (const ModelSupport &model : support.models)
        models.push_back(toJson(model));
    Json json = {{"verdict", static_cast<int>(support.verdict)},
                 {"reasons", support.reasons},
                 {"findings", toJson(support.findings)},
                 {"models", models}};
    if (const auto &found = support.predictability) {
        json["predictability"] = {
            {"most_served", found->mostServed}, {"promised", found->promised}, {"neighbours", found->neighbours}};
        if (found->separable)
            json["predictability"]["separable"] = *found->separable;
    }
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<SupportReport> supportFromJson(const std::string &text, std::size_t models)
{
    try {
        const Json json = Json::parse(text);
        SupportReport support;
        support.verdict = verdictFrom(json.at("verdict"));
        support.reasons = json.at("reasons").get<std::vector<std::string>>();
        support.findings = findingsFrom(json.at("findings"));
        for (const Json &each : json.at("models"))
            support.models.push_back(modelFrom(each));
        if (json.contains("predictability")) {
            const Json &found = json.at("predictability");
            support.predictability =
                Predictability{found.at("most_served").get<double>(), found.at("promised").get<double>(),
                               found.at("neighbours").get<double>(), std::nullopt};
            if (found.contains("separable"))
                support.predictability->separable = found.at("separable").get<double>();
        }
        return support.models.size() == models ? std::optional(std::move(support)) : std::nullopt;
    } catch (const Json::exception &) {
        return std::nullopt;
    }
}

std::string toJson(const SupportFigures &figures)
{
    Json models = Json::array();
    for (std::size_t t = 0; t < figures.models.size(); ++t)
        models.push_back(toJson(figures.models[t], figures.exploration.models[t]));
    const Json json = {{"rows", figures.rows},
                       {"features", figures.features},
                       {"overlap", optionalJson(figures.exploration.overlap)},
                       {"models", models}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<SupportFigures> figuresFromJson(const std::string &text, std::size_t models)
{
    try {
        const Json json = Json::parse(text);
        SupportFigures figures;
        figures.rows = json.at("rows").get<std::size_t>();
        figures.features = json.at("features").get<std::vector<std::string>>();
        figures.exploration.overlap = optionalFrom(json.at("overlap"));
        for (const Json &each : json.at("models")) {
            figures.models.push_back(figuresOfModel(each));
            if (!fits(figures.models.back(), figures.features.size()))
                return std::nullopt;
            const Json &exploration = each.at("exploration");
            figures.exploration.models.push_back(
                {optionalFrom(exploration.at(0)), optionalFrom(exploration.at(1)), optionalFrom(exploration.at(2))});
        }
        return figures.models.size() == models ? std::optional(std::move(figures)) : std::nullopt;
    } catch (const Json::exception &) {
        return std::nullopt;
    }
}

} // namespace fairlead
