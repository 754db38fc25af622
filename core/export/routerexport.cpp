#include "core/export/routerexport.h"

#include "core/base/fileio.h"
#include "core/base/format.h"
#include "core/export/reloadcheck.h"
#include "core/export/safetensorsfile.h"
#include "core/export/torchscriptfile.h"
#include "core/store/datasetrepository.h"
#include "core/store/routerrepository.h"

namespace fs = std::filesystem;

namespace fairlead {

namespace {

constexpr std::size_t kMostCheckedRows = 512;
constexpr double kScriptTolerance = 1e-5;

/// One router with all that its file and card say.
struct Exported
{
    std::unique_ptr<Router> router;
    RouterCard card;
    std::optional<TensorBundle> textEncoder;
    MatrixF embeddings; ///< to check on
};

Result<void> refuseReferences(const RouterRecord &record, Method method)
{
    const std::string subject = "Could not export '" + record.name + "': ";
    if (method == Method::Oracle)
        return makeError(ErrorCode::Unsupported,
                         subject + "the oracle reads true outcomes that no new query has; it is a reference to compare "
                                   "with. Export a trained router.");
    if (method == Method::Random || method == Method::LoggingPolicy)
        return makeError(ErrorCode::Unsupported,
                         subject + "'" + record.method +
                             "' draws models at random to compare with; there is nothing learned "
                             "in it to deploy. Export a trained router.");
    return {};
}

RouterCard makeCard(const RouterRecord &record, const Router &router, const std::vector<ModelInfo> &models)
{
    RouterCard card;
    card.name = record.name;
    card.method = record.method;
    for (const ModelInfo &model : models)
        card.models.push_back(model.name);
    card.knots = router.knots();
    card.tieCosts = router.tieCosts();
    card.dataHash = record.dataHash;
    card.dataset = record.datasetName;
    card.seed = record.seed;
    card.config = record.config;
    card.summary = record.summary;
    card.version = record.version;
    return card;
}

/// Held-out rows first, so that the check sees queries the router was not trained on.
std::vector<std::size_t> rowsToCheck(const std::vector<Query> &queries)
{
    std::vector<std::size_t> rows;
    for (const Split split : {Split::HeldOut, Split::Train}) {
        for (std::size_t i = 0; i < queries.size() && rows.size() < kMostCheckedRows; ++i) {
            if (queries[i].split == split)
                rows.push_back(i);
        }
    }
    return rows;
}

Result<Exported> gather(Workspace &workspace, RouterId id)
{
    const RouterRepository routers(workspace);
    const DatasetRepository datasets(workspace);
    const auto record = routers.byId(id);
    if (!record)
        return record.error();
    const auto weights = routers.weights(id);
    if (!weights)
        return weights.error();
    auto router = loadRouter(*weights);
    if (!router)
        return router.error();
    if (const auto allowed = refuseReferences(*record, (*router)->method()); !allowed)
        return allowed.error();
    const auto models = datasets.models(record->dataset);
    if (!models)
        return models.error();
    const auto embeddings = datasets.embeddings(record->dataset);
    if (!embeddings)
        return embeddings.error();
    const auto queries = datasets.queries(record->dataset);
    if (!queries)
        return queries.error();
    auto encoder = datasets.textEncoder(record->dataset);
    if (!encoder)
        return encoder.error();

    RouterCard card = makeCard(*record, **router, *models);
    card.embeddingDim = embeddings->cols();
    card.needsTextEncoder = encoder->has_value();
    return Exported{std::move(*router), std::move(card), std::move(*encoder),
                    takeRows(*embeddings, rowsToCheck(*queries))};
}

Result<std::string> serialise(const Exported &exported, ExportFormat format)
{
    if (format == ExportFormat::TorchScript)
        return toTorchScript(*exported.router, exported.card);
    return toSafetensorsFile(*exported.router, exported.card, exported.textEncoder);
}

Result<ExportOutcome> check(const Exported &exported, ExportFormat format, const ExportOutcome &written)
{
    const auto reloaded = openExportedRouter(written.file);
    if (!reloaded)
        return reloaded.error();
    const auto compared = compareWithRouter(*reloaded, *exported.router, exported.embeddings);
    if (!compared)
        return compared.error();
    const double tolerance = format == ExportFormat::TorchScript ? kScriptTolerance : 0;
    if (compared->largestDifference > tolerance || compared->otherDecisions > 0)
        return makeError(ErrorCode::Internal, "Could not export '" + exported.card.name +
                                                  "': loaded again, the file gives other scores (relative difference " +
                                                  formatSignificant(compared->largestDifference, 3) +
                                                  ") or decisions (" + formatCount(double(compared->otherDecisions)) +
                                                  "). Nothing was kept; please report this.");
    ExportOutcome outcome = written;
    outcome.largestScoreDifference = compared->largestDifference;
    outcome.checkedRows = exported.embeddings.rows();
    return outcome;
}

} // namespace

Result<ExportOutcome> exportRouter(Workspace &workspace, RouterId router, ExportFormat format, const fs::path &file)
{
    const ExportOutcome target{file, fs::path(file.string() + ".json")};
    for (const fs::path &path : {target.file, target.card}) {
        if (const auto allowed = requireSafeOutput(path, {workspace.path()}); !allowed)
            return allowed.error();
    }
    const auto exported = gather(workspace, router);
    if (!exported)
        return exported.error();
    const auto bytes = serialise(*exported, format);
    if (!bytes)
        return bytes.error();
    if (const auto written = writeFileAtomically(target.file, *bytes); !written)
        return written.error();
    Result<ExportOutcome> outcome = check(*exported, format, target);
    if (outcome) {
        if (const auto written = writeFileAtomically(target.card, toJson(exported->card)); !written)
            outcome = written.error();
    }
    if (!outcome) {
        std::error_code ignored;
        fs::remove(target.file, ignored);
        fs::remove(target.card, ignored);
    }
    return outcome;
}

} // namespace fairlead
