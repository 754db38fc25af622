#include "core/store/datasetrepository.h"
#include "tests/support/storedata.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

using namespace fairlead;
using namespace fairlead::test;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

bool equal(const std::vector<Query> &a, const std::vector<Query> &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Query &x, const Query &y) {
        return x.externalId == y.externalId && x.prompt == y.prompt && x.segment == y.segment && x.group == y.group &&
               x.split == y.split;
    });
}

} // namespace

class TestDatasetRepository final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::optional<Workspace> m_workspace;

    Workspace &workspace() { return *m_workspace; }
    DatasetRepository datasets() { return DatasetRepository(*m_workspace); }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        auto created = Workspace::create(m_folder->filePath("w.fairlead").toStdString());
        FAIRLEAD_VERIFY(created);
        m_workspace.emplace(*std::move(created));
    }
    void cleanup() { m_workspace.reset(); }

    void aLogComesBackAsItWasStored()
    {
        const auto id = storeLog(workspace(), "march");
        FAIRLEAD_VERIFY(id);
        const auto info = datasets().byName("march");
        FAIRLEAD_VERIFY(info);
        QCOMPARE(info->id, *id);
        QCOMPARE(info->kind, DatasetKind::Log);
        QCOMPARE(info->source, std::string("march.csv"));
        QCOMPARE(info->settings, std::string("{\"a\":1}"));
        QCOMPARE(info->queryCount, 5U);
        QCOMPARE(info->trainCount, 3U);
        QCOMPARE(info->modelCount, 2U);
        QCOMPARE(info->embeddingDim, 0U);
        QVERIFY(info->hasPrompts);
        QVERIFY(info->hasPropensity);
        QCOMPARE(info->dataHash.size(), 16U);
        QCOMPARE(info->created.size(), std::string("2026-01-01T00:00:00Z").size());

        QVERIFY(equal(*datasets().queries(*id), fiveQueries()));
        const auto log = datasets().loggedOutcomes(*id);
        FAIRLEAD_VERIFY(log);
        QCOMPARE(log->model, (std::vector<std::int32_t>{0, 0, 0, 1, 1}));
        QCOMPARE(log->quality, (std::vector<double>{0, 0.25, 0.5, 0.75, 0.75}));
        QCOMPARE(log->cost, (std::vector<double>{0.001, 0.001, 0.001, 0.02, 0.02}));
        QCOMPARE(log->propensity.size(), 5U);
        QCOMPARE(log->propensity[1], 0.5);
        QVERIFY(std::isnan(log->propensity[2]));
        QVERIFY(!*datasets().truth(*id));
    }

    void aTimeThatIsNotFiniteIsNone()
    {
        auto writer = DatasetWriter::begin(workspace(), {"times", DatasetKind::Log, "", {}, {"a"}, "{}"});
        FAIRLEAD_VERIFY(writer);
        std::size_t row = 0;
        for (const double time : {1.5, kNone, std::numeric_limits<double>::infinity()}) {
            Query query{"q" + std::to_string(row), "", "", "", Split::Train};
            query.time = time;
            FAIRLEAD_VERIFY(writer->addQuery(query));
            FAIRLEAD_VERIFY(writer->addObservation(row++, 0, 1, 1, kNone));
        }
        const auto queries = datasets().queries(*writer->finish());
        FAIRLEAD_VERIFY(queries);
        QCOMPARE(queries->at(0).time, 1.5);
        QVERIFY(std::isnan(queries->at(1).time));
        QVERIFY(std::isnan(queries->at(2).time));
    }

    void summariesPerModelAreMeansOverItsRows()
    {
        const auto models = datasets().models(*storeLog(workspace(), "march"));
        FAIRLEAD_VERIFY(models);
        QCOMPARE(models->size(), 2U);
        QCOMPARE(models->at(0).name, std::string("small"));
        QCOMPARE(models->at(0).count, 3U);
        QCOMPARE(models->at(0).meanQuality, 0.25);
        QCOMPARE(models->at(0).meanCost, 0.001);
        QCOMPARE(models->at(1).count, 2U);
        QCOMPARE(models->at(1).meanQuality, 0.75);
    }

    void fullFeedbackKeepsItsHoles()
    {
        const auto id = storeFullFeedback(workspace(), "full");
        FAIRLEAD_VERIFY(id);
        const auto full = datasets().fullOutcomes(*id);
        FAIRLEAD_VERIFY(full);
        QCOMPARE(full->quality.rows(), 5U);
        QCOMPARE(full->quality.cols(), 2U);
        QVERIFY(std::isnan(full->quality(1, 0)));
        QVERIFY(std::isnan(full->cost(1, 0)));
        QCOMPARE(full->quality(4, 1), 1.4);
        QVERIFY(std::isnan(full->cost(4, 1)));
        QCOMPARE(full->cost(3, 1), 0.02);
        const auto models = datasets().models(*id);
        QCOMPARE(models->at(0).count, 4U);
        QCOMPARE(models->at(0).meanQuality, (0.0 + 0.2 + 0.3 + 0.4) / 4);
        QCOMPARE(models->at(1).count, 5U);
        QCOMPARE(models->at(1).meanCost, 0.02);
        QVERIFY(datasets().truth(*id)->has_value());
        FAIRLEAD_FAILS(datasets().loggedOutcomes(*id), ErrorCode::BadInput, "'full' holds full feedback");
    }

    void aSimulatedLogSharesItsParentsQueriesEmbeddingsAndTruth()
    {
        const auto full = storeFullFeedback(workspace(), "full");
        const auto log = storeSimulatedLog(workspace(), "log", *full);
        FAIRLEAD_VERIFY(log);
        const auto info = datasets().byId(*log);
        FAIRLEAD_VERIFY(info);
        QVERIFY(info->parent == *full);
        QCOMPARE(info->queryCount, 5U);
        QCOMPARE(info->trainCount, 3U);
        QCOMPARE(info->embeddingDim, 3U);
        QVERIFY(info->hasPrompts);
        QVERIFY(!info->hasPropensity);
        QVERIFY(info->dataHash != datasets().byId(*full)->dataHash);
        QVERIFY(equal(*datasets().queries(*log), fiveQueries()));
        QCOMPARE(datasets().loggedOutcomes(*log)->model, (std::vector<std::int32_t>{0, 1, 0, 1, 0}));
        QVERIFY(datasets().loggedOutcomes(*log)->propensity.empty());
        QVERIFY(*datasets().embeddings(*log) == *datasets().embeddings(*full));
        QCOMPARE((**datasets().truth(*log)).quality(4, 1), 1.4);
        FAIRLEAD_FAILS(datasets().fullOutcomes(*log), ErrorCode::BadInput, "'log' is a log");
    }

    void onlyFullFeedbackWithTheSameModelsCanBeAParent()
    {
        const auto log = storeLog(workspace(), "march");
        FAIRLEAD_FAILS(storeSimulatedLog(workspace(), "child", *log), ErrorCode::BadInput,
                       "only from one with full feedback");
        FAIRLEAD_FAILS(storeSimulatedLog(workspace(), "child", DatasetId{77}), ErrorCode::BadInput,
                       "not in this workspace");
        const auto full = storeFullFeedback(workspace(), "full");
        const NewDataset start{"child", DatasetKind::Log, "", *full, {"large", "small"}, "{}"};
        FAIRLEAD_FAILS(DatasetWriter::begin(workspace(), start), ErrorCode::BadInput, "models are not those");
    }

    void embeddingsSurviveBlockBorders_data()
    {
        QTest::addColumn<int>("rows");
        QTest::newRow("less than a block") << 7;
        QTest::newRow("one block exactly") << 4096;
        QTest::newRow("one row into the second block") << 4097;
        QTest::newRow("two blocks and a half") << 10240;
    }
    void embeddingsSurviveBlockBorders()
    {
        QFETCH(int, rows);
        const auto count = static_cast<std::size_t>(rows);
        auto transaction = Transaction::begin(workspace());
        auto writer = DatasetWriter::begin(workspace(), {"d", DatasetKind::Log, "", {}, {"m"}, "{}"});
        FAIRLEAD_VERIFY(writer);
        for (std::size_t row = 0; row < count; ++row) {
            FAIRLEAD_VERIFY(writer->addQuery({}));
            FAIRLEAD_VERIFY(writer->addObservation(row, 0, 1, 1, kNone));
        }
        MatrixF embeddings(count, 5);
        for (std::size_t i = 0; i < embeddings.size(); ++i)
            embeddings.data()[i] = static_cast<float>(i);
        FAIRLEAD_VERIFY(writer->setEmbeddings(embeddings));
        const auto id = writer->finish();
        FAIRLEAD_VERIFY(id);
        FAIRLEAD_VERIFY(transaction->commit());
        const auto read = datasets().embeddings(*id);
        FAIRLEAD_VERIFY(read);
        QVERIFY(*read == embeddings);
    }

    void aPageOfQueriesIsReadAlone()
    {
        const auto id = *storeLog(workspace(), "march");
        const auto page = datasets().queries(id, 3, 10);
        FAIRLEAD_VERIFY(page);
        QCOMPARE(page->size(), 2U);
        QCOMPARE(page->at(0).externalId, std::string("q3"));
        QCOMPARE(page->at(0).split, Split::HeldOut);
        QVERIFY(datasets().queries(id, 99, 10)->empty());
    }

    void textEmbeddingsBelongToTheOwnerOfTheQueries()
    {
        const auto id = *storeLog(workspace(), "march");
        FAIRLEAD_FAILS(datasets().embeddings(id), ErrorCode::NotFound, "training makes them from its prompts");
        QVERIFY(!*datasets().textEncoder(id));
        const std::string hash = datasets().byId(id)->dataHash;
        MatrixF embeddings(5, 2, 0.5F);
        TensorBundle encoder;
        encoder.metadata["kind"] = "text";
        FAIRLEAD_VERIFY(datasets().storeTextEmbeddings(id, embeddings, encoder));
        QVERIFY(*datasets().embeddings(id) == embeddings);
        QCOMPARE((**datasets().textEncoder(id)).metadata.at("kind"), std::string("text"));
        QVERIFY(datasets().byId(id)->embeddingsFromText);
        QCOMPARE(datasets().byId(id)->dataHash, hash);

        MatrixF others(5, 4, 2.0F);
        FAIRLEAD_VERIFY(datasets().storeTextEmbeddings(id, others, encoder));
        QVERIFY(*datasets().embeddings(id) == others);
        FAIRLEAD_FAILS(datasets().storeTextEmbeddings(id, MatrixF(4, 2), encoder), ErrorCode::BadInput,
                       "4 embeddings for the 5");
        const auto full = *storeFullFeedback(workspace(), "full");
        FAIRLEAD_FAILS(datasets().storeTextEmbeddings(full, embeddings, encoder), ErrorCode::BadInput,
                       "its own embeddings");
    }

    void equalDataHasEqualHashesAndOtherDataOthers()
    {
        const auto first = datasets().byId(*storeLog(workspace(), "a"));
        const auto second = datasets().byId(*storeLog(workspace(), "b"));
        const auto third = datasets().byId(*storeFullFeedback(workspace(), "c"));
        QCOMPARE(first->dataHash, second->dataHash);
        QVERIFY(first->dataHash != third->dataHash);
    }

    void unknownNamesListTheKnownOnes()
    {
        FAIRLEAD_FAILS(datasets().byName("x"), ErrorCode::NotFound,
                       "This workspace holds none yet; import a log first.");
        (void)*storeLog(workspace(), "march");
        (void)*storeLog(workspace(), "april");
        FAIRLEAD_FAILS(datasets().byName("x"), ErrorCode::NotFound,
                       "There is no dataset 'x'. This workspace holds: march, april.");
        FAIRLEAD_FAILS(datasets().byId(DatasetId{99}), ErrorCode::NotFound, "id 99");
        FAIRLEAD_FAILS(datasets().models(DatasetId{99}), ErrorCode::NotFound, "id 99");
        FAIRLEAD_FAILS(datasets().queries(DatasetId{99}), ErrorCode::NotFound, "id 99");
    }

    void aTakenNameIsRefused()
    {
        const auto id = *storeLog(workspace(), "march");
        FAIRLEAD_FAILS(storeLog(workspace(), "march"), ErrorCode::BadInput, "already holds a dataset of that name");
        (void)*storeLog(workspace(), "april");
        FAIRLEAD_FAILS(datasets().rename(id, "april"), ErrorCode::BadInput, "there already is a dataset 'april'");
        FAIRLEAD_FAILS(datasets().rename(id, ""), ErrorCode::BadInput, "empty");
        FAIRLEAD_VERIFY(datasets().rename(id, "march"));
        FAIRLEAD_VERIFY(datasets().rename(id, "may"));
        QVERIFY(datasets().byName("may")->id == id);
        QCOMPARE(datasets().list()->size(), 2U);
    }

    void aWriterRefusesRowsThatCannotBe_data()
    {
        QTest::addColumn<int>("row");
        QTest::addColumn<int>("model");
        QTest::addColumn<double>("quality");
        QTest::addColumn<double>("cost");
        QTest::addColumn<double>("propensity");
        QTest::addColumn<QString>("cause");
        const double infinite = std::numeric_limits<double>::infinity();
        QTest::newRow("no query") << 5 << 0 << 1.0 << 1.0 << 0.5 << "has an outcome but no query";
        QTest::newRow("model too large") << 0 << 2 << 1.0 << 1.0 << 0.5 << "names the model 2 of 2";
        QTest::newRow("model negative") << 0 << -1 << 1.0 << 1.0 << 0.5 << "names the model -1";
        QTest::newRow("a row is skipped") << 1 << 0 << 1.0 << 1.0 << 0.5 << "out of order";
        QTest::newRow("quality missing") << 0 << 0 << kNone << 1.0 << 0.5 << "no number";
        QTest::newRow("cost infinite") << 0 << 0 << 1.0 << infinite << 0.5 << "no number";
        QTest::newRow("propensity zero") << 0 << 0 << 1.0 << 1.0 << 0.0 << "propensity outside";
        QTest::newRow("propensity above one") << 0 << 0 << 1.0 << 1.0 << 1.5 << "propensity outside";
    }
    void aWriterRefusesRowsThatCannotBe()
    {
        QFETCH(int, row);
        QFETCH(int, model);
        QFETCH(double, quality);
        QFETCH(double, cost);
        QFETCH(double, propensity);
        QFETCH(QString, cause);
        auto transaction = Transaction::begin(workspace());
        auto writer = DatasetWriter::begin(workspace(), {"d", DatasetKind::Log, "", {}, {"a", "b"}, "{}"});
        for (const Query &query : fiveQueries())
            FAIRLEAD_VERIFY(writer->addQuery(query));
        FAIRLEAD_FAILS(writer->addObservation(static_cast<std::size_t>(row), model, quality, cost, propensity),
                       ErrorCode::BadInput, cause.toUtf8().constData());
        FAIRLEAD_FAILS(writer->setEmbeddings(MatrixF(4, 2)), ErrorCode::BadInput,
                       "4 embeddings of 2 numbers for 5 queries");
        FAIRLEAD_FAILS(writer->finish(), ErrorCode::BadInput, "it has no rows");
        FAIRLEAD_VERIFY(writer->addObservation(0, 0, 1, 1, kNone));
        FAIRLEAD_FAILS(writer->finish(), ErrorCode::BadInput, "row 1 has a query but no outcome");
    }

    void fullFeedbackWithTwoAnswersOfOneModelIsRefused()
    {
        auto transaction = Transaction::begin(workspace());
        auto writer = DatasetWriter::begin(workspace(), {"d", DatasetKind::FullFeedback, "", {}, {"a", "b"}, "{}"});
        FAIRLEAD_VERIFY(writer->addQuery({}));
        FAIRLEAD_VERIFY(writer->addObservation(0, 1, 1, 1, kNone));
        FAIRLEAD_VERIFY(writer->addObservation(0, 0, 1, 1, kNone));
        FAIRLEAD_FAILS(writer->addObservation(0, 1, 1, 1, kNone), ErrorCode::BadInput,
                       "two outcomes for the same model");
    }

    void removingADatasetTakesAllItsRows()
    {
        const auto full = *storeFullFeedback(workspace(), "full");
        const auto log = *storeSimulatedLog(workspace(), "log", full);
        FAIRLEAD_FAILS(datasets().remove(full), ErrorCode::BadInput, "logs simulated from it are there (log)");
        FAIRLEAD_VERIFY(datasets().remove(log));
        QCOMPARE(datasets().fullOutcomes(full)->quality(4, 1), 1.4);
        FAIRLEAD_VERIFY(datasets().remove(full));
        QVERIFY(datasets().list()->empty());
        FAIRLEAD_FAILS(datasets().remove(full), ErrorCode::NotFound, "no dataset with the id");
        const auto again = storeFullFeedback(workspace(), "full");
        FAIRLEAD_VERIFY(again);
        QVERIFY(*again != full);
    }

    void whatIsNotCommittedLeavesTheFileAsItWas()
    {
        const std::filesystem::path path = workspace().path();
        (void)*storeLog(workspace(), "march");
        m_workspace.reset();
        const QByteArray before = bytesOf(path);
        {
            auto opened = Workspace::open(path);
            FAIRLEAD_VERIFY(opened);
            auto transaction = Transaction::begin(*opened);
            auto writer = DatasetWriter::begin(*opened, {"d", DatasetKind::Log, "", {}, {"a"}, "{}"});
            for (std::size_t row = 0; row < 20'000; ++row) {
                FAIRLEAD_VERIFY(writer->addQuery({"id", std::string(1000, 'x'), "", "", Split::Train}));
                FAIRLEAD_VERIFY(writer->addObservation(row, 0, 1, 1, kNone));
            }
            FAIRLEAD_VERIFY(writer->finish());
        }
        QVERIFY(bytesOf(path) == before);
        QVERIFY(!std::filesystem::exists(path.string() + "-wal"));
    }

    void aTransactionInsideAnotherEndsWithIt()
    {
        {
            auto outer = Transaction::begin(workspace());
            FAIRLEAD_VERIFY(outer);
            FAIRLEAD_VERIFY(storeLog(workspace(), "inside"));
            QCOMPARE(datasets().list()->size(), 1U);
        }
        QVERIFY(datasets().list()->empty());
        auto outer = Transaction::begin(workspace());
        (void)*storeLog(workspace(), "kept");
        {
            auto inner = Transaction::begin(workspace());
            FAIRLEAD_VERIFY(datasets().rename(datasets().byName("kept")->id, "other"));
        }
        FAIRLEAD_VERIFY(outer->commit());
        FAIRLEAD_VERIFY(datasets().byName("kept"));
    }

    void candidateSetsComeBackAndAreInTheHash()
    {
        const auto store = [&](const std::string &name, std::vector<std::vector<std::uint8_t>> sets) {
            auto transaction = Transaction::begin(workspace());
            NewDataset dataset;
            dataset.name = name;
            for (int t = 0; t < 10; ++t)
                dataset.models.push_back("m" + std::to_string(t));
            auto writer = DatasetWriter::begin(workspace(), dataset);
            for (std::size_t row = 0; row < sets.size(); ++row) {
                const bool fine = writer->addQuery({"q" + std::to_string(row), "", "", "", Split::Train}) &&
                                  writer->addObservation(row, 9, 1, 1, kNone, sets[row]);
                if (!fine)
                    qFatal("could not store row %zu", row);
            }
            const auto id = writer->finish();
            if (!id || !transaction->commit())
                qFatal("could not store '%s'", name.c_str());
            return *id;
        };
        const std::vector<std::uint8_t> some{1, 0, 0, 0, 0, 0, 0, 0, 1, 1};
        const std::vector<std::uint8_t> all(10, 1);
        const DatasetId id = store("with", {some, {}, all});
        const DatasetRepository stored(workspace());
        const auto outcomes = stored.loggedOutcomes(id);
        FAIRLEAD_VERIFY(outcomes);
        QCOMPARE(outcomes->available.rows(), 3u);
        for (std::size_t t = 0; t < 10; ++t) {
            QCOMPARE(outcomes->available(0, t), some[t]);
            QCOMPARE(int(outcomes->available(1, t)), 1);
            QCOMPARE(int(outcomes->available(2, t)), 1);
        }
        const auto with = stored.byId(id);
        QVERIFY(with->hasCandidates);
        const auto without = stored.byId(store("without", {{}, {}, all}));
        QVERIFY(!without->hasCandidates);
        QVERIFY(stored.loggedOutcomes(without->id)->available.empty());
        QVERIFY(with->dataHash != without->dataHash);
        QVERIFY(with->dataHash == stored.byId(store("again", {some, all, {}}))->dataHash);
        QVERIFY(with->dataHash != stored.byId(store("other row", {all, some, {}}))->dataHash);
    }

    void candidatesThatLeaveOutTheServedModelAreRefused()
    {
        auto transaction = Transaction::begin(workspace());
        NewDataset dataset;
        dataset.name = "bad";
        dataset.models = {"a", "b"};
        auto writer = DatasetWriter::begin(workspace(), dataset);
        FAIRLEAD_VERIFY(writer->addQuery({"q", "", "", "", Split::Train}));
        FAIRLEAD_FAILS(writer->addObservation(0, 0, 1, 1, kNone, std::vector<std::uint8_t>{0, 1}), ErrorCode::BadInput,
                       "leave out the model");
        FAIRLEAD_FAILS(writer->addObservation(0, 0, 1, 1, kNone, std::vector<std::uint8_t>{1}), ErrorCode::BadInput,
                       "row 0");
    }
};

QTEST_APPLESS_MAIN(TestDatasetRepository)
#include "tst_datasetrepository.moc"
