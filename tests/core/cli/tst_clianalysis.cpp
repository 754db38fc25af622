#include "core/base/random.h"
#include "tests/core/cli/clirun.h"

#include <QFile>
#include <QTest>

#include <cmath>
#include <csignal>
#include <set>

using namespace fairlead::test;

namespace {

CliRun train(const QString &workspace, const QString &name, const QStringList &more = {"--method", "plug-in"})
{
    return cli(QStringList{"train", workspace, "--dataset", "log", "--name", name, "--seed", "1"} + more);
}

QList<QByteArray> lines(const QString &path)
{
    return CliFolder::read(path).trimmed().split('\n');
}

} // namespace

class TestCliAnalysis final : public QObject
{
    Q_OBJECT

private slots:
    void aLogBecomesARouterAndAFrontier()
    {
        const CliFolder folder;
        const QString workspace = folder.workspaceWithLog();
        const CliRun trained = train(workspace, "rmi", {"--json"});
        QVERIFY2(trained.exitCode == 0, trained.err);
        QCOMPARE(trained.json()["router"].get<std::string>(), std::string("rmi"));
        QVERIFY(trained.json()["curve"].size() > 1);
        QVERIFY(trained.err.contains("epoch 1 of"));
        QCOMPARE(cli({"routers", workspace, "--json"}).json()["routers"][0]["method"].get<std::string>(),
                 std::string("rm-interval"));

        const QString frontier = folder.path("f.csv");
        const CliRun swept = cli({"sweep", workspace, "--router", "rmi", "--out", frontier, "--json"});
        QVERIFY2(swept.exitCode == 0, swept.err);
        const auto points = swept.json()["operating_points"].get<int>();
        QCOMPARE(lines(frontier).size(), points + 1);
        std::set<QByteArray> lambdas;
        for (const QByteArray &line : lines(frontier))
            lambdas.insert(line.split(',').first());
        QCOMPARE(int(lambdas.size()), points + 1);

        const CliRun trust = cli({"trust", workspace, "--dataset", "log", "--json"});
        QVERIFY2(trust.exitCode == 0, trust.err);
        QCOMPARE(trust.json()["models"].size(), std::size_t(3));
    }

    void anEvaluationSetsTheTruthBesideTheEstimate()
    {
        const CliFolder folder;
        const QString workspace = folder.workspaceWithLog();
        QCOMPARE(train(workspace, "plug").exitCode, 0);
        QCOMPARE(train(workspace, "cheap", {"--method", "cheapest"}).exitCode, 0);
        const CliRun run = cli({"evaluate", workspace, "--truth", "--json"});
        QVERIFY2(run.exitCode == 0, run.err);
        const auto document = run.json();
        QCOMPARE(document.size(), std::size_t(2));
        for (const char *router : {"plug", "cheap"}) {
            const auto &entry = document[router];
            QCOMPARE(entry["lambda_lo"].get<double>(), 0.0);
            QVERIFY(entry["lambda_hi"].get<double>() > 0);
            QVERIFY(entry["mean_regret_truth"].get<double>() >= 0);
            for (const char *name : {"coverage_quality", "coverage_cost", "coverage_utility"}) {
                const double fifths = 5 * entry[name].get<double>();
                QVERIFY(fifths >= 0 && fifths < 5.001 && std::abs(fifths - std::round(fifths)) < 1e-9);
            }
            QVERIFY(entry["train_seconds"].get<double>() > 0);
            const double gap =
                entry["oracle"]["mean_utility_truth"].get<double>() - entry["mean_utility_truth"].get<double>();
            QVERIFY(std::abs(gap - entry["mean_regret_truth"].get<double>()) < 1e-9);
            QVERIFY(entry["references"].contains("logging policy"));
            const bool isRefused = entry["verdict"] == "REFUSE";
            QCOMPARE(entry["mean_utility_dr"].is_null(), isRefused);
            QVERIFY(!isRefused || !entry["reasons"].empty());
        }
        const CliRun one = cli({"evaluate", workspace, "--router", "plug", "--lambda", "0", "--json"});
        QCOMPARE(one.exitCode, 0);
        QCOMPARE(one.json()["plug"]["lambda_hi"].get<double>(), 0.0);
        QVERIFY(!one.json()["plug"].contains("mean_regret_truth"));
        QCOMPARE(cli({"evaluate", workspace, "--lambda", "0:1e12"}).exitCode, 1);
        const CliRun table = cli({"evaluate", workspace, "--truth"});
        QVERIFY(table.out.contains("Mean regret") && table.out.contains("logging policy"));
    }

