#include <QTest>

#include "core/ingest/import.h"
#include "core/store/datasetrepository.h"
#include "tests/support/tempfolder.h"
#include "tests/support/testdata.h"

using namespace fairlead;
using fairlead::test::npyMatrix;
using fairlead::test::TempFolder;

/// Small files cut after every byte: an import gives whole rows or one error, and an error changes nothing.
class TestCutFiles final : public QObject
{
    Q_OBJECT

private slots:
    void aFileCutAfterAnyByteGivesWholeRowsOrAnError_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("whole");
        QTest::newRow("a CSV log") << "l.csv"
                                   << QByteArray("id,prompt,model,quality,cost,embedding\n"
                                                 "q1,\"one \"\"x\"\", \xC3\xA9\n\xE2\x82\xAC\",a,1,0.5,\"[1, 2]\"\r\n"
                                                 "q2,two,b,0.25,1e-3,3 4\n"
                                                 "q3,three,a,-1,0.25,\"[5, 6]\"\n");
        QTest::newRow("a wide CSV") << "w.csv"
                                    << QByteArray("prompt,a__quality,a__cost,b__quality,b__cost\n"
                                                  "x,1,0.1,0,0.2\n\"y\ny\",0,0.3,1,0.4\n");
        QTest::newRow("JSON Lines") << "l.jsonl"
                                    << QByteArray(
                                           "{\"id\": \"q1\", \"r\": {\"prompt\": \"\xC3\xA9\\n\", \"model\": \"a\"}, "
                                           "\"quality\": 1, \"cost\": 0.5, \"embedding\": [1, 2]}\n"
                                           "{\"id\": \"q2\", \"r\": {\"model\": \"b\"}, \"quality\": 0.5, "
                                           "\"cost\": 1e-3, \"embedding\": [3, 4]}\n");
    }
    void aFileCutAfterAnyByteGivesWholeRowsOrAnError()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, whole);
        const TempFolder folder;
        auto workspace = Workspace::create(folder.path("w.fairlead"));
        QVERIFY(workspace);
        DatasetRepository datasets(*workspace);
        const std::string text = whole.toStdString();
        std::size_t most = 0;
        for (std::size_t size = 0; size <= text.size(); ++size) {
            const auto file = folder.write(name.toStdString(), text.substr(0, size));
            const auto outcome = importDataset(*workspace, {file, "cut", {}, {}}, {}, {});
            const auto list = datasets.list();
            QVERIFY(list);
            if (!outcome) {
                QVERIFY2(list->empty(), std::to_string(size).c_str());
                QVERIFY2(outcome.error().code == ErrorCode::BadInput, outcome.error().message.c_str());
                QVERIFY(size < text.size());
                continue;
            }
            QCOMPARE(list->size(), 1U);
            QCOMPARE(outcome->report.rowsRejected, 0U);
            QVERIFY(outcome->report.rowsKept >= most);
            // Whole rows without a last line end are kept, and said to be suspicious.
            QCOMPARE(outcome->report.warningCount == 0, text[size - 1] == '\n' || text[size - 1] == '\r');
            most = outcome->report.rowsKept;
            QVERIFY(datasets.remove(outcome->dataset));
        }
        QVERIFY(most >= 2);
    }

    void anNpyCutAfterAnyByteIsAnError()
    {
        const TempFolder folder;
        auto workspace = Workspace::create(folder.path("w.fairlead"));
        QVERIFY(workspace);
        const auto log = folder.write("l.csv", "model,quality,cost\na,1,1\nb,0,1\n");
        const std::string whole = npyMatrix(2, 2, {1, 2, 3, 4});
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const auto cut = folder.write("e.npy", whole.substr(0, size));
            const auto outcome = importDataset(*workspace, {log, "l", {}, cut}, {}, {});
            QVERIFY2(!outcome, std::to_string(size).c_str());
            QCOMPARE(outcome.error().code, ErrorCode::BadInput);
            QVERIFY(DatasetRepository(*workspace).list()->empty());
        }
        QVERIFY(importDataset(*workspace, {log, "l", {}, folder.write("e.npy", whole)}, {}, {}));
    }

    void aFileWithAnyByteDamagedNeverCrashes_data() { aFileCutAfterAnyByteGivesWholeRowsOrAnError_data(); }
    void aFileWithAnyByteDamagedNeverCrashes()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, whole);
        const TempFolder folder;
        for (std::size_t at = 0; at < static_cast<std::size_t>(whole.size()); ++at) {
            for (const char damage : {'"', '\n', '\xFF'}) {
                std::string text = whole.toStdString();
                text[at] = damage;
                const auto report = previewImport({folder.write(name.toStdString(), text), "d", {}, {}}, {}, {});
                if (report)
                    QCOMPARE(report->rowsKept + report->rowsRejected, report->rowsRead);
                else
                    QVERIFY(report.error().code == ErrorCode::BadInput && !report.error().message.empty());
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestCutFiles)
#include "tst_cutfiles.moc"
