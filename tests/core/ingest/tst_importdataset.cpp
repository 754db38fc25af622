#include <QTest>

#include "core/ingest/import.h"
#include "core/ingest/split.h"
#include "core/store/datasetrepository.h"
#include "tests/support/tempfolder.h"
#include "tests/support/testdata.h"

#include <cmath>

using namespace fairlead;
using fairlead::test::npyMatrix;
using fairlead::test::TempFolder;

namespace {

const char *const kLog = "id,prompt,session,source,model,quality,cost,propensity\n"
                         "q1,\"two\nlines, \"\"quoted\"\"\",s1,mail,big,1,0.5,0.25\n"
                         "q2,bad,s1,mail,big,x,0.5,0.25\n"
                         "q3,,,,small,0.5,0,\n"
                         "q4,last,s2,chat,big,0,0.75,1\n";

std::string reason(const auto &result)
{
    return result ? std::string() : result.error().message;
}

} // namespace

class TestImportDataset final : public QObject
{
    Q_OBJECT

private slots:
    void aLogIsStoredRowByRow()
    {
        const TempFolder folder;
        auto workspace = Workspace::create(folder.path("w.fairlead"));
        QVERIFY(workspace);
        const ImportRequest request{folder.write("march.csv", kLog), "march", {}, {}};
        const auto outcome = importDataset(*workspace, request, {}, {});
        QVERIFY2(outcome, reason(outcome).c_str());
        QCOMPARE(outcome->report.rowsKept, 3U);

        const DatasetRepository datasets(*workspace);
        const auto info = datasets.byId(outcome->dataset);
        QVERIFY(info);
        QCOMPARE(info->name, std::string("march"));
        QCOMPARE(info->kind, DatasetKind::Log);
        QCOMPARE(info->source, std::string("march.csv"));
        QCOMPARE(info->queryCount, 3U);
        QVERIFY(info->hasPrompts && info->hasPropensity);
        QCOMPARE(info->embeddingDim, 0U);
        QVERIFY(info->settings.find("\"query\":\"id\"") != std::string::npos);
        QVERIFY(info->settings.find("\"rows_rejected\":1") != std::string::npos);

        const auto queries = datasets.queries(outcome->dataset);
        QVERIFY(queries);
        QCOMPARE(queries->at(0).externalId, std::string("q1"));
        QCOMPARE(queries->at(0).prompt, std::string("two\nlines, \"quoted\""));
        QCOMPARE(queries->at(0).group, std::string("s1"));
        QCOMPARE(queries->at(0).segment, std::string("mail"));
        QCOMPARE(queries->at(1).prompt, std::string());

        const auto outcomes = datasets.loggedOutcomes(outcome->dataset);
        QVERIFY(outcomes);
        QCOMPARE(outcomes->model, (std::vector<std::int32_t>{0, 1, 0}));
        QCOMPARE(outcomes->quality, (std::vector<double>{1, 0.5, 0}));
        QCOMPARE(outcomes->cost, (std::vector<double>{0.5, 0, 0.75}));
        QCOMPARE(outcomes->propensity[0], 0.25);
        QVERIFY(std::isnan(outcomes->propensity[1]));

        const auto models = datasets.models(outcome->dataset);
        QVERIFY(models);
        QCOMPARE(models->at(0).name, std::string("big"));
        QCOMPARE(models->at(0).count, 2U);
        QCOMPARE(models->at(0).meanCost, outcome->report.models[0].meanCost);
    }

    void fullFeedbackKeepsEveryAnswer()
    {
        const TempFolder folder;
        auto workspace = Workspace::create(folder.path("w.fairlead"));
        QVERIFY(workspace);
        const auto file = folder.write("w.csv", "sample_id,prompt,a,b,a|total_cost,b|total_cost,a|model_response\n"
                                                "s1,x,1,0.5,0.1,0.2,hi\ns2,y,0,1,0.3,0.4,ho\n");
        const auto outcome = importDataset(*workspace, {file, "full", {}, {}}, {}, {});
        QVERIFY2(outcome, reason(outcome).c_str());
        const auto truth = DatasetRepository(*workspace).fullOutcomes(outcome->dataset);
        QVERIFY(truth);
        QCOMPARE(truth->quality(0, 1), 0.5);
        QCOMPARE(truth->cost(1, 0), 0.3);
        QCOMPARE(outcome->report.preset, std::string("RouterBench"));
    }

