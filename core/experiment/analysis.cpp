#include "core/experiment/analysis.h"

#include "core/base/clusters.h"
#include "core/base/format.h"
#include "core/evaluation/tablevalue.h"
#include "core/experiment/config.h"
#include "core/experiment/diagnosis.h"
#include "core/experiment/rundata.h"
#include "core/experiment/scorestream.h"
#include "core/routers/builders.h"
#include "core/store/datasetrepository.h"

#include <algorithm>
#include <numeric>

namespace fairlead {

namespace {

/// Everything about the held-out rows that an index is built from.
struct HeldOutView
{
    HeldOutTables tables;
    const MatrixF *embeddings = nullptr; ///< of all rows, the run's
    std::optional<FullOutcomes> truth; ///< n_h x m
    Matrix<std::uint8_t> available;    ///< n_h x m; empty: every model for every query
};

/// Mean over rows of what `value` gives for each.
template <typename Value>
Estimate meanOver(const HeldOutTables &tables, std::span<const std::size_t> rows, Value value)
{
    std::vector<double> values;
    std::vector<std::int32_t> clusters;
    values.reserve(rows.size());
    for (const std::size_t i : rows) {
        values.push_back(value(i));
        if (!tables.clusters.empty())
            clusters.push_back(tables.clusters[i]);
    }
    return meanOfRows(values, RowClusters(clusters));
}

/// One model for these rows; no number where there are none.
PolicyValue singleModelValue(const HeldOutTables &tables, const CorrectionNoise &noise,
                             std::span<const std::size_t> rows, std::size_t model)
{
    const std::vector<std::uint16_t> always(tables.rows.size(), static_cast<std::uint16_t>(model));
    const PolicySlice slice{always, 0, 1};
    std::vector<std::int32_t> clusters;
    for (const std::size_t i : rows) {
        if (!tables.clusters.empty())
            clusters.push_back(tables.clusters[i]);
    }
    return policyValue(tables, noise, rows, {&slice, 1}, RowClusters(clusters));
}

/// Held-out rows that could be sent to a model.
std::vector<std::size_t> rowsOf(const HeldOutView &view, std::size_t model)
{
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < view.tables.rows.size(); ++i) {
        if (view.available.empty() || view.available(i, model) != 0)
            rows.push_back(i);
    }
    return rows;
}

/// What a single model's value means where it was not always available; nothing where all were.
std::optional<std::string> availabilityWarning(const HeldOutView &view, const std::vector<ModelInfo> &models)
{
    std::string list;
    for (std::size_t t = 0; t < models.size(); ++t) {
        const std::size_t rows = rowsOf(view, t).size();
        if (rows < view.tables.rows.size())
            list += (list.empty() ? "'" : ", '") + models[t].name + "' " +
                    formatPercent(static_cast<double>(rows) / static_cast<double>(view.tables.rows.size()), 0);
    }
    if (list.empty())
        return std::nullopt;
    return "Not every model was available for every query: a single model's value is its mean over the held-out "
           "queries "
           "it was available for (" +
           list + "), so single models are not compared on the same queries.";
}

Result<HeldOutView> loadHeldOut(Workspace &workspace, const RunData &data, const FeatureRows &z, const TrainConfig &config,
                                std::stop_token stop, const ReportProgress &report)
{
    HeldOutView view;
    auto tables = loadOrMakeHeldOutTables(workspace, data, z, config.evaluationClip, DeviceChoice::Cpu, stop, report,
                                          config.nuisances.propensity.source);
    if (!tables)
        return tables.error();
    view.tables = std::move(*tables);
    const std::vector<std::size_t> rows(view.tables.rows.begin(), view.tables.rows.end());
    view.available = takeAvailable(data, rows);
    view.embeddings = &data.embeddings;
    auto truth = DatasetRepository(workspace).truth(data.info.id);
    if (!truth)
        return truth.error();
    if (*truth)
        view.truth = FullOutcomes{takeRows((*truth)->quality, std::span<const std::size_t>(rows)),
                                  takeRows((*truth)->cost, std::span<const std::size_t>(rows))};
    return view;
}

Result<std::shared_ptr<const SweepIndex>> buildIndex(const Router &router, const HeldOutView &view,
                                                     std::optional<std::size_t> reference, std::stop_token stop,
                                                     const ReportProgress &report)
{
    QueryBatch batch;
    batch.embeddings = view.embeddings;
    SweepInput input;
    if (view.truth) {
        batch.trueQuality = input.trueQuality = &view.truth->quality;
        batch.trueCost = input.trueCost = &view.truth->cost;
    }
    input.stream = streamScores(router, batch, view.tables.rows);
    input.knots = router.knots();
    input.tieCosts = router.tieCosts();
    input.drQuality = &view.tables.quality;
    input.drCost = &view.tables.cost;
    input.loggedQuality = view.tables.loggedQuality;
    input.loggedCost = view.tables.loggedCost;
    input.noise = std::make_shared<const CorrectionNoise>(correctionNoise(view.tables));
    input.clusters = view.tables.clusters;
    input.available = view.available.empty() ? nullptr : &view.available;
    if (view.available.empty()) // "always this model" is no policy where it was not always there
        input.referenceModel = reference;
    auto index = SweepIndex::build(input, stop, report);
    if (!index)
        return index.error();
    return std::make_shared<const SweepIndex>(std::move(*index));
}

std::vector<ReferencePolicy> referencePolicies(const HeldOutView &view, const std::vector<ModelInfo> &models)
{
    const HeldOutTables &tables = view.tables;
    std::vector<std::size_t> rows(tables.rows.size());
    std::iota(rows.begin(), rows.end(), std::size_t(0));
    const auto mean = [&](auto value) { return meanOver(tables, rows, value); };
    const auto truth = [&](const MatrixD FullOutcomes::*outcome, const std::function<std::size_t(std::size_t)> &model) {
        return view.truth
                   ? std::optional(mean([&](std::size_t i) { return ((*view.truth).*outcome)(i, model(i)); }).value)
                   : std::nullopt;
    };
    std::vector<ReferencePolicy> policies;
    // On its own rows the logging policy needs no correction: what was logged is a sample of it.
    ReferencePolicy logging{ReferencePolicy::Kind::LoggingPolicy, "logging policy", -1, {}, {}, {}, {}};
    logging.quality = mean([&](std::size_t i) { return tables.loggedQuality[i]; });
    logging.cost = mean([&](std::size_t i) { return tables.loggedCost[i]; });
    const auto served = [&](std::size_t i) { return static_cast<std::size_t>(tables.loggedModel[i]); };
    logging.trueQuality = truth(&FullOutcomes::quality, served);
    logging.trueCost = truth(&FullOutcomes::cost, served);
    policies.push_back(std::move(logging));
    const CorrectionNoise noise = correctionNoise(tables);
    for (std::size_t t = 0; t < models.size(); ++t) {
        rows = rowsOf(view, t);
        ReferencePolicy single{
            ReferencePolicy::Kind::SingleModel, models[t].name, static_cast<std::int32_t>(t), {}, {}, {}, {}};
        const PolicyValue value = singleModelValue(tables, noise, rows, t);
        single.quality = value.quality;
        single.cost = value.cost;
        const auto always = [t](std::size_t) { return t; };
        single.trueQuality = truth(&FullOutcomes::quality, always);
        single.trueCost = truth(&FullOutcomes::cost, always);
        single.heldOut = judgeSingleModel(singleModelSupport(tables, rows, t), models[t].name, tables.clip);
        policies.push_back(std::move(single));
    }
    return policies;
}

/// The single model with the highest utility in the middle of the interval, which is its mean over the interval.
std::int32_t bestSingleModel(const LogDiagnosis &diagnosis, double lambdaMin, double lambdaMax)
{
    const double middle = (lambdaMin + lambdaMax) / 2;
    std::int32_t best = 0;
    const auto utility = [&](std::size_t t) { return diagnosis.singleQuality[t] - middle * diagnosis.singleCost[t]; };
    for (std::size_t t = 1; t < diagnosis.singleQuality.size(); ++t) {
        if (utility(t) > utility(static_cast<std::size_t>(best)))
            best = static_cast<std::int32_t>(t);
    }
    return best;
}

/// The single model with the highest quality of those that the log supports; -1 where there is none.
std::int32_t bestQualityModel(const LogDiagnosis &diagnosis)
{
    std::int32_t best = -1;
    for (std::size_t t = 0; t < diagnosis.singleQuality.size(); ++t) {
        const bool isBetter =
            best < 0 || diagnosis.singleQuality[t] > diagnosis.singleQuality[static_cast<std::size_t>(best)];
        if (diagnosis.support.models[t].verdict != Verdict::Refuse && isBetter)
            best = static_cast<std::int32_t>(t);
    }
    return best;
}

} // namespace

