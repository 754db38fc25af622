#include "tests/core/cli/clirun.h"

#include <QTest>

#include <cmath>
#include <string>

using namespace fairlead::test;

namespace {

using Json = nlohmann::json;

/// 400 queries of two models, chosen at random (or always the one that fits); four queries a session.
QByteArray logOf(bool isRandom)
{
    QByteArray csv = "query,group,model,quality,cost,embedding\n";
    quint32 state = 7;
    for (int i = 0; i < 400; ++i) {
        const double x = std::sin(0.37 * i) * 2;
        state = state * 1664525U + 1013904223U;
        const bool isDear = isRandom ? (state >> 16) % 2 == 0 : x > 0;
        const double quality = (isDear ? 0.6 + 0.15 * x : 0.5) + 0.2 * std::sin(0.91 * (i / 4));
        csv += "q" + QByteArray::number(i) + ",s" + QByteArray::number(i / 4) + (isDear ? ",dear," : ",cheap,") +
               QByteArray::number(quality) + (isDear ? ",0.02" : ",0.005") + ",\"[" + QByteArray::number(x) + "," +
               QByteArray::number(std::cos(0.37 * i)) + "]\"\n";
    }
    return csv;
}

QString workspaceOf(const CliFolder &folder, const QString &name, bool isRandom)
{
    const QString workspace = folder.path(name + ".fairlead");
    const CliRun imported = cli({"import", workspace, folder.write(name + ".csv", logOf(isRandom)), "--name", "log"});
    if (imported.exitCode != 0)
        qFatal("%s", imported.err.constData());
    for (const char *method : {"plug-in", "cheapest"}) {
        const CliRun trained =
            cli({"train", workspace, "--dataset", "log", "--method", method, "--name", method, "--seed", "1"});
        if (trained.exitCode != 0)
            qFatal("%s", trained.err.constData());
    }
    return workspace;
}

bool isClose(const Json &a, double b)
{
    return std::abs(a.get<double>() - b) < 1e-9;
}

bool isEstimate(const Json &entry)
{
    const double value = entry["value"].get<double>();
    const double reach = 1.959963984540054 * entry["se"].get<double>();
    return isClose(entry["ci95"][0], value - reach) && isClose(entry["ci95"][1], value + reach);
}

} // namespace