    void anEvaluationMeasuresTheFrontierOnOneScale()
    {
        const CliFolder folder;
        const QString workspace = folder.workspaceWithLog();
        QCOMPARE(train(workspace, "plug").exitCode, 0);
        QCOMPARE(train(workspace, "cheap", {"--method", "cheapest"}).exitCode, 0);
        QCOMPARE(train(workspace, "oracle", {"--method", "oracle"}).exitCode, 0);
        const CliRun run = cli({"evaluate", workspace, "--truth", "--json"});
        QVERIFY2(run.exitCode == 0, run.err);
        const auto document = run.json();
        const auto metrics = [&](const char *router) { return document[router]["metrics"]; };
        const auto truth = [&](const char *router, const char *name) { return metrics(router)[name].get<double>(); };
        QVERIFY(metrics("plug")["ranges"] == metrics("oracle")["ranges"]);
        QVERIFY(metrics("cheap")["ranges"]["aiq_cost_truth"] == metrics("oracle")["ranges"]["aiq_cost_truth"]);
        for (const char *name : {"nauc_truth", "aiq_truth", "above_zero_router_truth", "peak_quality_truth"}) {
            QVERIFY2(truth("oracle", name) >= truth("plug", name), name);
            QVERIFY2(truth("plug", name) > truth("cheap", name), name);
        }
        // The oracle picks a best model at lambda 0, the cheaper of equals; the cheapest model never reaches the best.
        QCOMPARE(truth("oracle", "rci_lo_truth"), 0.0);
        QVERIFY(truth("oracle", "qnc_truth") < 1);
        QVERIFY(metrics("cheap")["qnc_truth"].is_null());
        const std::string reason = metrics("cheap")["undefined"]["qnc_truth"].get<std::string>();
        QVERIFY2(QByteArray(reason.c_str()).contains("never reaches"), reason.c_str());
        QVERIFY(!metrics("plug").contains("rci_dr") && !metrics("plug").contains("pgr_truth"));
        for (const char *router : {"plug", "cheap", "oracle"}) {
            const bool isRefused = document[router]["verdict"] == "REFUSE";
            QCOMPARE(metrics(router)["nauc_dr"].is_null(), isRefused);
            QCOMPARE(metrics(router)["aiq_dr"].is_null(), isRefused);
        }
        // Alone, a router that never changes model spans no range of costs; its table says so.
        const CliRun alone = cli({"evaluate", workspace, "--router", "cheap", "--json"});
        QVERIFY(alone.json()["cheap"]["metrics"]["aiq_dr"].is_null());
        QVERIFY(!alone.json()["cheap"]["metrics"].contains("aiq_truth"));
        const QByteArray table = cli({"evaluate", workspace, "--truth"}).out;
        QVERIFY2(table.contains("nAUC") && table.contains("estimated") && table.contains("n/a"), table);
    }

