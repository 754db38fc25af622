#include "tests/core/cli/clirun.h"

#include <QDir>
#include <QTest>

#include <csignal>

using namespace fairlead::test;

namespace {

QByteArray npyOfRows(int rows)
{
    QByteArray header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + QByteArray::number(rows) + ", 2), }";
    while ((10 + header.size() + 1) % 64 != 0)
        header += ' ';
    header += '\n';
    QByteArray bytes("\x93NUMPY\x01\x00", 8);
    bytes += static_cast<char>(header.size() % 256);
    bytes += static_cast<char>(header.size() / 256);
    bytes += header;
    for (int i = 0; i < rows; ++i) {
        const float values[] = {static_cast<float>(i % 7) - 3.0f, static_cast<float>(i % 5) - 2.0f};
        bytes.append(reinterpret_cast<const char *>(values), sizeof values);
    }
    return bytes;
}

/// Full feedback of two models with prompts alone.
QByteArray promptsOnly(int rows)
{
    QByteArray csv = "query_id,prompt,a__quality,a__cost,b__quality,b__cost\n";
    for (int i = 0; i < rows; ++i)
        csv += QByteArray::number(i) + (i % 2 ? ",please prove the lemma " : ",good day to you ") +
               QByteArray::number(i) + (i % 2 ? ",0,0.1,1,0.4\n" : ",1,0.1,0,0.4\n");
    return csv;
}

} // namespace

class TestCliStudy final : public QObject
{
    Q_OBJECT

private slots:
    void figuresAreKeyedByMethodInTableAndFiles()
    {
        const CliFolder folder;
        const QStringList command{
            "study", folder.fullFeedback(), "--seeds", "1:2", "--bias", "1", "--methods", "best-single,plug-in,oracle",
            "--out", folder.path("results")};
        const CliRun run = cli(command + QStringList{"--json"});
        QVERIFY2(run.exitCode == 0, run.err);
        const auto document = run.json();
        for (const char *method : {"best-single", "plug-in", "oracle"}) {
            const auto entry = document["methods"][method];
            const auto set = entry["data_sets"]["full"];
            for (const char *figure : {"mean_regret_truth", "mean_utility_truth", "mean_utility_dr",
                                       "mean_utility_dr_se", "coverage_quality", "coverage_cost", "coverage_utility",
                                       "train_seconds", "mean_regret_truth_se", "gap_closed"}) {
                QVERIFY2(entry[figure].is_number(), figure);
                QCOMPARE(entry[figure].get<double>(), set[figure].get<double>()); // one data set is its own mean
            }
            QVERIFY(entry["full_feedback_gain_share"].is_null()); // that method was not asked for
            int runs = 0;
            for (const char *verdict : {"OK", "CAUTION", "REFUSE"})
                runs += entry["verdicts"][verdict].get<int>();
            QCOMPARE(runs, 2);
        }
        QVERIFY(std::abs(document["methods"]["best-single"]["gap_closed"].get<double>()) < 1e-12);
        QVERIFY(std::abs(document["methods"]["oracle"]["gap_closed"].get<double>() - 1) < 1e-12);
        QCOMPARE(document["runs"].size(), std::size_t(6));
        double regret = 0;
        for (const auto &each : document["runs"])
            QVERIFY(each["verdict"] == "OK" || each["verdict"] == "CAUTION" || each["verdict"] == "REFUSE");
        for (const auto &each : document["runs"])
            regret += each["method"] == "plug-in" ? each["mean_regret_truth"].get<double>() / 2 : 0;
        QVERIFY(std::abs(regret - document["methods"]["plug-in"]["mean_regret_truth"].get<double>()) < 1e-12);

        QVERIFY(nlohmann::json::parse(CliFolder::read(folder.path("results/study.json")).toStdString()) == document);
        QCOMPARE(CliFolder::read(folder.path("results/study.csv")).count('\n'), 7);
        QVERIFY(CliFolder::read(folder.path("results/summary.txt")).contains("Gap closed"));
        const CliRun table = cli(command);
        QVERIFY2(table.out.contains("plug-in") && table.out.contains("Mean regret"), table.out);
    }

    void aSecondCallOnlyDoesWhatIsMissing()
    {
        const CliFolder folder;
        const QString full = folder.fullFeedback();
        const auto study = [&](const QString &methods) {
            return cli({"study", full, "--seeds", "1", "--bias", "1", "--methods", methods, "--out",
                        folder.path("results"), "--json"});
        };
        const auto first = study("plug-in").json();
        const QByteArray before = CliFolder::read(folder.path("results/journal.jsonl"));
        QCOMPARE(before.count('\n'), 1);
        const auto second = study("plug-in,cheapest").json();
        const QByteArray after = CliFolder::read(folder.path("results/journal.jsonl"));
        QVERIFY(after.startsWith(before));
        QCOMPARE(after.count('\n'), 2);
        QVERIFY(second["methods"]["plug-in"] == first["methods"]["plug-in"]); // training seconds too: it did not run
    }

    void anInterruptKeepsWhatIsFinished()
    {
        const CliFolder folder;
        const QString journal = folder.path("results/journal.jsonl");
        QProcess process;
        startCli(process, {"study", folder.fullFeedback(900), "--seeds", "1:400", "--bias", "0.5,1,2", "--methods",
                           "random,plug-in", "--out", folder.path("results"), "--json"});
        QTRY_VERIFY_WITH_TIMEOUT(CliFolder::read(journal).contains('\n'), 60'000);
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitCode(), 130);
        const auto document = nlohmann::json::parse(process.readAllStandardOutput().toStdString(), nullptr, false);
        QVERIFY(!document["complete"].get<bool>());
        QVERIFY(document["runs"].size() > 0);
        QCOMPARE(static_cast<int>(document["runs"].size()), static_cast<int>(CliFolder::read(journal).count('\n')));
    }

