#include "core/store/candidatebits.h"
#include "core/store/modelchanges.h"
#include "core/store/routerrepository.h"
#include "core/store/statement.h"
#include "core/store/trash.h"
#include "tests/support/storedata.h"

#include <QTemporaryDir>
#include <QTest>

using namespace fairlead;
using namespace fairlead::test;

namespace {

/// A log of `models` over four queries, with candidates where a row names some.
struct LogRow
{
    std::int32_t model;
    double quality;
    std::vector<std::uint8_t> available;
};

Result<DatasetId> storeRows(Workspace &workspace, const std::string &name, const std::vector<std::string> &models,
                            const std::vector<LogRow> &rows)
{
    auto writer = DatasetWriter::begin(workspace, {name, DatasetKind::Log, "rows.csv", {}, models, "{}"});
    if (!writer)
        return writer.error();
    MatrixF embeddings(rows.size(), 2);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        Query query{"q" + std::to_string(row), "prompt", "", "", row % 2 ? Split::HeldOut : Split::Train};
        if (auto added = writer->addQuery(query); !added)
            return added.error();
        if (auto added =
                writer->addObservation(row, rows[row].model, rows[row].quality, 0.01, 0.5, rows[row].available);
            !added)
            return added.error();
        embeddings(row, 0) = static_cast<float>(row);
    }
    if (auto set = writer->setEmbeddings(embeddings); !set)
        return set.error();
    return writer->finish();
}

const std::vector<LogRow> kRows{{0, 0.25, {}}, {1, 0.5, {1, 1, 0}}, {2, 0.75, {0, 1, 1}}, {2, 1, {0, 0, 1}}};

RouterRecord routerOn(DatasetId dataset)
{
    RouterRecord record;
    record.name = "first router";
    record.dataset = dataset;
    record.method = "rm-interval";
    return record;
}

} // namespace