    void betweenTwoModelsTheGapIsMeasured()
    {
        const CliFolder folder;
        QByteArray csv = "query_id,embedding,small__quality,small__cost,large__quality,large__cost\n";
        for (int i = 0; i < 120; ++i)
            csv += "q" + QByteArray::number(i) + ",\"[" + QByteArray::number(std::sin(i)) + "," +
                   QByteArray::number(std::cos(i)) + "]\"," + (std::sin(i) > 0 ? "1" : "0") + ",0.001," +
                   (i % 10 ? "1" : "0") + ",0.004\n";
        const QString workspace = folder.path("w.fairlead");
        QCOMPARE(cli({"import", workspace, folder.write("two.csv", csv), "--name", "two"}).exitCode, 0);
        QCOMPARE(cli({"simulate", workspace, "--from", "two", "--name", "log", "--seed", "1"}).exitCode, 0);
        const CliRun trained = train(workspace, "oracle", {"--method", "oracle"});
        QVERIFY2(trained.exitCode == 0, trained.err);
        const CliRun run = cli({"evaluate", workspace, "--router", "oracle", "--truth", "--json"});
        QVERIFY2(run.exitCode == 0, run.err);
        const auto metrics = run.json()["oracle"]["metrics"];
        // Served by the better model, half of the calls give more than the strong model alone.
        QVERIFY(metrics["pgr_truth"].get<double>() >= 0.9);
        QVERIFY(metrics["apgr_truth"].get<double>() > 0.5);
        QVERIFY(metrics["cpt80_truth"].get<double>() > metrics["cpt50_truth"].get<double>());
        QVERIFY(metrics.contains("apgr_dr"));
        QVERIFY(cli({"evaluate", workspace, "--truth"}).out.contains("CPT(80%)"));
    }

    void theSameSeedGivesTheSameFrontier()
    {
        const CliFolder folder;
        const QString workspace = folder.workspaceWithLog();
        for (const QString &name : {QStringLiteral("one"), QStringLiteral("two")}) {
            QCOMPARE(train(workspace, name, {}).exitCode, 0);
            QCOMPARE(cli({"sweep", workspace, "--router", name, "--out", folder.path(name)}).exitCode, 0);
        }
        QVERIFY(lines(folder.path("one")).size() > 10);
        QCOMPARE(CliFolder::read(folder.path("one")), CliFolder::read(folder.path("two")));
    }

    void anExportedRouterDecidesAsItsScoresSay()
    {
        const CliFolder folder;
        const QString workspace = folder.workspaceWithLog();
        QCOMPARE(train(workspace, "plug").exitCode, 0);
        const QString queries = folder.write("queries.csv", "id,embedding\nleft,\"[-2,0,0]\"\nright,\"[2,0,0]\"\n");
        for (const char *format : {"safetensors", "torchscript"}) {
            const QString file = folder.path(format);
            const CliRun exported =
                cli({"export", workspace, "--router", "plug", "--format", format, "--out", file, "--json"});
            QVERIFY2(exported.exitCode == 0, exported.err);
            QVERIFY(QFile::exists(file + ".json"));
            const QStringList decide{"decide", file, "--input", queries, "--map", "query=id"};
            const QString csv = folder.path("d.csv");
            const CliRun decided = cli(decide + QStringList{"--lambda", "10", "--out", csv});
            QVERIFY2(decided.exitCode == 0, decided.err);
            QCOMPARE(lines(csv).size(), 3);
            QCOMPARE(lines(csv)[0], QByteArray("query,lambda,model,score:small,score:medium,score:large"));
            QVERIFY(lines(csv)[1].startsWith("left,10,"));

            const QString json = folder.path("d.jsonl");
            QCOMPARE(cli(decide + QStringList{"--lambda", "10", "--out", json}).exitCode, 0);
            const auto first = nlohmann::json::parse(lines(json)[0].toStdString());
            const auto &scores = first["scores"];
            for (const auto &[model, score] : scores.items())
                QVERIFY(score.get<double>() <= scores[first["model"].get<std::string>()].get<double>());

            QCOMPARE(cli(decide + QStringList{"--lambda", "1e9", "--out", csv}).exitCode, 1);
            const QString wide = folder.write("wide.csv", "id,embedding\na,\"[1,2,3,4]\"\n");
            const CliRun wrong =
                cli({"decide", file, "--input", wide, "--map", "query=id", "--lambda", "1", "--out", csv});
            QCOMPARE(wrong.exitCode, 1);
            QVERIFY2(wrong.err.contains("dimension"), wrong.err);
        }
    }

