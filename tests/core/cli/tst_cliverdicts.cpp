#include "tests/core/cli/clirun.h"

#include "core/base/random.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <set>

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

/// Bounds of a band's point, or a difference that is not there.
bool isEstimate(const std::string &key, const json &value)
{
    const bool isOutcome = key == "quality" || key == "cost" || key == "utility";
    return isEstimate(key) || (isOutcome && value.is_array());
}

/// Every estimate stands in an object that has, or lies in one that has, a verdict with reasons; a refused one is null.
/// A verdict without reasons (a band's point) has those of what it lies in.
struct Judged
{
    std::string verdict;
    bool hasReasons = false;
};

/// @return the path of the first that breaks this; empty where none does
std::string firstBareEstimate(const json &node, const std::string &path, std::optional<Judged> judged)
{
    if (node.is_array()) {
        for (const json &element : node)
            if (auto bad = firstBareEstimate(element, path + "[]", judged); !bad.empty())
                return bad;
        return {};
    }
    if (!node.is_object())
        return {};
    if (node.contains("verdict")) {
        const bool inherits = judged && judged->hasReasons;
        judged =
            Judged{node["verdict"].get<std::string>(), node.contains("reasons") ? !node["reasons"].empty() : inherits};
    }
    for (const auto &[key, value] : node.items()) {
        const std::string here = path + "/" + key;
        if (key == "logged_propensity_check") // of the log's propensities, not of a policy
            continue;
        if (isEstimate(key, value) && !value.is_string()) { // a string says why there is no number
            const bool refused = judged && judged->verdict == "REFUSE";
            if (!judged || (refused && !value.is_null()) || (judged->verdict != "OK" && !judged->hasReasons))
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
    std::function<double(int model, double x)> quality = {}; ///< chance of a right answer, if not the usual
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
        const double chance = given.quality ? given.quality(t, x) : 0.5 + 0.3 * std::tanh(t == 0 ? x : y);
        const bool right = random.uniform() < chance;
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
        const CliRun other =
            cli({"train", workspace, "--dataset", "log", "--method", "cheapest", "--name", "other", "--json"});
        const CliRun band = cli({"evaluate", workspace, "--against", "other", "--band", "--json"});
        for (const CliRun &run :
             {trust, trained, swept, whole, point, other, band, cli({"routers", workspace, "--json"})}) {
            QVERIFY2(run.exitCode == 0, run.err);
            const std::string bare = firstBareEstimate(run.json(), "", {});
            QVERIFY2(bare.empty(), (bare + " in " + run.out.toStdString()).c_str());
        }
        QVERIFY(whole.json()["r"]["verdict"] != "OK");
        for (const auto &[name, reference] : whole.json()["r"]["references"].items()) {
            if (verdict == "REFUSE" && name != "logging policy")
                QVERIFY2(reference["verdict"] == "REFUSE" && reference["quality_dr"].is_null(), name.c_str());
        }
        QCOMPARE(whole.json()["r"]["mean_utility_dr"].is_null(), whole.json()["r"]["verdict"] == "REFUSE");

        const QList<QByteArray> lines = CliFolder::read(frontier).trimmed().split('\n');
        QVERIFY(lines[0].startsWith("lambda,verdict,quality,"));
        for (const QByteArray &line : lines.mid(1)) {
            const QList<QByteArray> cells = line.split(',');
            QVERIFY(cells[1] == "CAUTION" || (cells[1] == "REFUSE" && cells[2].isEmpty()));
        }
    }

    /// Model c is good, dear, and hardly ever tried: a router that wants quality leans on it, one that saves does not.
    void everyAnswerHasTheVerdictOfItsOwnLambdas()
    {
        LoggedCase given;
        given.serve = [](int row, double, double, double draw) { return row % 24 == 0 ? 2 : draw < 0.5 ? 1 : 0; };
        given.quality = [](int t, double x) { return t == 2 ? 0.99 : 0.45 + 0.1 * std::tanh(t == 0 ? x : -x); };
        const CliFolder folder;
        const QString workspace = folder.path("w.fairlead");
        QCOMPARE(cli({"import", workspace, folder.write("log.csv", csvOf(given)), "--name", "log"}).exitCode, 0);
        for (const char *method : {"plug-in", "cheapest"}) {
            const CliRun trained = cli({"train", workspace, "--dataset", "log", "--method", method, "--name", method});
            QVERIFY2(trained.exitCode == 0, trained.err);
        }
        const auto evaluated = [&](const QString &lambda) {
            QStringList arguments{"evaluate",  workspace,  "--router", "plug-in",
                                  "--against", "cheapest", "--band",   "--json"};
            if (!lambda.isEmpty())
                arguments << "--lambda" << lambda;
            const CliRun run = cli(arguments);
            const std::string bare = firstBareEstimate(run.json(), "", {});
            return bare.empty() ? run.json().at("plug-in") : json(bare);
        };
        const json whole = evaluated({});
        QVERIFY2(whole.is_object(), whole.dump().c_str());
        const auto stretches = whole["support"]["verdicts"];
        const auto isRefused = [](const json &stretch) { return stretch["verdict"] == "REFUSE"; };
        QVERIFY2(std::any_of(stretches.begin(), stretches.end(), isRefused) &&
                     !std::all_of(stretches.begin(), stretches.end(), isRefused),
                 stretches.dump().c_str());
        std::set<std::string> seen;
        for (std::size_t k = 0; k < stretches.size(); ++k) {
            const double from = stretches[k]["from_lambda"];
            const double to = k + 1 < stretches.size() ? stretches[k + 1]["from_lambda"].get<double>()
                                                       : whole["lambda_hi"].get<double>();
            const json entry = evaluated(QString::number((from + to) / 2, 'g', 12));
            QVERIFY2(entry.is_object(), entry.dump().c_str());
            const bool refused = isRefused(stretches[k]);
            seen.insert(entry["verdict"].get<std::string>());
            QCOMPARE(entry["verdict"] == "REFUSE", refused);
            QCOMPARE(entry["estimators"].contains("DR"), !refused);
            QCOMPARE(entry["versus_log"]["quality"].is_null(), refused);
            QCOMPARE(entry["versus_router"]["quality"].is_null(), refused);
            QCOMPARE(entry["band"].is_null(), refused);
            QVERIFY(entry["metrics"]["verdict"] == whole["metrics"]["verdict"]);
        }
        QVERIFY(seen.size() > 1);
        if (whole["verdict"] != "REFUSE") {
            const json &points = whole["band"]["points"];
            QVERIFY(std::any_of(points.begin(), points.end(), isRefused));
        }
    }

    void aLogOfOneModelAnswersNothingOfOthers()
    {
        LoggedCase given;
        given.serve = [](int, double, double, double) { return 0; };
        const CliFolder folder;
        const QString workspace = folder.path("w.fairlead");
        QCOMPARE(cli({"import", workspace, folder.write("log.csv", csvOf(given)), "--name", "log"}).exitCode, 0);
        const CliRun trust = cli({"trust", workspace, "--dataset", "log", "--json"});
        QVERIFY2(trust.exitCode == 0, trust.err);
        QVERIFY2(trust.json()["verdict"] == "REFUSE", trust.out);
        QVERIFY2(trust.json()["reasons"].dump().find("served every one") != std::string::npos, trust.out);
        QVERIFY2(firstBareEstimate(trust.json(), "", {}).empty(), trust.out);
        const CliRun trained = cli({"train", workspace, "--dataset", "log", "--method", "plug-in", "--name", "r"});
        QCOMPARE(trained.exitCode, 1);
        QVERIFY2(trained.err.contains("served every one"), trained.err);
    }

    void aFixedRuleOfManyDirectionsIsRefused_data()
    {
        QTest::addColumn<bool>("logged");
        QTest::newRow("unlogged") << false;
        QTest::newRow("with its propensities") << true;
    }
    void aFixedRuleOfManyDirectionsIsRefused()
    {
        QFETCH(bool, logged);
        constexpr int kDirections = 16;
        fairlead::Random random(5);
        QByteArray csv = "query,model,quality,cost,embedding";
        csv += logged ? ",propensity\n" : "\n";
        for (int i = 0; i < 1500; ++i) {
            QByteArray embedding;
            double scores[3] = {0, 0, 0};
            for (int j = 0; j < kDirections; ++j) {
                const double x = random.normal();
                embedding += (j == 0 ? "" : ",") + QByteArray::number(x);
                for (int t = 0; t < 3; ++t)
                    scores[t] += x * std::sin(1 + 7 * j + 3 * t * (j + 1));
            }
            const auto t = std::max_element(scores, scores + 3) - scores;
            csv += "q" + QByteArray::number(i) + "," + QByteArray(1, static_cast<char>('a' + t)) +
                   (random.uniform() < 0.6 ? ",1," : ",0,") + QByteArray::number(0.001 * double(t + 1)) + ",\"[" +
                   embedding + "]\"" + (logged ? ",1\n" : "\n");
        }
        const CliFolder folder;
        const QString workspace = folder.path("w.fairlead");
        QCOMPARE(cli({"import", workspace, folder.write("log.csv", csv), "--name", "log"}).exitCode, 0);
        const CliRun trained = cli({"train", workspace, "--dataset", "log", "--method", "plug-in", "--name", "r"});
        QVERIFY2(trained.exitCode == 0, trained.err);
        const CliRun evaluated = cli({"evaluate", workspace, "--json"});
        QVERIFY2(evaluated.json()["r"]["verdict"] == "REFUSE", evaluated.out);
        QVERIFY2(firstBareEstimate(evaluated.json(), "", {}).empty(), evaluated.out);
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
            QVERIFY2(firstBareEstimate(run.json(), "", {}).empty(), run.out);
        const auto entry = cli({"evaluate", workspace, "--lambda", "0", "--json"}).json()["r"];
        QVERIFY(entry["verdict"] != "REFUSE");
        QVERIFY(entry["mean_utility_dr"].is_number());
        QVERIFY(entry["support"]["agreeing_queries"].get<int>() > 0);
    }
};

QTEST_GUILESS_MAIN(TestCliVerdicts)
#include "tst_cliverdicts.moc"