class TestCliEvaluation final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_workspace = workspaceOf(m_folder, "random", true); }

    void estimatorsStandSideBySide()
    {
        const CliRun run = cli({"evaluate", m_workspace, "--router", "plug-in", "--lambda", "10", "--json"});
        QVERIFY2(run.exitCode == 0, run.err);
        const Json entry = run.json()["plug-in"];
        QVERIFY2(entry["verdict"] != "REFUSE", run.out);
        const Json &estimators = entry["estimators"];
        for (const char *name : {"IPS", "SNIPS", "DM", "DR", "SNDR", "Switch-DR", "DRos"})
            for (const char *outcome : {"quality", "cost", "utility"})
                QVERIFY2(isEstimate(estimators[name][outcome]), name);
        QVERIFY(isClose(estimators["DR"]["quality"]["value"], entry["quality_dr"].get<double>()));
        QVERIFY(isClose(estimators["DR"]["utility"]["se"], entry["mean_utility_dr_se"].get<double>()));
        QCOMPARE(estimators["lambda"].get<double>(), 10.0);
        QVERIFY(estimators["disagreement"].is_array());
        QVERIFY(estimators["DRos"].contains("tuning") && !estimators["DR"].contains("tuning"));
        QVERIFY(!entry.contains("band") && !entry.contains("versus_router"));
        const Json &saving = entry["versus_log"]["cost"];
        QVERIFY(isEstimate(saving));
        QVERIFY(isClose(saving["value"], entry["cost_dr"].get<double>() -
                                             entry["references"]["logging policy"]["cost_dr"].get<double>()));
        const std::string best = entry["best_single"].get<std::string>();
        QVERIFY(isClose(entry["versus_best_single"]["quality"]["value"],
                        entry["quality_dr"].get<double>() - entry["references"][best]["quality_dr"].get<double>()));
    }

    void routersArePairedAndBandsDrawn()
    {
        const CliRun run = cli({"evaluate", m_workspace, "--against", "cheapest", "--band", "--json"});
        QVERIFY2(run.exitCode == 0, run.err);
        const Json document = run.json();
        const Json &entry = document["plug-in"];
        QVERIFY(
            isClose(entry["versus_router"]["utility"]["value"],
                    entry["mean_utility_dr"].get<double>() - document["cheapest"]["mean_utility_dr"].get<double>()));
        QVERIFY(entry["versus_router"]["utility"]["se"].get<double>() > 0);
        QCOMPARE(document["cheapest"]["versus_router"]["quality"]["value"].get<double>(), 0.0);
        QCOMPARE(document["cheapest"]["versus_router"]["quality"]["se"].get<double>(), 0.0);
        QCOMPARE(entry["against"].get<std::string>(), std::string("cheapest"));

        const Json &band = entry["band"];
        QVERIFY(band["critical"]["quality"].get<double>() > 1.95);
        QCOMPARE(band["points"].size(), band["operating_points"].get<std::size_t>() + 1);
        QCOMPARE(band["points"].front()["lambda"].get<double>(), entry["lambda_lo"].get<double>());
        QCOMPARE(band["points"].back()["lambda"].get<double>(), entry["lambda_hi"].get<double>());
        for (const Json &point : band["points"])
            QVERIFY(point["utility"][0].get<double>() < point["utility"][1].get<double>());

        const CliRun text = cli({"evaluate", m_workspace, "--router", "plug-in", "--against", "cheapest", "--band"});
        QVERIFY2(text.exitCode == 0, text.err);
        for (const char *said : {"Switch-DR", "less each of these", "best single", "Bands that hold"})
            QVERIFY2(text.out.contains(said), text.out);
    }

    void aRefusedRouterHasNoEstimates()
    {
        const QString workspace = workspaceOf(m_folder, "rule", false);
        const CliRun run = cli({"evaluate", workspace, "--against", "cheapest", "--band", "--json"});
        QVERIFY2(run.exitCode == 0, run.err);
        const Json entry = run.json()["plug-in"];
        QVERIFY2(entry["verdict"] == "REFUSE", run.out);
        for (const char *name : {"band", "quality_dr"})
            QVERIFY2(entry[name].is_null(), name);
        for (const char *name : {"versus_log", "versus_best_single", "versus_router"}) {
            QVERIFY2(entry[name]["verdict"] == "REFUSE" && !entry[name]["reasons"].empty(), name);
            QVERIFY2(entry[name]["quality"].is_null() && entry[name]["utility"].is_null(), name);
        }
        QVERIFY2(entry["estimators"]["verdict"] == "REFUSE" && !entry["estimators"].contains("DR"), run.out);
        QVERIFY2(entry["metrics"]["verdict"] == "REFUSE" && entry["metrics"]["nauc_dr"].is_null(), run.out);
        const CliRun text = cli({"evaluate", workspace, "--band"});
        QVERIFY2(!text.out.contains("Switch-DR") && text.out.contains("refused"), text.out);
    }

    void routersThatCannotBePairedAreAClearError()
    {
        const CliRun unknown = cli({"evaluate", m_workspace, "--against", "nobody"});
        QCOMPARE(unknown.exitCode, 1);
        QVERIFY2(unknown.err.contains("nobody"), unknown.err);

        const QString other = m_folder.write("other.csv", logOf(true));
        QCOMPARE(cli({"import", m_workspace, other, "--name", "other"}).exitCode, 0);
        QCOMPARE(cli({"train", m_workspace, "--dataset", "other", "--method", "cheapest", "--name", "o"}).exitCode, 0);
        const CliRun apart = cli({"evaluate", m_workspace, "--router", "plug-in", "--against", "o"});
        QCOMPARE(apart.exitCode, 1);
        QVERIFY2(apart.err.contains("different datasets"), apart.err);

        const QString narrow = m_folder.write("narrow.json", R"({"lambda_max": 1})");
        QCOMPARE(
            cli({"train", m_workspace, "--dataset", "log", "--method", "plug-in", "--name", "n", "--config", narrow})
                .exitCode,
            0);
        const CliRun range = cli({"evaluate", m_workspace, "--router", "plug-in", "--against", "n"});
        QCOMPARE(range.exitCode, 1);
        QVERIFY2(range.err.contains("inside it"), range.err);
    }

private:
    const CliFolder m_folder;
    QString m_workspace;
};

QTEST_GUILESS_MAIN(TestCliEvaluation)
#include "tst_clievaluation.moc"
