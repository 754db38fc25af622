#include "tests/core/cli/clirun.h"

#include "core/base/random.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace fairlead::test;
using nlohmann::json;

namespace {

bool endsWith(const std::string &text, const std::string &end)
{
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// An estimate from the log; what full feedback says is none.
bool isEstimate(const std::string &key)
{
    if (key.find("truth") != std::string::npos)
        return false;
    return key == "value" || key == "held_out_utility" || endsWith(key, "_dr") || endsWith(key, "_se") ||
           endsWith(key, "_ci95");
}

/// Every estimate stands in an object that has, or lies in one that has, a verdict with reasons; a refused one is null.
/// @return the path of the first that breaks this; empty where none does
std::string firstBareEstimate(const json &node, const std::string &path, const json *judged)
{
    if (node.is_array()) {
        for (const json &element : node)
            if (auto bad = firstBareEstimate(element, path + "[]", judged); !bad.empty())
                return bad;
        return {};
    }
    if (!node.is_object())
        return {};
    if (node.contains("verdict") && (node.contains("reasons") || judged == nullptr))
        judged = &node;
    for (const auto &[key, value] : node.items()) {
        const std::string here = path + "/" + key;
        if (key == "logged_propensity_check") // of the log's propensities, not of a policy
            continue;
        if (isEstimate(key) && !value.is_string()) { // a string says why there is no number
            const bool refused = judged != nullptr && (*judged)["verdict"] == "REFUSE";
            if (judged == nullptr || (refused && !value.is_null()) ||
                ((*judged)["verdict"] != "OK" && (*judged)["reasons"].empty()))
                return here;
        }
        if (auto bad = firstBareEstimate(value, here, judged); !bad.empty())
            return bad;
    }
    return {};
}

/// A log of which `serve` says who serves the query at (x, y), 0: a, 1: b, 2: c; and with what propensity, if logged.
struct LoggedCase
{
    int rows = 600;
    std::function<int(int row, double x, double y, double draw)> serve;
    bool logged = false;
};

QByteArray csvOf(const LoggedCase &given)
{
    fairlead::Random random(23);
    QByteArray csv = "query,model,quality,cost,embedding";
    csv += given.logged ? ",propensity\n" : "\n";
    for (int i = 0; i < given.rows; ++i) {
        const double x = random.normal();
        const double y = random.normal();
        const int t = given.serve(i, x, y, random.uniform());
        const bool right = random.uniform() < 0.5 + 0.3 * std::tanh(t == 0 ? x : y);
        csv += "q" + QByteArray::number(i) + "," + QByteArray(1, static_cast<char>('a' + t)) + (right ? ",1," : ",0,") +
               QByteArray::number(0.001 * (t + 1)) + ",\"[" + QByteArray::number(x) + "," + QByteArray::number(y) +
               "]\"" + (given.logged ? ",1\n" : "\n");
    }
    return csv;
}

std::string allReasons(const json &trust)
{
    std::string text = trust["reasons"].dump();
    for (const json &model : trust["models"])
        text += model["reasons"].dump();
    return text;
}

} // namespace

class TestCliVerdicts final : public QObject
{
    Q_OBJECT

private slots:
    void aHardLogIsNotAnsweredWithBareNumbers_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("reason");
        QTest::newRow("a fixed rule") << 0 << "fixed rule";
        QTest::newRow("a fixed rule with its propensities") << 1 << "fixed rule";
        QTest::newRow("four rows of a model") << 2 << "'c' served";
        QTest::newRow("no overlap in half of the space") << 3 << "the queries of model 'b'";
    }
    void aHardLogIsNotAnsweredWithBareNumbers()
    {
        QFETCH(int, which);
        QFETCH(QString, reason);
        LoggedCase given;
        if (which <= 1)
            given.serve = [](int, double x, double, double) { return x > 0 ? 1 : 0; };
        else if (which == 2)
            given.serve = [](int row, double, double, double draw) { return row % 150 == 0 ? 2 : draw < 0.5 ? 1 : 0; };
        else
            given.serve = [](int, double x, double, double draw) { return x > 0 && draw < 0.5 ? 1 : 0; };
        given.logged = which == 1;
        const CliFolder folder;
        const QString workspace = folder.path("w.fairlead");
        QCOMPARE(cli({"import", workspace, folder.write("log.csv", csvOf(given)), "--name", "log"}).exitCode, 0);

        const CliRun trust = cli({"trust", workspace, "--dataset", "log", "--json"});
        QVERIFY2(trust.exitCode == 0, trust.err);
        const std::string verdict = trust.json()["verdict"];
        QVERIFY2(verdict == "REFUSE" || verdict == "CAUTION", trust.out);
        QVERIFY2(which > 1 || verdict == "REFUSE", trust.out);
        QVERIFY2(allReasons(trust.json()).find(reason.toStdString()) != std::string::npos, trust.out);

        const CliRun trained =
            cli({"train", workspace, "--dataset", "log", "--method", "plug-in", "--name", "r", "--json"});
        QVERIFY2(trained.exitCode == 0, trained.err);
        const QString frontier = folder.path("f.csv");
        const CliRun swept = cli({"sweep", workspace, "--router", "r", "--out", frontier, "--json"});
        const CliRun whole = cli({"evaluate", workspace, "--json"});
        const CliRun point = cli({"evaluate", workspace, "--lambda", "0", "--json"});
        for (const CliRun &run : {trust, trained, swept, whole, point, cli({"routers", workspace, "--json"})}) {
            QVERIFY2(run.exitCode == 0, run.err);
            const std::string bare = firstBareEstimate(run.json(), "", nullptr);
            QVERIFY2(bare.empty(), (bare + " in " + run.out.toStdString()).c_str());
        }
        QVERIFY(whole.json()["r"]["verdict"] != "OK");
        QCOMPARE(whole.json()["r"]["mean_utility_dr"].is_null(), whole.json()["r"]["verdict"] == "REFUSE");

        const QList<QByteArray> lines = CliFolder::read(frontier).trimmed().split('\n');
        QVERIFY(lines[0].startsWith("lambda,verdict,quality,"));
        for (const QByteArray &line : lines.mid(1)) {
            const QList<QByteArray> cells = line.split(',');
            QVERIFY(cells[1] == "CAUTION" || (cells[1] == "REFUSE" && cells[2].isEmpty()));
        }
    }

    void anExploringLogKeepsItsNumbers()
    {
        const CliFolder folder;
        const QString workspace = folder.workspaceWithLog();
        const CliRun trained =
            cli({"train", workspace, "--dataset", "log", "--method", "plug-in", "--name", "r", "--json"});
        QVERIFY2(trained.exitCode == 0, trained.err);
        for (const CliRun &run : {trained, cli({"evaluate", workspace, "--truth", "--json"}),
                                  cli({"trust", workspace, "--dataset", "log", "--json"})})
            QVERIFY2(firstBareEstimate(run.json(), "", nullptr).empty(), run.out);
        const auto entry = cli({"evaluate", workspace, "--lambda", "0", "--json"}).json()["r"];
        QVERIFY(entry["verdict"] != "REFUSE");
        QVERIFY(entry["mean_utility_dr"].is_number());
        QVERIFY(entry["support"]["agreeing_queries"].get<int>() > 0);
    }
};

QTEST_GUILESS_MAIN(TestCliVerdicts)
#include "tst_cliverdicts.moc"
