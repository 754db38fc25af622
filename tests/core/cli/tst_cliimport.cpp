#include "tests/core/cli/clirun.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace fairlead::test;

namespace {

const QByteArray kLog = "id,llm,score,usd\n"
                        "a,small,1,0.001\n"
                        "b,large,oops,0.01\n"
                        "c,large,1,0.01\n"
                        "d,small,0,0.001\n";
const char *const kMap = "query=id,model=llm,quality=score,cost=usd";

} // namespace

class TestCliImport final : public QObject
{
    Q_OBJECT

private slots:
    void anImportIsOneJsonDocument()
    {
        const CliFolder folder;
        const QString workspace = folder.path("w.fairlead");
        const CliRun run =
            cli({"import", workspace, folder.write("log.csv", kLog), "--name", "log", "--map", kMap, "--json"});
        QCOMPARE(run.exitCode, 0);
        const auto document = run.json();
        QCOMPARE(document["dataset"].get<std::string>(), std::string("log"));
        QCOMPARE(document["rows_read"].get<int>(), 4);
        QCOMPARE(document["rows_kept"].get<int>(), 3);
        QCOMPARE(document["warnings"][0]["line"].get<int>(), 3);
        QCOMPARE(document["columns"]["model"].get<std::string>(), std::string("llm"));

        const auto datasets = cli({"datasets", workspace, "--json"}).json();
        QCOMPARE(datasets["datasets"][0]["queries"].get<int>(), 3);
        QCOMPARE(datasets["datasets"][0]["models"].size(), std::size_t(2));
    }

    void rejectedRowsAreNamedAndCanBeKept()
    {
        const CliFolder folder;
        const QString rejects = folder.path("rejects.csv");
        const CliRun run = cli({"import", folder.path("w.fairlead"), folder.write("log.csv", kLog), "--name", "log",
                                "--map", kMap, "--rejects", rejects});
        QCOMPARE(run.exitCode, 0);
        QVERIFY2(run.out.contains("1 of 4 rows rejected"), run.out);
        QVERIFY2(run.out.contains("line 3, score"), run.out);
        const QByteArray written = CliFolder::read(rejects);
        QVERIFY(written.startsWith("line,field,problem,message\n3,score,"));
        QCOMPARE(written.count('\n'), 2);
    }

    void rejectsDoNotReplaceTheWorkspaceThatIsMade()
    {
        const CliFolder folder;
        const QString workspace = folder.path("w.fairlead");
        const CliRun run = cli({"import", workspace, folder.write("log.csv", kLog), "--name", "log", "--map", kMap,
                                "--rejects", folder.path("./w.fairlead")});
        QVERIFY(run.exitCode != 0);
        QVERIFY2(run.err.contains("Name another file"), run.err);
        QVERIFY(!QFile::exists(workspace));
    }

    void aDryRunShowsTheMappingAndWritesNothing()
    {
        const CliFolder folder;
        const QString workspace = folder.path("w.fairlead");
        const QString log = folder.write("log.csv", QByteArray(kLog).replace("llm", "model"));
        const CliRun run =
            cli({"import", workspace, log, "--name", "log", "--map", "query=id,quality=score,cost=usd", "--dry-run"});
        QCOMPARE(run.exitCode, 0);
        QVERIFY2(run.out.contains("model = model   (inferred)"), run.out);
        QVERIFY2(run.out.contains("quality = score\n"), run.out);
        QVERIFY(run.out.contains("Nothing was written"));
        QVERIFY(!QFile::exists(workspace));
    }

    void aBadFileIsOneErrorAndTheWorkspaceStaysAsItWas_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("embeddings");
        QTest::addColumn<QString>("said");
        QTest::newRow("an empty file") << QByteArray("") << ""
                                       << "empty";
        QTest::newRow("a binary file") << QByteArray("\x7f\x45LF\0\0\1\2\3\4\0\0", 12) << ""
                                       << "bad.csv";
        QTest::newRow("no column for the model") << QByteArray("id,score,usd\na,1,2\n") << ""
                                                 << "score";
        QTest::newRow("no column for the quality") << QByteArray("id,model,usd\na,b,2\n") << ""
                                                   << "usd";
        QTest::newRow("embeddings with another row count") << kLog << "two-rows.npy"
                                                           << "two-rows.npy";
        QTest::newRow("embeddings that are not there") << kLog << "none.npy"
                                                       << "none.npy";
    }
    void aBadFileIsOneErrorAndTheWorkspaceStaysAsItWas()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, embeddings);
        QFETCH(QString, said);
        const CliFolder folder;
        const QByteArray header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }";
        folder.write("two-rows.npy", "\x93NUMPY\x01" + QByteArray("\0\x76\0", 3) + header.leftJustified(117) + "\n" +
                                         QByteArray(16, '\0'));
        QStringList arguments{"import", "W", folder.write("bad.csv", bytes), "--name", "bad", "--json"};
        if (!embeddings.isEmpty())
            arguments << "--embeddings" << folder.path(embeddings) << "--map" << kMap;

        arguments[1] = folder.path("new.fairlead");
        const CliRun fresh = cli(arguments);
        QCOMPARE(fresh.exitCode, 1);
        QVERIFY2(fresh.err.contains(said.toUtf8()), fresh.err);
        QVERIFY(fresh.json()["error"]["message"].is_string());
        QCOMPARE(QDir(folder.path(".")).entryList({"new.fairlead*"}).size(), 0);

        arguments[1] = folder.path("old.fairlead");
        QCOMPARE(cli({"import", arguments[1], folder.write("log.csv", kLog), "--name", "log", "--map", kMap}).exitCode,
                 0);
        const QByteArray before = CliFolder::read(arguments[1]);
        QCOMPARE(cli(arguments).exitCode, 1);
        QCOMPARE(CliFolder::read(arguments[1]), before);
        QCOMPARE(QDir(folder.path(".")).entryList({"old.fairlead*"}).size(), 1);
    }

    void aFileThatIsMissingOrAFolderIsSaidToBeThat()
    {
        const CliFolder folder;
        const CliRun missing = cli({"import", folder.path("w.fairlead"), folder.path("none.csv"), "--name", "x"});
        QCOMPARE(missing.exitCode, 1);
        QVERIFY(missing.err.contains("none.csv"));
        const CliRun directory = cli({"import", folder.path("w.fairlead"), folder.path("."), "--name", "x"});
        QCOMPARE(directory.exitCode, 1);
        QVERIFY2(directory.err.contains("folder") || directory.err.contains("directory"), directory.err);
        QVERIFY(!QFile::exists(folder.path("w.fairlead")));
    }

    void aFileThatIsNoWorkspaceIsLeftAlone()
    {
        const CliFolder folder;
        const QString file = folder.write("notes.fairlead", "these are notes, not a database");
        const CliRun run =
            cli({"import", file, folder.write("log.csv", kLog), "--name", "log", "--map", kMap, "--json"});
        QCOMPARE(run.exitCode, 1);
        QCOMPARE(run.json()["error"]["code"].get<std::string>(), std::string("not-a-workspace"));
        QCOMPARE(CliFolder::read(file), QByteArray("these are notes, not a database"));
    }
};

QTEST_GUILESS_MAIN(TestCliImport)
#include "tst_cliimport.moc"