    void decisionsKeepToTheCandidatesOfAQuery()
    {
        const CliFolder folder;
        const QString workspace = folder.workspaceWithLog();
        QCOMPARE(train(workspace, "plug").exitCode, 0);
        const QString file = folder.path("r.safetensors");
        QCOMPARE(cli({"export", workspace, "--router", "plug", "--format", "safetensors", "--out", file}).exitCode, 0);
        QVERIFY(CliFolder::read(file + ".json").contains("leave their scores out"));
        const auto decide = [&](const QByteArray &rows) {
            const QString queries = folder.write("q.csv", "id,embedding,candidates\n" + rows);
            return cli({"decide", file, "--input", queries, "--map", "query=id", "--lambda", "10", "--out",
                        folder.path("d.csv")});
        };
        const CliRun decided = decide("all,\"[2,0,0]\",\nsmall,\"[2,0,0]\",small\nlarge,\"[2,0,0]\",large|unknown\n"
                                      "left,\"[-2,0,0]\",\"[\"\"medium\"\", \"\"large\"\"]\"\n");
        QVERIFY2(decided.exitCode == 0, decided.err);
        const auto rows = lines(folder.path("d.csv"));
        QCOMPARE(rows.size(), 5);
        QVERIFY(rows[2].startsWith("small,10,small,"));
        QVERIFY(rows[3].startsWith("large,10,large,"));
        QVERIFY(rows[4].startsWith("left,10,medium,") || rows[4].startsWith("left,10,large,"));
        const CliRun none = decide("lost,\"[2,0,0]\",unknown\n");
        QCOMPARE(none.exitCode, 1);
        QVERIFY2(none.err.contains("'lost'") && none.err.contains("small"), none.err);
    }

    void loggedPropensitiesAreCheckedAndTheAnalystChooses()
    {
        const CliFolder folder;
        const QString workspace = folder.path("w.fairlead");
        // Even chances, of which the wrong file says a quarter.
        QByteArray right = "id,embedding,model,quality,cost,propensity\n";
        QByteArray wrong = right;
        fairlead::Random random(11);
        for (int i = 0; i < 400; ++i) {
            const bool draw = random.uniform() < 0.5;
            const QByteArray row = QByteArray::number(i) + ",\"[" + QByteArray::number((i * 37 % 101) / 50.0 - 1) +
                                   "," + QByteArray::number((i * 53 % 97) / 48.0 - 1) + "]\"," + (draw ? "a" : "b") +
                                   "," + QByteArray::number(i % 3 == 0) + "," + (draw ? "1" : "2") + ",";
            right += row + "0.5\n";
            wrong += row + "0.25\n";
        }
        const auto trust = [&](const QString &dataset, const QStringList &more) {
            return cli(QStringList{"trust", workspace, "--dataset", dataset} + more);
        };
        for (const auto &[name, bytes] : {std::pair("right", right), std::pair("wrong", wrong)}) {
            const CliRun imported =
                cli({"import", workspace, folder.write(QString(name) + ".csv", bytes), "--name", name});
            QVERIFY2(imported.exitCode == 0, imported.err);
        }
        const auto good = trust("right", {"--json"}).json();
        QCOMPARE(good["propensity_source"].get<std::string>(), std::string("logged"));
        QVERIFY(good["logged_propensity_check"]["matches"].get<bool>());
        const auto bad = trust("wrong", {"--json"}).json();
        QCOMPARE(bad["propensity_source"].get<std::string>(), std::string("estimated"));
        const auto &model = bad["logged_propensity_check"]["models"]["a"];
        QVERIFY(!model["matches"].get<bool>());
        QVERIFY(std::abs(model["inverse_weight_total"].get<double>() - 2) < 0.3);
        QVERIFY(trust("wrong", {}).out.contains("do not fit"));
        QCOMPARE(trust("wrong", {"--json", "--propensity", "logged"}).json()["propensity_source"].get<std::string>(),
                 std::string("logged"));
        QCOMPARE(trust("right", {"--json", "--propensity", "estimated"}).json()["propensity_source"].get<std::string>(),
                 std::string("estimated"));

        const CliRun trained = cli({"train", workspace, "--dataset", "wrong", "--method", "plug-in", "--json"});
        QVERIFY2(trained.exitCode == 0, trained.err);
        QVERIFY(!trained.json()["warnings"].empty());
        const auto evaluated = cli({"evaluate", workspace, "--json"}).json();
        QVERIFY(!evaluated["plug-in"]["warnings"].empty());
        QCOMPARE(cli({"train", workspace, "--dataset", "wrong", "--propensity", "guessed"}).exitCode, 2);
    }

