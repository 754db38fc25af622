#include "core/export/routerexport.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace fairlead {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kCardVersion = 1;
constexpr int kDeepestNesting = 64; // a card from a stranger must not exhaust the stack

/// JSON where the text is JSON, else the text itself.
Json embedded(const std::string &text)
{
    Json parsed = Json::parse(text, nullptr, false);
    return parsed.is_discarded() ? Json(text) : parsed;
}

std::string dumped(const Json &json, int indent = -1)
{
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

Json parseShallow(std::string_view text)
{
    return Json::parse(text, [](int depth, Json::parse_event_t, Json &) {
        if (depth > kDeepestNesting)
            throw std::runtime_error("nested too deeply");
        return true;
    });
}

bool isConsistent(const RouterCard &card)
{
    const auto finite = [](const std::vector<double> &values) {
        return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
    };
    return !card.models.empty() && card.models.size() == card.tieCosts.size() && card.knots.size() >= 2 &&
           finite(card.knots) && finite(card.tieCosts) &&
           std::adjacent_find(card.knots.begin(), card.knots.end(), std::greater_equal<>()) == card.knots.end();
}

RouterCard readCard(const Json &json)
{
    RouterCard card;
    card.name = json.at("name").get<std::string>();
    card.method = json.at("method").get<std::string>();
    card.models = json.at("models").get<std::vector<std::string>>();
    card.knots = json.at("knots").get<std::vector<double>>();
    card.tieCosts = json.at("tie_costs").get<std::vector<double>>();
    card.embeddingDim = json.at("embedding_dim").get<std::size_t>();
    card.needsTextEncoder = json.at("needs_text_encoder").get<bool>();
    card.dataset = json.value("dataset", "");
    card.dataHash = json.value("data_hash", "");
    card.seed = json.value("seed", std::uint64_t(0));
    card.config = dumped(json.value("config", Json::object()));
    card.summary = dumped(json.value("summary", Json::object()));
    card.version = json.value("fairlead_version", "");
    return card;
}

} // namespace

std::string toJson(const RouterCard &card)
{
    Json json;
    json["format"] = "fairlead-router";
    json["format_version"] = kCardVersion;
    json["name"] = card.name;
    json["method"] = card.method;
    json["models"] = card.models;
    json["tie_costs"] = card.tieCosts;
    json["tie_costs_unit"] = "USD per query, mean logged cost";
    json["lambda_unit"] = "quality units per USD";
    json["lambda_range"] = card.knots.empty() ? Json::array() : Json{card.knots.front(), card.knots.back()};
    json["knots"] = card.knots;
    json["embedding_dim"] = card.embeddingDim;
    json["embeddings"] = "as imported, float32; standardisation happens inside";
    json["needs_text_encoder"] = card.needsTextEncoder;
    json["torchscript"] =
        "forward(embedding[B,d] float32, lam[B]) -> scores[B,m] float64, columns in the order of models; "
        "decide(embedding, lam) -> model index[B]. Lambdas outside the range count as its nearer end.";
    json["decision"] = "The model with the highest score; of equal scores the one with the lower tie cost, then the "
                       "lower index. decide() applies this rule; a plain arg max leaves out the tie rule.";
    json["availability"] = "Scores do not know which models a query can be sent to: where some cannot serve it, leave "
                           "their scores out before choosing. fairlead-cli decide does, from a candidates column.";
    json["dataset"] = card.dataset;
    json["data_hash"] = card.dataHash;
    json["seed"] = card.seed;
    json["config"] = embedded(card.config);
    json["summary"] = embedded(card.summary);
    json["fairlead_version"] = card.version;
    return dumped(json, 2) + "\n";
}

Result<RouterCard> cardFromJson(std::string_view json, std::string_view source)
{
    const std::string subject = "Could not read the card of '" + std::string(source) + "': ";
    try {
        const Json parsed = parseShallow(json);
        if (parsed.value("format", "") != "fairlead-router")
            return makeError(ErrorCode::BadInput, subject + "it is not the card of a Fairlead router.");
        if (parsed.value("format_version", 0) > kCardVersion)
            return makeError(ErrorCode::NewerVersion,
                             subject + "it was written by a newer Fairlead. Update Fairlead to open it.");
        RouterCard card = readCard(parsed);
        if (!isConsistent(card))
            return makeError(ErrorCode::BadInput,
                             subject + "its models, costs and knots do not fit together. Export the router again.");
        return card;
    } catch (const std::exception &fault) {
        return makeError(ErrorCode::BadInput, subject + "it is damaged. Export the router again.", fault.what());
    }
}

} // namespace fairlead