    void aRejectedRowTakesItsEmbeddingWithIt_data()
    {
        QTest::addColumn<bool>("fromColumn");
        QTest::newRow("from a .npy file") << false;
        QTest::newRow("from a column") << true;
    }
    void aRejectedRowTakesItsEmbeddingWithIt()
    {
        QFETCH(bool, fromColumn);
        const TempFolder folder;
        auto workspace = Workspace::create(folder.path("w.fairlead"));
        QVERIFY(workspace);
        ImportRequest request{
            folder.write("l.csv", "model,quality,cost,embedding\na,1,1,1 2\na,1,-1,3 4\nb,0,1,5 6\n"), "l", {}, {}};
        if (!fromColumn)
            request.embeddings = folder.write("e.npy", npyMatrix(3, 2, {1, 2, 3, 4, 5, 6}));
        const auto outcome = importDataset(*workspace, request, {}, {});
        QVERIFY2(outcome, reason(outcome).c_str());
        const auto embeddings = DatasetRepository(*workspace).embeddings(outcome->dataset);
        QVERIFY2(embeddings, reason(embeddings).c_str());
        QCOMPARE(embeddings->rows(), 2U);
        QCOMPARE((*embeddings)(0, 1), 2.0F);
        QCOMPARE((*embeddings)(1, 0), 5.0F);
        QCOMPARE(DatasetRepository(*workspace).queries(outcome->dataset)->at(1).externalId, std::string("3"));
    }

    void aDuplicateIdIsLeftOutOfWhatIsStored()
    {
        const TempFolder folder;
        auto workspace = Workspace::create(folder.path("w.fairlead"));
        QVERIFY(workspace);
        const auto file =
            folder.write("l.csv", "id,model,quality,cost\nq1,a,1,1\nq1,b,1,2\nq2,a,1,x\nq2,a,1,3\nq2,a,1,4\n");
        const auto outcome = importDataset(*workspace, {file, "l", {}, {}}, {}, {});
        QVERIFY2(outcome, reason(outcome).c_str());
        QCOMPARE(outcome->report.rowsRejected, 3U);
        QCOMPARE(DatasetRepository(*workspace).loggedOutcomes(outcome->dataset)->cost, (std::vector<double>{1, 3}));
    }

