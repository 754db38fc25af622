#include "core/store/datasetrepository.h"
#include "datasets/demogenerator.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

using namespace fairlead;

namespace {

const DemoData &demoData()
{
    static const DemoData data = generateDemo({});
    return data;
}

bool samePrompts(const DemoData &a, const DemoData &b)
{
    return std::equal(
        a.queries.begin(), a.queries.end(), b.queries.begin(), b.queries.end(),
        [](const Query &x, const Query &y) { return x.prompt == y.prompt && x.externalId == y.externalId; });
}

/// Mean utility of serving each query with choice(i).
template <typename Choice>
double meanUtility(const DemoData &data, double lambda, Choice choice)
{
    double sum = 0;
    for (std::size_t i = 0; i < data.queries.size(); ++i) {
        const std::size_t t = choice(i);
        sum += data.outcomes.quality(i, t) - lambda * data.outcomes.cost(i, t);
    }
    return sum / static_cast<double>(data.queries.size());
}

double meanUtilityOf(const DemoData &data, double lambda, std::size_t model)
{
    return meanUtility(data, lambda, [model](std::size_t) { return model; });
}

double bestSingle(const DemoData &data, double lambda)
{
    double best = -1e300;
    for (std::size_t t = 0; t < data.models.size(); ++t)
        best = std::max(best, meanUtilityOf(data, lambda, t));
    return best;
}

/// The best model of each task family in hindsight: a router that knows the family and nothing else.
double bestPerFamily(const DemoData &data, double lambda)
{
    std::map<std::string, std::vector<double>> sums;
    for (std::size_t i = 0; i < data.queries.size(); ++i) {
        auto &sum = sums[data.queries[i].segment];
        sum.resize(data.models.size(), 0.0);
        for (std::size_t t = 0; t < data.models.size(); ++t)
            sum[t] += data.outcomes.quality(i, t) - lambda * data.outcomes.cost(i, t);
    }
    double total = 0;
    for (const auto &[family, sum] : sums)
        total += *std::max_element(sum.begin(), sum.end());
    return total / static_cast<double>(data.queries.size());
}

double mean(const MatrixD &table, std::size_t column)
{
    double sum = 0;
    for (std::size_t i = 0; i < table.rows(); ++i)
        sum += table(i, column);
    return sum / static_cast<double>(table.rows());
}

} // namespace

class TestDemoGenerator final : public QObject
{
    Q_OBJECT

private slots:
    void theSameSeedGivesTheSameData()
    {
        const DemoData again = generateDemo({});
        QVERIFY(samePrompts(again, demoData()));
        QVERIFY(again.outcomes.quality == demoData().outcomes.quality);
        QVERIFY(again.outcomes.cost == demoData().outcomes.cost);
        QVERIFY(again.propensity == demoData().propensity);
        QVERIFY(again.log.model == demoData().log.model);
    }

    void anotherSeedGivesOtherData()
    {
        DemoOptions options;
        options.seed = 2;
        const DemoData other = generateDemo(options);
        QVERIFY(!samePrompts(other, demoData()));
        QVERIFY(other.log.model != demoData().log.model);
        QVERIFY(!(other.outcomes.quality == demoData().outcomes.quality));
    }

    void anotherLoggingPolicyLeavesTheTruthAlone()
    {
        DemoOptions options;
        options.bias = 0;
        const DemoData uniform = generateDemo(options);
        QVERIFY(samePrompts(uniform, demoData()));
        QVERIFY(uniform.outcomes.quality == demoData().outcomes.quality);
        QCOMPARE(uniform.propensity(0, 0), 1.0 / 8);
        QVERIFY(uniform.log.model != demoData().log.model);
    }

    void moreQueriesKeepTheFirstOnes()
    {
        DemoOptions options;
        options.queries = 50;
        const DemoData few = generateDemo(options);
        QCOMPARE(few.queries.size(), std::size_t{50});
        for (std::size_t i = 0; i < 50; ++i)
            QCOMPARE(few.queries[i].prompt, demoData().queries[i].prompt);
        options.queries = 0;
        QVERIFY(generateDemo(options).queries.empty());
    }

    void propensitiesAreProbabilitiesAboveTheFloor()
    {
        const DemoData &data = demoData();
        const double least = DemoOptions().floor / static_cast<double>(data.models.size());
        for (std::size_t i = 0; i < data.queries.size(); ++i) {
            const auto row = data.propensity.row(i);
            QVERIFY(std::abs(std::accumulate(row.begin(), row.end(), 0.0) - 1) < 1e-12);
            QVERIFY(*std::min_element(row.begin(), row.end()) >= least);
        }
    }

    void modelsServeAsOftenAsThePropensitiesSay()
    {
        const DemoData &data = demoData();
        for (std::size_t t = 0; t < data.models.size(); ++t) {
            double expected = 0, variance = 0;
            for (std::size_t i = 0; i < data.queries.size(); ++i) {
                expected += data.propensity(i, t);
                variance += data.propensity(i, t) * (1 - data.propensity(i, t));
            }
            const auto served = static_cast<double>(
                std::count(data.log.model.begin(), data.log.model.end(), static_cast<std::int32_t>(t)));
            QVERIFY(std::abs(served - expected) < 4 * std::sqrt(variance));
        }
    }

    void theLogShowsTheTruthAtTheServedModel()
    {
        const DemoData &data = demoData();
        QVERIFY(data.log.propensity.empty());
        for (std::size_t i = 0; i < data.queries.size(); ++i) {
            const auto t = static_cast<std::size_t>(data.log.model[i]);
            QCOMPARE(data.log.quality[i], data.outcomes.quality(i, t));
            QCOMPARE(data.log.cost[i], data.outcomes.cost(i, t));
        }
    }

