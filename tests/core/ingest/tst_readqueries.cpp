#include <QTest>

#include "core/ingest/import.h"
#include "tests/support/tempfolder.h"
#include "tests/support/testdata.h"

using namespace fairlead;
using fairlead::test::npyMatrix;
using fairlead::test::TempFolder;

namespace {

using Texts = std::vector<std::string>;

Result<QueryFile> read(const std::filesystem::path &file, const char *columns = "",
                       const std::optional<std::filesystem::path> &embeddings = std::nullopt)
{
    return readQueries(file, *parseColumnMap(columns), embeddings);
}

} // namespace

class TestReadQueries final : public QObject
{
    Q_OBJECT

private slots:
    void promptsComeWithTheirIds()
    {
        const TempFolder folder;
        const auto queries = read(folder.write("q.csv", "id,prompt,anything\na,first,1\nb,\"se\ncond\",2\n"));
        QVERIFY2(queries, queries ? "" : queries.error().message.c_str());
        QCOMPARE(queries->ids, (Texts{"a", "b"}));
        QCOMPARE(queries->prompts, (Texts{"first", "se\ncond"}));
        QVERIFY(queries->embeddings.empty());
    }

    void rowNumbersStandInForIds()
    {
        const TempFolder folder;
        const auto queries = read(folder.write("q.jsonl", "{\"req\":{\"text\":\"x\"}}\n{\"req\":{\"text\":\"y\"}}\n"));
        QVERIFY2(queries, queries ? "" : queries.error().message.c_str());
        QCOMPARE(queries->ids, (Texts{"1", "2"}));
        QCOMPARE(queries->prompts, (Texts{"x", "y"}));
    }

    void anEmbeddingColumnFillsTheMatrix()
    {
        const TempFolder folder;
        const auto queries = read(folder.write("q.jsonl", "{\"e\":[1,2]}\n{\"e\":[3,4]}\n"), "embedding=e");
        QVERIFY2(queries, queries ? "" : queries.error().message.c_str());
        QVERIFY(queries->prompts.empty());
        QCOMPARE(queries->embeddings.rows(), 2U);
        QCOMPARE(queries->embeddings(1, 0), 3.0F);
    }

    void aBadRowTakesItsEmbeddingWithIt()
    {
        const TempFolder folder;
        const auto queries = read(folder.write("q.csv", "id,prompt\na,x\na,y\nb,z\n"), "",
                                  folder.write("e.npy", npyMatrix(3, 1, {1, 2, 3})));
        QVERIFY2(queries, queries ? "" : queries.error().message.c_str());
        QCOMPARE(queries->ids, (Texts{"a", "b"}));
        QCOMPARE(queries->embeddings.rows(), 2U);
        QCOMPARE(queries->embeddings(1, 0), 3.0F);
        QCOMPARE(queries->warnings.size(), 1U);
    }

    void aMatrixAloneIsEnough()
    {
        const TempFolder folder;
        const auto queries = read(folder.write("e.npy", npyMatrix(2, 2, {1, 2, 3, 4})));
        QVERIFY(queries);
        QCOMPARE(queries->ids, (Texts{"1", "2"}));
        QCOMPARE(queries->embeddings(1, 1), 4.0F);
    }

    void aFileOfNoQueriesSaysWhy_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("columns");
        QTest::addColumn<QString>("part");
        QTest::newRow("neither prompts nor embeddings") << QByteArray("id,x\n1,2\n") << ""
                                                        << "Map one of them to prompt.";
        QTest::newRow("a role that queries do not have") << QByteArray("id,prompt\n1,2\n") << "cost=id"
                                                         << "queries have no cost";
        QTest::newRow("a column that is not there") << QByteArray("id,prompt\n1,2\n") << "prompt=promt"
                                                    << "Did you mean 'prompt'?";
        QTest::newRow("no rows") << QByteArray("id,prompt\n") << ""
                                 << "no rows";
    }
    void aFileOfNoQueriesSaysWhy()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, columns);
        QFETCH(QString, part);
        const TempFolder folder;
        const auto queries = read(folder.write("q.csv", text.toStdString()), columns.toUtf8().constData());
        QVERIFY(!queries);
        QCOMPARE(queries.error().code, ErrorCode::BadInput);
        QVERIFY2(queries.error().message.find(part.toStdString()) != std::string::npos,
                 queries.error().message.c_str());
    }

    void anotherNumberOfEmbeddingsIsAnError()
    {
        const TempFolder folder;
        const auto queries =
            read(folder.write("q.csv", "prompt\nx\n"), "", folder.write("e.npy", npyMatrix(2, 1, {1, 2})));
        QVERIFY(!queries);
        QVERIFY(queries.error().message.find("has 2 embeddings") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestReadQueries)
#include "tst_readqueries.moc"
