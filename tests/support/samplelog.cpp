#include "tests/support/samplelog.h"

#include "core/base/random.h"
#include "core/store/datasetrepository.h"

#include <QtGlobal>

#include <cmath>
#include <limits>

namespace fairlead::test {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Test data is made by correct calls; a failure here is a broken test, said at once.
template <typename T>
T must(Result<T> result)
{
    if (!result)
        qFatal("test data: %s", result.error().message.c_str());
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

} // namespace

DatasetId addSampleFullFeedback(Workspace &workspace, const std::string &name, std::size_t queries, std::uint64_t seed,
                                std::size_t dimensions)
{
    auto transaction = must(Transaction::begin(workspace));
    NewDataset dataset;
    dataset.name = name;
    dataset.kind = DatasetKind::FullFeedback;
    dataset.source = "sample";
    dataset.models = {"cheap", "dear", "middle"};
    auto writer = must(DatasetWriter::begin(workspace, dataset));
    Random random(seed);
    MatrixF embeddings(queries, dimensions);
    for (std::size_t i = 0; i < queries; ++i) {
        for (float &value : embeddings.row(i))
            value = static_cast<float>(random.normal());
        const std::string side = embeddings(i, 0) < 0 ? "easy chat about the weather " : "prove the theorem on primes ";
        must(writer.addQuery({"q" + std::to_string(i), side + std::to_string(i), "sample", "",
                              i % 10 < 7 ? Split::Train : Split::HeldOut}));
    }
    for (std::size_t i = 0; i < queries; ++i) {
        const double lean = 1 / (1 + std::exp(-3.0 * embeddings(i, 0)));
        const double chance[] = {0.9 - 0.7 * lean, 0.2 + 0.7 * lean, 0.45};
        const double cost[] = {0.001, 0.010, 0.004};
        for (std::int32_t t = 0; t < 3; ++t)
            must(writer.addObservation(i, t, random.uniform() < chance[t] ? 1.0 : 0.0,
                                       cost[t] * (0.95 + 0.1 * random.uniform()), kNone));
    }
    must(writer.setEmbeddings(embeddings));
    const DatasetId id = must(writer.finish());
    must(transaction.commit());
    return id;
}

DatasetId addSingleModelLog(Workspace &workspace, DatasetId fullFeedback, const std::string &name, std::int32_t only)
{
    DatasetRepository repository(workspace);
    const FullOutcomes outcomes = must(repository.fullOutcomes(fullFeedback));
    auto transaction = must(Transaction::begin(workspace));
    NewDataset dataset;
    dataset.name = name;
    dataset.source = "sample";
    dataset.parent = fullFeedback;
    dataset.models = {"cheap", "dear", "middle"};
    auto writer = must(DatasetWriter::begin(workspace, dataset));
    const auto model = static_cast<std::size_t>(only);
    for (std::size_t i = 0; i < outcomes.quality.rows(); ++i)
        must(writer.addObservation(i, only, outcomes.quality(i, model), outcomes.cost(i, model), kNone));
    const DatasetId id = must(writer.finish());
    must(transaction.commit());
    return id;
}

} // namespace fairlead::test
