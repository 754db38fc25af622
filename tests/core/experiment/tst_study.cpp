#include "core/evaluation/tablevalue.h"
#include "core/experiment/study.h"
#include "core/experiment/studylog.h"
#include "core/experiment/studysummary.h"
#include "core/experiment/studyvalue.h"
#include "tests/core/experiment/studysample.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

using namespace fairlead;
using fairlead::test::demoTable;
using fairlead::test::embeddedTable;

namespace {

bool near(double a, double b)
{
    return std::abs(a - b) < 1e-12;
}

/// Scores that are given: n x (2 knots * m), whatever the queries.
class GivenRouter final : public Router
{
public:
    GivenRouter(MatrixD scores, double lambdaMax, std::vector<double> tieCosts)
        : Router({0, lambdaMax}, std::move(tieCosts))
        , m_scores(std::move(scores))
    {}
    [[nodiscard]] Method method() const override { return Method::PlugIn; }
    [[nodiscard]] Result<MatrixD> scores(const QueryBatch &) const override { return m_scores; }
    [[nodiscard]] TensorBundle save() const override { return {}; }

private:
    MatrixD m_scores;
};

std::vector<StudyRecord> study(
    std::span<const StudyTable> tables, const StudyOptions &options,
    const std::function<bool(const StudyCell &, Method)> &isDone = [](const StudyCell &, Method) { return false; })
{
    std::vector<StudyRecord> records;
    const auto done = runStudy(
        tables, options, isDone,
        [&](const StudyRecord &record) {
            records.push_back(record);
            return Result<void>();
        },
        {}, [](const Progress &) {});
    if (!done)
        qFatal("%s", done.error().message.c_str());
    return records;
}

StudyRecord record(const std::string &dataSet, const std::string &method, std::uint64_t seed, double regret)
{
    StudyRecord out;
    out.cell = {dataSet, seed, 1};
    out.method = method;
    out.value.meanRegret = regret;
    out.value.coverageCost = seed == 1 ? 1.0 : 0.6;
    out.value.verdict = seed == 1 ? Verdict::Ok : Verdict::Caution;
    return out;
}

} // namespace

