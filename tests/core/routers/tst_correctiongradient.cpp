#include "core/routers/correctionstep.h" // before Qt, whose macros Torch's headers do not survive

#include <QTest>

using namespace fairlead;

namespace {

constexpr std::int64_t kNetworks = 2, kRows = 7, kInputs = 3, kHidden = 5, kModels = 3;

/// A batch and parameters in double precision, so that differences of losses are exact enough to compare with.
struct Problem
{
    Problem(CorrectionLoss lossKind, int knots)
        : loss(lossKind)
        , generator(at::globalContext().defaultGenerator(at::kCPU).clone())
        , parameters(kNetworks, kInputs, kHidden, knots * kModels, at::kDouble)
        , gradient(kNetworks, kInputs, kHidden, knots * kModels, at::kDouble)
    {
        generator.set_current_seed(7);
        options.knots = knots;
        options.temperature = 0.3;
        options.trust = 0.4;
        parameters.flat.normal_(0, 1, generator);
        batch.inputs = normal(kInputs);
        batch.baseQuality = normal(kModels);
        batch.baseCost = normal(kModels);
        batch.qualityScores = normal(kModels);
        batch.costScores = normal(kModels);
        batch.lambda = at::empty({kNetworks, kRows, 1}, at::kDouble).uniform_(0, 1, generator);
        batch.keep = at::empty({kNetworks, kRows, kHidden}, at::kDouble).uniform_(0, 1, generator).ge_(0.2).div_(0.8);
    }

    at::Tensor normal(std::int64_t columns)
    {
        return at::empty({kNetworks, kRows, columns}, at::kDouble).normal_(0, 1, generator);
    }

    void dropOneModelPerRow()
    {
        batch.unavailable = at::zeros({kNetworks, kRows, kModels}, at::kDouble);
        for (std::int64_t i = 0; i < kNetworks * kRows; ++i)
            batch.unavailable.view({kNetworks * kRows, kModels})[i][i % kModels] = -1e30;
    }

    double evaluate() { return lossAndGradient(parameters, batch, loss, options, gradient).item<double>(); }

    CorrectionLoss loss;
    CorrectionOptions options;
    at::Generator generator;
    NetworkParameters parameters;
    NetworkParameters gradient;
    CorrectionBatch batch;
};

} // namespace

class TestCorrectionGradient final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theGradientIsTheSlopeOfTheLoss_data()
    {
        QTest::addColumn<int>("loss");
        QTest::addColumn<int>("knots");
        QTest::addColumn<bool>("candidates");
        QTest::newRow("regret, five knots") << int(CorrectionLoss::Regret) << 5 << false;
        QTest::newRow("regret, one correction for all lambdas") << int(CorrectionLoss::Regret) << 1 << false;
        QTest::newRow("classification, three knots") << int(CorrectionLoss::Classification) << 3 << false;
        QTest::newRow("regret, a model missing from each row") << int(CorrectionLoss::Regret) << 3 << true;
        QTest::newRow("classification, a model missing from each row")
            << int(CorrectionLoss::Classification) << 3 << true;
    }
    void theGradientIsTheSlopeOfTheLoss()
    {
        QFETCH(int, loss);
        QFETCH(int, knots);
        QFETCH(bool, candidates);
        Problem problem(CorrectionLoss(loss), knots);
        if (candidates)
            problem.dropOneModelPerRow();
        (void)problem.evaluate();
        const at::Tensor analytic = problem.gradient.flat.clone();
        auto *cell = problem.parameters.flat.data_ptr<double>();
        constexpr double kStep = 1e-6;
        for (std::int64_t i = 0; i < analytic.size(0); ++i) {
            const double kept = cell[i];
            cell[i] = kept + kStep;
            const double above = problem.evaluate();
            cell[i] = kept - kStep;
            const double below = problem.evaluate();
            cell[i] = kept;
            const double slope = (above - below) / (2 * kStep);
            const double expected = analytic[i].item<double>();
            if (std::abs(slope - expected) > 1e-6 * (1 + std::abs(expected)))
                QFAIL(qPrintable(QString("parameter %1: slope %2, gradient %3").arg(i).arg(slope).arg(expected)));
        }
        QVERIFY(analytic.abs().max().item<double>() > 0.01);
    }

    void anUnavailableModelsScoresAreNotLearnedFrom()
    {
        Problem problem(CorrectionLoss::Regret, 3);
        problem.dropOneModelPerRow();
        const double before = problem.evaluate();
        const at::Tensor gradient = problem.gradient.flat.clone();
        problem.batch.qualityScores = problem.batch.qualityScores - problem.batch.unavailable.div(-1e27);
        problem.batch.baseCost = problem.batch.baseCost + problem.batch.unavailable.div(1e27);
        QCOMPARE(problem.evaluate(), before);
        QVERIFY(at::allclose(problem.gradient.flat, gradient, 1e-12, 1e-12));
    }

    void knotWeightsInterpolateBetweenNeighbours()
    {
        const at::Tensor lambda = at::tensor({0.0, 0.3, 1.0}, at::kDouble).view({1, 3, 1});
        const at::Tensor expected =
            at::tensor({1.0, 0.0, 0.0, 0.4, 0.6, 0.0, 0.0, 0.0, 1.0}, at::kDouble).view({1, 3, 3});
        QVERIFY(at::allclose(knotWeights(lambda, 3), expected, 1e-12, 1e-12));
    }

    void theFirstUpdateMovesByTheLearningRateAndDecaysOnlyWeights()
    {
        NetworkParameters parameters(1, 1, 1, 1, at::kDouble);
        NetworkParameters gradient(1, 1, 1, 1, at::kDouble);
        parameters.flat.fill_(2);
        gradient.flat.fill_(0.5);
        AdamW optimizer(parameters, 0.1, 0.2);
        optimizer.step(parameters, gradient);
        QVERIFY(std::abs(parameters.hiddenWeights.item<double>() - (2 * (1 - 0.02) - 0.1)) < 1e-7);
        QVERIFY(std::abs(parameters.hiddenBias.item<double>() - (2 - 0.1)) < 1e-7);
    }
};

QTEST_APPLESS_MAIN(TestCorrectionGradient)
#include "tst_correctiongradient.moc"