    void aTakenNameIsRefusedBeforeTheFileIsRead()
    {
        const TempFolder folder;
        auto workspace = Workspace::create(folder.path("w.fairlead"));
        QVERIFY(workspace);
        QVERIFY(importDataset(*workspace, {folder.write("l.csv", kLog), "march", {}, {}}, {}, {}));
        const auto again = importDataset(*workspace, {folder.path("absent.csv"), "march", {}, {}}, {}, {});
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::BadInput);
        QVERIFY(again.error().message.find("there is a dataset 'march' already") != std::string::npos);
        QCOMPARE(DatasetRepository(*workspace).list()->size(), 1U);
    }

    void aStopWhileStoringLeavesNothing()
    {
        const TempFolder folder;
        auto workspace = Workspace::create(folder.path("w.fairlead"));
        QVERIFY(workspace);
        std::string text = "model,quality,cost\n";
        for (int i = 0; i < 5000; ++i)
            text += i % 2 ? "a,1,1\n" : "b,0,2\n";
        const ImportRequest request{folder.write("l.csv", text), "l", {}, {}};
        std::stop_source stop;
        const auto outcome = importDataset(*workspace, request, stop.get_token(), [&](const Progress &progress) {
            if (progress.stage == "Storing rows")
                stop.request_stop();
        });
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
        QVERIFY(DatasetRepository(*workspace).list()->empty());
        QVERIFY(importDataset(*workspace, request, {}, {}));
    }

    void aFailedImportLeavesNothing()
    {
        const TempFolder folder;
        auto workspace = Workspace::create(folder.path("w.fairlead"));
        QVERIFY(workspace);
        const auto embeddings = folder.write("e.npy", npyMatrix(3, 1, {1, 2, 3}));
        const auto outcome = importDataset(*workspace, {folder.write("l.csv", kLog), "l", {}, embeddings}, {}, {});
        QVERIFY(!outcome);
        QVERIFY(outcome.error().message.find("it has 4 rows, but") != std::string::npos);
        QVERIFY(DatasetRepository(*workspace).list()->empty());
    }

    void theSameQueryIsOnTheSameSideInEveryDataset()
    {
        FAIRLEAD_NEED_SHARED_DATA(full, "overruling_12models.csv");
        FAIRLEAD_NEED_SHARED_DATA(log, "overruling_log.csv");
        const TempFolder folder;
        auto workspace = Workspace::create(folder.path("w.fairlead"));
        QVERIFY(workspace);
        const auto first = importDataset(*workspace, {full, "full", {{"prompt", "question"}}, {}}, {}, {});
        const auto second = importDataset(*workspace, {log, "log", {}, {}}, {}, {});
        QVERIFY2(first && second, (reason(first) + reason(second)).c_str());
        const DatasetRepository datasets(*workspace);
        const auto a = datasets.queries(first->dataset);
        const auto b = datasets.queries(second->dataset);
        std::size_t heldOut = 0;
        for (std::size_t row = 0; row < a->size(); ++row) {
            QCOMPARE(a->at(row).externalId, b->at(row).externalId);
            QCOMPARE(a->at(row).prompt, b->at(row).prompt);
            QCOMPARE(a->at(row).split, b->at(row).split);
            heldOut += a->at(row).split == Split::HeldOut;
        }
        QVERIFY(heldOut > 0.25 * 2160 && heldOut < 0.35 * 2160);
        QCOMPARE(datasets.byId(first->dataset)->trainCount, 2160 - heldOut);
    }

    void aNestedRealLogIsStoredWhole()
    {
        FAIRLEAD_NEED_SHARED_DATA(log, "llmrouter_log.jsonl");
        const TempFolder folder;
        auto workspace = Workspace::create(folder.path("w.fairlead"));
        QVERIFY(workspace);
        const auto columns = parseColumnMap("query=id,prompt=request.prompt,segment=request.tags.task,"
                                            "model=response.model,quality=response.score,cost=response.cost_usd");
        const auto outcome = importDataset(*workspace, {log, "jl", *columns, {}}, {}, {});
        QVERIFY2(outcome, reason(outcome).c_str());
        QCOMPARE(outcome->report.warningCount, 0U);
        const auto info = DatasetRepository(*workspace).byName("jl");
        QCOMPARE(info->queryCount, 6108U);
        QCOMPARE(info->modelCount, 9U);
        QVERIFY(!info->hasPropensity);
        const auto queries = DatasetRepository(*workspace).queries(outcome->dataset, 0, 1);
        QVERIFY(queries->at(0).prompt.starts_with("Q: There are 3 houses in a row"));
        QVERIFY(!queries->at(0).segment.empty());
    }

    void candidateSetsAreStoredInEveryShape_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("bars and semicolons")
            << "l.csv" << QByteArray("model,quality,cost,candidates\na,1,1,a|b\nb,1,1, b ; c \na,1,1,\na,1,1,a\n");
        QTest::newRow("JSON arrays in CSV")
            << "l.csv"
            << QByteArray("model,quality,cost,candidates\na,1,1,\"[\"\"a\"\",\"\"b\"\"]\"\nb,1,1,\"[\"\"b\"\", "
                          "\"\"c\"\"]\"\na,1,1,\na,1,1,\"[\"\"a\"\"]\"\n");
        QTest::newRow("JSON Lines") << "l.jsonl"
                                    << QByteArray(
                                           "{\"model\":\"a\",\"quality\":1,\"cost\":1,\"candidates\":[\"a\",\"b\"]}\n"
                                           "{\"model\":\"b\",\"quality\":1,\"cost\":1,\"candidates\":[\"b\",\"c\"]}\n"
                                           "{\"model\":\"a\",\"quality\":1,\"cost\":1}\n"
                                           "{\"model\":\"a\",\"quality\":1,\"cost\":1,\"candidates\":[\"a\"]}\n");
    }
    void candidateSetsAreStoredInEveryShape()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        const TempFolder folder;
        auto workspace = Workspace::create(folder.path("w.fairlead"));
        QVERIFY(workspace);
        const auto outcome =
            importDataset(*workspace, {folder.write(name.toStdString(), bytes.toStdString()), "l", {}, {}}, {}, {});
        QVERIFY2(outcome, reason(outcome).c_str());
        QCOMPARE(outcome->report.columns.at("candidates"), std::string("candidates"));

        // c never served; it is a model all the same, one of which the log says nothing.
        const DatasetRepository datasets(*workspace);
        const auto models = datasets.models(outcome->dataset);
        QVERIFY(models);
        QCOMPARE(models->size(), 3U);
        QCOMPARE(models->at(2).name, std::string("c"));
        QCOMPARE(models->at(2).count, 0U);
        QVERIFY(datasets.byId(outcome->dataset)->hasCandidates);
        const auto outcomes = datasets.loggedOutcomes(outcome->dataset);
        QVERIFY2(outcomes, reason(outcomes).c_str());
        const std::vector<std::vector<std::uint8_t>> expected{{1, 1, 0}, {0, 1, 1}, {1, 1, 1}, {1, 0, 0}};
        for (std::size_t i = 0; i < 4; ++i) {
            const auto row = outcomes->available.row(i);
            QCOMPARE(std::vector<std::uint8_t>(row.begin(), row.end()), expected[i]);
        }
    }

    void fullFeedbackHasNoCandidates()
    {
        const TempFolder folder;
        auto workspace = Workspace::create(folder.path("w.fairlead"));
        QVERIFY(workspace);
        const auto file =
            folder.write("w.csv", "prompt,a__quality,a__cost,b__quality,b__cost,candidates\nx,1,1,1,1,a\n");
        const auto given = importDataset(*workspace, {file, "w", {{"candidates", "candidates"}}, {}}, {}, {});
        QVERIFY(!given);
        QVERIFY2(reason(given).find("no candidates") != std::string::npos, reason(given).c_str());
        const auto outcome = importDataset(*workspace, {file, "w", {}, {}}, {}, {});
        QVERIFY2(outcome, reason(outcome).c_str());
        QCOMPARE(outcome->report.unusedColumns, std::vector<std::string>{"candidates"});
    }
};

QTEST_APPLESS_MAIN(TestImportDataset)
#include "tst_importdataset.moc"
