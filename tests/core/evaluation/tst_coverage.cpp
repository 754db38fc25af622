#include "core/evaluation/tablevalue.h"
#include "core/experiment/run.h"
#include "core/features/textencoder.h"
#include "core/routers/router.h"
#include "datasets/demogenerator.h"

#include <QTest>

#include <array>
#include <cmath>
#include <memory>

using namespace fairlead;

namespace {

/// Read by Qt Test when it starts: its own limit of five minutes a function is for tests, not for a study.
const bool kIsPatient = qputenv("QTEST_FUNCTION_TIMEOUT", "3600000");

constexpr int kLogs = 200;
constexpr std::size_t kQueries = 4000;     ///< of each log, the generator's default; about 1,200 of them are held out
constexpr std::size_t kPopulation = 12000; ///< fresh queries that stand for the generator's population
constexpr std::array kShares{0.0, 0.25, 0.5, 0.75, 1.0}; ///< of lambda_max

template <typename T>
T need(Result<T> result)
{
    if (!result)
        qFatal("%s", result.error().message.c_str());
    return std::move(*result);
}

std::vector<std::string> promptsOf(const DemoData &data)
{
    std::vector<std::string> prompts;
    for (const Query &query : data.queries)
        prompts.push_back(query.prompt);
    return prompts;
}

/// A log of the generator as a run reads it.
RunData runData(DemoData data, MatrixF embeddings)
{
    RunData run;
    run.info.name = "demo";
    for (std::size_t t = 0; t < data.models.size(); ++t)
        run.models.push_back({data.models[t], 0, 0, 0});
    run.outcomes = std::move(data.log);
    run.outcomes.propensity.clear();
    run.groups.resize(data.queries.size());
    run.embeddings = std::move(embeddings);
    for (std::size_t row = 0; row < data.queries.size(); ++row) {
        if (data.queries[row].split == Split::HeldOut)
            run.heldOutRows.push_back(std::int64_t(row));
        else
            run.trainRows.push_back(row);
    }
    return run;
}

/// An index over rows of which every model's outcome is given, or estimated with noise.
SweepIndex indexOver(const Router &router, const MatrixF &embeddings, const MatrixD &quality, const MatrixD &cost,
                     std::shared_ptr<const CorrectionNoise> noise = {})
{
    const MatrixD scores = need(router.scores({&embeddings, nullptr, nullptr}));
    SweepInput input;
    input.knots = router.knots();
    input.tieCosts = router.tieCosts();
    input.scores = &scores;
    input.drQuality = &quality;
    input.drCost = &cost;
    input.noise = std::move(noise);
    return need(SweepIndex::build(input, {}, {}));
}

/// How often an interval held the truth, per lambda.
struct Coverage
{
    std::array<int, kShares.size()> covered{};

    void count(std::size_t lambda, const Estimate &estimate, double truth)
    {
        covered[lambda] += estimate.lower() <= truth && truth <= estimate.upper();
    }
    [[nodiscard]] double mean() const
    {
        double sum = 0;
        for (const int each : covered)
            sum += each;
        return sum / double(kShares.size()) / kLogs;
    }
    [[nodiscard]] QString text(const char *what) const
    {
        QString line = QString("%1 %2%:").arg(what).arg(100 * mean(), 0, 'f', 1);
        for (const int each : covered)
            line += QString(" %1%").arg(100.0 * each / kLogs, 0, 'f', 1);
        return line;
    }
};

} // namespace

class TestCoverage final : public QObject
{
    Q_OBJECT

private slots:
    void statedIntervalsCoverThePopulationsTruth()
    {
        // The encoder belongs to no log: what it was fitted on is neither training nor held-out data of any of them.
        const auto encoder =
            need(TextEncoder::fit(promptsOf(generateDemo({.queries = kQueries, .seed = 900001})), {}, {}, {}));
        const DemoData population = generateDemo({.queries = kPopulation, .seed = 900002});
        const MatrixF everywhere = need(encoder.encode(promptsOf(population), {}, {}));

        QVERIFY(kIsPatient);
        Coverage quality, cost, utility;
        for (int log = 1; log <= kLogs; ++log) {
            DemoData data = generateDemo({.queries = kQueries, .seed = std::uint64_t(log)});
            MatrixF embeddings = need(encoder.encode(promptsOf(data), {}, {}));
            TrainConfig config;
            config.method = Method::PlugIn;
            config.nuisances.forest.trees = 6;
            Run run = need(beginRun(runData(std::move(data), std::move(embeddings)), config));
            const auto router = need(trainMethod(run, config, {}, {}, {}));
            const HeldOutTables tables =
                need(makeHeldOutTables(run.features.z, run.data.log(), run.data.heldOutRows, run.data.groups,
                                       NuisanceOptions{}, config.evaluationClip, 1, DeviceChoice::Cpu, {}, {}));
            const SweepIndex estimated = indexOver(*router, run.heldOutEmbeddings(), tables.quality, tables.cost,
                                                   std::make_shared<const CorrectionNoise>(correctionNoise(tables)));
            const SweepIndex truth =
                indexOver(*router, everywhere, population.outcomes.quality, population.outcomes.cost);
            for (std::size_t k = 0; k < kShares.size(); ++k) {
                const double lambda = kShares[k] * run.lambdaMax;
                const PolicyValue stated = *estimated.at(lambda).dr;
                const PolicyValue real = *truth.at(lambda).dr;
                quality.count(k, stated.quality, real.quality.value);
                cost.count(k, stated.cost, real.cost.value);
                utility.count(k, stated.utility, real.utility.value);
            }
        }
        qInfo("coverage of the stated 95%% intervals, %d logs, at 0, 1/4, 1/2, 3/4 and 1 of lambda_max:", kLogs);
        for (const auto &[name, coverage] :
             {std::pair{"quality", &quality}, std::pair{"cost", &cost}, std::pair{"utility", &utility}}) {
            qInfo().noquote() << coverage->text(name);
        }
        for (const auto &[name, coverage] :
             {std::pair{"quality", &quality}, std::pair{"cost", &cost}, std::pair{"utility", &utility}}) {
            QVERIFY2(coverage->mean() >= 0.92 && coverage->mean() <= 0.98, qPrintable(coverage->text(name)));
        }
    }
};

QTEST_GUILESS_MAIN(TestCoverage)
#include "tst_coverage.moc"
