#include "core/experiment/configfields.h"

#include "core/base/format.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <initializer_list>

namespace fairlead {

namespace {

using Json = nlohmann::ordered_json;
using Kind = ConfigField::Kind;

constexpr unsigned bits(std::initializer_list<Method> methods)
{
    unsigned out = 0;
    for (const Method method : methods)
        out |= 1U << static_cast<unsigned>(method);
    return out;
}

constexpr unsigned kAll = ~0U;
constexpr unsigned kCorrected =
    bits({Method::RmInterval, Method::RmSoftmax, Method::RmClassification, Method::FullFeedback});
constexpr unsigned kLogged =
    bits({Method::RmInterval, Method::RmSoftmax, Method::RmClassification, Method::PlugIn}); ///< fit all nuisances
constexpr unsigned kOutcome = kLogged | bits({Method::FullFeedback});
constexpr unsigned kWeighted = kLogged | bits({Method::IpwPolicy});
constexpr unsigned kPropensity = kWeighted | bits({Method::LoggingPolicy});
constexpr unsigned kSource = kWeighted | bits({Method::BestSingle, Method::Cheapest});
constexpr unsigned kFolds = kPropensity | kOutcome | bits({Method::PlugInRidge, Method::PlugInNeural, Method::Carrot});
constexpr unsigned kKnots = kCorrected | bits({Method::IpwPolicy});
constexpr unsigned kNeural = bits({Method::PlugInNeural, Method::IpwPolicy});

constexpr std::string_view kSources[] = {"auto", "logged", "estimated"};
constexpr std::string_view kScores[] = {"shrunk-dr", "dr", "dm", "ipw"};

constexpr std::string_view kGeneral = "General";
constexpr std::string_view kNetwork = "Router network";
constexpr std::string_view kOwnNetwork = "Network without a base";
constexpr std::string_view kNeighbourhood = "Neighbours and ridge";
constexpr std::string_view kPropensities = "Propensities";
constexpr std::string_view kRidge = "Outcome model: ridge";
constexpr std::string_view kCells = "Outcome model: cells";
constexpr std::string_view kForest = "Outcome model: forest";
constexpr std::string_view kStack = "Outcome model: stack";
constexpr std::string_view kDrScores = "Doubly robust scores";

constexpr ConfigField number(std::string_view path, std::string_view group, std::string_view title,
                             std::string_view sentence, unsigned readers)
{
    return {path, group, title, sentence, Kind::Number, {}, readers};
}
constexpr ConfigField given(ConfigField field, Kind kind, std::string_view absent = {})
{
    field.kind = kind;
    field.absent = absent;
    return field;
}
constexpr ConfigField oneOf(ConfigField field, std::span<const std::string_view> words)
{
    field.kind = Kind::Word;
    field.words = words;
    return field;
}

const std::array kFields{
    given(number("lambda_max", kGeneral, "Largest λ",
                 "Largest cost sensitivity that is learned, quality per USD; empty: 1 / the dearest model's mean cost.",
                 kAll),
          Kind::OptionalNumber, "automatic"),
    number("evaluation_clip", kGeneral, "Evaluation clip",
           "Propensities below it count as it in held-out values, which keeps single queries from deciding them.",
           kAll),
    number("nuisances.folds", kGeneral, "Folds", "No row's score uses a model fitted on its own fold.", kFolds),

    number("correction.epochs", kNetwork, "Epochs", "How often the network sees every training query.", kCorrected),
    number("correction.hidden", kNetwork, "Hidden units", "Width of the network's one hidden layer.", kCorrected),
    number("correction.learning_rate", kNetwork, "Learning rate",
           "Step of AdamW; lower it where the loss jumps or diverges.", kCorrected),
    number("correction.knots", kNetwork, "Knots", "Prices at which the router has outputs; linear between them.",
           kKnots),
    given(number("correction.knot_positions", kNetwork, "Knot positions",
                 "Given knots in units of the largest λ, ascending from 0 to 1; empty: equally spaced.", kKnots),
          Kind::List, "equally spaced"),
    number("correction.temperature", kNetwork, "Temperature",
           "Scale of utilities in the softmax; smaller makes decisions harder.", kCorrected),
    number("correction.trust", kNetwork, "Trust",
           "Weight that keeps the router near the plug-in rule where the log has little to say.", kCorrected),
    number("correction.dropout", kNetwork, "Dropout", "Share of hidden units left out at each step.", kCorrected),
    number("correction.weight_decay", kNetwork, "Weight decay", "Pull of the weights towards zero.", kCorrected),
    number("correction.batch", kNetwork, "Batch", "Largest number of queries in one step.", kCorrected),
    number("correction.input_scale", kNetwork, "Input scale", "The network reads the features times this.", kCorrected),
    given(number("correction.fixed_lambda", kNetwork, "Fixed λ",
                 "Trains at this one λ, in units of the largest; empty: at every λ.", kCorrected),
          Kind::OptionalNumber, "every λ"),
    given(number("correction.lambda_input", kNetwork, "Network reads λ",
                 "One network reads λ instead of having outputs at every knot.", kCorrected),
          Kind::Flag),
    given(number("correction.separate", kNetwork, "One network a knot", "Trains a network of its own for every knot.",
                 kCorrected),
          Kind::Flag),
    given(number("correction.base", kNetwork, "Start from the plug-in rule",
                 "Off: the network alone decides, and needs more epochs.", kCorrected),
          Kind::Flag),

    number("neural.epochs", kOwnNetwork, "Epochs", "How often the network sees every training query.", kNeural),
    number("neural.hidden", kOwnNetwork, "Hidden units", "Width of the network's one hidden layer.", kNeural),
    number("neural.learning_rate", kOwnNetwork, "Learning rate",
           "Step of AdamW; lower it where the loss jumps or diverges.", kNeural),
    number("neural.dropout", kOwnNetwork, "Dropout", "Share of hidden units left out at each step.", kNeural),
    number("neural.weight_decay", kOwnNetwork, "Weight decay", "Pull of the weights towards zero.", kNeural),
    number("neural.batch", kOwnNetwork, "Batch", "Largest number of queries in one step.", kNeural),
    number("neural.input_scale", kOwnNetwork, "Input scale", "The network reads the features times this.", kNeural),

    number("neighbours", kNeighbourhood, "Neighbours", "Logged queries of a model that its prediction averages.",
           bits({Method::KnnPlugIn})),
    number("ridge_penalty", kNeighbourhood, "Ridge penalty", "Penalty of each model's own regression.",
           bits({Method::PlugInRidge})),
    given(number("carrot.neighbours", kNeighbourhood, "Neighbours to choose from",
                 "Neighbourhood sizes that cross-validation chooses from.", bits({Method::Carrot})),
          Kind::List),

    oneOf(number("nuisances.propensity.source", kPropensities, "Source",
                 "Logged propensities where they pass their check (auto), always, or never.", kSource),
          kSources),
    given(number("nuisances.propensity.penalties", kPropensities, "Penalties",
                 "Cross-validation chooses among these penalties on the weights.", kPropensity),
          Kind::List),
    given(number("nuisances.propensity.temperatures", kPropensities, "Temperatures",
                 "Cross-validation chooses among these to calibrate the propensities.", kPropensity),
          Kind::List),
    given(number("nuisances.propensity.floors", kPropensities, "Floors",
                 "Shares of uniform choice that may be mixed in.", kPropensity),
          Kind::List),
    number("nuisances.propensity.iterations", kPropensities, "Iterations", "Most steps of L-BFGS.", kPropensity),

    number("nuisances.ridge.shared", kRidge, "Shared penalty", "Penalty on what all models have in common.", kOutcome),
    number("nuisances.ridge.own", kRidge, "Own penalty", "Penalty on a model's own deviation.", kOutcome),
    number("nuisances.ridge.constant", kRidge, "Constant feature", "Size of the feature that makes the intercept.",
           kOutcome | bits({Method::PlugInRidge})),

    given(number("nuisances.cells.codebook_sizes", kCells, "Numbers of cells",
                 "Clusters of queries, coarse to fine, whose mean outcomes are used.", kOutcome),
          Kind::List),
    number("nuisances.cells.seeds_per_size", kCells, "Clusterings a size", "Clusterings of each size, averaged.",
           kOutcome),
    number("nuisances.cells.lloyd_iterations", kCells, "k-means steps", "Steps of each clustering.", kOutcome),
    number("nuisances.cells.ridge.shared", kCells, "Shared penalty", "Penalty on what all models have in common.",
           kOutcome),
    number("nuisances.cells.ridge.own", kCells, "Own penalty", "Penalty on a model's own deviation.", kOutcome),
    number("nuisances.cells.ridge.constant", kCells, "Constant feature",
           "Size of the feature that makes the intercept.", kOutcome),

    number("nuisances.forest.trees", kForest, "Trees", "Per fold and outcome; 0 leaves the forest out.", kLogged),
    number("nuisances.forest.tree_rows", kForest, "Rows a tree", "Queries that a tree is grown on.", kLogged),
    number("nuisances.forest.depth", kForest, "Depth", "Deepest level of a tree.", kLogged),
    number("nuisances.forest.minimum_leaf", kForest, "Smallest leaf", "Queries that a leaf must hold.", kLogged),
    number("nuisances.forest.feature_share", kForest, "Feature share", "Share of the features tried at a split.",
           kLogged),
    number("nuisances.forest.most_features", kForest, "Most features", "Features tried at a split at most.", kLogged),
    number("nuisances.forest.bins", kForest, "Bins", "Bins of equal count that a feature is cut into.", kLogged),
    number("nuisances.forest.shared", kForest, "Shared shrinkage", "Shrinkage to the parent node, in queries.",
           kLogged),
    number("nuisances.forest.own", kForest, "Own shrinkage", "Shrinkage of a model's own deviation, in queries.",
           kLogged),

    number("nuisances.stack.prior", kStack, "Prior", "What the members' weights are pulled to, in all.", kOutcome),
    number("nuisances.stack.prior_strength", kStack, "Prior strength", "How strongly they are pulled.", kOutcome),
    number("nuisances.stack.weight_clip", kStack, "Weight clip", "Propensities below it count as it.", kOutcome),
    number("nuisances.stack.weight_cap", kStack, "Weight cap", "Largest weight of one query.", kOutcome),
    given(number("nuisances.stack.contrasts", kStack, "Decide by contrasts",
                 "Weights for decisions are fitted to differences between models.", kOutcome),
          Kind::Flag),
    number("nuisances.stack.contrast_prior_strength", kStack, "Contrast prior strength",
           "How strongly those weights are pulled.", kOutcome),

    oneOf(number("nuisances.scores.kind", kDrScores, "Kind",
                 "Targets of the router: doubly robust, shrunk, predictions alone (dm) or weights alone (ipw).",
                 kLogged),
          kScores),
    number("nuisances.scores.clip", kDrScores, "Clip", "Propensities below it count as it.", kWeighted),
    number("nuisances.scores.cap", kDrScores, "Cap", "Largest weight of one query.", kWeighted),
    number("nuisances.scores.bias_clusters", kDrScores, "Bias clusters",
           "Groups of queries in which shrinkage is measured.", kLogged),
    number("nuisances.scores.minimum_cell_rows", kDrScores, "Smallest cell", "Queries that such a group needs.",
           kLogged),
};

Json::json_pointer pointerTo(std::string_view path)
{
    std::string text = "/" + std::string(path);
    std::replace(text.begin(), text.end(), '.', '/');
    return Json::json_pointer(text);
}

std::string plain(const Json &value)
{
    if (value.is_null())
        return {};
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_array()) {
        std::string text;
        for (const Json &each : value)
            text += (text.empty() ? "" : ", ") + plain(each);
        return text;
    }
    std::string text = value.dump();
    return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

std::string_view trimmed(std::string_view text)
{
    const auto isSpace = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

/// As JSON; discarded where it is no number.
Json numberFrom(std::string_view text)
{
    Json value = Json::parse(trimmed(text), nullptr, false);
    if (!value.is_number())
        return Json(Json::value_t::discarded);
    return value;
}

Json listFrom(std::string_view text)
{
    Json values = Json::array();
    text = trimmed(text);
    while (!text.empty()) {
        const auto comma = text.find(',');
        const Json value = numberFrom(text.substr(0, comma));
        if (value.is_discarded())
            return value;
        values.push_back(value);
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    }
    return values;
}

Json valueFrom(const ConfigField &field, std::string_view text)
{
    switch (field.kind) {
    case Kind::Number:
        return numberFrom(text);
    case Kind::OptionalNumber:
        return trimmed(text).empty() ? Json(nullptr) : numberFrom(text);
    case Kind::List:
        return listFrom(text);
    case Kind::Flag:
        return text == "true" || text == "false" ? Json(text == "true") : Json(Json::value_t::discarded);
    case Kind::Word:
        break;
    }
    return Json(std::string(trimmed(text)));
}

Error badText(const ConfigField &field)
{
    const std::string cause = field.kind == Kind::List   ? "It must be numbers with commas between them."
                              : field.kind == Kind::Flag ? "It must be true or false."
                                                         : "It must be a number.";
    return makeError(ErrorCode::BadConfig, "'" + std::string(field.path) + "' cannot be read: " + cause, cause);
}

/// "'correction.epochs' is 0; ..." becomes "It is 0; ...", to stand beside the field.
std::string besideField(const std::string &cause, std::string_view path)
{
    const std::string name = "'" + std::string(path) + "'";
    const std::string text = cause.starts_with(name) ? "It" + cause.substr(name.size()) : cause;
    return text.empty() ? text
                        : std::string(1, static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())))) +
                              text.substr(1) + ".";
}

} // namespace

std::span<const ConfigField> configFields()
{
    return kFields;
}

std::string fieldText(const TrainConfig &config, std::string_view path)
{
    const Json json = Json::parse(toJson(config));
    const auto pointer = pointerTo(path);
    return json.contains(pointer) ? plain(json.at(pointer)) : std::string();
}

Result<TrainConfig> withFieldText(const TrainConfig &config, const ConfigField &field, std::string_view text)
{
    Json value = valueFrom(field, text);
    if (value.is_discarded())
        return badText(field);
    Json patch = Json::object();
    patch[pointerTo(field.path)] = std::move(value);
    auto changed = trainConfigFromJson(patch.dump(), config);
    if (!changed) {
        Error error = std::move(changed).error();
        error.detail = besideField(error.detail, field.path);
        return error;
    }
    return changed;
}

} // namespace fairlead
