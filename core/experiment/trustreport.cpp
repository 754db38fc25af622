#include "core/experiment/trustreport.h"

#include "core/base/format.h"
#include "core/experiment/training.h"

#include <nlohmann/json.hpp>

#include <initializer_list>

namespace fairlead {

namespace {

using Json = nlohmann::ordered_json;

Json optionalJson(const std::optional<double> &value)
{
    return value ? Json(*value) : Json();
}

Json toJson(const ModelBalance &balance)
{
    return {{"largest_smd_before", balance.largestBefore},
            {"largest_smd_after", balance.largestAfter},
            {"mean_smd_before", balance.meanBefore},
            {"mean_smd_after", balance.meanAfter},
            {"excess_smd_after", balance.excess},
            {"smd_before", balance.before},
            {"smd_after", balance.after}};
}

Json toJson(const Predictability &predictability)
{
    return {{"most_served_share", predictability.mostServed},
            {"promised_by_propensities", predictability.promised},
            {"foretold_by_neighbours", predictability.neighbours},
            {"fitted_by_linear_rule", optionalJson(predictability.separable)},
            {"unexplained_share", predictability.unexplained()}};
}

Json toJson(const Remedy &remedy, const std::vector<std::string> &names)
{
    return {{"model", remedy.model ? Json(names[*remedy.model]) : Json()},
            {"raised_to", verdictKey(remedy.finding.raised)},
            {"reason", remedy.finding.fact},
            {"advice", remedy.advice},
            {"more_queries", optionalJson(remedy.moreQueries)},
            {"exploration_share", optionalJson(remedy.explorationShare)}};
}

/// The figures of one model; null where the log was refused before there were any.
Json figuresJson(const TrustReport &trust, std::size_t model)
{
    if (model >= trust.figures.models.size())
        return {};
    const ModelFigures &figures = trust.figures.models[model];
    Json histogram = Json::array();
    for (std::size_t b = 0; b < kPropensityBins; ++b) {
        if (figures.propensity.all[b] > 0 || figures.propensity.served[b] > 0)
            histogram.push_back({{"from", b == 0 ? 0 : propensityBinLower(b)},
                                 {"to", propensityBinUpper(b)},
                                 {"queries", figures.propensity.all[b]},
                                 {"served", figures.propensity.served[b]}});
    }
    Json calibration = Json::array();
    for (const CalibrationBin &bin : figures.calibration)
        calibration.push_back({{"queries", bin.count},
                               {"predicted", bin.predicted},
                               {"observed", bin.observed},
                               {"lower", bin.lower},
                               {"upper", bin.upper}});
    Json balance = Json::array();
    for (const FeatureBalance &line : featureBalance(trust.support.models[model], trust.figures, model))
        balance.push_back({{"feature", line.name}, {"smd_before", line.before}, {"smd_after", line.after}});
    Json logged = Json::array();
    for (const LoggedCell &cell : figures.logged)
        logged.push_back({{"estimated_up_to", propensityBinUpper(cell.estimated)},
                          {"logged_up_to", propensityBinUpper(cell.logged)},
                          {"queries", cell.count}});
    return {{"propensity_histogram", histogram},
            {"calibration_curve", calibration},
            {"calibration_error_by_chance", figures.calibrationByChance},
            {"feature_balance", balance},
            {"logged_against_estimated", logged}};
}

Json modelJson(const TrustReport &trust, std::size_t t)
{
    const ModelSupport &model = trust.support.models[t];
    return {{"name", trust.models[t].name},
            {"verdict", verdictKey(model.verdict)},
            {"reasons", model.reasons},
            {"rows", model.count},
            {"share", model.share},
            {"effective_sample_size", model.effectiveSampleSize},
            {"share_under_clip", model.clipShare},
            {"largest_weight", model.largestWeight},
            {"calibration_error", model.calibrationError},
            {"balance", toJson(model.balance)},
            {"figures", figuresJson(trust, t)}};
}

std::string csvCell(const std::string &text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string out = "\"";
    for (const char c : text)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

/// Lines of eight cells; a number that is not there is an empty one.
class CsvLines
{
public:
    void add(const std::string &figure, const std::string &model, const std::string &item,
             std::initializer_list<std::optional<double>> numbers)
    {
        m_text += figure + "," + csvCell(model) + "," + csvCell(item);
        for (const std::optional<double> &number : numbers)
            m_text += "," + (number ? Json(*number).dump() : std::string());
        m_text += "\r\n";
    }
    std::string m_text = "figure,model,item,x,value,lower,upper,count\r\n";
};

void addFigures(CsvLines &lines, const std::string &name, const ModelFigures &figures)
{
    for (std::size_t b = 0; b < kPropensityBins; ++b) {
        const double lower = b == 0 ? 0 : propensityBinLower(b);
        lines.add("propensity_histogram", name, "available",
                  {{}, {}, lower, propensityBinUpper(b), figures.propensity.all[b]});
        lines.add("propensity_histogram", name, "served",
                  {{}, {}, lower, propensityBinUpper(b), figures.propensity.served[b]});
    }
    for (const CalibrationBin &bin : figures.calibration)
        lines.add("calibration_curve", name, {}, {bin.predicted, bin.observed, bin.lower, bin.upper, bin.count});
    for (const LoggedCell &cell : figures.logged)
        lines.add("logged_against_estimated", name, {},
                  {propensityBinUpper(cell.estimated), propensityBinUpper(cell.logged), {}, {}, cell.count});
}

std::string modelsTable(const TrustReport &trust)
{
    std::string text = "Model\tRows\tShare\tEffective rows\tUnder clip\tLargest weight\tCalibration error\t"
                       "Imbalance before\tAfter\tVerdict\n";
    for (std::size_t t = 0; t < trust.support.models.size(); ++t) {
        const ModelSupport &model = trust.support.models[t];
        for (const std::string &cell :
             {trust.models[t].name, formatCount(static_cast<double>(model.count)), formatPercent(model.share),
              formatCount(model.effectiveSampleSize), formatPercent(model.clipShare),
              formatSignificant(model.largestWeight, 3), formatFixed(model.calibrationError, 3),
              formatFixed(model.balance.largestBefore, 2), formatFixed(model.balance.largestAfter, 2)})
            text += cell + "\t";
        text += std::string(verdictKey(model.verdict)) + "\n";
    }
    return text;
}

} // namespace

std::string trustJson(const TrustReport &trust)
{
    Json models = Json::array();
    for (std::size_t t = 0; t < trust.support.models.size(); ++t)
        models.push_back(modelJson(trust, t));
    Json remedies = Json::array();
    for (const Remedy &remedy : trust.remedies)
        remedies.push_back(toJson(remedy, trust.modelNames()));
    Json document = {{"dataset", trust.dataset.name},       {"verdict", verdictKey(trust.support.verdict)},
                     {"reasons", trust.support.reasons},    {"remedies", std::move(remedies)},
                     {"training_rows", trust.figures.rows}, {"propensity_source", usedPropensityKey(trust.propensity)}};
    document["logged_propensity_check"] =
        trust.propensity.check ? Json::parse(fairlead::toJson(*trust.propensity.check, trust.modelNames())) : Json();
    document["predictability"] = trust.support.predictability ? toJson(*trust.support.predictability) : Json();
    document["models"] = std::move(models);
    return document.dump(2, ' ', false, Json::error_handler_t::replace);
}

std::string trustCsv(const TrustReport &trust)
{
    CsvLines lines;
    lines.add("verdict", {}, std::string(verdictKey(trust.support.verdict)), {{}, {}, {}, {}, {}});
    for (const Remedy &remedy : trust.remedies) {
        const std::string model = remedy.model ? trust.models[*remedy.model].name : std::string();
        lines.add("reason", model, remedy.finding.fact, {{}, {}, {}, {}, {}});
        lines.add("what_to_do", model, remedy.advice, {{}, remedy.explorationShare, {}, {}, remedy.moreQueries});
    }
    for (std::size_t t = 0; t < trust.support.models.size(); ++t) {
        const ModelSupport &model = trust.support.models[t];
        const std::string &name = trust.models[t].name;
        lines.add("model", name, "verdict " + std::string(verdictKey(model.verdict)), {{}, {}, {}, {}, {}});
        lines.add("model", name, "rows", {{}, {}, {}, {}, static_cast<double>(model.count)});
        lines.add("model", name, "share", {{}, model.share, {}, {}, {}});
        lines.add("model", name, "effective sample size", {{}, model.effectiveSampleSize, {}, {}, {}});
        lines.add("model", name, "share under the clip", {{}, model.clipShare, {}, {}, {}});
        lines.add("model", name, "largest weight", {{}, model.largestWeight, {}, {}, {}});
        lines.add("model", name, "calibration error", {{}, model.calibrationError, {}, {}, {}});
        if (t >= trust.figures.models.size())
            continue;
        addFigures(lines, name, trust.figures.models[t]);
        for (const FeatureBalance &line : featureBalance(model, trust.figures, t)) {
            lines.add("smd_before_weighting", name, line.name, {{}, line.before, {}, {}, {}});
            lines.add("smd_after_weighting", name, line.name, {{}, line.after, {}, {}, {}});
        }
    }
    return lines.m_text;
}

std::string remedyLines(const std::vector<Remedy> &remedies)
{
    std::string text;
    for (const Remedy &remedy : remedies) {
        text += "  " +
                (remedy.finding.raised == Verdict::Ok ? "NOTE" : std::string(verdictKey(remedy.finding.raised))) +
                "  " + remedy.finding.fact + "\n";
        if (!remedy.advice.empty())
            text += "    What to do: " + remedy.advice + "\n";
    }
    return text;
}

std::string trustText(const TrustReport &trust)
{
    return "Support of '" + trust.dataset.name + "': " + std::string(verdictKey(trust.support.verdict)) + "\n" +
           remedyLines(trust.remedies) + "\n" + "Figures are of " +
           formatCount(static_cast<double>(trust.figures.rows)) + " training rows; " +
           std::string(usedPropensityKey(trust.propensity)) + " propensities\n" + modelsTable(trust);
}

} // namespace fairlead