    void embeddingsGoToTheOneTableWithAsManyRows()
    {
        const CliFolder folder;
        const QString one = folder.write("one.csv", promptsOnly(90));
        const QString two = folder.write("two.csv", promptsOnly(120));
        const QString npy = folder.write("x.npy", npyOfRows(90));
        const QStringList rest{"--seeds", "1", "--bias", "1", "--methods", "random", "--out", folder.path("results")};
        const CliRun matched = cli(QStringList{"study", two, one, "--embeddings", npy} + rest);
        QVERIFY2(matched.exitCode == 0, matched.err);
        QVERIFY2(matched.err.contains("belong to 'one'"), matched.err);

        // The same figures when it is said outright.
        const QByteArray csv = CliFolder::read(folder.path("results/study.csv"));
        const CliRun inOrder = cli(QStringList{"study", two, one, "--embeddings", "none," + npy} + rest);
        QVERIFY2(inOrder.exitCode == 0, inOrder.err);
        QCOMPARE(CliFolder::read(folder.path("results/study.csv")), csv); // of the journal: the set-up is the same
        const CliRun named = cli(QStringList{"study", two, one, "--embeddings", "one=" + npy} + rest);
        QCOMPARE(named.exitCode, 0);
        QCOMPARE(CliFolder::read(folder.path("results/study.csv")), csv);

        const QString alike = folder.write("alike.csv", promptsOnly(90));
        const CliRun unclear = cli(QStringList{"study", one, alike, "--embeddings", npy} + rest);
        QCOMPARE(unclear.exitCode, 1);
        QVERIFY2(unclear.err.contains("not clear") && unclear.err.contains("NAME=FILE"), unclear.err);
        QCOMPARE(cli(QStringList{"study", one, two, "--embeddings", "three=" + npy} + rest).exitCode, 1);
        const CliRun many = cli(QStringList{"study", one, "--embeddings", npy + "," + npy} + rest);
        QCOMPARE(many.exitCode, 1);
    }

    void whatCannotBeStudiedSaysWhy_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("word");
        m_folder.write("log.csv", "query,model,quality,cost,prompt\n1,a,1,0.1,x\n2,b,0,0.2,y\n");
        m_folder.write("file", "x");
        QTest::newRow("a log") << QStringList{"log.csv", "--out", "r"} << "is a log";
        QTest::newRow("no file") << QStringList{"nowhere.csv", "--out", "r"} << "no such file";
        QTest::newRow("a file in the folder's place") << QStringList{"log.csv", "--out", "file"} << "folder";
        QTest::newRow("a deterministic policy")
            << QStringList{"log.csv", "--out", "r", "--policy", "deterministic"} << "deterministic";
        QTest::newRow("a negative bias") << QStringList{"full.csv", "--out", "r", "--bias=-1"} << "bias";
        QTest::newRow("results over the table") << QStringList{"r/study.csv", "--out", "r"} << "being read";
    }
    void whatCannotBeStudiedSaysWhy()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, word);
        const QByteArray full = CliFolder::read(m_folder.fullFeedback());
        QVERIFY(QDir().mkpath(m_folder.path("r")));
        m_folder.write("r/study.csv", full);
        for (QString &argument : arguments) {
            if (!argument.startsWith("--") && argument != "deterministic")
                argument = m_folder.path(argument);
        }
        const CliRun run = cli(QStringList{"study"} + arguments + QStringList{"--json"});
        QCOMPARE(run.exitCode, 1);
        QVERIFY2(run.err.contains(word.toUtf8()), run.err);
        QVERIFY(run.json()["error"]["message"].is_string());
        QCOMPARE(CliFolder::read(m_folder.path("r/study.csv")), full);
    }

    void aWorkspacesFullFeedbackCanBeStudied()
    {
        const CliFolder folder;
        const QString workspace = folder.workspaceWithLog();
        const auto study = [&](const QString &data) {
            return cli({"study", data, "--seeds", "3", "--bias", "1", "--methods", "cheapest", "--out",
                        folder.path("results"), "--json"});
        };
        const CliRun all = study(workspace);
        QVERIFY2(all.exitCode == 0, all.err);
        QVERIFY(all.json()["methods"]["cheapest"]["data_sets"].contains("full"));
        QCOMPARE(study(workspace + ":full").exitCode, 0);
        QVERIFY(study(workspace + ":log").err.contains("is a log"));
    }

    void aSimulatedLogMayCarryItsPropensities()
    {
        const CliFolder folder;
        const QString workspace = folder.workspaceWithLog();
        const CliRun price = cli({"simulate", workspace, "--from", "full", "--name", "priced", "--policy", "price",
                                  "--bias=-1.5", "--floor", "0.1", "--log-propensity", "--json"});
        QVERIFY2(price.exitCode == 0, price.err);
        const auto document = price.json();
        QVERIFY(document["has_propensity"].get<bool>());
        QCOMPARE(document["settings"]["policy"].get<std::string>(), std::string("price"));
        QVERIFY(document["models"][2]["rows"].get<int>() > document["models"][0]["rows"].get<int>()); // dear ones
        const CliRun floored = cli({"simulate", workspace, "--from", "full", "--name", "always", "--policy",
                                    "deterministic", "--floor", "0.1"});
        QCOMPARE(floored.exitCode, 1);
        QVERIFY(floored.err.contains("neither a bias nor a floor"));
    }

private:
    CliFolder m_folder;
};

QTEST_GUILESS_MAIN(TestCliStudy)
#include "tst_clistudy.moc"
