#include "samplerouters.h"

#include <QTest>

using namespace fairlead;
using namespace fairlead::test;

namespace {

/// Queries with a truth for the oracle.
struct Sample
{
    MatrixF embeddings = sampleEmbeddings();
    MatrixD quality = normalMatrix(200, kSampleModels, 90);
    MatrixD cost = normalMatrix(200, kSampleModels, 91, 0.001);

    [[nodiscard]] QueryBatch batch() const { return {&embeddings, &quality, &cost}; }
};

MatrixD scoresOf(const Router &router, const QueryBatch &queries)
{
    auto scores = router.scores(queries);
    return scores ? *std::move(scores) : MatrixD();
}

/// A bundle with one thing broken in it.
std::vector<std::pair<std::string, TensorBundle>> damaged(const TensorBundle &whole)
{
    std::vector<std::pair<std::string, TensorBundle>> out;
    for (const auto &[name, tensor] : whole.tensors) {
        // Codebooks and propensity models are counted up to the first that is absent: fewer is not damage.
        if (!name.starts_with("outcome.codebook.") && !name.starts_with("propensity.weights.")) {
            TensorBundle missing = whole;
            missing.tensors.erase(name);
            out.emplace_back("without " + name, std::move(missing));
        }
        TensorBundle other = whole;
        std::visit([](auto &cells) { cells.clear(); }, other.tensors[name].cells);
        other.tensors[name].shape.assign(tensor.shape.size(), 0);
        out.emplace_back("empty " + name, std::move(other));

        TensorBundle spoiled = whole;
        const bool isNumber = std::visit(
            [](auto &cells) {
                using Cell = typename std::decay_t<decltype(cells)>::value_type;
                if constexpr (std::is_floating_point_v<Cell>)
                    cells.front() = std::numeric_limits<Cell>::quiet_NaN();
                return std::is_floating_point_v<Cell>;
            },
            spoiled.tensors[name].cells);
        if (isNumber)
            out.emplace_back("not a number in " + name, std::move(spoiled));
    }
    return out;
}

} // namespace

class TestRouterKinds final : public QObject
{
    Q_OBJECT

private slots:
    void everyKindSurvivesSavingAndLoading()
    {
        const Sample sample;
        for (const auto &[name, router] : allRouters()) {
            const auto again = loadRouter(router->save());
            QVERIFY2(again, name.c_str());
            QCOMPARE((*again)->method(), router->method());
            QCOMPARE((*again)->knots(), router->knots());
            QCOMPARE((*again)->tieCosts(), router->tieCosts());
            const MatrixD scores = scoresOf(*router, sample.batch());
            QVERIFY2(scores.rows() == 200 && scores.cols() == router->knots().size() * kSampleModels, name.c_str());
            QVERIFY2(scoresOf(**again, sample.batch()) == scores, name.c_str());
        }
    }

    void aDamagedBundleIsAnError()
    {
        for (const auto &[name, router] : allRouters()) {
            for (const auto &[fault, bundle] : damaged(router->save())) {
                const auto loaded = loadRouter(bundle);
                QVERIFY2(!loaded, (name + ", " + fault).c_str());
                QVERIFY2(!loaded.error().message.empty(), fault.c_str());
            }
        }
    }

    void aNewerFormatIsRefused()
    {
        TensorBundle bundle = makeRandomRouter(1, 1, {1, 2})->save();
        bundle.metadata["format"] = "2";
        QCOMPARE(loadRouter(bundle).error().code, ErrorCode::NewerVersion);
        bundle.metadata.erase("format");
        QCOMPARE(loadRouter(bundle).error().code, ErrorCode::BadInput);
        bundle.metadata["format"] = "1";
        bundle.metadata["method"] = "magic";
        QCOMPARE(loadRouter(bundle).error().code, ErrorCode::BadInput);
    }

    void plugInScoresAreLinesOfPredictedUtility()
    {
        const Sample sample;
        const auto router =
            makePlugInRouter(sampleStandardizer(), sampleOutcomeModel(), kSampleLambdaMax, sampleTieCosts());
        const auto mu = sampleOutcomeModel().predict(*sampleStandardizer().apply(sample.embeddings));
        const auto scores = scoresAt(*router, scoresOf(*router, sample.batch()), 100);
        QVERIFY(scores);
        for (std::size_t i = 0; i < 200; ++i) {
            for (std::size_t t = 0; t < kSampleModels; ++t)
                QVERIFY(std::abs((*scores)(i, t) - (mu.quality(i, t) - 0.4 * mu.cost(i, t))) < 1e-12);
        }
    }

    void correctedScoresAddTheCorrectionAtEveryKnot()
    {
        const Sample sample;
        const auto networks = sampleNetworks(5);
        const auto router = makeCorrectedRouter(Method::RmInterval, sampleStandardizer(), sampleOutcomeModel(),
                                                networks, 0.05, kSampleLambdaMax, sampleTieCosts());
        const MatrixD z = *sampleStandardizer().apply(sample.embeddings);
        const auto mu = sampleOutcomeModel().predict(z);
        const MatrixD delta = networks.delta(z);
        const MatrixD scores = scoresOf(*router, sample.batch());
        QCOMPARE(router->knots(), (std::vector<double>{0, 62.5, 125, 187.5, 250}));
        const double expected = (mu.quality(7, 1) - 0.75 * mu.cost(7, 1)) / 0.05 + delta(7, 3 * kSampleModels + 1);
        QVERIFY(std::abs(scores(7, 3 * kSampleModels + 1) - expected) < 1e-9);
    }

