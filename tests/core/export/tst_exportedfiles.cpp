#include "exportedsamples.h"

#include "core/export/reloadcheck.h"

#include <QTest>

using namespace fairlead;
using namespace fairlead::test;

class TestExportedFiles final : public QObject
{
    Q_OBJECT

private slots:
    void aFileGivesTheRoutersScoresAndDecisions_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<double>("tolerance");
        QTest::newRow("safetensors, to the bit") << int(ExportFormat::Safetensors) << 0.0;
        QTest::newRow("TorchScript, to rounding") << int(ExportFormat::TorchScript) << 1e-11;
    }
    void aFileGivesTheRoutersScoresAndDecisions()
    {
        QFETCH(int, format);
        QFETCH(double, tolerance);
        const TempFolder folder;
        const MatrixF embeddings = sampleEmbeddings();
        for (const auto &[name, router] : deployableRouters()) {
            const auto file = folder.path("router");
            QVERIFY(writeFileAtomically(file, exportedBytes(*router, ExportFormat(format))));
            const auto opened = openExportedRouter(file);
            QVERIFY2(opened, (name + (opened ? "" : ": " + opened.error().message + opened.error().detail)).c_str());
            const auto check = compareWithRouter(*opened, *router, embeddings);
            QVERIFY2(check, (name + (check ? "" : ": " + check.error().message + check.error().detail)).c_str());
            QVERIFY2(check->largestDifference <= tolerance, (name + std::to_string(check->largestDifference)).c_str());
            QCOMPARE(check->otherDecisions, std::size_t(0));
        }
    }

    void theComparisonSeesAnotherRouter()
    {
        const TempFolder folder;
        const auto routers = deployableRouters();
        QVERIFY(writeFileAtomically(folder.path("r"), exportedBytes(*routers[3].second, ExportFormat::TorchScript)));
        const auto opened = openExportedRouter(folder.path("r"));
        const auto check = compareWithRouter(*opened, *routers[4].second, sampleEmbeddings());
        QVERIFY(check);
        QVERIFY(check->largestDifference > 0.01);
        QVERIFY(check->otherDecisions > 0);
    }

    void theCardTravelsInsideTheFile()
    {
        const TempFolder folder;
        const auto router = sampleKnn();
        for (const auto format : {ExportFormat::Safetensors, ExportFormat::TorchScript}) {
            QVERIFY(writeFileAtomically(folder.path("r"), exportedBytes(*router, format)));
            const auto opened = openExportedRouter(folder.path("r"));
            QVERIFY(opened);
            QCOMPARE(toJson(opened->card), toJson(sampleCard(*router)));
        }
    }

    void theCardSurvivesItsJson()
    {
        RouterCard card = sampleCard(*sampleKnn());
        card.name = "quotes \" and \n lines";
        card.needsTextEncoder = true;
        const auto again = cardFromJson(toJson(card), "card");
        QVERIFY(again);
        QCOMPARE(again->name, card.name);
        QCOMPARE(again->models, card.models);
        QCOMPARE(again->knots, card.knots);
        QCOMPARE(again->tieCosts, card.tieCosts);
        QCOMPARE(again->embeddingDim, card.embeddingDim);
        QCOMPARE(again->needsTextEncoder, true);
        QCOMPARE(again->seed, card.seed);
        QCOMPARE(again->config, card.config);
        QCOMPARE(again->summary, card.summary);
        QCOMPARE(again->dataHash, card.dataHash);
    }

    void aDamagedCardIsAnError_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<int>("code");
        QTest::newRow("no JSON") << "{" << int(ErrorCode::BadInput);
        QTest::newRow("not an object") << "[]" << int(ErrorCode::BadInput);
        QTest::newRow("something else") << R"({"format":"other"})" << int(ErrorCode::BadInput);
        QTest::newRow("newer") << R"({"format":"fairlead-router","format_version":9})" << int(ErrorCode::NewerVersion);
        QTest::newRow("no models") << R"({"format":"fairlead-router","format_version":1})" << int(ErrorCode::BadInput);
        QTest::newRow("nested without end") << QString(100000, '[') << int(ErrorCode::BadInput);
    }
    void aDamagedCardIsAnError()
    {
        QFETCH(QString, json);
        QFETCH(int, code);
        QCOMPARE(int(cardFromJson(json.toStdString(), "card").error().code), code);
    }

    void aTextEncoderTravelsWithTheSafetensorsFile()
    {
        const TempFolder folder;
        const auto router = sampleKnn();
        RouterCard card = sampleCard(*router);
        card.needsTextEncoder = true;
        TensorBundle encoder;
        encoder.put("projection", normalMatrix(3, 2, 1));
        encoder.metadata["kind"] = "text";
        QVERIFY(writeFileAtomically(folder.path("r"), toSafetensorsFile(*router, card, encoder)));
        const auto opened = openExportedRouter(folder.path("r"));
        QVERIFY(opened && opened->textEncoder);
        QVERIFY(*opened->textEncoder->matrixD("projection") == normalMatrix(3, 2, 1));
        QCOMPARE(opened->textEncoder->metadata.at("kind"), std::string("text"));

        QVERIFY(writeFileAtomically(folder.path("r"), toSafetensorsFile(*router, card, {})));
        QCOMPARE(openExportedRouter(folder.path("r")).error().code, ErrorCode::BadInput);
    }

    void aCardOfAnotherRouterIsAnError()
    {
        const TempFolder folder;
        RouterCard card = sampleCard(*sampleKnn());
        card.knots.back() = 11;
        QVERIFY(writeFileAtomically(folder.path("r"), toSafetensorsFile(*sampleKnn(), card, {})));
        QCOMPARE(openExportedRouter(folder.path("r")).error().code, ErrorCode::BadInput);
    }

    void aFileThatIsCutOrSpoiledIsAnErrorNotACrash()
    {
        const TempFolder folder;
        const auto router = std::move(deployableRouters().front().second);
        for (const auto format : {ExportFormat::Safetensors, ExportFormat::TorchScript}) {
            const std::string whole = exportedBytes(*router, format);
            for (std::size_t part = 1; part < 8; ++part) {
                QVERIFY(writeFileAtomically(folder.path("cut"), whole.substr(0, whole.size() * part / 8)));
                QVERIFY(!openExportedRouter(folder.path("cut")));
            }
            for (std::size_t at = 5; at < whole.size(); at += whole.size() / 40) {
                std::string spoiled = whole;
                spoiled[at] = char(spoiled[at] ^ 0x55);
                QVERIFY(writeFileAtomically(folder.path("spoiled"), spoiled));
                if (const auto opened = openExportedRouter(folder.path("spoiled")))
                    (void)opened->scores(sampleEmbeddings(3), 0);
            }
        }
    }

    void whatIsNoRouterIsSaid()
    {
        const TempFolder folder;
        QCOMPARE(openExportedRouter(folder.path("absent")).error().code, ErrorCode::NotFound);
        QCOMPARE(openExportedRouter(folder.path(".")).error().code, ErrorCode::BadInput);
        QVERIFY(writeFileAtomically(folder.path("text"), "hello, this is no router at all"));
        QCOMPARE(openExportedRouter(folder.path("text")).error().code, ErrorCode::BadInput);
        QVERIFY(writeFileAtomically(folder.path("zip"), std::string("PK\x03\x04 and nothing else")));
        QCOMPARE(openExportedRouter(folder.path("zip")).error().code, ErrorCode::BadInput);
        TensorBundle plain;
        plain.put("x", normalMatrix(2, 2, 1));
        QVERIFY(writeFileAtomically(folder.path("plain"), toSafetensors(plain)));
        QCOMPARE(openExportedRouter(folder.path("plain")).error().code, ErrorCode::BadInput);
    }

    void queriesThatDoNotFitAreAnError()
    {
        const TempFolder folder;
        const auto router = sampleKnn();
        for (const auto format : {ExportFormat::Safetensors, ExportFormat::TorchScript}) {
            QVERIFY(writeFileAtomically(folder.path("r"), exportedBytes(*router, format)));
            const auto opened = openExportedRouter(folder.path("r"));
            QCOMPARE(opened->scores(MatrixF(2, 3), 0).error().code, ErrorCode::BadInput);
            QCOMPARE(opened->scores(sampleEmbeddings(2), 251).error().code, ErrorCode::BadConfig);
            QCOMPARE(opened->scores(sampleEmbeddings(2), -1).error().code, ErrorCode::BadConfig);
        }
    }

    void anUnknownFormatListsTheFormats()
    {
        QVERIFY(*exportFormatFromKey("safetensors") == ExportFormat::Safetensors);
        QVERIFY(*exportFormatFromKey("torchscript") == ExportFormat::TorchScript);
        QVERIFY(exportFormatFromKey("pickle").error().message.find("torchscript") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestExportedFiles)
#include "tst_exportedfiles.moc"