Judgement RouterAnalysis::judge(double lambda) const
{
    return judge(lambda, lambda);
}

Judgement RouterAnalysis::judge(double lo, double hi) const
{
    Judgement judgement;
    if (routing)
        judgement.add(lo == hi ? routing->judge(lo) : routing->over(lo, hi).judgement);
    judgement.add(support.judgement());
    return judgement;
}

Judgement RouterAnalysis::judge(const ReferencePolicy &policy) const
{
    const bool isSingle = policy.kind == ReferencePolicy::Kind::SingleModel && policy.model >= 0;
    const auto model = static_cast<std::size_t>(policy.model);
    if (!isSingle || model >= support.models.size())
        return {};
    Judgement judgement = support.models[model].judgement();
    if (support.verdict == Verdict::Refuse) // a log that supports nothing supports no model
        judgement.add({support.verdict, support.reasons});
    judgement.add(policy.heldOut);
    return judgement;
}

Result<RouterAnalysis> analyseRouter(Workspace &workspace, RouterId id, std::stop_token stop,
                                     const ReportProgress &givenReport)
{
    const ReportProgress report = throttled(givenReport);
    RouterRepository routers(workspace);
    RouterAnalysis analysis;
    auto record = routers.byId(id);
    if (!record)
        return record.error();
    analysis.router = std::move(*record);
    auto config = trainConfigFromJson(analysis.router.config);
    auto weights = routers.weights(id);
    if (!config || !weights)
        return !config ? config.error() : weights.error();
    auto router = loadRouter(*weights);
    if (!router)
        return router.error();
    auto data = loadRunData(workspace, analysis.router.dataset, stop, report);
    if (!data)
        return data.error();
    auto features = standardize(*data);
    if (!features)
        return features.error();
    auto view = loadHeldOut(workspace, *data, features->z, *config, stop, report);
    if (!view)
        return view.error();
    auto diagnosis =
        loadOrMakeDiagnosis(workspace, *data, features->z, stop, report, config->nuisances.propensity.source);
    if (!diagnosis)
        return diagnosis.error();
    if ((*router)->models() != data->models.size())
        return makeError(ErrorCode::BadInput, "Router '" + analysis.router.name + "' does not fit dataset '" +
                                                  data->info.name +
                                                  "': it knows another number of models. Train it again.");
    analysis.bestSingle = bestSingleModel(*diagnosis, (*router)->knots().front(), (*router)->knots().back());
    auto index = buildIndex(**router, *view, static_cast<std::size_t>(analysis.bestSingle), stop, report);
    if (!index)
        return index.error();
    analysis.index = std::move(*index);
    if (view->truth) {
        const auto oracle = makeOracleRouter((*router)->knots().back(), (*router)->tieCosts());
        auto oracleIndex = buildIndex(*oracle, *view, std::nullopt, stop, report);
        if (!oracleIndex)
            return oracleIndex.error();
        analysis.oracle = std::move(*oracleIndex);
    }
    analysis.references = referencePolicies(*view, data->models);
    analysis.bestQuality = bestQualityModel(*diagnosis);
    analysis.rows = view->tables.rows;
    auto availability = availabilityWarning(*view, data->models);
    analysis.heldOut = std::make_shared<const HeldOutTables>(std::move(view->tables));
    analysis.support = std::move(diagnosis->support);
    if (analysis.router.dataHash != data->info.dataHash)
        analysis.warnings.push_back("The data of '" + data->info.name + "' changed since this router was trained.");
    // What the training rows say comes first; the held-out rows may speak up where these pass.
    const PropensityChoice &choice =
        diagnosis->propensity.isMismatch() ? diagnosis->propensity : analysis.heldOut->propensityChoice;
    for (std::string &warning : choice.warnings(data->modelNames()))
        analysis.warnings.push_back(std::move(warning));
    if (availability)
        analysis.warnings.push_back(std::move(*availability));
    analysis.dataset = std::move(data->info);
    analysis.models = std::move(data->models);
    std::vector<std::string> names;
    for (const ModelInfo &model : analysis.models)
        names.push_back(model.name);
    auto routing = RouterSupport::build(*analysis.index, analysis.heldOut->propensity, analysis.heldOut->loggedModel,
                                        names, analysis.support, config->evaluationClip);
    if (!routing)
        return routing.error();
    analysis.routing = std::make_shared<const RouterSupport>(std::move(*routing));
    analysis.verdict = analysis.judge(analysis.index->lambdaMin(), analysis.index->lambdaMax()).verdict;
    return analysis;
}

} // namespace fairlead