class TestModelChanges final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::optional<Workspace> m_workspace;

    DatasetRepository datasets() { return DatasetRepository(*m_workspace); }
    ModelChanges changes() { return ModelChanges(*m_workspace); }
    std::vector<std::string> names(DatasetId id)
    {
        std::vector<std::string> names;
        const auto models = datasets().models(id);
        for (std::size_t t = 0; models && t < models->size(); ++t)
            names.push_back((*models)[t].name);
        return names;
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        auto created = Workspace::create(m_folder->filePath("w.fairlead").toStdString());
        FAIRLEAD_VERIFY(created);
        m_workspace.emplace(*std::move(created));
    }
    void cleanup() { m_workspace.reset(); }

    void aNewNameStaysWithItsModelAndBackAgain()
    {
        const auto log = storeLog(*m_workspace, "log");
        const std::string hash = datasets().byId(*log)->dataHash;
        FAIRLEAD_VERIFY(changes().rename(*log, 1, "grand"));
        QCOMPARE(names(*log), (std::vector<std::string>{"small", "grand"}));
        QCOMPARE(datasets().byId(*log)->dataHash, hash); // routers trained on it stay good
        FAIRLEAD_VERIFY(changes().rename(*log, 1, "large"));
        QCOMPARE(names(*log), (std::vector<std::string>{"small", "large"}));
    }

    void aNameThatIsEmptyOrTakenIsRefused()
    {
        const auto log = storeLog(*m_workspace, "log");
        FAIRLEAD_FAILS(changes().rename(*log, 0, ""), ErrorCode::BadInput, "the new name is empty");
        FAIRLEAD_FAILS(changes().rename(*log, 0, "large"), ErrorCode::BadInput, "merge the two");
        FAIRLEAD_FAILS(changes().rename(*log, 2, "x"), ErrorCode::NotFound, "number 3");
        FAIRLEAD_FAILS(changes().rename(DatasetId{9}, 0, "x"), ErrorCode::NotFound, "9");
        FAIRLEAD_VERIFY(changes().rename(*log, 0, "small")); // its own
    }

    void aSimulatedLogAndItsFullFeedbackKeepTheSameNames()
    {
        const auto full = storeFullFeedback(*m_workspace, "full");
        const auto log = storeSimulatedLog(*m_workspace, "log", *full);
        FAIRLEAD_VERIFY(changes().rename(*log, 0, "tiny"));
        QCOMPARE(names(*full), (std::vector<std::string>{"tiny", "large"}));
        FAIRLEAD_VERIFY(changes().rename(*full, 1, "huge"));
        QCOMPARE(names(*log), (std::vector<std::string>{"tiny", "huge"}));
    }

    void aMergedLogIsTheLogThatHadOneModelFromTheStart_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("into");
        QTest::addColumn<QStringList>("models");
        QTest::addColumn<std::vector<int>>("served");
        QTest::newRow("the last into the first") << 2 << 0 << QStringList{"a", "b"} << std::vector<int>{0, 1, 0, 0};
        QTest::newRow("the first into the last") << 0 << 2 << QStringList{"b", "c"} << std::vector<int>{1, 0, 1, 1};
        QTest::newRow("one into its neighbour") << 1 << 2 << QStringList{"a", "c"} << std::vector<int>{0, 1, 1, 1};
        QTest::newRow("one into the one before") << 1 << 0 << QStringList{"a", "c"} << std::vector<int>{0, 0, 1, 1};
    }
    void aMergedLogIsTheLogThatHadOneModelFromTheStart()
    {
        QFETCH(int, from);
        QFETCH(int, into);
        QFETCH(QStringList, models);
        QFETCH(std::vector<int>, served);
        const auto merged = storeRows(*m_workspace, "merged", {"a", "b", "c"}, kRows);
        FAIRLEAD_VERIFY(merged);
        FAIRLEAD_VERIFY(changes().merge(*merged, static_cast<std::size_t>(from), static_cast<std::size_t>(into)));

        std::vector<LogRow> rows = kRows;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            rows[i].model = served[i];
            auto &flags = rows[i].available;
            if (flags.empty())
                continue;
            flags[static_cast<std::size_t>(into)] |= flags[static_cast<std::size_t>(from)];
            flags.erase(flags.begin() + from);
        }
        std::vector<std::string> names;
        for (const QString &model : models)
            names.push_back(model.toStdString());
        const auto expected = storeRows(*m_workspace, "expected", names, rows);
        FAIRLEAD_VERIFY(expected);
        QCOMPARE(datasets().byId(*merged)->dataHash, datasets().byId(*expected)->dataHash);
        QCOMPARE(datasets().byId(*merged)->hasCandidates, datasets().byId(*expected)->hasCandidates);
        QCOMPARE(datasets().byId(*merged)->modelCount, 2U);
        const auto left = datasets().loggedOutcomes(*merged);
        const auto right = datasets().loggedOutcomes(*expected);
        FAIRLEAD_VERIFY(left);
        QCOMPARE(left->model, right->model);
        QVERIFY(left->available == right->available);
        const auto a = *datasets().models(*merged);
        const auto b = *datasets().models(*expected);
        for (std::size_t t = 0; t < 2; ++t) {
            QCOMPARE(a[t].name, b[t].name);
            QCOMPARE(a[t].count, b[t].count);
            QCOMPARE(a[t].meanQuality, b[t].meanQuality);
        }
        QVERIFY(datasets().byId(*merged)->settings.find("into") != std::string::npos);
    }

    void whatWasKeptForTheOldModelsGoes()
    {
        const auto log = storeRows(*m_workspace, "log", {"a", "b", "c"}, kRows);
        RouterRepository routers(*m_workspace);
        FAIRLEAD_VERIFY(routers.saveArtifact(*log, "held-out", {}));
        const auto router = routers.save(routerOn(*log), {});
        FAIRLEAD_VERIFY(router);
        FAIRLEAD_VERIFY(Trash(*m_workspace).discard(*router));
        FAIRLEAD_VERIFY(changes().merge(*log, 0, 1));
        QVERIFY(!routers.artifact(*log, "held-out")->has_value());
        FAIRLEAD_FAILS(Trash(*m_workspace).restore(*router), ErrorCode::NotFound, "deleted for good");
    }

    void aMergeIsRefusedWhereItWouldBreakSomething()
    {
        const auto full = storeFullFeedback(*m_workspace, "full");
        FAIRLEAD_FAILS(changes().merge(*full, 0, 1), ErrorCode::BadInput, "every model answered every query");
        const auto simulated = storeSimulatedLog(*m_workspace, "simulated", *full);
        FAIRLEAD_FAILS(changes().merge(*simulated, 0, 1), ErrorCode::BadInput, "was simulated");
        const auto log = storeLog(*m_workspace, "log");
        FAIRLEAD_FAILS(changes().merge(*log, 1, 1), ErrorCode::BadInput, "two different models");
        FAIRLEAD_FAILS(changes().merge(*log, 0, 2), ErrorCode::BadInput, "two different models");
        FAIRLEAD_VERIFY(RouterRepository(*m_workspace).save(routerOn(*log), {}));
        FAIRLEAD_FAILS(changes().merge(*log, 0, 1), ErrorCode::BadInput, "(first router). Delete these first");
        QCOMPARE(names(*log).size(), 2U);
    }

    void aMergeOfADamagedLogChangesNothing_data()
    {
        QTest::addColumn<QByteArray>("harm");
        QTest::newRow("candidates cut short") << QByteArray("UPDATE observations SET available = x'' WHERE row = 1");
        QTest::newRow("candidates without the one that served")
            << QByteArray("UPDATE observations SET available = x'01' WHERE row = 3");
        QTest::newRow("a model that is not there") << QByteArray("UPDATE observations SET model = 9 WHERE row = 0");
    }
    void aMergeOfADamagedLogChangesNothing()
    {
        QFETCH(QByteArray, harm);
        const auto log = storeRows(*m_workspace, "log", {"a", "b", "c"}, kRows);
        FAIRLEAD_VERIFY(sql::execute(m_workspace->handle(), harm.toStdString()));
        FAIRLEAD_FAILS(changes().merge(*log, 0, 1), ErrorCode::BadInput, "damaged");
        QCOMPARE(names(*log), (std::vector<std::string>{"a", "b", "c"}));
        QCOMPARE(*sql::integer(m_workspace->handle(), "SELECT model FROM observations WHERE row = 2"), 2);
    }
};

QTEST_APPLESS_MAIN(TestModelChanges)
#include "tst_modelchanges.moc"