class TestStudy final : public QObject
{
    Q_OBJECT

private slots:
    void valuesAgreeWithBruteForce()
    {
        constexpr std::size_t n = 17;
        constexpr std::size_t m = 3;
        constexpr double lambdaMax = 20;
        Random random(3);
        const auto fill = [&](MatrixD &values, double scale) {
            std::generate(values.data(), values.data() + values.size(), [&] { return scale * random.uniform(); });
        };
        StudyHeldOut heldOut;
        heldOut.embeddings = MatrixF(n, 1);
        heldOut.truth = {MatrixD(n, m), MatrixD(n, m)};
        fill(heldOut.truth.quality, 1);
        fill(heldOut.truth.cost, 0.05);
        MatrixD scores(n, 2 * m);
        fill(scores, 1);
        const std::vector<std::size_t> drawn{0, 3, 3, 16, 9, 2, 2, 2, 11, 5};
        HeldOutTables tables;
        tables.rows.resize(drawn.size());
        for (MatrixD *matrix : {&tables.predictedQuality, &tables.predictedCost, &tables.propensity})
            *matrix = MatrixD(drawn.size(), m);
        fill(tables.predictedQuality, 1);
        fill(tables.predictedCost, 0.05);
        fill(tables.propensity, 0.6);
        tables.clip = 0.01;
        for (std::size_t r = 0; r < drawn.size(); ++r) {
            tables.loggedModel.push_back(static_cast<std::int32_t>(r % m));
            tables.served.push_back(tables.propensity(r, r % m));
            tables.loggedQuality.push_back(random.uniform());
            tables.loggedCost.push_back(0.05 * random.uniform());
        }
        tables.quality = influenceValues(tables.predictedQuality, tables.loggedQuality, tables.loggedModel,
                                         tables.served, tables.clip);
        tables.cost =
            influenceValues(tables.predictedCost, tables.loggedCost, tables.loggedModel, tables.served, tables.clip);
        heldOut.drawnRows = drawn;
        heldOut.tables = &tables;
        const std::vector<std::string> names{"a", "b", "c"};
        SupportReport support;
        support.models.resize(m);
        heldOut.models = names;
        heldOut.support = &support;
        const auto value = valueForStudy(GivenRouter(scores, lambdaMax, {1, 2, 3}), heldOut, lambdaMax);
        QVERIFY(value);

        const auto chosen = [&](std::size_t i, double lambda) {
            std::size_t best = 0;
            const double w = lambda / lambdaMax;
            const auto score = [&](std::size_t t) { return (1 - w) * scores(i, t) + w * scores(i, m + t); };
            for (std::size_t t = 1; t < m; ++t)
                best = score(t) > score(best) ? t : best;
            return best;
        };
        double regret = 0;
        double utility = 0;
        std::vector<double> psi(drawn.size(), 0);
        std::vector<std::vector<std::uint16_t>> decisions(11);
        std::vector<PolicySlice> slices;
        for (int k = 0; k <= 10; ++k) {
            const double lambda = lambdaMax * k / 10;
            for (std::size_t i = 0; i < n; ++i) {
                double best = -1e9;
                for (std::size_t t = 0; t < m; ++t)
                    best = std::max(best, heldOut.truth.quality(i, t) - lambda * heldOut.truth.cost(i, t));
                const std::size_t t = chosen(i, lambda);
                const double here = heldOut.truth.quality(i, t) - lambda * heldOut.truth.cost(i, t);
                utility += here / n / 11;
                regret += (best - here) / n / 11;
            }
            for (std::size_t r = 0; r < drawn.size(); ++r) {
                const std::size_t t = chosen(drawn[r], lambda);
                psi[r] += (tables.quality(r, t) - lambda * tables.cost(r, t)) / 11;
                decisions[k].push_back(static_cast<std::uint16_t>(t));
            }
            slices.push_back({decisions[k], lambda, 1.0 / 11});
        }
        QCOMPARE(value->verdict, Verdict::Refuse); // ten rows are worth too little
        QVERIFY(near(value->meanRegret, regret) && near(value->meanUtility, utility));
        QVERIFY(near(value->utilityEstimate.value, meanOfRows(psi).value));
        const CorrectionNoise noise = correctionNoise(tables);
        std::vector<std::size_t> rows(drawn.size());
        std::iota(rows.begin(), rows.end(), std::size_t(0));
        const auto stated = [&](std::span<const PolicySlice> of) {
            return policyValue(tables, noise, rows, of, RowClusters());
        };
        QVERIFY(near(value->utilityEstimate.se, stated(slices).utility.se));

        double covered = 0; // of cost, at five lambdas
        for (int k = 0; k <= 4; ++k) {
            const double lambda = lambdaMax * k / 4;
            double truth = 0;
            for (std::size_t i = 0; i < n; ++i)
                truth += heldOut.truth.cost(i, chosen(i, lambda)) / n;
            std::vector<std::uint16_t> models;
            for (const std::size_t query : drawn)
                models.push_back(static_cast<std::uint16_t>(chosen(query, lambda)));
            const PolicySlice slice{models, lambda, 1};
            const Estimate estimate = stated({&slice, 1}).cost;
            covered += truth >= estimate.lower() && truth <= estimate.upper() ? 0.2 : 0.0;
        }
        QVERIFY(near(value->coverageCost, covered));
    }

    void anIntervalCoversWhatLiesInIt()
    {
        QVERIFY(covers({1, 0.1}, 1.19) && !covers({1, 0.1}, 1.2) && covers({1, 0.1}, 0.81));
        QVERIFY(covers({0.3, 0}, 0.1 + 0.2)); // a constant, up to rounding
        QVERIFY(!covers({1, std::nan("")}, 1));
    }

    void aSplitHoldsThreeTenthsOutAndKeepsGroupsTogether()
    {
        StudyTable table = demoTable("demo", 400);
        const StudySplit split = splitForStudy(table, 1);
        QCOMPARE(split.heldOut.size(), std::size_t(120));
        std::set<std::size_t> rows(split.train.begin(), split.train.end());
        rows.insert(split.heldOut.begin(), split.heldOut.end());
        QCOMPARE(rows.size(), std::size_t(400));
        QVERIFY(splitForStudy(table, 2).heldOut != split.heldOut);
        QVERIFY(splitForStudy(table, 1).heldOut == split.heldOut);

        for (std::size_t i = 0; i < 400; ++i)
            table.groups[i] = i % 4 == 0 ? "" : "g" + std::to_string(i % 40);
        const StudySplit grouped = splitForStudy(table, 1);
        std::set<std::string> heldOut;
        for (const std::size_t row : grouped.heldOut)
            heldOut.insert(table.groups[row]);
        heldOut.erase("");
        QVERIFY(!heldOut.empty());
        for (const std::size_t row : grouped.train)
            QVERIFY(!heldOut.contains(table.groups[row]));
        QVERIFY(grouped.heldOut.size() > 100 && grouped.heldOut.size() <= 120);

        std::fill(table.groups.begin(), table.groups.end(), "all alike"); // no side could be held out whole
        QCOMPARE(splitForStudy(table, 1).heldOut.size(), std::size_t(120));
    }