    void theLogFlattersSomeModelsByATenth()
    {
        const DemoData &data = demoData();
        double worst = 0;
        for (std::size_t t = 0; t < data.models.size(); ++t) {
            double sum = 0, count = 0;
            for (std::size_t i = 0; i < data.queries.size(); ++i)
                if (data.log.model[i] == static_cast<std::int32_t>(t)) {
                    sum += data.log.quality[i];
                    ++count;
                }
            QVERIFY(count > 100);
            worst = std::max(worst, std::abs(sum / count - mean(data.outcomes.quality, t)));
        }
        QVERIFY2(worst > 0.1, qPrintable(QString::number(worst)));
    }

    void thereIsMoneyToSaveAtEveryPrice_data()
    {
        QTest::addColumn<double>("lambda");
        QTest::newRow("quality alone") << 0.0;
        QTest::newRow("a dear query is worth a tenth") << 14.0;
        QTest::newRow("a dear query is worth a half") << 70.0;
        QTest::newRow("a dear query is worth a whole answer") << 140.0;
    }
    void thereIsMoneyToSaveAtEveryPrice()
    {
        QFETCH(double, lambda);
        const DemoData &data = demoData();
        const double logging =
            meanUtility(data, lambda, [&](std::size_t i) { return static_cast<std::size_t>(data.log.model[i]); });
        const double oracle = meanUtility(data, lambda, [&](std::size_t i) {
            std::size_t best = 0;
            const auto utility = [&](std::size_t t) {
                return data.outcomes.quality(i, t) - lambda * data.outcomes.cost(i, t);
            };
            for (std::size_t t = 1; t < data.models.size(); ++t)
                best = utility(t) > utility(best) ? t : best;
            return best;
        });
        const double single = bestSingle(data, lambda);
        const double family = bestPerFamily(data, lambda);
        const QString shown =
            QString("oracle %1, per family %2, single %3, logging %4").arg(oracle).arg(family).arg(single).arg(logging);
        QVERIFY2(oracle > single + 0.12, qPrintable(shown));
        QVERIFY2(family > single + 0.03, qPrintable(shown));
        QVERIFY2(family > logging + 0.1, qPrintable(shown));
    }

    void costsArePositiveAndSpreadHundredfold()
    {
        const DemoData &data = demoData();
        const auto &cost = data.outcomes.cost;
        QVERIFY(std::all_of(cost.data(), cost.data() + cost.size(), [](double c) { return c > 0 && c < 1; }));
        const std::size_t last = data.models.size() - 1;
        QVERIFY(mean(cost, last) > 100 * mean(cost, 0));
    }

    void qualityLiesBetweenZeroAndOne()
    {
        const auto &quality = demoData().outcomes.quality;
        QVERIFY(
            std::all_of(quality.data(), quality.data() + quality.size(), [](double q) { return q >= 0 && q <= 1; }));
    }

    void threeTenthsAreHeldOut()
    {
        const auto &queries = demoData().queries;
        const auto heldOut = std::count_if(queries.begin(), queries.end(),
                                           [](const Query &query) { return query.split == Split::HeldOut; });
        QVERIFY(std::abs(static_cast<double>(heldOut) / static_cast<double>(queries.size()) - 0.3) < 0.03);
    }

    void aWorkspaceGivesBackWhatWasWritten()
    {
        QTemporaryDir folder;
        auto workspace = Workspace::create(folder.filePath("demo.fairlead").toStdString());
        QVERIFY(workspace);
        DemoOptions options;
        options.queries = 300;
        const DemoData data = generateDemo(options);
        const auto written = writeDemo(*workspace, data, options);
        QVERIFY2(written, written ? "" : written.error().message.c_str());

        const DatasetRepository datasets(*workspace);
        const auto log = datasets.byName(kDemoLogName);
        QVERIFY(log);
        QVERIFY(log->kind == DatasetKind::Log && log->hasPrompts && !log->hasPropensity);
        QCOMPARE(log->queryCount, std::size_t{300});
        QVERIFY(log->parent == datasets.byName(kDemoTruthName)->id);
        QVERIFY(datasets.loggedOutcomes(log->id)->model == data.log.model);
        QVERIFY(datasets.loggedOutcomes(log->id)->cost == data.log.cost);
        const auto truth = datasets.truth(log->id);
        QVERIFY(truth && *truth);
        QVERIFY((*truth)->quality == data.outcomes.quality);
        const auto queries = datasets.queries(log->id);
        QVERIFY(queries);
        QCOMPARE((*queries)[7].prompt, data.queries[7].prompt);
        QCOMPARE((*queries)[7].segment, data.queries[7].segment);
        QVERIFY((*queries)[7].split == data.queries[7].split);
    }

    void aSecondDemoIsRefusedAndLeavesTheFirst()
    {
        QTemporaryDir folder;
        auto workspace = Workspace::create(folder.filePath("demo.fairlead").toStdString());
        QVERIFY(workspace);
        DemoOptions options;
        options.queries = 40;
        const DemoData data = generateDemo(options);
        QVERIFY(writeDemo(*workspace, data, options));
        const auto again = writeDemo(*workspace, data, options);
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::BadInput);
        QCOMPARE(DatasetRepository(*workspace).list()->size(), std::size_t{2});
    }
};

QTEST_APPLESS_MAIN(TestDemoGenerator)
#include "tst_demogenerator.moc"
