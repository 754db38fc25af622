#include "tests/core/cli/clirun.h"

#include <QTest>

using namespace fairlead::test;

class TestCliUsage final : public QObject
{
    Q_OBJECT

private slots:
    void everyVerbExplainsItselfWithAnExample_data()
    {
        QTest::addColumn<QString>("verb");
        for (const char *verb : {"import", "simulate", "datasets", "routers", "trust", "train", "evaluate", "sweep",
                                 "export", "decide", "study", "demo"})
            QTest::newRow(verb) << QString(verb);
    }
    void everyVerbExplainsItselfWithAnExample()
    {
        QFETCH(QString, verb);
        QVERIFY(cli({"--help"}).out.contains(verb.toUtf8()));
        const CliRun help = cli({verb, "--help"});
        QCOMPARE(help.exitCode, 0);
        QVERIFY(help.out.contains("Example:\n  fairlead-cli " + verb.toUtf8()));
        QVERIFY(help.out.contains("--json"));
        QVERIFY(help.err.isEmpty());
    }

    void aMistakeInTheArgumentsIsExitCode2_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no verb") << QStringList{};
        QTest::newRow("an unknown verb") << QStringList{"fly"};
        QTest::newRow("an option that is needed is missing") << QStringList{"import", "w.fairlead", "log.csv"};
        QTest::newRow("an unknown option") << QStringList{"datasets", "w.fairlead", "--loud"};
        QTest::newRow("an unknown method")
            << QStringList{"train", "w.fairlead", "--dataset", "log", "--name", "r", "--method", "magic"};
        QTest::newRow("an unknown device")
            << QStringList{"train", "w.fairlead", "--dataset", "log", "--device", "abacus"};
        QTest::newRow("a seed that is no number")
            << QStringList{"simulate", "w.fairlead", "--from", "a", "--name", "b", "--seed", "one"};
        QTest::newRow("a negative seed") << QStringList{"train", "w.fairlead", "--dataset", "log", "--seed", "-1"};
        QTest::newRow("a seed that JSON cannot keep")
            << QStringList{"simulate", "w.fairlead", "--from", "full", "--name", "log", "--seed", "9007199254740993"};
        QTest::newRow("a largest lambda that is no number")
            << QStringList{"train", "w.fairlead", "--dataset", "log", "--lambda-max", "nan"};
        QTest::newRow("an unknown logging policy")
            << QStringList{"simulate", "w.fairlead", "--from", "a", "--name", "b", "--policy", "magic"};
        QTest::newRow("a study without a folder for its results") << QStringList{"study", "full.csv"};
        QTest::newRow("seeds the wrong way round")
            << QStringList{"study", "full.csv", "--out", "results", "--seeds", "5:1"};
        QTest::newRow("a bias that is no number")
            << QStringList{"study", "full.csv", "--out", "results", "--bias", "1,strong"};
        QTest::newRow("an unknown method of a study")
            << QStringList{"study", "full.csv", "--out", "results", "--methods", "plug-in,magic"};
        QTest::newRow("an interval the wrong way round") << QStringList{"evaluate", "w.fairlead", "--lambda", "3:1"};
        QTest::newRow("a mapping of an unknown role")
            << QStringList{"import", "w.fairlead", "log.csv", "--name", "log", "--map", "colour=blue"};
    }
    void aMistakeInTheArgumentsIsExitCode2()
    {
        QFETCH(QStringList, arguments);
        const CliRun plain = cli(arguments);
        QCOMPARE(plain.exitCode, 2);
        QVERIFY(plain.out.isEmpty());
        QVERIFY(plain.err.contains("--help"));

        const CliRun json = cli(arguments + QStringList{"--json"});
        QCOMPARE(json.exitCode, 2);
        QVERIFY(!json.err.isEmpty());
        const auto document = json.json();
        QVERIFY(document.is_object());
        QCOMPARE(document["error"]["code"].get<std::string>(), std::string("usage"));
    }

    void aWorkspaceThatIsNotThereIsRefusedAndNotMade_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("datasets") << QStringList{"datasets", "W"};
        QTest::newRow("routers") << QStringList{"routers", "W"};
        QTest::newRow("simulate") << QStringList{"simulate", "W", "--from", "a", "--name", "b"};
        QTest::newRow("trust") << QStringList{"trust", "W", "--dataset", "a"};
        QTest::newRow("train") << QStringList{"train", "W", "--dataset", "a", "--name", "r"};
        QTest::newRow("evaluate") << QStringList{"evaluate", "W"};
        QTest::newRow("sweep") << QStringList{"sweep", "W", "--router", "r", "--out", "f.csv"};
    }
    void aWorkspaceThatIsNotThereIsRefusedAndNotMade()
    {
        QFETCH(QStringList, arguments);
        const CliFolder folder;
        const QString workspace = folder.path("none.fairlead");
        arguments[1] = workspace;
        const CliRun run = cli(arguments + QStringList{"--json"});
        QCOMPARE(run.exitCode, 1);
        QCOMPARE(run.json()["error"]["code"].get<std::string>(), std::string("not-found"));
        QVERIFY(run.err.contains("none.fairlead"));
        QVERIFY(!QFile::exists(workspace));
    }
};

QTEST_GUILESS_MAIN(TestCliUsage)
#include "tst_cliusage.moc"