    void trainingThatIsInterruptedKeepsItsEpochs()
    {
        const CliFolder folder;
        const QString workspace = folder.workspaceWithLog();
        const QString config = folder.write("long.json", R"({"correction": {"epochs": 100000}})");
        QProcess process;
        startCli(process, {"train", workspace, "--dataset", "log", "--name", "cut", "--config", config, "--json"});
        QByteArray err;
        QTRY_VERIFY_WITH_TIMEOUT((err += process.readAllStandardError()).contains("epoch 2 of 100000"), 60'000);
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitCode(), 130);
        const auto document = nlohmann::json::parse(process.readAllStandardOutput().toStdString(), nullptr, false);
        QVERIFY(document["stopped"].get<bool>());
        QCOMPARE(cli({"routers", workspace, "--json"}).json()["routers"][0]["name"].get<std::string>(),
                 std::string("cut"));
        // It goes on from there, and can be interrupted again.
        QProcess further;
        startCli(further, {"train", workspace, "--resume", "cut", "--json"});
        err.clear();
        QTRY_VERIFY_WITH_TIMEOUT((err += further.readAllStandardError()).contains(" of 100000"), 60'000);
        QVERIFY(!err.contains("epoch 1 of 100000"));
        ::kill(static_cast<pid_t>(further.processId()), SIGINT);
        QVERIFY(further.waitForFinished(60'000));
        const auto later = nlohmann::json::parse(further.readAllStandardOutput().toStdString(), nullptr, false);
        QVERIFY(later["curve"].size() > document["curve"].size());
        QCOMPARE(cli({"routers", workspace, "--json"}).json()["routers"].size(), std::size_t(1));
    }

    void whatToGoOnWithIsAskedFor()
    {
        const CliFolder folder;
        const QString workspace = folder.workspaceWithLog();
        const CliRun nothing = cli({"train", workspace});
        QCOMPARE(nothing.exitCode, 2);
        QVERIFY(nothing.err.contains("--resume"));
        QCOMPARE(cli({"train", workspace, "--resume", "r", "--dataset", "log"}).exitCode, 2);
        QCOMPARE(cli({"train", workspace, "--dataset", "log", "--method", "cheapest", "--name", "r"}).exitCode, 0);
        const CliRun finished = cli({"train", workspace, "--resume", "r"});
        QVERIFY(finished.exitCode != 0);
        QVERIFY(finished.err.contains("not stopped"));
    }

    void whatIsReadIsNeverWrittenOver_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("kept");
        const QString workspace = m_kept.workspaceWithLog();
        const QString other = m_kept.path("other.fairlead");
        QVERIFY(QFile::copy(workspace, other));
        const QString log = m_kept.write("again.csv", "query,model,quality,cost,prompt\n1,a,1,0.1,x\n2,b,0,oops,y\n");
        QCOMPARE(cli({"train", workspace, "--dataset", "log", "--method", "plug-in", "--name", "p"}).exitCode, 0);
        QTest::newRow("a frontier over its workspace")
            << QStringList{"sweep", workspace, "--router", "p", "--out", workspace} << workspace;
        QTest::newRow("a frontier over another workspace")
            << QStringList{"sweep", workspace, "--router", "p", "--out", other} << other;
        QTest::newRow("an exported router over another workspace")
            << QStringList{"export", workspace, "--router", "p", "--format", "torchscript", "--out", other} << other;
        QTest::newRow("rejects over the log")
            << QStringList{"import", workspace, log, "--name", "again", "--rejects", log} << log;
    }
    void whatIsReadIsNeverWrittenOver()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, kept);
        const QByteArray before = CliFolder::read(kept);
        const CliRun run = cli(arguments);
        QCOMPARE(run.exitCode, 1);
        QVERIFY2(run.err.contains("Name another file"), run.err.constData());
        QVERIFY(CliFolder::read(kept) == before);
    }

