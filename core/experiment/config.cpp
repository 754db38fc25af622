#include "core/experiment/config.h"

#include "core/base/format.h"
#include "core/base/random.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <set>
#include <utility>

namespace fairlead {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::pair<ScoreKind, const char *> kScoreKinds[] = {
    {ScoreKind::ShrunkDoublyRobust, "shrunk-dr"},
    {ScoreKind::DoublyRobust, "dr"},
    {ScoreKind::DirectMethod, "dm"},
    {ScoreKind::InversePropensity, "ipw"},
};

constexpr std::pair<PropensitySource, const char *> kPropensitySources[] = {
    {PropensitySource::Auto, "auto"},
    {PropensitySource::Logged, "logged"},
    {PropensitySource::Estimated, "estimated"},
};

constexpr double kCounted = 1e10; ///< larger bounds are written as powers of ten

/// The detail is the cause alone, for who shows it beside the field.
Error unusable(const std::string &cause)
{
    return makeError(ErrorCode::BadConfig, "The training configuration cannot be used: " + cause + ".", cause);
}

/// Writes the fields it visits.
class FieldWriter
{
public:
    explicit FieldWriter(Json &json)
        : m_json(json)
    {}

    template <typename T>
    void number(const char *key, const T &value, double, double)
    {
        m_json[key] = value;
    }
    void number(const char *key, const std::optional<double> &value, double, double)
    {
        m_json[key] = value ? Json(*value) : Json(nullptr);
    }
    template <typename T>
    void list(const char *key, const std::vector<T> &values, double, double)
    {
        m_json[key] = values;
    }
    void knots(const char *key, const std::vector<double> &positions) { m_json[key] = positions; }
    void flag(const char *key, bool value) { m_json[key] = value; }
    template <typename T, typename ToKey, typename FromKey>
    void word(const char *key, const T &value, ToKey toKey, FromKey)
    {
        m_json[key] = std::string(toKey(value));
    }
    template <typename Visit>
    void group(const char *key, Visit visit)
    {
        FieldWriter inner(m_json[key] = Json::object());
        visit(inner);
    }

private:
    Json &m_json;
};

/// Reads the fields it visits and remembers the first thing that is wrong.
class FieldReader
{
public:
    FieldReader(const Json &json, std::string path, std::optional<Error> &error)
        : m_json(json)
        , m_path(std::move(path))
        , m_error(error)
    {
        if (!json.is_object())
            fail("'" + (m_path.empty() ? std::string("the configuration") : m_path) + "' must be a JSON object");
    }

    template <typename T>
    void number(const char *key, T &value, double low, double high)
    {
        if (const Json *field = find(key))
            read(*field, key, value, low, high);
    }
    void number(const char *key, std::optional<double> &value, double low, double high)
    {
        const Json *field = find(key);
        if (!field)
            return;
        double given = 0;
        if (field->is_null())
            value.reset();
        else if (read(*field, key, given, low, high))
            value = given;
    }
    template <typename T>
    void list(const char *key, std::vector<T> &values, double low, double high)
    {
        const Json *field = find(key);
        if (!field)
            return;
        if (!field->is_array() || field->empty())
            return fail(name(key) + " must be a list with at least one number");
        std::vector<T> given(field->size());
        for (std::size_t i = 0; i < given.size(); ++i) {
            if (!read((*field)[i], key, given[i], low, high))
                return;
        }
        values = std::move(given);
    }
    /// Empty, or ascending from 0 to 1.
    void knots(const char *key, std::vector<double> &positions)
    {
        const Json *field = find(key);
        if (!field)
            return;
        std::vector<double> given;
        if (!field->is_array() || !field->empty())
            list(key, given, 0, 1);
        if (!given.empty() && !isKnotList(given))
            return fail(name(key) + " must ascend from 0 to 1, with at most 256 of them");
        positions = std::move(given);
    }
    void flag(const char *key, bool &value)
    {
        const Json *field = find(key);
        if (field && !field->is_boolean())
            return fail(name(key) + " must be true or false");
        if (field)
            value = field->get<bool>();
    }
    template <typename T, typename ToKey, typename FromKey>
    void word(const char *key, T &value, ToKey, FromKey fromKey)
    {
        const Json *field = find(key);
        if (!field)
            return;
        if (!field->is_string())
            return fail(name(key) + " must be a word");
        auto given = fromKey(field->template get<std::string>());
        if (given)
            value = *given;
        else
            fail(name(key) + ": " + given.error().message);
    }
    template <typename Visit>
    void group(const char *key, Visit visit)
    {
        if (const Json *field = find(key)) {
            FieldReader inner(*field, m_path.empty() ? key : m_path + "." + key, m_error);
            visit(inner);
            inner.refuseUnknown();
        }
    }
    void refuseUnknown()
    {
        if (!m_json.is_object())
            return;
        for (const auto &[key, value] : m_json.items()) {
            if (m_known.contains(key))
                continue;
            std::string known;
            for (const std::string &each : m_known)
                known += (known.empty() ? "" : ", ") + each;
            fail("unknown field " + name(key.c_str()) + "; here there may be: " + known);
        }
    }

private:
    const Json *find(const char *key)
    {
        m_known.insert(key);
        const auto at = m_json.is_object() ? m_json.find(key) : m_json.end();
        return m_json.is_object() && at != m_json.end() ? &*at : nullptr;
    }
    template <typename T>
    bool read(const Json &field, const char *key, T &value, double low, double high)
    {
        const bool whole = std::is_integral_v<T>;
        if (whole ? !field.is_number_integer() : !field.is_number()) {
            fail(name(key) + (whole ? " must be a whole number" : " must be a number"));
            return false;
        }
        const double given = field.get<double>();
        if (!(given >= low && given <= high)) {
            fail(name(key) + " is " + field.dump() + "; it must lie between " + bound(low) + " and " + bound(high));
            return false;
        }
        value = field.get<T>();
        return true;
    }
    static std::string bound(double value)
    {
        return value == std::floor(value) && std::abs(value) < kCounted ? formatCount(value) : Json(value).dump();
    }
    std::string name(const char *key) const { return "'" + (m_path.empty() ? "" : m_path + ".") + key + "'"; }
    void fail(const std::string &cause)
    {
        if (!m_error)
            m_error = unusable(cause);
    }

