#include "core/experiment/simulation.h"

#include "core/base/format.h"
#include "core/experiment/rundata.h"
#include "core/features/standardizer.h"
#include "core/store/datasetrepository.h"

#include <nlohmann/json.hpp>

#include <limits>

namespace fairlead {

namespace {

constexpr double kNoPropensity = std::numeric_limits<double>::quiet_NaN();

/// "bias 1, floor 0.02, seed 1", after the policy's name where it is not the usual one.
std::string describe(const SimulationOptions &options)
{
    const std::string seed = "seed " + std::to_string(options.seed);
    if (options.kind == LoggingKind::Deterministic)
        return "deterministic, " + seed;
    const std::string kind =
        options.kind == LoggingKind::Embedding ? "" : std::string(loggingKindKey(options.kind)) + ", ";
    return kind + "bias " + formatSignificant(options.bias, 3) + ", floor " + formatSignificant(options.floor, 3) +
           ", " + seed;
}

std::string settingsJson(const std::string &parent, const SimulationOptions &options)
{
    nlohmann::json settings = {{"simulated_from", parent},
                               {"policy", loggingKindKey(options.kind)},
                               {"seed", options.seed},
                               {"log_propensity", options.logPropensity}};
    if (options.kind != LoggingKind::Deterministic) {
        settings["bias"] = options.bias;
        settings["floor"] = options.floor;
    }
    return settings.dump();
}

/// The candidate set of a query: the models that answered it.
std::vector<std::uint8_t> answeredModels(std::span<const double> answers)
{
    std::vector<std::uint8_t> available;
    for (const double answer : answers)
        available.push_back(std::isnan(answer) ? 0 : 1);
    return available;
}

} // namespace

Result<DatasetId> simulateLog(Workspace &workspace, DatasetId fullFeedback, const std::string &name,
                              const SimulationOptions &options, std::stop_token stop, const ReportProgress &report)
{
    if (auto fine = checkLoggingPolicy(options); !fine)
        return fine.error();
    DatasetRepository repository(workspace);
    auto info = repository.byId(fullFeedback);
    if (!info)
        return info.error();
    if (info->kind != DatasetKind::FullFeedback)
        return makeError(ErrorCode::BadInput, "Dataset '" + info->name +
                                                  "' is a log already: a log is simulated from full "
                                                  "feedback, where every model answered.");
    auto models = repository.models(fullFeedback);
    auto outcomes = repository.fullOutcomes(fullFeedback);
    if (!models || !outcomes)
        return !models ? models.error() : outcomes.error();
    auto embeddings = loadOrMakeEmbeddings(workspace, *info, stop, report);
    if (!embeddings)
        return embeddings.error();
    auto standardizer = Standardizer::fit(*embeddings);
    if (!standardizer)
        return standardizer.error();
    auto z = standardizer->apply(*embeddings);
    if (!z)
        return z.error();
    const MatrixD probabilities = loggingProbabilities(*z, *outcomes, options);

    auto transaction = Transaction::begin(workspace);
    if (!transaction)
        return transaction.error();
    NewDataset log;
    log.name = name;
    log.kind = DatasetKind::Log;
    log.parent = fullFeedback;
    log.source = "simulated from '" + info->name + "' (" + describe(options) + ")";
    log.settings = settingsJson(info->name, options);
    for (const ModelInfo &model : *models)
        log.models.push_back(model.name);
    auto writer = DatasetWriter::begin(workspace, log);
    if (!writer)
        return writer.error();
    ServedModels served(options.seed);
    const ReportProgress progress = throttled(report);
    for (std::size_t row = 0; row < probabilities.rows(); ++row) {
        if (row % 1024 == 0) {
            progress(
                {"Simulating the log", static_cast<double>(row), static_cast<double>(probabilities.rows()), "queries"});
            if (stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "The simulation was stopped; the workspace is as it was.");
        }
        const std::size_t model = served.draw(probabilities.row(row));
        const double propensity = options.logPropensity ? probabilities(row, model) : kNoPropensity;
        if (auto added = writer->addObservation(row, static_cast<std::int32_t>(model), outcomes->quality(row, model),
                                                outcomes->cost(row, model), propensity,
                                                answeredModels(outcomes->quality.row(row)));
            !added)
            return added.error();
    }
    auto id = writer->finish();
    if (!id)
        return id.error();
    if (auto committed = transaction->commit(); !committed)
        return committed.error();
    return id;
}

} // namespace fairlead