    void theCorrectionIsTheMeanOfTheNetworks()
    {
        const MatrixD z = normalMatrix(1, kSampleDim, 5);
        const auto networks = sampleNetworks(2);
        double sum = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            double out = networks.outputBias[k][4];
            for (std::size_t h = 0; h < 8; ++h) {
                double unit = networks.hiddenBias[k][h];
                for (std::size_t j = 0; j < kSampleDim; ++j)
                    unit += 4 * z(0, j) * double(networks.hiddenWeights[k](h, j));
                out += std::max(unit, 0.0) * double(networks.outputWeights[k](4, h));
            }
            sum += out;
        }
        QVERIFY(std::abs(networks.delta(z)(0, 4) - sum / 3) < 1e-12);
    }

    void scoresBetweenKnotsAreInterpolated()
    {
        const auto router = makeConstantRouter(Method::BestSingle, {0.8, 0.5}, {0.4, 0.1}, 10, {1, 1});
        const MatrixF queries(1, 1);
        const MatrixD scores = scoresOf(*router, {&queries, nullptr, nullptr});
        QVERIFY(std::abs((*scoresAt(*router, scores, 5))(0, 0) - 0.6) < 1e-12);
        QCOMPARE((*scoresAt(*router, scores, 0))(0, 1), 0.5);
        QCOMPARE((*scoresAt(*router, scores, 10))(0, 1), 0.4);
        QCOMPARE((*scoresAt(*router, scores, 10.00001))(0, 1), 0.4); // an end as people round it
        QCOMPARE(scoresAt(*router, scores, 10.1).error().code, ErrorCode::BadConfig);
        QCOMPARE(scoresAt(*router, scores, std::nan("")).error().code, ErrorCode::BadConfig);
    }

    void theCheapestModelServesEverythingAtEveryPrice()
    {
        const auto router = makeConstantRouter(Method::Cheapest, {0.9, 0.1, 0.2}, {1, 0.2, 0.2}, 10, {0.1, 0.02, 0.02});
        const MatrixF queries(2, 1);
        const MatrixD scores = scoresOf(*router, {&queries, nullptr, nullptr});
        for (const double lambda : {0.0, 5.0, 10.0})
            QCOMPARE(chooseModels(*scoresAt(*router, scores, lambda), router->tieCosts()),
                     (std::vector<std::int32_t>{1, 1}));
    }

    void neighboursAreTheMostSimilarRowsOfEachModel()
    {
        MatrixF z(5, 2);
        const float angles[] = {0.0F, 0.1F, 0.2F, 3.0F, 0.05F};
        for (std::size_t i = 0; i < 5; ++i) {
            z(i, 0) = 3 * std::cos(angles[i]);
            z(i, 1) = 3 * std::sin(angles[i]);
        }
        const auto router = makeKnnRouter({{0, 0}, 1}, z, {0, 0, 0, 0, 1}, {1, 0.5, 0, 0, 0.7},
                                          {0.1, 0.2, 0.9, 0.9, 0.3}, 2, 10, {1, 1, 1});
        MatrixF query(1, 2);
        query(0, 0) = 5;
        query(0, 1) = 0.1F;
        const MatrixD scores = scoresOf(*router, {&query, nullptr, nullptr});
        QCOMPARE(scores(0, 0), 0.75); // rows 0 and 1
        QVERIFY(std::abs(scores(0, 3) - (0.75 - 0.15)) < 1e-12);
        QCOMPARE(scores(0, 1), 0.7);                       // its only row
        QVERIFY(std::abs(scores(0, 2) - 2.2 / 5) < 1e-12); // no row: the overall mean
    }

    void aNetworkWithoutBaseIsItsOutputs()
    {
        const Sample sample;
        const auto networks = sampleNetworks(3);
        const auto router = makeNetworkRouter(Method::RmInterval, sampleStandardizer(), networks, {0, 0.2, 1},
                                              kSampleLambdaMax, sampleTieCosts());
        QCOMPARE(router->knots(), (std::vector<double>{0, 50, 250}));
        QVERIFY(scoresOf(*router, sample.batch()) == networks.delta(*sampleStandardizer().apply(sample.embeddings)));

        const auto single = makeNetworkRouter(Method::RmSoftmax, sampleStandardizer(), sampleNetworks(1), {0.5},
                                              kSampleLambdaMax, sampleTieCosts());
        const MatrixD scores = scoresOf(*single, sample.batch());
        QCOMPARE(single->knots(), (std::vector<double>{0, 250}));
        for (std::size_t t = 0; t < kSampleModels; ++t)
            QCOMPARE(scores(5, t), scores(5, kSampleModels + t)); // the same rule at every price
    }

    void aBaseThatWasLostIsDamage()
    {
        TensorBundle bundle = makeCorrectedRouter(Method::RmInterval, sampleStandardizer(), sampleOutcomeModel(),
                                                  sampleNetworks(5), 0.05, kSampleLambdaMax, sampleTieCosts())
                                  ->save();
        std::erase_if(bundle.tensors, [](const auto &item) { return item.first.starts_with("outcome."); });
        QCOMPARE(loadRouter(bundle).error().code, ErrorCode::BadInput);
    }

    void duplicateNeighboursCountTogether()
    {
        MatrixF z(3, 1, 1.0F);
        const auto router = makeKnnRouter({{0}, 1}, z, {0, 0, 0}, {1, 0, 0.5}, {0, 0, 0}, 1, 10, {1});
        const MatrixF query(1, 1, 2.0F);
        QVERIFY(std::abs(scoresOf(*router, {&query, nullptr, nullptr})(0, 0) - 0.5) < 1e-12);
    }

    void randomDrawsAreUniformAndFixedByQuery()
    {
        const MatrixF embeddings = sampleEmbeddings(6000);
        const auto router = makeRandomRouter(9, 10, {1, 1, 1});
        const MatrixD scores = scoresOf(*router, {&embeddings, nullptr, nullptr});
        const auto chosen = chooseModels(*scoresAt(*router, scores, 3), router->tieCosts());
        QCOMPARE(chosen, chooseModels(*scoresAt(*router, scores, 8), router->tieCosts()));
        for (std::int32_t t = 0; t < 3; ++t) {
            const auto count = double(std::count(chosen.begin(), chosen.end(), t));
            QVERIFY(std::abs(count / 6000 - 1.0 / 3) < 4 * std::sqrt(2.0 / 9 / 6000));
        }
        const std::size_t row[] = {17};
        const MatrixF alone = takeRows(embeddings, row);
        QCOMPARE(scoresOf(*router, {&alone, nullptr, nullptr})(0, 2), scores(17, 2));
        QVERIFY(!(scoresOf(*makeRandomRouter(10, 10, {1, 1, 1}), {&embeddings, nullptr, nullptr}) == scores));
    }

    void theLoggingPolicyDrawsFromItsPropensities()
    {
        const MatrixF embeddings = sampleEmbeddings(6000);
        const auto router = makeLoggingPolicyRouter(sampleStandardizer(), samplePropensity(), 9, 10, sampleTieCosts());
        const MatrixD propensity = samplePropensity().predict(*sampleStandardizer().apply(embeddings));
        const MatrixD scores = scoresOf(*router, {&embeddings, nullptr, nullptr});
        const auto chosen = chooseModels(*scoresAt(*router, scores, 0), router->tieCosts());
        for (std::size_t t = 0; t < kSampleModels; ++t) {
            double difference = 0;
            for (std::size_t i = 0; i < chosen.size(); ++i)
                difference += (chosen[i] == std::int32_t(t)) - propensity(i, t);
            QVERIFY(std::abs(difference / 6000) < 4 * 0.5 / std::sqrt(6000.0));
        }
    }

    void theOracleTakesTheTrueBestAndNeedsTheTruth()
    {
        MatrixD quality(2, 2), cost(2, 2);
        quality(0, 0) = 0.9;
        quality(0, 1) = 0.4;
        quality(1, 0) = std::nan("");
        quality(1, 1) = 0.1;
        cost(0, 0) = 0.1;
        const auto router = makeOracleRouter(10, {1, 1});
        const MatrixD scores = scoresOf(*router, {nullptr, &quality, &cost});
        QCOMPARE(chooseModels(*scoresAt(*router, scores, 0), router->tieCosts()), (std::vector<std::int32_t>{0, 1}));
        QCOMPARE(chooseModels(*scoresAt(*router, scores, 10), router->tieCosts()), (std::vector<std::int32_t>{1, 1}));
        const MatrixF embeddings(2, 1);
        QCOMPARE(router->scores({&embeddings, nullptr, nullptr}).error().code, ErrorCode::Unsupported);
    }

    void embeddingsThatDoNotFitAreAnError()
    {
        const MatrixF narrow(3, kSampleDim - 1);
        MatrixF broken = sampleEmbeddings(3);
        broken(1, 2) = std::numeric_limits<float>::infinity();
        const auto router = makePlugInRouter(sampleStandardizer(), sampleOutcomeModel(), 1, sampleTieCosts());
        QCOMPARE(router->scores({&narrow, nullptr, nullptr}).error().code, ErrorCode::BadInput);
        QCOMPARE(router->scores({&broken, nullptr, nullptr}).error().code, ErrorCode::BadInput);
        QCOMPARE(router->scores({}).error().code, ErrorCode::BadInput);
        const MatrixF none(0, kSampleDim);
        QCOMPARE(scoresOf(*router, {&none, nullptr, nullptr}).rows(), std::size_t(0));
    }
};

QTEST_APPLESS_MAIN(TestRouterKinds)
#include "tst_routerkinds.moc"