    void heldOutQueriesAreDrawnAgainAndAgainWithTheirOutcomes()
    {
        const StudyTable table = embeddedTable("demo", 300);
        const StudySplit split = splitForStudy(table, 4);
        const auto features = featuresForStudy(table, split, {});
        QVERIFY(features);
        const StudyLog log = logForStudy(table, split, *features, {1, 0.05, 4});
        const RunData &data = log.data;
        QCOMPARE(data.heldOutRows.size(), split.heldOut.size());
        QCOMPARE(log.drawnRows.size(), split.heldOut.size());
        std::map<std::size_t, std::set<std::string>> groups;
        for (std::size_t k = 0; k < log.drawnRows.size(); ++k) {
            const std::size_t row = split.heldOut[log.drawnRows[k]];
            const auto i = static_cast<std::size_t>(data.heldOutRows[k]);
            const auto t = static_cast<std::size_t>(data.outcomes.model[i]);
            QCOMPARE(data.outcomes.quality[i], table.truth.quality(row, t));
            QCOMPARE(data.outcomes.cost[i], table.truth.cost(row, t));
            QCOMPARE(data.embeddings(i, 2), table.embeddings(row, 2));
            groups[row].insert(data.groups[i]);
        }
        QVERIFY(groups.size() < split.heldOut.size()); // about 1 - 1/e of them
        QVERIFY(groups.size() > split.heldOut.size() / 2);
        std::set<std::string> distinct;
        for (const auto &[row, names] : groups) {
            QCOMPARE(names.size(), std::size_t(1));
            distinct.insert(*names.begin());
        }
        QCOMPARE(distinct.size(), groups.size());
        for (std::size_t k = 0; k < split.train.size(); ++k)
            QCOMPARE(data.outcomes.cost[k],
                     table.truth.cost(split.train[k], static_cast<std::size_t>(data.outcomes.model[k])));
    }

    void theTextEncoderSeesTrainingPromptsOnly()
    {
        StudyTable table = demoTable("demo", 150);
        const StudySplit split = splitForStudy(table, 1);
        const auto before = featuresForStudy(table, split, {});
        for (const std::size_t row : split.heldOut)
            table.prompts[row] = "zebra quagga " + std::to_string(row);
        const auto after = featuresForStudy(table, split, {});
        QVERIFY(before && after);
        QVERIFY(takeRows(before->embeddings, std::span(split.train)) ==
                takeRows(after->embeddings, std::span(split.train)));
    }

    void theSameSeedGivesTheSameNumbers()
    {
        const std::vector<StudyTable> tables{embeddedTable("one", 240), demoTable("two", 200)};
        StudyOptions options;
        options.seeds = {1, 2};
        options.biases = {0.5};
        options.methods = {Method::PlugIn, Method::BestSingle, Method::Random, Method::Oracle};
        const auto first = study(tables, options);
        const auto second = study(tables, options);
        QCOMPARE(first.size(), std::size_t(2 * 2 * 4));
        for (std::size_t k = 0; k < first.size(); ++k) {
            QVERIFY(first[k].cell == second[k].cell && first[k].method == second[k].method);
            QCOMPARE(first[k].value.meanRegret, second[k].value.meanRegret);
            QCOMPARE(first[k].value.utilityEstimate.value, second[k].value.utilityEstimate.value);
            if (first[k].method == "oracle")
                QVERIFY(std::abs(first[k].value.meanRegret) < 1e-12);
            else
                QVERIFY(first[k].value.meanRegret > 0);
        }
        QVERIFY(first[0].value.meanRegret != first[4].value.meanRegret); // seeds 1 and 2
    }

    void aResultHasTheVerdictOfItsLog()
    {
        const std::vector<StudyTable> tables{embeddedTable("one", 900)};
        StudyOptions options;
        options.biases = {0};
        options.methods = {Method::PlugIn, Method::Cheapest, Method::Oracle};
        for (const StudyRecord &record : study(tables, options))
            QVERIFY2(record.value.verdict != Verdict::Refuse, record.method.c_str());
        options.policy = LoggingKind::Deterministic;
        options.floor = 0;
        for (const StudyRecord &record : study(tables, options))
            QVERIFY2(record.value.verdict == Verdict::Refuse, record.method.c_str());
    }

