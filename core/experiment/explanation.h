#pragma once

#include "core/experiment/analysis.h"
#include "core/routers/router.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fairlead {

/// A model's stretch of the upper envelope: it serves from lo up to the next stretch, or to hi.
struct EnvelopePiece
{
    double lo = 0;
    double hi = 0;
    std::uint16_t model = 0;

    bool operator==(const EnvelopePiece &) const = default;
};

/// One line a model over lambda, straight between knots, and which of them is on top.
struct ScoreLines
{
    std::vector<double> knots; ///< lambda, ascending
    MatrixD values;            ///< knots x m
    std::vector<EnvelopePiece> envelope;
};

/// What a router's scores are measured in; only differences between models matter in all of them.
enum class ScoreUnit
{
    Utility,       ///< quality units: predicted quality less lambda times predicted cost
    Logit,         ///< of a network: utility over its temperature plus what it learned
    LogProbability ///< of a random policy, with the noise that makes the draw
};
[[nodiscard]] ScoreUnit scoreUnit(Method method);

/// What is known of a query and one model; costs are USD.
struct ModelExplanation
{
    bool isAvailable = true; ///< whether the query could be sent to it; else the rest means nothing
    Outcome predicted;       ///< by a regression that did not see the query
    Outcome influence;       ///< doubly robust: the prediction, corrected where the log served this model
    double propensity = 0;   ///< of being served this model by the logging policy
    std::optional<Outcome> truth;
};

/// Why a router serves a held-out query as it does, and what came of it in the log.
struct QueryExplanation
{
    std::uint32_t query = 0; ///< of the index
    Query text;
    ScoreUnit unit = ScoreUnit::Utility;
    ScoreLines router;               ///< its scores; the envelope is the index's
    ScoreLines predicted;            ///< predicted quality less lambda times predicted cost, over the same range
    std::optional<ScoreLines> truth; ///< true quality less lambda times true cost
    std::vector<ModelExplanation> models;
    std::size_t served = 0; ///< by the log
    Outcome observed;       ///< what the log recorded of it
    double servedPropensity = 0;
    bool isPropensityLogged = false; ///< else estimated
};

/// Explains queries of one analysis; holds the router so that its weights are read once. Immutable, safe to share
/// between threads, each of which brings a workspace of its own.
class QueryExplainer
{
public:
    [[nodiscard]] static Result<QueryExplainer> load(Workspace &workspace,
                                                     std::shared_ptr<const RouterAnalysis> analysis);

    /// @param query of the analysis' index
    [[nodiscard]] Result<QueryExplanation> explain(Workspace &workspace, std::uint32_t query) const;

private:
    QueryExplainer(std::shared_ptr<const RouterAnalysis> analysis, std::shared_ptr<const Router> router)
        : m_analysis(std::move(analysis))
        , m_router(std::move(router))
    {}

    std::shared_ptr<const RouterAnalysis> m_analysis;
    std::shared_ptr<const Router> m_router;
};

/// Lines that are straight from lo to hi, quality - lambda cost, with their envelope; ties as everywhere.
/// @param outcomes m; @param available m flags, or empty
[[nodiscard]] ScoreLines utilityLines(std::span<const Outcome> outcomes, std::span<const std::uint8_t> available,
                                      std::span<const double> tieCosts, double lo, double hi);

} // namespace fairlead
