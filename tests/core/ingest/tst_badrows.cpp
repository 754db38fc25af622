#include <QTest>

#include "core/ingest/import.h"
#include "tests/support/tempfolder.h"
#include "tests/support/testdata.h"

using namespace fairlead;
using fairlead::test::TempFolder;

Q_DECLARE_METATYPE(fairlead::RowProblem)

/// One bad row between two good ones: it is left out, with its line and field.
class TestBadRows final : public QObject
{
    Q_OBJECT

private slots:
    void aBadRowIsLeftOutWithAWarning_data()
    {
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<RowProblem>("problem");
        QTest::addColumn<QString>("field");
        const auto row = [](const char *name, const char *text, RowProblem problem, const char *field) {
            QTest::newRow(name) << QByteArray(text) << problem << QString::fromUtf8(field);
        };
        row("too few fields", "q2,hi,a,1", RowProblem::RaggedRow, "");
        row("too many fields", "q2,hi,a,1,1,0.5,[1 2],more", RowProblem::RaggedRow, "");
        row("no id", ",hi,a,1,1,0.5,[1 2]", RowProblem::MissingField, "id");
        row("no model", "q2,hi, ,1,1,0.5,[1 2]", RowProblem::MissingField, "model");
        row("no quality", "q2,hi,a,,1,0.5,[1 2]", RowProblem::MissingField, "quality");
        row("no cost", "q2,hi,a,1,,0.5,[1 2]", RowProblem::MissingField, "cost");
        row("a quality that is a word", "q2,hi,a,good,1,0.5,[1 2]", RowProblem::BadNumber, "quality");
        row("a cost with a decimal comma", "q2,hi,a,1,\"1,5\",0.5,[1 2]", RowProblem::BadNumber, "cost");
        row("a number with something behind it", "q2,hi,a,1,1USD,0.5,[1 2]", RowProblem::BadNumber, "cost");
        row("a quality that is NaN", "q2,hi,a,nan,1,0.5,[1 2]", RowProblem::NotFinite, "quality");
        row("a cost that is infinite", "q2,hi,a,1,inf,0.5,[1 2]", RowProblem::NotFinite, "cost");
        row("a number that overflows", "q2,hi,a,1,1e999,0.5,[1 2]", RowProblem::NotFinite, "cost");
        row("a negative cost", "q2,hi,a,1,-0.01,0.5,[1 2]", RowProblem::NegativeCost, "cost");
        row("a propensity of zero", "q2,hi,a,1,1,0,[1 2]", RowProblem::BadPropensity, "p");
        row("a propensity above one", "q2,hi,a,1,1,1.01,[1 2]", RowProblem::BadPropensity, "p");
        row("a propensity that is a word", "q2,hi,a,1,1,often,[1 2]", RowProblem::BadNumber, "p");
        row("an id seen before", "q1,hi,a,1,1,0.5,[1 2]", RowProblem::DuplicateId, "id");
        row("a prompt that is not UTF-8", "q2,h\xE9,a,1,1,0.5,[1 2]", RowProblem::BadUtf8, "prompt");
        row("a dimension that changes", "q2,hi,a,1,1,0.5,[1 2 3]", RowProblem::BadEmbedding, "embedding");
        row("an embedding with a word", "q2,hi,a,1,1,0.5,[1 two]", RowProblem::BadEmbedding, "embedding");
        row("an embedding with a gap", "q2,hi,a,1,1,0.5,\"[1,,2]\"", RowProblem::BadEmbedding, "embedding");
        row("an embedding that ends with a comma", "q2,hi,a,1,1,0.5,\"[1,2,]\"", RowProblem::BadEmbedding, "embedding");
        row("an embedding that is not finite", "q2,hi,a,1,1,0.5,[1 nan]", RowProblem::BadEmbedding, "embedding");
        row("no embedding", "q2,hi,a,1,1,0.5,", RowProblem::BadEmbedding, "embedding");
    }
    void aBadRowIsLeftOutWithAWarning()
    {
        QFETCH(QByteArray, row);
        QFETCH(RowProblem, problem);
        QFETCH(QString, field);
        const TempFolder folder;
        const auto file = folder.write("l.csv", "id,prompt,model,quality,cost,p,embedding\n"
                                                "q1,\"a prompt\nof two lines\",a,1,0.5,0.25,[1 2]\n" +
                                                    row.toStdString() + "\nq9,hi,a,0,1,,[3 4]\n");
        const auto report = previewImport({file, "d", {}, {}}, {}, {});
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->rowsRead, 3U);
        QCOMPARE(report->rowsKept, 2U);
        QCOMPARE(report->rowsRejected, 1U);
        QCOMPARE(report->warnings.size(), 1U);
        const ImportWarning &warning = report->warnings[0];
        QCOMPARE(rowProblemKey(warning.problem), rowProblemKey(problem));
        QCOMPARE(warning.line, 4U);
        QCOMPARE(QString::fromStdString(warning.field), field);
        QVERIFY(warning.rejected);
        QVERIFY(!warning.message.empty());
    }

    void aBadJsonLineIsLeftOutWithAWarning_data()
    {
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<RowProblem>("problem");
        const auto row = [](const char *name, const char *text, RowProblem problem) {
            QTest::newRow(name) << QByteArray(text) << problem;
        };
        row("half an object", "{\"model\":\"a\",", RowProblem::BadJson);
        row("a number", "42", RowProblem::BadJson);
        row("NaN, as Python writes it", "{\"model\":\"a\",\"quality\":NaN,\"cost\":1}", RowProblem::BadJson);
        row("a byte that is not UTF-8", "{\"model\":\"\xE9\",\"quality\":1,\"cost\":1}", RowProblem::BadUtf8);
        row("a NUL inside a string", "{\"model\":\"a\\u0000b\",\"quality\":1,\"cost\":1}", RowProblem::BadUtf8);
        row("no model", "{\"quality\":1,\"cost\":1}", RowProblem::MissingField);
        row("a null", "{\"model\":\"a\",\"quality\":null,\"cost\":1}", RowProblem::MissingField);
        row("a list for a number", "{\"model\":\"a\",\"quality\":[1],\"cost\":1}", RowProblem::BadNumber);
    }
    void aBadJsonLineIsLeftOutWithAWarning()
    {
        QFETCH(QByteArray, row);
        QFETCH(RowProblem, problem);
        const TempFolder folder;
        const std::string good = "{\"model\":\"a\",\"quality\":1,\"cost\":1}\n";
        const auto report =
            previewImport({folder.write("l.jsonl", good + row.toStdString() + "\n" + good), "d", {}, {}}, {}, {});
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->rowsKept, 2U);
        QCOMPARE(report->rowsRejected, 1U);
        QCOMPARE(rowProblemKey(report->warnings[0].problem), rowProblemKey(problem));
        QCOMPARE(report->warnings[0].line, 2U);
    }

    void aLastRowWithoutALineEndIsKeptWithARemark()
    {
        const TempFolder folder;
        const auto report =
            previewImport({folder.write("l.csv", "model,quality,cost\na,1,1\na,1,0.5"), "d", {}, {}}, {}, {});
        QVERIFY(report);
        QCOMPARE(report->rowsKept, 2U);
        QCOMPARE(report->rowsRejected, 0U);
        QCOMPARE(report->warningCount, 1U);
        QCOMPARE(report->warnings[0].problem, RowProblem::NoFinalNewline);
        QVERIFY(!report->warnings[0].rejected);
    }

    void manyWarningsAreCountedButNotAllKept()
    {
        const TempFolder folder;
        std::string text = "model,quality,cost\na,1,1\n";
        for (int i = 0; i < 10'050; ++i)
            text += "a,x,1\n";
        const auto report = previewImport({folder.write("l.csv", text), "d", {}, {}}, {}, {});
        QVERIFY(report);
        QCOMPARE(report->rowsKept, 1U);
        QCOMPARE(report->rowsRejected, 10'050U);
        QCOMPARE(report->warningCount, 10'050U);
        QCOMPARE(report->warnings.size(), ImportReport::kMaxWarnings);
    }

    void rowsReachAcrossTheBlocksOfTheReader()
    {
        const TempFolder folder;
        std::string text = "id,prompt,model,quality,cost\n";
        std::size_t lastLine = 2;
        for (int i = 0; i < 400; ++i) {
            text += "q" + std::to_string(i) + ",\"" + std::string(1000 + i, 'x') + "\n\"\"y\"\"\",a,1,1\n";
            lastLine += 2;
        }
        text += "q0,again,a,1,1\n";
        const auto report = previewImport({folder.write("l.csv", text), "d", {}, {}}, {}, {});
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->rowsKept, 400U);
        QCOMPARE(report->warnings[0].problem, RowProblem::DuplicateId);
        QCOMPARE(report->warnings[0].line, lastLine);
    }

    void badCandidatesAreLeftOutWithAWarning_data()
    {
        QTest::addColumn<QByteArray>("cell");
        QTest::addColumn<QString>("said");
        QTest::newRow("the served model is not among them") << QByteArray("b|c") << "'a' served the query";
        QTest::newRow("an empty array") << QByteArray("[]") << "empty list";
        QTest::newRow("separators alone") << QByteArray("| ;") << "empty list";
        QTest::newRow("an object") << QByteArray("\"{\"\"a\"\": 1}\"") << "no list";
        QTest::newRow("an array of numbers") << QByteArray("\"[1, 2]\"") << "'1', which is no model name";
        QTest::newRow("an array that does not end") << QByteArray("\"[\"\"a\"\"\"") << "no JSON array";
        QTest::newRow("not UTF-8") << QByteArray("a|\xE9") << "not UTF-8";
    }
    void badCandidatesAreLeftOutWithAWarning()
    {
        QFETCH(QByteArray, cell);
        QFETCH(QString, said);
        const TempFolder folder;
        const auto file = folder.write("l.csv", "prompt,model,quality,cost,candidates\nx,a,1,1,a|b\ny,a,1,1," +
                                                    cell.toStdString() + "\nz,b,1,1,\n");
        const auto report = previewImport({file, "d", {}, {}}, {}, {});
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->rowsKept, 2U);
        QCOMPARE(report->warnings.size(), 1U);
        const ImportWarning &warning = report->warnings[0];
        QCOMPARE(warning.line, 3U);
        QCOMPARE(warning.field, std::string("candidates"));
        QVERIFY2(QString::fromStdString(warning.message).contains(said), warning.message.c_str());
        const bool isText = said == "not UTF-8";
        QCOMPARE(rowProblemKey(warning.problem),
                 rowProblemKey(isText ? RowProblem::BadUtf8 : RowProblem::BadCandidates));
    }
};

QTEST_APPLESS_MAIN(TestBadRows)
#include "tst_badrows.moc"
