#include "core/store/datasetrepository.h"
#include "datasets/demogenerator.h"

#include <nlohmann/json.hpp>

#include <limits>

namespace fairlead {

namespace {

constexpr double kNotLogged = std::numeric_limits<double>::quiet_NaN();

NewDataset describe(const char *name, DatasetKind kind, const DemoData &data, const DemoOptions &options)
{
    NewDataset dataset;
    dataset.name = name;
    dataset.kind = kind;
    dataset.source = "synthetic demo (seed " + std::to_string(options.seed) + ")";
    dataset.models = data.models;
    nlohmann::json settings = {{"generator", "demo"}, {"queries", options.queries}, {"seed", options.seed}};
    if (kind == DatasetKind::Log) {
        settings["bias"] = options.bias;
        settings["floor"] = options.floor;
    }
    dataset.settings = settings.dump();
    return dataset;
}

Result<DatasetId> writeTruth(Workspace &workspace, const DemoData &data, const DemoOptions &options)
{
    auto writer = DatasetWriter::begin(workspace, describe(kDemoTruthName, DatasetKind::FullFeedback, data, options));
    if (!writer)
        return writer.error();
    for (std::size_t i = 0; i < data.queries.size(); ++i) {
        if (auto added = writer->addQuery(data.queries[i]); !added)
            return added.error();
        for (std::size_t t = 0; t < data.models.size(); ++t) {
            auto added = writer->addObservation(i, static_cast<std::int32_t>(t), data.outcomes.quality(i, t),
                                                data.outcomes.cost(i, t), kNotLogged);
            if (!added)
                return added.error();
        }
    }
    return writer->finish();
}

Result<DatasetId> writeLog(Workspace &workspace, const DemoData &data, const DemoOptions &options, DatasetId truth)
{
    NewDataset dataset = describe(kDemoLogName, DatasetKind::Log, data, options);
    dataset.parent = truth;
    auto writer = DatasetWriter::begin(workspace, dataset);
    if (!writer)
        return writer.error();
    for (std::size_t i = 0; i < data.queries.size(); ++i) {
        auto added = writer->addObservation(i, data.log.model[i], data.log.quality[i], data.log.cost[i], kNotLogged);
        if (!added)
            return added.error();
    }
    return writer->finish();
}

} // namespace

Result<void> writeDemo(Workspace &workspace, const DemoData &data, const DemoOptions &options)
{
    auto transaction = Transaction::begin(workspace);
    if (!transaction)
        return transaction.error();
    const auto truth = writeTruth(workspace, data, options);
    if (!truth)
        return truth.error();
    const auto log = writeLog(workspace, data, options, *truth);
    if (!log)
        return log.error();
    return transaction->commit();
}

} // namespace fairlead
