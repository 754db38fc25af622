#include "core/experiment/simulation.h"

#include "core/base/format.h"
#include "core/base/random.h"
#include "core/experiment/rundata.h"
#include "core/features/standardizer.h"
#include "core/store/datasetrepository.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace fairlead {

namespace {

/// n x m scores of the logging policy: one random direction per model, each column scaled to unit variance.
MatrixD loggingScores(const MatrixD &z, std::size_t models, std::uint64_t seed)
{
    MatrixD scores(z.rows(), models);
    for (std::size_t t = 0; t < models; ++t) {
        Random random(deriveSeed(seed, "logging direction", t));
        std::vector<double> direction(z.cols());
        for (double &each : direction)
            each = random.normal();
        double sum = 0;
        double squares = 0;
        for (std::size_t i = 0; i < z.rows(); ++i) {
            double score = 0;
            for (std::size_t j = 0; j < z.cols(); ++j)
                score += z(i, j) * direction[j];
            scores(i, t) = score;
            sum += score;
            squares += score * score;
        }
        const double n = static_cast<double>(z.rows());
        const double mean = sum / n;
        const double deviation = std::sqrt(std::max(squares / n - mean * mean, 0.0));
        for (std::size_t i = 0; i < z.rows(); ++i)
            scores(i, t) = deviation > 0 ? (scores(i, t) - mean) / deviation : 0;
    }
    return scores;
}

/// Probabilities over the models that answered the query.
std::vector<double> loggingProbabilities(std::span<const double> scores, std::span<const double> answers,
                                         const SimulationOptions &options)
{
    std::vector<double> weights(scores.size(), 0);
    double highest = -std::numeric_limits<double>::infinity();
    double total = 0;
    std::size_t available = 0;
    for (std::size_t t = 0; t < scores.size(); ++t)
        highest = std::isnan(answers[t]) ? highest : std::max(highest, scores[t]);
    for (std::size_t t = 0; t < scores.size(); ++t) {
        if (std::isnan(answers[t]))
            continue;
        weights[t] = std::exp(options.bias * (scores[t] - highest));
        total += weights[t];
        ++available;
    }
    for (std::size_t t = 0; t < scores.size(); ++t) {
        if (!std::isnan(answers[t]))
            weights[t] = (1 - options.floor) * weights[t] / total + options.floor / static_cast<double>(available);
    }
    return weights;
}

/// The candidate set of a query: the models that answered it.
std::vector<std::uint8_t> answeredModels(std::span<const double> answers)
{
    std::vector<std::uint8_t> available;
    for (const double answer : answers)
        available.push_back(std::isnan(answer) ? 0 : 1);
    return available;
}

Result<void> checkOptions(const SimulationOptions &options)
{
    if (!(options.bias >= 0 && std::isfinite(options.bias)))
        return makeError(ErrorCode::BadConfig, "The bias of the logging policy must be 0 (uniform) or more.");
    if (!(options.floor >= 0 && options.floor <= 1))
        return makeError(ErrorCode::BadConfig, "The floor of the logging policy must lie between 0 and 1.");
    return {};
}

} // namespace

Result<DatasetId> simulateLog(Workspace &workspace, DatasetId fullFeedback, const std::string &name,
                              const SimulationOptions &options, std::stop_token stop, const ReportProgress &report)
{
    if (auto fine = checkOptions(options); !fine)
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
    const MatrixD scores = loggingScores(*z, models->size(), options.seed);

    auto transaction = Transaction::begin(workspace);
    if (!transaction)
        return transaction.error();
    NewDataset log;
    log.name = name;
    log.kind = DatasetKind::Log;
    log.parent = fullFeedback;
    log.source = "simulated from '" + info->name + "' (bias " + formatSignificant(options.bias, 3) + ", floor " +
                 formatSignificant(options.floor, 3) + ", seed " + std::to_string(options.seed) + ")";
    log.settings = nlohmann::json{
        {"simulated_from", info->name},
        {"bias", options.bias},
        {"floor", options.floor},
        {"seed",
         options.seed}}.dump();
    for (const ModelInfo &model : *models)
        log.models.push_back(model.name);
    auto writer = DatasetWriter::begin(workspace, log);
    if (!writer)
        return writer.error();
    Random random(deriveSeed(options.seed, "served model"));
    const ReportProgress progress = throttled(report);
    for (std::size_t row = 0; row < scores.rows(); ++row) {
        if (row % 1024 == 0) {
            progress({"Simulating the log", static_cast<double>(row), static_cast<double>(scores.rows()), "queries"});
            if (stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "The simulation was stopped; the workspace is as it was.");
        }
        const auto probabilities = loggingProbabilities(scores.row(row), outcomes->quality.row(row), options);
        const std::size_t model = random.pick(probabilities);
        if (auto added = writer->addObservation(row, static_cast<std::int32_t>(model), outcomes->quality(row, model),
                                                outcomes->cost(row, model), std::numeric_limits<double>::quiet_NaN(),
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
