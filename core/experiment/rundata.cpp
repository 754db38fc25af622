#include "core/experiment/rundata.h"

#include "core/base/format.h"
#include "core/features/textencoder.h"
#include "core/store/datasetrepository.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

/// Fewer rows than this on a side cannot be cross-fitted or judged at all.
constexpr std::size_t kFewestTrainRows = 20;
constexpr std::size_t kFewestHeldOutRows = 5;

std::string subject(const DatasetInfo &info)
{
    return "Dataset '" + info.name + "'";
}

Result<void> requireLearnable(const RunData &data)
{
    const auto served = [&](std::size_t model) {
        return std::count(data.outcomes.model.begin(), data.outcomes.model.end(), static_cast<std::int32_t>(model));
    };
    std::size_t servingModels = 0;
    std::string only;
    for (std::size_t t = 0; t < data.models.size(); ++t) {
        if (served(t) > 0) {
            ++servingModels;
            only = data.models[t].name;
        }
    }
    if (servingModels < 2)
        return makeError(ErrorCode::Refused,
                         subject(data.info) + " cannot teach a router: '" + only + "' served every one of its " +
                             formatCount(static_cast<double>(data.outcomes.model.size())) +
                             " queries, so nothing is known of any other model. Send a share of the traffic to other "
                             "models (5% each, at random, is a good start) and import the log again.");
    if (data.trainRows.size() < kFewestTrainRows || data.heldOutRows.size() < kFewestHeldOutRows)
        return makeError(ErrorCode::Refused,
                         subject(data.info) +
                             " is too small: " + formatCount(static_cast<double>(data.trainRows.size())) +
                             " training and " + formatCount(static_cast<double>(data.heldOutRows.size())) +
                             " held-out rows, at least " + formatCount(kFewestTrainRows) + " and " +
                             formatCount(kFewestHeldOutRows) + " are needed. Log more queries.");
    return {};
}

Result<MatrixF> encodePrompts(DatasetRepository &repository, const DatasetInfo &info, std::stop_token stop,
                              const ReportProgress &report)
{
    auto queries = repository.queries(info.id);
    if (!queries)
        return queries.error();
    std::vector<std::string> prompts;
    std::vector<std::string> trainPrompts;
    prompts.reserve(queries->size());
    for (Query &query : *queries) {
        if (query.split == Split::Train)
            trainPrompts.push_back(query.prompt);
        prompts.push_back(std::move(query.prompt));
    }
    auto encoder = TextEncoder::fit(trainPrompts, {}, stop, report);
    if (!encoder)
        return encoder.error();
    auto embeddings = encoder->encode(prompts, stop, report);
    if (!embeddings)
        return embeddings.error();
    if (auto stored = repository.storeTextEmbeddings(info.id, *embeddings, encoder->save()); !stored)
        return stored.error();
    return embeddings;
}

} // namespace

LogView RunData::log() const
{
    return {outcomes.model,      outcomes.quality, outcomes.cost,
            outcomes.propensity, models.size(),    outcomes.available.empty() ? nullptr : &outcomes.available};
}

std::vector<std::string> RunData::modelNames() const
{
    std::vector<std::string> names;
    for (const ModelInfo &model : models)
        names.push_back(model.name);
    return names;
}

Result<MatrixF> loadOrMakeEmbeddings(Workspace &workspace, const DatasetInfo &info, std::stop_token stop,
                                     const ReportProgress &report)
{
    DatasetRepository repository(workspace);
    if (info.embeddingDim > 0)
        return repository.embeddings(info.id);
    if (!info.hasPrompts)
        return makeError(ErrorCode::Refused, subject(info) +
                                                 " has neither prompts nor embeddings, so there is nothing to "
                                                 "route by. Import it again with a prompt column or an .npy "
                                                 "file of embeddings.");
    return encodePrompts(repository, info, stop, report);
}

Result<RunData> loadRunData(Workspace &workspace, DatasetId dataset, std::stop_token stop, const ReportProgress &report)
{
    DatasetRepository repository(workspace);
    auto info = repository.byId(dataset);
    if (!info)
        return info.error();
    if (info->kind != DatasetKind::Log)
        return makeError(ErrorCode::BadInput, subject(*info) +
                                                  " holds every model's answers (full feedback); routers are "
                                                  "learned from logs. Simulate a log from it first.");
    RunData data;
    data.info = *info;
    auto models = repository.models(dataset);
    auto outcomes = repository.loggedOutcomes(dataset);
    auto queries = repository.queries(dataset);
    if (!models || !outcomes || !queries)
        return !models ? models.error() : !outcomes ? outcomes.error() : queries.error();
    data.models = std::move(*models);
    data.outcomes = std::move(*outcomes);
    const bool propensityEverywhere = std::all_of(data.outcomes.propensity.begin(), data.outcomes.propensity.end(),
                                                  [](double p) { return std::isfinite(p); });
    if (!propensityEverywhere)
        data.outcomes.propensity.clear();
    const bool hasSegments =
        std::any_of(queries->begin(), queries->end(), [](const Query &query) { return !query.segment.empty(); });
    for (std::size_t row = 0; row < queries->size(); ++row) {
        if (hasSegments)
            data.segments.push_back(std::move((*queries)[row].segment));
        data.groups.push_back(std::move((*queries)[row].group));
        if ((*queries)[row].split == Split::HeldOut)
            data.heldOutRows.push_back(static_cast<std::int64_t>(row));
        else
            data.trainRows.push_back(row);
    }
    if (auto learnable = requireLearnable(data); !learnable)
        return learnable.error();
    auto embeddings = loadOrMakeEmbeddings(workspace, data.info, stop, report);
    if (!embeddings)
        return embeddings.error();
    data.embeddings = std::move(*embeddings);
    return data;
}

Matrix<std::uint8_t> takeAvailable(const RunData &data, std::span<const std::size_t> rows)
{
    return data.outcomes.available.empty() ? Matrix<std::uint8_t>() : takeRows(data.outcomes.available, rows);
}

LogColumns takeLogRows(const RunData &data, std::span<const std::size_t> rows, double costScale)
{
    LogColumns columns;
    columns.models = data.models.size();
    for (const std::size_t row : rows) {
        columns.model.push_back(data.outcomes.model[row]);
        columns.quality.push_back(data.outcomes.quality[row]);
        columns.cost.push_back(data.outcomes.cost[row] * costScale);
        if (!data.outcomes.propensity.empty())
            columns.propensity.push_back(data.outcomes.propensity[row]);
    }
    columns.available = takeAvailable(data, rows);
    return columns;
}

} // namespace fairlead