    void aLogOfOneModelIsRefused()
    {
        const CliFolder folder;
        QByteArray csv = "query,prompt,model,quality,cost\n";
        for (int i = 0; i < 60; ++i)
            csv += "q" + QByteArray::number(i) + ",some question " + QByteArray::number(i % 7) + ",only,1,0.01\n";
        const QString workspace = folder.path("w.fairlead");
        QCOMPARE(cli({"import", workspace, folder.write("one.csv", csv), "--name", "log"}).exitCode, 0);
        const CliRun run = train(workspace, "r", {"--json"});
        QCOMPARE(run.exitCode, 1);
        QCOMPARE(run.json()["error"]["code"].get<std::string>(), std::string("refused"));
        QCOMPARE(cli({"routers", workspace, "--json"}).json()["routers"].size(), std::size_t(0));
    }

    void theTruthCannotBeAskedOfAPlainLogByName()
    {
        const CliFolder folder;
        const QString workspace = folder.workspaceWithLog();
        QByteArray csv = "query,model,quality,cost,embedding\n";
        for (int i = 0; i < 90; ++i)
            csv += "q" + QByteArray::number(i) + (i % 2 ? ",a," : ",b,") + QByteArray::number(i % 3 / 2.0) +
                   ",0.01,\"[" + QByteArray::number(std::sin(i)) + "," + QByteArray::number(std::cos(i)) + "]\"\n";
        QCOMPARE(cli({"import", workspace, folder.write("log.csv", csv), "--name", "real"}).exitCode, 0);
        const CliRun trained = cli({"train", workspace, "--dataset", "real", "--method", "plug-in", "--name", "r"});
        QVERIFY2(trained.exitCode == 0, trained.err);
        const CliRun run = cli({"evaluate", workspace, "--router", "r", "--truth"});
        QCOMPARE(run.exitCode, 1);
        QVERIFY2(run.err.contains("full feedback"), run.err);

        QCOMPARE(train(workspace, "plug").exitCode, 0);
        const CliRun all = cli({"evaluate", workspace, "--truth", "--json"});
        QVERIFY2(all.exitCode == 0, all.err);
        QVERIFY(all.json()["r"]["mean_regret_truth"].is_null());
        QVERIFY(all.json()["plug"]["mean_regret_truth"].get<double>() >= 0);
        const QByteArray table = cli({"evaluate", workspace, "--truth"}).out;
        QVERIFY2(table.contains("Mean regret") && table.contains("no truth"), table);
    }

    void theDemoIsMadeOnce()
    {
        const CliFolder folder;
        const QString workspace = folder.path("demo.fairlead");
        const CliRun first = cli({"demo", workspace, "--json"});
        QVERIFY2(first.exitCode == 0, first.err);
        QCOMPARE(first.json()["routers"].size(), std::size_t(3));
        QVERIFY(!first.json()["already_there"].get<bool>());
        const QByteArray before = CliFolder::read(workspace);
        const CliRun second = cli({"demo", workspace, "--json"});
        QCOMPARE(second.exitCode, 0);
        QVERIFY(second.json()["already_there"].get<bool>());
        QVERIFY(second.json()["routers"] == first.json()["routers"]);
        QCOMPARE(CliFolder::read(workspace), before);
    }

private:
    const CliFolder m_kept; ///< outlives the rows of whatIsReadIsNeverWrittenOver
};

QTEST_GUILESS_MAIN(TestCliAnalysis)
#include "tst_clianalysis.moc"
