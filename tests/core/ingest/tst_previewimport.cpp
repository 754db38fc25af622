#include <QTest>

#include "core/ingest/import.h"
#include "tests/support/tempfolder.h"
#include "tests/support/testdata.h"

using namespace fairlead;
using fairlead::test::npyMatrix;
using fairlead::test::TempFolder;

namespace {

Result<ImportReport> preview(const std::filesystem::path &file, const char *columns = "",
                             const std::optional<std::filesystem::path> &embeddings = std::nullopt)
{
    return previewImport({file, "d", *parseColumnMap(columns), embeddings}, {}, {});
}

std::string gzipBytes()
{
    return {"\x1F\x8B\x08\x00\x00\x00\x00\x00", 8};
}

} // namespace

class TestPreviewImport final : public QObject
{
    Q_OBJECT

private slots:
    void theSameLogIsReadFromEveryNotation_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("text");
        const QByteArray plain = "id,prompt,model,quality,cost\nq1,hello,a,1,0.5\nq2,\"two\nlines\",b,0,0.25\n";
        QByteArray crlf = plain;
        crlf.replace("\n", "\r\n");
        QByteArray tabs = plain;
        tabs.replace(',', '\t');
        QByteArray semicolons = plain;
        semicolons.replace(',', ';');
        QByteArray returns = "id,prompt,model,quality,cost\rq1,hello,a,1,0.5\rq2,two,b,0,0.25\r";
        QTest::newRow("plain CSV") << "l.csv" << plain;
        QTest::newRow("line ends of Windows") << "l.csv" << crlf;
        QTest::newRow("line ends of old Macs") << "l.csv" << returns;
        QTest::newRow("a byte order mark") << "l.csv" << QByteArray("\xEF\xBB\xBF") + plain;
        QTest::newRow("tabs") << "l.tsv" << tabs;
        QTest::newRow("semicolons") << "l.csv" << semicolons;
        QTest::newRow("blank lines around") << "l.csv"
                                            << "\n\n" + plain + "\n\n";
        QTest::newRow("JSON Lines")
            << "l.jsonl"
            << QByteArray("{\"id\":\"q1\",\"r\":{\"prompt\":\"hello\",\"model\":\"a\"},\"quality\":1,"
                          "\"cost\":0.5}\n\n{\"id\":\"q2\",\"r\":{\"prompt\":\"two\\nlines\",\"model\":"
                          "\"b\"},\"quality\":false,\"cost\":\"0.25\"}\n");
        QTest::newRow("JSON Lines under another name")
            << "l.log"
            << QByteArray("{\"prompt\":\"x\",\"model\":\"a\",\"score\":1,\"cost\":"
                          "0.5}\n{\"prompt\":\"y\",\"model\":\"b\",\"score\":0,"
                          "\"cost\":0.25}\n");
    }
    void theSameLogIsReadFromEveryNotation()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, text);
        const TempFolder folder;
        const auto report = preview(folder.write(name.toStdString(), text.toStdString()));
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->kind, DatasetKind::Log);
        QCOMPARE(report->rowsRead, 2U);
        QCOMPARE(report->rowsKept, 2U);
        QCOMPARE(report->warningCount, 0U);
        QCOMPARE(report->models.size(), 2U);
        QCOMPARE(report->models[0].name, std::string("a"));
        QCOMPARE(report->models[0].meanCost, 0.5);
        QCOMPARE(report->models[1].meanQuality, 0.0);
    }

    void everyModelAnswersInAWideFile()
    {
        const TempFolder folder;
        const auto report =
            preview(folder.write("w.csv", "prompt,a__quality,a__cost,b__quality,b__cost\n"
                                          "x,1,0.1,0,0.2\ny,0,0.3,1,0.4\nz,1,0.3,,0.4\nu,1,0.3,NaN,0.4\n"));
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->kind, DatasetKind::FullFeedback);
        QCOMPARE(report->format, ImportFormat::WideCsv);
        QCOMPARE(report->rowsKept, 2U);
        QCOMPARE(report->rowsRejected, 2U);
        QCOMPARE(report->warnings[1].problem, RowProblem::MissingField);
        QCOMPARE(report->warnings[1].field, std::string("b__quality"));
        QCOMPARE(report->models[1].count, 2U);
        QCOMPARE(report->models[1].meanCost, 0.3);
    }

    void pathsReachIntoListsAndKeysWithDots()
    {
        const TempFolder folder;
        const auto report = preview(
            folder.write("l.jsonl", "{\"m\":[{\"role\":\"system\",\"text\":\"s\"},{\"role\":\"user\",\"text\":\"hi\"}],"
                                    "\"usage.usd\":0.5,\"out\":{\"gpt-3.5\":\"a\"},\"s\":1}\n"),
            "prompt=m.1.text,model=out.gpt-3.5,quality=s,cost=usage.usd");
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->rowsKept, 1U);
        QCOMPARE(report->models[0].name, std::string("a"));
        QCOMPARE(report->models[0].meanCost, 0.5);
    }

    void embeddingsBelongToTheRowsOfTheFile()
    {
        const TempFolder folder;
        const auto log = folder.write("l.csv", "model,quality,cost\na,1,1\na,oops,1\na,0,1\n");
        const auto three = preview(log, "", folder.write("three.npy", npyMatrix(3, 2, {1, 2, 3, 4, 5, 6})));
        QVERIFY(three);
        QCOMPARE(three->embeddingDim, 2U);
        const auto two = preview(log, "", folder.write("two.npy", npyMatrix(2, 2, {1, 2, 3, 4})));
        QVERIFY(!two);
        QVERIFY2(two.error().message.find("it has 3 rows") != std::string::npos, two.error().message.c_str());
        QVERIFY2(two.error().message.find("has 2 embeddings") != std::string::npos, two.error().message.c_str());
    }

    void anEmbeddingColumnIsRead_data()
    {
        QTest::addColumn<QString>("value");
        QTest::newRow("JSON") << "[1, -2.5, 3e-1]";
        QTest::newRow("commas") << "1,-2.5,0.3";
        QTest::newRow("spaces") << "1 -2.5  0.3 ";
        QTest::newRow("semicolons") << "1; -2.5; 0.3";
        QTest::newRow("as NumPy prints") << "[1. -2.5\n 0.3]";
    }
    void anEmbeddingColumnIsRead()
    {
        QFETCH(QString, value);
        const TempFolder folder;
        const auto report =
            preview(folder.write("l.csv", "model,quality,cost,embedding\na,1,1,\"" + value.toStdString() + "\"\n"));
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->embeddingDim, 3U);
    }

    void aFileThatCannotBeUnderstoodIsOneClearError_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("part");
        const QByteArray header = "id,model,quality,cost\n";
        QTest::newRow("empty") << "l.csv" << QByteArray() << "the file is empty";
        QTest::newRow("only blank lines") << "l.csv" << QByteArray("\n \n") << "only blank lines";
        QTest::newRow("only a header") << "l.csv" << header << "a header but no rows";
        QTest::newRow("gzip") << "l.csv" << QByteArray::fromStdString(gzipBytes()) << "looks like a binary file (gzip)";
        QTest::newRow("Parquet") << "l.parquet" << QByteArray("PAR1\x15\x04\0\x15", 8) << "(Parquet)";
        QTest::newRow("a workspace") << "l.fairlead" << QByteArray("SQLite format 3\0\x10", 17) << "(SQLite database)";
        QTest::newRow("a NumPy file") << "l.npy" << QByteArray("\x93NUMPY\x01\0", 8) << "(NumPy array)";
        QTest::newRow("NUL bytes") << "l.csv" << QByteArray("id,mo\0del\n", 10) << "looks like a binary file";
        QTest::newRow("UTF-16") << "l.csv" << QByteArray("\xFF\xFEi\0d\0", 6) << "UTF-16";
        QTest::newRow("one JSON array") << "l.json" << QByteArray("[{\"a\":1}]\n") << "one JSON array";
        QTest::newRow("an object over many lines")
            << "l.json" << QByteArray("{\n \"model\": \"a\"\n}\n") << "Write one object a line";
        QTest::newRow("a long prompt where the header should be is cut short")
            << "l.csv" << QByteArray(200, 'x') + "\n1\n"
            << "Its columns are: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'.";
        QTest::newRow("an open quote") << "l.csv" << header + "q1,\"a,1,1\nq2,a,1,1\n"
                                       << "cut off in the middle: the record at line 2 opens a quote";
        QTest::newRow("a quote out of place") << "l.csv" << header + "q1,a,1,1\nq2,a\"b,1,1\n"
                                              << "line 3 has a quote where none may stand";
        QTest::newRow("the last record is short") << "l.csv" << header + "q1,a,1,1\nq2,a,1"
                                                  << "cut off in the middle";
        QTest::newRow("the last number is missing") << "l.csv" << header + "q1,a,1,1\nq2,a,1,"
                                                    << "cut off in the middle";
        QTest::newRow("the last line is half an object")
            << "l.jsonl" << QByteArray("{\"model\":\"a\",\"score\":1,\"cost\":1}\n{\"model\":\"a\",\"sco")
            << "cut off in the middle: its last record (line 2)";
        QTest::newRow("no usable row names the most common problem")
            << "l.csv" << header + "q1,a,x,1\nq2,,1,1\nq3,a,y,1\n"
            << "none of its 3 rows can be used; the most common problem, in 2 of them, is bad-number (line 2, quality: "
               "'x'";
    }
    void aFileThatCannotBeUnderstoodIsOneClearError()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        QFETCH(QString, part);
        const TempFolder folder;
        const auto report = preview(folder.write(name.toStdString(), bytes.toStdString()));
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::BadInput);
        QVERIFY2(report.error().message.find(part.toStdString()) != std::string::npos, report.error().message.c_str());
        QVERIFY(report.error().message.find(name.toStdString()) != std::string::npos);
    }

    void aMissingFileAndAFolderAreErrors()
    {
        const TempFolder folder;
        QCOMPARE(preview(folder.path("none.csv")).error().code, ErrorCode::NotFound);
        QCOMPARE(preview(folder.path("")).error().code, ErrorCode::BadInput);
    }

    void aStopEndsTheReading()
    {
        const TempFolder folder;
        std::stop_source stop;
        stop.request_stop();
        const auto report =
            previewImport({folder.write("l.csv", "model,quality,cost\na,1,1\n"), "d", {}, {}}, stop.get_token(), {});
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Cancelled);
    }

    void progressReachesTheEnd()
    {
        const TempFolder folder;
        Progress last;
        const auto report = previewImport({folder.write("l.csv", "model,quality,cost\na,1,1\n"), "d", {}, {}}, {},
                                          [&](const Progress &progress) { last = progress; });
        QVERIFY(report);
        QCOMPARE(last.stage, std::string("Checking rows"));
        QVERIFY(last.total > 0);
        QCOMPARE(last.done, last.total);
    }

    void realFilesArePreviewed_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("columns");
        QTest::addColumn<QString>("embeddings");
        QTest::addColumn<bool>("full");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("models");
        QTest::newRow("wide table with embeddings") << "overruling_12models.csv"
                                                    << "prompt=question"
                                                    << "overruling_fasttext300.npy" << true << 2160 << 12;
        QTest::newRow("wide table with prompts") << "llmrouter_9models.csv"
                                                 << ""
                                                 << "" << true << 6108 << 9;
        QTest::newRow("log with propensities") << "overruling_log.csv"
                                               << ""
                                               << "overruling_fasttext300.npy" << false << 2160 << 12;
        QTest::newRow("nested JSON Lines with given paths")
            << "llmrouter_log.jsonl"
            << "query=id,prompt=request.prompt,segment=request.tags.task,model=response.model,quality=response.score,"
               "cost=response.cost_usd"
            << "" << false << 6108 << 9;
        QTest::newRow("nested JSON Lines, inferred") << "llmrouter_log.jsonl"
                                                     << ""
                                                     << "" << false << 6108 << 9;
    }
    void realFilesArePreviewed()
    {
        QFETCH(QString, file);
        QFETCH(QString, columns);
        QFETCH(QString, embeddings);
        QFETCH(bool, full);
        QFETCH(int, rows);
        QFETCH(int, models);
        const std::filesystem::path path = fairlead::test::sharedData(file.toUtf8().constData());
        if (path.empty())
            QSKIP("needs shared data");
        std::optional<std::filesystem::path> matrix;
        if (!embeddings.isEmpty())
            matrix = fairlead::test::sharedData(embeddings.toUtf8().constData());
        const auto report = preview(path, columns.toUtf8().constData(), matrix);
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->kind, full ? DatasetKind::FullFeedback : DatasetKind::Log);
        QCOMPARE(report->rowsRead, static_cast<std::size_t>(rows));
        QCOMPARE(report->rowsKept, static_cast<std::size_t>(rows));
        QCOMPARE(report->warningCount, 0U);
        QCOMPARE(report->models.size(), static_cast<std::size_t>(models));
        QCOMPARE(report->columns.count("segment") == 1, file != "overruling_log.csv");
    }
};

QTEST_APPLESS_MAIN(TestPreviewImport)
#include "tst_previewimport.moc"
