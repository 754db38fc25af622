#include "tests/support/storedata.h"

#include <QFile>

#include <limits>

namespace fairlead::test {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

Result<void> addQueries(DatasetWriter &writer)
{
    for (const Query &query : fiveQueries()) {
        if (auto added = writer.addQuery(query); !added)
            return added;
    }
    return {};
}

/// Begins, fills, finishes and commits one dataset.
template <typename Fill>
Result<DatasetId> store(Workspace &workspace, const NewDataset &start, Fill fill)
{
    auto transaction = Transaction::begin(workspace);
    if (!transaction)
        return transaction.error();
    auto writer = DatasetWriter::begin(workspace, start);
    if (!writer)
        return writer.error();
    if (Result<void> filled = fill(*writer); !filled)
        return filled.error();
    auto id = writer->finish();
    if (!id)
        return id;
    if (auto committed = transaction->commit(); !committed)
        return committed.error();
    return id;
}

} // namespace

std::vector<Query> fiveQueries()
{
    return {{"q0", "What is 2 + 2?", "math", "g0", Split::Train},
            {"q1", "Translate 'Haus', please", "text", "", Split::Train},
            {"q2", "λ \"quoted\"\nand two lines", "text", "", Split::Train},
            {"q3", "", "", "g0", Split::HeldOut},
            {"q4", "Why?", "math", "g1", Split::HeldOut}};
}

Result<DatasetId> storeLog(Workspace &workspace, const std::string &name)
{
    const NewDataset start{name, DatasetKind::Log, "march.csv", {}, {"small", "large"}, "{\"a\":1}"};
    return store(workspace, start, [](DatasetWriter &writer) -> Result<void> {
        if (auto added = addQueries(writer); !added)
            return added;
        for (std::size_t row = 0; row < 5; ++row) {
            const bool isLarge = row >= 3;
            if (auto added =
                    writer.addObservation(row, isLarge ? 1 : 0, isLarge ? 0.75 : 0.25 * static_cast<double>(row),
                                          isLarge ? 0.02 : 0.001, row == 2 ? kNone : 0.5);
                !added)
                return added;
        }
        return {};
    });
}

Result<DatasetId> storeFullFeedback(Workspace &workspace, const std::string &name)
{
    const NewDataset start{name, DatasetKind::FullFeedback, "table.csv", {}, {"small", "large"}, "{}"};
    return store(workspace, start, [](DatasetWriter &writer) -> Result<void> {
        if (auto added = addQueries(writer); !added)
            return added;
        for (std::size_t row = 0; row < 5; ++row) {
            for (std::int32_t model = 0; model < 2; ++model) {
                const bool isHole = row == 1 && model == 0;
                const bool hasNoCost = row == 4 && model == 1;
                const double quality = static_cast<double>(row) / 10 + model;
                if (auto added = writer.addObservation(row, model, isHole ? kNone : quality,
                                                       isHole || hasNoCost ? kNone : 0.01 * (model + 1), kNone);
                    !added)
                    return added;
            }
        }
        MatrixF embeddings(5, 3);
        for (std::size_t i = 0; i < embeddings.size(); ++i)
            embeddings.data()[i] = static_cast<float>(i) - 7.5F;
        return writer.setEmbeddings(embeddings);
    });
}

Result<DatasetId> storeSimulatedLog(Workspace &workspace, const std::string &name, DatasetId parent)
{
    const NewDataset start{name, DatasetKind::Log, "simulated", parent, {"small", "large"}, "{}"};
    return store(workspace, start, [](DatasetWriter &writer) -> Result<void> {
        for (std::size_t row = 0; row < 5; ++row) {
            if (auto added = writer.addObservation(row, row % 2, static_cast<double>(row) / 10, 0.01, kNone); !added)
                return added;
        }
        return {};
    });
}

QByteArray bytesOf(const std::filesystem::path &path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace fairlead::test
