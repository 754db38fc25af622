#include "core/store/routerrepository.h"
#include "exportedsamples.h"
#include "tests/support/storedata.h"

#include <QTest>

using namespace fairlead;
using namespace fairlead::test;

namespace {

/// A workspace with one full-feedback dataset of kSampleDim embeddings and three models.
struct Analysis
{
    Analysis()
        : workspace(*Workspace::create(folder.path("w.fairlead")))
    {
        auto transaction = *Transaction::begin(workspace);
        auto writer = *DatasetWriter::begin(
            workspace, {"full", DatasetKind::FullFeedback, "table.csv", {}, {"large", "small", "small-2"}, "{}"});
        for (std::size_t row = 0; row < kRows; ++row) {
            const std::string id = "q" + std::to_string(row);
            isStored &= writer.addQuery({id, "", "", "", row % 2 ? Split::HeldOut : Split::Train}).has_value();
            for (std::int32_t model = 0; model < 3; ++model)
                isStored &= writer.addObservation(row, model, 0.5, 0.01, std::nan("")).has_value();
        }
        isStored &= writer.setEmbeddings(sampleEmbeddings(kRows)).has_value();
        dataset = *writer.finish();
        isStored &= transaction.commit().has_value();
    }

    RouterId save(const std::string &name, const Router &router)
    {
        RouterRecord record;
        record.name = name;
        record.dataset = dataset;
        record.method = methodInfo(router.method()).key;
        record.seed = 7;
        record.dataHash = "abc";
        record.config = R"({"seed":7})";
        record.curve = "[]";
        record.summary = "{}";
        return *RouterRepository(workspace).save(record, router.save());
    }

    static constexpr std::size_t kRows = 1200;
    TempFolder folder;
    Workspace workspace;
    DatasetId dataset;
    bool isStored = true;
};

} // namespace

class TestRouterExport final : public QObject
{
    Q_OBJECT

private slots:
    void everyDeployableKindIsWrittenCheckedAndOpenedAgain()
    {
        Analysis analysis;
        QVERIFY(analysis.isStored);
        const MatrixF embeddings = sampleEmbeddings(20);
        for (const auto &[name, router] : deployableRouters()) {
            const RouterId id = analysis.save(name, *router);
            for (const auto format : {ExportFormat::Safetensors, ExportFormat::TorchScript}) {
                const auto file = analysis.folder.path("router");
                const auto outcome = exportRouter(analysis.workspace, id, format, file);
                FAIRLEAD_VERIFY(outcome);
                QCOMPARE(outcome->checkedRows, std::size_t(512));
                QVERIFY(outcome->largestScoreDifference <= (format == ExportFormat::TorchScript ? 1e-11 : 0.0));
                const auto opened = openExportedRouter(file);
                FAIRLEAD_VERIFY(opened);
                QCOMPARE(opened->card.name, name);
                QCOMPARE(opened->card.models, (std::vector<std::string>{"large", "small", "small-2"}));
                QCOMPARE(opened->card.dataset, std::string("full"));
                const MatrixD scores = *opened->scores(embeddings, 100);
                QCOMPARE(chooseModels(scores, opened->card.tieCosts),
                         chooseModels(scoresOf(*router, embeddings, 100), router->tieCosts()));
                const auto card = cardFromJson(bytesOf(outcome->card).toStdString(), "card");
                FAIRLEAD_VERIFY(card);
                QCOMPARE(toJson(*card), toJson(opened->card));
            }
        }
    }

    void referencesAreNotDeployed()
    {
        Analysis analysis;
        for (const auto &[name, router] : allRouters()) {
            const bool isReference = router->method() == Method::Random || router->method() == Method::Oracle ||
                                     router->method() == Method::LoggingPolicy;
            if (!isReference)
                continue;
            const RouterId id = analysis.save(name, *router);
            for (const auto format : {ExportFormat::Safetensors, ExportFormat::TorchScript}) {
                const auto file = analysis.folder.path("reference");
                FAIRLEAD_FAILS(exportRouter(analysis.workspace, id, format, file), ErrorCode::Unsupported,
                               "Export a trained router");
                QVERIFY(!std::filesystem::exists(file));
            }
        }
    }

    void aRouterThatDoesNotFitItsDatasetLeavesNoFile()
    {
        Analysis analysis;
        const auto wide = makePlugInRouter(
            {{0, 0}, 1}, {{0, 1, 0, 0, MatrixD(3, 3), {}, {}}, {0, 1, 0, 0, MatrixD(3, 3), {}, {}}, {}},
            kSampleLambdaMax, sampleTieCosts());
        const RouterId id = analysis.save("wide", *wide);
        for (const auto format : {ExportFormat::Safetensors, ExportFormat::TorchScript}) {
            const auto file = analysis.folder.path("wide");
            QVERIFY(!exportRouter(analysis.workspace, id, format, file));
            QVERIFY(!std::filesystem::exists(file));
            QVERIFY(!std::filesystem::exists(file.string() + ".json"));
        }
    }

    void placesThatCannotBeWrittenAreSaid()
    {
        Analysis analysis;
        const RouterId id = analysis.save("knn", *sampleKnn());
        const auto to = [&](const std::filesystem::path &file) {
            return exportRouter(analysis.workspace, id, ExportFormat::TorchScript, file);
        };
        FAIRLEAD_FAILS(to(analysis.folder.path("absent") / "r.pt"), ErrorCode::Io, "folder exists");
        FAIRLEAD_FAILS(to(analysis.folder.path("")), ErrorCode::BadInput, "folder");
        FAIRLEAD_FAILS(to(analysis.folder.path("w.fairlead")), ErrorCode::BadInput, "Name another file");
        QVERIFY(Workspace::open(analysis.folder.path("w.fairlead")));
        FAIRLEAD_FAILS(
            exportRouter(analysis.workspace, RouterId{99}, ExportFormat::TorchScript, analysis.folder.path("r")),
            ErrorCode::NotFound, "");
    }
};

QTEST_APPLESS_MAIN(TestRouterExport)
#include "tst_routerexport.moc"