    void whatIsDoneIsNotDoneAgainAndTheRestIsUnmoved()
    {
        const std::vector<StudyTable> tables{embeddedTable("one", 240)};
        StudyOptions options;
        options.biases = {0.5, 1};
        options.methods = {Method::PlugIn, Method::KnnPlugIn};
        const auto all = study(tables, options);
        const auto rest = study(tables, options, [](const StudyCell &cell, Method method) {
            return cell.bias == 0.5 || method == Method::PlugIn;
        });
        QCOMPARE(rest.size(), std::size_t(1));
        QCOMPARE(rest[0].method, std::string("knn"));
        QVERIFY(rest[0].cell == all[3].cell);
        QCOMPARE(rest[0].value.meanRegret, all[3].value.meanRegret);
    }

    void aStopKeepsWhatWasHandedOver()
    {
        const std::vector<StudyTable> tables{embeddedTable("one", 240)};
        StudyOptions options;
        options.methods = {Method::Random, Method::Cheapest, Method::PlugIn};
        std::stop_source source;
        std::size_t records = 0;
        const auto done = runStudy(
            tables, options, [](const StudyCell &, Method) { return false; },
            [&](const StudyRecord &) {
                ++records;
                source.request_stop();
                return Result<void>();
            },
            source.get_token(), [](const Progress &) {});
        QVERIFY(!done);
        QVERIFY(done.error().code == ErrorCode::Cancelled);
        QCOMPARE(records, std::size_t(1));
    }

    void aTableWithoutPricesIsRefusedByName()
    {
        StudyTable table = embeddedTable("free", 200);
        table.truth.cost = MatrixD(table.rows(), table.models.size());
        StudyOptions options;
        options.methods = {Method::Random};
        const auto done = runStudy(
            std::span(&table, 1), options, [](const StudyCell &, Method) { return false; },
            [](const StudyRecord &) { return Result<void>(); }, {}, [](const Progress &) {});
        QVERIFY(!done);
        QVERIFY(done.error().code == ErrorCode::Refused);
        QVERIFY(done.error().message.find("'free', seed 1, bias 1") != std::string::npos);
    }

    void anotherSetUpHasAnotherKey()
    {
        const StudyTable table = embeddedTable("one", 100);
        const StudyOptions options;
        StudyOptions seeds = options;
        seeds.seeds = {7, 8};
        seeds.config.seed = 9;
        QCOMPARE(studyKey(table, seeds), studyKey(table, options)); // seeds are the cell's
        StudyOptions floor = options;
        floor.floor = 0.1;
        StudyOptions policy = options;
        policy.policy = LoggingKind::Price;
        StudyOptions config = options;
        config.config.neighbours = 7;
        StudyTable data = table;
        data.dataHash = "other";
        const std::set<std::string> keys{studyKey(table, options), studyKey(table, floor), studyKey(table, policy),
                                         studyKey(table, config), studyKey(data, options)};
        QCOMPARE(keys.size(), std::size_t(5));
    }

    void aSummaryIsTheMeanOverRunsThenOverDataSets()
    {
        const std::vector<StudyRecord> records{
            record("a", "best-single", 1, 0.4),   record("a", "best-single", 2, 0.4),
            record("a", "plug-in", 1, 0.1),       record("a", "plug-in", 2, 0.3),
            record("a", "full-feedback", 1, 0.1), record("a", "full-feedback", 2, 0.1),
            record("b", "best-single", 1, 0.2),   record("b", "plug-in", 1, 0.2),
            record("b", "full-feedback", 1, 0.3)};
        const StudySummary summary = summarizeStudy(records, {"a", "b"});
        QCOMPARE(summary.methods.size(), std::size_t(3));
        const StudyMethodSummary &plugIn = summary.methods[1];
        QVERIFY(near(plugIn.dataSets[0].regret.value, 0.2) && near(plugIn.dataSets[0].regret.se, 0.1));
        QVERIFY(near(plugIn.dataSets[0].coverageCost, 0.8));
        QCOMPARE(plugIn.dataSets[0].verdicts, (std::array<std::size_t, 3>{1, 1, 0}));
        QCOMPARE(plugIn.overall.verdicts, (std::array<std::size_t, 3>{2, 1, 0}));
        QVERIFY(near(plugIn.overall.regret.value, 0.2));
        QVERIFY(near(*plugIn.dataSets[0].gapClosed, 0.5));
        QVERIFY(near(*plugIn.dataSets[0].fullFeedbackGainShare, 0.2 / 0.3));
        QVERIFY(!plugIn.dataSets[1].fullFeedbackGainShare); // full feedback gains nothing there
        QVERIFY(near(*plugIn.overall.gapClosed, 0.1 / 0.3));
        QVERIFY(near(*plugIn.overall.fullFeedbackGainShare, 0.1 / 0.1));
        QVERIFY(std::isnan(plugIn.dataSets[1].regret.se)); // one run
    }
};

QTEST_APPLESS_MAIN(TestStudy)
#include "tst_study.moc"