    const Json &m_json;
    std::string m_path;
    std::optional<Error> &m_error;
    std::set<std::string> m_known;
};

std::string_view scoreKindKey(ScoreKind kind)
{
    for (const auto &[each, key] : kScoreKinds) {
        if (each == kind)
            return key;
    }
    return kScoreKinds[0].second;
}

Result<ScoreKind> scoreKindFromKey(std::string_view word)
{
    for (const auto &[kind, key] : kScoreKinds) {
        if (key == word)
            return kind;
    }
    return makeError(ErrorCode::BadConfig,
                     "unknown kind of scores '" + std::string(word) + "', use shrunk-dr, dr, dm or ipw");
}

constexpr double kHuge = 1e12;
constexpr double kTiny = 1e-12;

template <typename Fields, typename Options>
void visitRidge(Fields &fields, Options &ridge)
{
    fields.number("shared", ridge.shared, kTiny, kHuge);
    fields.number("own", ridge.own, kTiny, kHuge);
    fields.number("constant", ridge.constant, kTiny, kHuge);
}

template <typename Fields, typename Options>
void visitNuisances(Fields &fields, Options &nuisances)
{
    fields.number("folds", nuisances.folds, 2, 50);
    fields.group("propensity", [&](auto &inner) {
        inner.list("penalties", nuisances.propensity.penalties, kTiny, kHuge);
        inner.list("temperatures", nuisances.propensity.temperatures, kTiny, kHuge);
        inner.list("floors", nuisances.propensity.floors, 0, 1);
        inner.number("iterations", nuisances.propensity.iterations, 1, 10000);
        inner.word("source", nuisances.propensity.source, propensitySourceKey, propensitySourceFromKey);
    });
    fields.group("ridge", [&](auto &inner) { visitRidge(inner, nuisances.ridge); });
    fields.group("cells", [&](auto &inner) {
        inner.list("codebook_sizes", nuisances.cells.codebookSizes, 1, 65536);
        inner.number("seeds_per_size", nuisances.cells.seedsPerSize, 1, 100);
        inner.number("lloyd_iterations", nuisances.cells.lloydIterations, 1, 1000);
        inner.group("ridge", [&](auto &ridge) { visitRidge(ridge, nuisances.cells.ridge); });
    });
    fields.group("forest", [&](auto &inner) {
        inner.number("trees", nuisances.forest.trees, 0, 10000);
        inner.number("feature_share", nuisances.forest.featureShare, kTiny, 1);
        inner.number("most_features", nuisances.forest.mostFeatures, 1, 1e6);
        inner.number("tree_rows", nuisances.forest.treeRows, 1, 1e9);
        inner.number("minimum_leaf", nuisances.forest.minimumLeaf, 1, 1e9);
        inner.number("depth", nuisances.forest.depth, 1, 30);
        inner.number("bins", nuisances.forest.bins, 2, 256);
        inner.number("shared", nuisances.forest.shared, kTiny, kHuge);
        inner.number("own", nuisances.forest.own, kTiny, kHuge);
    });
    fields.group("stack", [&](auto &inner) {
        inner.number("prior", nuisances.stack.prior, 0, 1);
        inner.number("prior_strength", nuisances.stack.priorStrength, kTiny, kHuge);
        inner.number("weight_clip", nuisances.stack.weightClip, kTiny, 1);
        inner.number("weight_cap", nuisances.stack.weightCap, 1, kHuge);
        inner.flag("contrasts", nuisances.stack.contrasts);
        inner.number("contrast_prior_strength", nuisances.stack.contrastPriorStrength, kTiny, kHuge);
    });
    fields.group("scores", [&](auto &inner) {
        inner.word("kind", nuisances.scores.kind, scoreKindKey, scoreKindFromKey);
        inner.number("clip", nuisances.scores.clip, kTiny, 1);
        inner.number("cap", nuisances.scores.cap, 1, kHuge);
        inner.number("bias_clusters", nuisances.scores.biasClusters, 1, 65536);
        inner.number("minimum_cell_rows", nuisances.scores.minimumCellRows, 2, kHuge);
    });
}

template <typename Fields, typename Options>
void visitNetwork(Fields &fields, Options &network)
{
    fields.number("hidden", network.hidden, 1, 65536);
    fields.number("dropout", network.dropout, 0, 0.99);
    fields.number("learning_rate", network.learningRate, kTiny, 10);
    fields.number("weight_decay", network.weightDecay, 0, 10);
    fields.number("batch", network.batch, 1, 1e7);
    fields.number("epochs", network.epochs, 1, 1e6);
    fields.number("input_scale", network.inputScale, kTiny, kHuge);
}

template <typename Fields, typename Options>
void visitCorrection(Fields &fields, Options &correction)
{
    fields.number("temperature", correction.temperature, 1e-6, 1e6);
    fields.number("knots", correction.knots, 1, 256);
    fields.knots("knot_positions", correction.knotPositions);
    visitNetwork(fields, correction);
    fields.number("trust", correction.trust, 0, kHuge);
    fields.number("fixed_lambda", correction.fixedLambda, 0, 1);
    fields.flag("lambda_input", correction.lambdaInput);
    fields.flag("separate", correction.separate);
    fields.flag("base", correction.base);
}

/// The one list of fields; writing and reading walk it, so they cannot differ.
template <typename Fields, typename Config>
void visitConfig(Fields &fields, Config &config)
{
    fields.word(
        "method", config.method, [](Method method) { return methodInfo(method).key; }, methodFromKey);
    fields.number("seed", config.seed, 0, static_cast<double>(kLargestSeed));
    fields.word("device", config.device, deviceKey, deviceFromKey);
    fields.number("lambda_max", config.lambdaMax, kTiny, kHuge);
    fields.group("nuisances", [&](auto &inner) { visitNuisances(inner, config.nuisances); });
    fields.group("correction", [&](auto &inner) { visitCorrection(inner, config.correction); });
    fields.number("neighbours", config.neighbours, 1, 1e6);
    fields.number("ridge_penalty", config.ridgePenalty, kTiny, kHuge);
    fields.group("neural", [&](auto &inner) { visitNetwork(inner, config.neural); });
    fields.group("carrot", [&](auto &inner) { inner.list("neighbours", config.carrotNeighbours, 1, 1e6); });
    fields.number("evaluation_clip", config.evaluationClip, kTiny, 0.5);
}

} // namespace

std::string_view propensitySourceKey(PropensitySource source)
{
    for (const auto &[each, key] : kPropensitySources) {
        if (each == source)
            return key;
    }
    return kPropensitySources[0].second;
}

Result<PropensitySource> propensitySourceFromKey(std::string_view word)
{
    for (const auto &[source, key] : kPropensitySources) {
        if (key == word)
            return source;
    }
    return makeError(ErrorCode::BadConfig,
                     "unknown source of propensities '" + std::string(word) + "', use auto, logged or estimated");
}

std::string toJson(const TrainConfig &config)
{
    Json json = Json::object();
    FieldWriter writer(json);
    visitConfig(writer, config);
    return json.dump(2);
}

Result<TrainConfig> trainConfigFromJson(std::string_view text, const TrainConfig &base)
{
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded())
        return makeError(ErrorCode::BadConfig,
                         "The training configuration is not valid JSON. Check commas and quotes.");
    TrainConfig config = base;
    std::optional<Error> error;
    FieldReader reader(json, "", error);
    visitConfig(reader, config);
    reader.refuseUnknown();
    if (error)
        return *error;
    if (const std::string fault = correctionFault(config.correction); !fault.empty())
        return unusable(fault);
    return config;
}

} // namespace fairlead
