#include "core/experiment/explanation.h"

#include "core/store/datasetrepository.h"
#include "core/sweep/envelope.h"
#include "core/sweep/sweepinput.h"

#include <algorithm>
#include <array>

namespace fairlead {

namespace {

/// The stretches that events of one query leave between lo and hi.
/// @param first model at lo
std::vector<EnvelopePiece> piecesOf(std::span<const SwitchEvent> events, std::uint16_t first, double lo, double hi)
{
    std::vector<EnvelopePiece> pieces{{lo, hi, first}};
    for (const SwitchEvent &event : events) {
        pieces.back().hi = event.lambda;
        pieces.push_back({event.lambda, hi, event.to});
    }
    return pieces;
}

/// As the index has it, which may differ in the last digits from scores computed for one query alone.
std::vector<EnvelopePiece> piecesOf(const SweepIndex &index, std::uint32_t query, std::uint16_t withoutChange)
{
    std::vector<SwitchEvent> events;
    for (const SwitchEvent &event : index.events()) {
        if (event.query == query)
            events.push_back(event);
    }
    const std::uint16_t first = events.empty() ? withoutChange : events.front().from;
    return piecesOf(events, first, index.lambdaMin(), index.lambdaMax());
}

std::vector<std::uint8_t> availableModels(const SweepIndex &index, std::uint32_t query)
{
    std::vector<std::uint8_t> available;
    for (std::size_t t = 0; t < index.models(); ++t)
        available.push_back(index.isAvailable(query, t) ? 1 : 0);
    return available;
}

std::uint16_t bestAtFirstKnot(std::span<const double> knots, std::span<const double> tieCosts, const MatrixD &scores,
                              std::span<const std::uint8_t> available)
{
    std::vector<double> values(scores.data(), scores.data() + scores.size());
    sinkUnavailable(values, available);
    std::vector<SwitchEvent> events;
    const std::vector<std::uint16_t> ranks = tieRanks(tieCosts);
    return EnvelopeWalker(knots, ranks).walk(values, 0, events);
}

/// The truth of one query as the oracle reads it.
struct TrueRow
{
    MatrixD quality;
    MatrixD cost;
};
TrueRow trueRow(const OutcomeTable &truth, std::uint32_t query)
{
    TrueRow row{MatrixD(1, truth.cols()), MatrixD(1, truth.cols())};
    for (std::size_t t = 0; t < truth.cols(); ++t) {
        row.quality(0, t) = truth(query, t).quality;
        row.cost(0, t) = truth(query, t).cost;
    }
    return row;
}

} // namespace

ScoreUnit scoreUnit(Method method)
{
    switch (method) {
    case Method::RmInterval:
    case Method::RmSoftmax:
    case Method::RmClassification:
    case Method::IpwPolicy:
    case Method::FullFeedback:
        return ScoreUnit::Logit;
    case Method::Random:
    case Method::LoggingPolicy:
        return ScoreUnit::LogProbability;
    case Method::PlugIn:
    case Method::KnnPlugIn:
    case Method::BestSingle:
    case Method::Cheapest:
    case Method::Oracle:
    case Method::PlugInRidge:
    case Method::PlugInNeural:
    case Method::Carrot:
        break;
    }
    return ScoreUnit::Utility;
}

ScoreLines utilityLines(std::span<const Outcome> outcomes, std::span<const std::uint8_t> available,
                        std::span<const double> tieCosts, double lo, double hi)
{
    ScoreLines lines{{lo, hi}, MatrixD(2, outcomes.size()), {}};
    for (std::size_t t = 0; t < outcomes.size(); ++t) {
        lines.values(0, t) = outcomes[t].quality - lo * outcomes[t].cost;
        lines.values(1, t) = outcomes[t].quality - hi * outcomes[t].cost;
    }
    std::vector<double> scores(lines.values.data(), lines.values.data() + lines.values.size());
    if (!available.empty())
        sinkUnavailable(scores, available);
    std::vector<SwitchEvent> events;
    const std::vector<std::uint16_t> ranks = tieRanks(tieCosts);
    const std::uint16_t first = EnvelopeWalker(lines.knots, ranks).walk(scores, 0, events);
    lines.envelope = piecesOf(events, first, lo, hi);
    return lines;
}

Result<QueryExplainer> QueryExplainer::load(Workspace &workspace, std::shared_ptr<const RouterAnalysis> analysis)
{
    const auto weights = RouterRepository(workspace).weights(analysis->router.id);
    if (!weights)
        return weights.error();
    auto router = loadRouter(*weights);
    if (!router)
        return router.error();
    if ((*router)->models() != analysis->index->models())
        return makeError(ErrorCode::BadInput,
                         "Router '" + analysis->router.name + "' changed since it was analysed. Open the page again.");
    return QueryExplainer(std::move(analysis), std::shared_ptr<const Router>(std::move(*router)));
}

Result<QueryExplanation> QueryExplainer::explain(Workspace &workspace, std::uint32_t query) const
{
    const RouterAnalysis &analysis = *m_analysis;
    const SweepIndex &index = *analysis.index;
    const HeldOutTables &tables = *analysis.heldOut;
    if (query >= index.queries() || query >= analysis.rows.size())
        return makeError(ErrorCode::Internal, "There is no such query in this analysis.");
    const std::int64_t row = analysis.rows[query];
    DatasetRepository datasets(workspace);
    auto texts = datasets.queriesByRows(analysis.dataset.id, std::array{row});
    if (!texts)
        return texts.error();
    const auto embedding = datasets.embedding(analysis.dataset.id, static_cast<std::size_t>(row));
    if (!embedding)
        return embedding.error();

    QueryBatch batch{&*embedding, nullptr, nullptr};
    std::optional<TrueRow> truth;
    if (index.trueOutcomes()) {
        truth = trueRow(*index.trueOutcomes(), query);
        batch.trueQuality = &truth->quality;
        batch.trueCost = &truth->cost;
    }
    auto scores = m_router->scores(batch);
    if (!scores)
        return scores.error();

    QueryExplanation why;
    why.query = query;
    why.text = std::move(texts->front());
    why.unit = scoreUnit(m_router->method());
    const std::vector<std::uint8_t> available = availableModels(index, query);
    const std::size_t m = index.models();
    why.router.knots = m_router->knots();
    why.router.values = MatrixD(why.router.knots.size(), m);
    std::copy_n(scores->data(), scores->size(), why.router.values.data());
    why.router.envelope =
        piecesOf(index, query, bestAtFirstKnot(m_router->knots(), m_router->tieCosts(), *scores, available));

    std::vector<Outcome> predicted(m);
    std::vector<Outcome> real(m);
    for (std::size_t t = 0; t < m; ++t) {
        ModelExplanation model;
        model.isAvailable = available[t] != 0;
        model.predicted = predicted[t] = {tables.predictedQuality(query, t), tables.predictedCost(query, t)};
        model.influence = {tables.quality(query, t), tables.cost(query, t)};
        model.propensity = tables.propensity(query, t);
        if (truth)
            model.truth = real[t] = (*index.trueOutcomes())(query, t);
        why.models.push_back(model);
    }
    why.predicted = utilityLines(predicted, available, m_router->tieCosts(), index.lambdaMin(), index.lambdaMax());
    if (truth)
        why.truth = utilityLines(real, available, m_router->tieCosts(), index.lambdaMin(), index.lambdaMax());
    why.served = static_cast<std::size_t>(tables.loggedModel[query]);
    why.observed = {tables.loggedQuality[query], tables.loggedCost[query]};
    why.servedPropensity = tables.served[query];
    why.isPropensityLogged = tables.propensityChoice.usesLogged;
    return why;
}

} // namespace fairlead
