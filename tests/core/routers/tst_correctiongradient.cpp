#include "core/routers/correctionstep.h" // before Qt, whose macros Torch's headers do not survive
#include "core/routers/outcomestep.h"

#include <QTest>

using namespace fairlead;

namespace {

constexpr std::int64_t kNetworks = 2, kRows = 7, kInputs = 3, kHidden = 5, kModels = 3;

/// The forms a correction can take.
enum Form
{
    Plain = 0,
    GivenKnots = 1,
    LambdaInput = 2,
    WithoutBase = 4,
    SomeBarred = 8
};

CorrectionOptions optionsOf(int knots, int form)
{
    CorrectionOptions options;
    options.knots = knots;
    options.temperature = 0.3;
    options.trust = 0.4;
    if (form & GivenKnots)
        options.knotPositions = {0, 0.15, 0.4, 1};
    options.lambdaInput = form & LambdaInput;
    options.base = !(form & WithoutBase);
    return options;
}

/// A batch and parameters in double precision, so that differences of losses are exact enough to compare with.
struct Problem
{
    Problem(CorrectionLoss lossKind, int knots, int form)
        : loss(lossKind)
        , options(optionsOf(knots, form))
        , generator(at::globalContext().defaultGenerator(at::kCPU).clone())
        , parameters(kNetworks, kInputs, kHidden, std::int64_t(trainedKnots(options).size()) * kModels, at::kDouble)
        , gradient(kNetworks, kInputs, kHidden, std::int64_t(trainedKnots(options).size()) * kModels, at::kDouble)
    {
        generator.set_current_seed(7);
        parameters.flat.normal_(0, 1, generator);
        batch.inputs = normal(kInputs);
        batch.baseQuality = normal(kModels);
        batch.baseCost = normal(kModels);
        batch.qualityScores = normal(kModels);
        batch.costScores = normal(kModels);
        batch.lambda = at::empty({kNetworks, kRows, 1}, at::kDouble).uniform_(0, 1, generator);
        batch.keep = at::empty({kNetworks, kRows, kHidden}, at::kDouble).uniform_(0, 1, generator).ge_(0.2).div_(0.8);
        if (form & LambdaInput)
            batch.inputs.select(2, kInputs - 1).copy_(batch.lambda.squeeze(-1));
        if (form & SomeBarred) {
            batch.candidates = at::ones({kNetworks, kRows, kModels}, at::kDouble);
            batch.candidates.select(1, 2).select(1, 0).fill_(0);
            batch.candidates.select(1, 4).narrow(1, 1, 2).fill_(0);
        }
    }

    at::Tensor normal(std::int64_t columns)
    {
        return at::empty({kNetworks, kRows, columns}, at::kDouble).normal_(0, 1, generator);
    }

    double evaluate() { return lossAndGradient(parameters, batch, loss, options, gradient).item<double>(); }

    CorrectionLoss loss;
    CorrectionOptions options;
    at::Generator generator;
    NetworkParameters parameters;
    NetworkParameters gradient;
    CorrectionBatch batch;
};

/// Where a gradient is not the slope of its loss, or nothing.
QString wrongSlope(NetworkParameters &parameters, const NetworkParameters &gradient,
                   const std::function<double()> &evaluate)
{
    (void)evaluate();
    const at::Tensor analytic = gradient.flat.clone();
    auto *cell = parameters.flat.data_ptr<double>();
    constexpr double kStep = 1e-6;
    for (std::int64_t i = 0; i < analytic.size(0); ++i) {
        const double kept = cell[i];
        cell[i] = kept + kStep;
        const double above = evaluate();
        cell[i] = kept - kStep;
        const double below = evaluate();
        cell[i] = kept;
        const double slope = (above - below) / (2 * kStep);
        const double expected = analytic[i].item<double>();
        if (std::abs(slope - expected) > 1e-6 * (1 + std::abs(expected)))
            return QString("parameter %1: slope %2, gradient %3").arg(i).arg(slope).arg(expected);
    }
    (void)evaluate();
    return {};
}

} // namespace

class TestCorrectionGradient final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theGradientIsTheSlopeOfTheLoss_data()
    {
        QTest::addColumn<int>("loss");
        QTest::addColumn<int>("knots");
        QTest::addColumn<int>("form");
        const int regret = int(CorrectionLoss::Regret);
        const int classification = int(CorrectionLoss::Classification);
        QTest::newRow("regret, five knots") << regret << 5 << int(Plain);
        QTest::newRow("regret, one correction for all lambdas") << regret << 1 << int(Plain);
        QTest::newRow("classification, three knots") << classification << 3 << int(Plain);
        QTest::newRow("regret, given knots") << regret << 5 << int(GivenKnots);
        QTest::newRow("regret, lambda as an input") << regret << 5 << int(LambdaInput);
        QTest::newRow("classification, lambda as an input") << classification << 5 << int(LambdaInput);
        QTest::newRow("regret without base") << regret << 5 << int(WithoutBase);
        QTest::newRow("classification without base, given knots")
            << classification << 5 << int(WithoutBase | GivenKnots);
        QTest::newRow("regret, models barred") << regret << 3 << int(SomeBarred);
        QTest::newRow("classification, models barred") << classification << 3 << int(SomeBarred);
    }
    void theGradientIsTheSlopeOfTheLoss()
    {
        QFETCH(int, loss);
        QFETCH(int, knots);
        QFETCH(int, form);
        Problem problem(CorrectionLoss(loss), knots, form);
        const QString fault =
            wrongSlope(problem.parameters, problem.gradient, [&problem] { return problem.evaluate(); });
        QVERIFY2(fault.isEmpty(), qPrintable(fault));
        QVERIFY(problem.gradient.flat.abs().max().item<double>() > 0.01);
    }

    void theOutcomeGradientIsTheSlopeOfItsLoss()
    {
        const Problem problem(CorrectionLoss::Regret, 2, Plain);
        NetworkParameters parameters = problem.parameters;
        NetworkParameters gradient = problem.gradient;
        const at::Tensor served = at::arange(kNetworks * kRows, at::kLong).remainder(kModels);
        const OutcomeBatch batch{problem.batch.inputs, problem.batch.keep, served.view({kNetworks, kRows, 1}),
                                 problem.batch.lambda, problem.batch.lambda - 0.5};
        const QString fault = wrongSlope(
            parameters, gradient, [&] { return outcomeLossAndGradient(parameters, batch, gradient).item<double>(); });
        QVERIFY2(fault.isEmpty(), qPrintable(fault));
    }

    void outcomesOfOtherModelsDoNotCount()
    {
        Problem problem(CorrectionLoss::Regret, 2, Plain);
        const OutcomeBatch batch{problem.batch.inputs, problem.batch.keep, at::ones({kNetworks, kRows, 1}, at::kLong),
                                 problem.batch.lambda, problem.batch.lambda};
        (void)outcomeLossAndGradient(problem.parameters, batch, problem.gradient);
        const at::Tensor byHead = problem.gradient.outputBias.abs().sum(0).sum(0);
        for (std::int64_t head = 0; head < 2 * kModels; ++head)
            QCOMPARE(byHead[head].item<double>() > 0, head % kModels == 1);
    }

    void aBarredModelChangesNothing()
    {
        Problem problem(CorrectionLoss::Regret, 3, SomeBarred);
        problem.options.trust = 0;
        const double before = problem.evaluate();
        problem.batch.qualityScores.select(1, 4).narrow(1, 1, 2).fill_(50);
        problem.batch.baseQuality.select(1, 4).narrow(1, 1, 2).fill_(50);
        QCOMPARE(problem.evaluate(), before);
    }

    /// With gap_t = max_s U_s - U_t, best = arg max U and CE = -log softmax(f)_best:
    ///   gap at arg max f          <= max_t gap_t * CE / log 2, for where arg max f is not best, p_best <= 1/2
    ///   softmax-weighted regret   <= max_t gap_t * CE, for 1 - p <= -log p
    /// so that cross-entropy, weighted by a row's largest gap, bounds the regret of what is learned from it.
    void crossEntropyBoundsTheRegret()
    {
        at::Generator generator = at::globalContext().defaultGenerator(at::kCPU).clone();
        generator.set_current_seed(3);
        for (const double size : {0.1, 1.0, 8.0}) {
            const at::Tensor logits = at::empty({4000, 4}, at::kDouble).normal_(0, size, generator);
            const at::Tensor utility = at::empty({4000, 4}, at::kDouble).normal_(0, 1, generator);
            const at::Tensor gap = at::amax(utility, -1, true) - utility;
            const at::Tensor chosen = at::argmax(logits, -1, true);
            const at::Tensor regret = at::gather(gap, -1, chosen).squeeze(-1);
            const at::Tensor most = at::amax(gap, -1);
            const at::Tensor entropy = rowLoss(CorrectionLoss::Classification, logits, utility).loss;
            const at::Tensor softmaxRegret = rowLoss(CorrectionLoss::Regret, logits, utility).loss;
            QVERIFY((regret <= most * entropy / std::log(2.0) + 1e-12).all().item<bool>());
            QVERIFY((softmaxRegret <= most * entropy + 1e-12).all().item<bool>());
            QVERIFY(regret.gt(0).any().item<bool>());
        }
        // The first bound is sharp: two equal logits, the worse of the two taken.
        const at::Tensor tied = rowLoss(CorrectionLoss::Classification, at::zeros({1, 2}, at::kDouble),
                                        at::tensor({0.3, 1.0}, at::kDouble).view({1, 2}))
                                    .loss;
        QVERIFY(std::abs(0.7 * tied.item<double>() / std::log(2.0) - 0.7) < 1e-12);
    }

    void softmaxRegretTendsToTheRegretOfTheBestScore()
    {
        at::Generator generator = at::globalContext().defaultGenerator(at::kCPU).clone();
        generator.set_current_seed(4);
        const at::Tensor scores = at::empty({500, 4}, at::kDouble).normal_(0, 1, generator);
        const at::Tensor utility = at::empty({500, 4}, at::kDouble).normal_(0, 1, generator);
        const at::Tensor gap = at::amax(utility, -1, true) - utility;
        const at::Tensor regret = at::gather(gap, -1, at::argmax(scores, -1, true)).squeeze(-1);
        const at::Tensor two = std::get<0>(scores.topk(2, -1));
        const at::Tensor lead = two.select(1, 0) - two.select(1, 1);
        double before = 1e9;
        for (const double temperature : {1.0, 0.1, 0.01, 0.001, 0.0001}) {
            const at::Tensor difference =
                (rowLoss(CorrectionLoss::Regret, scores / temperature, utility).loss - regret).abs();
            // All but the best score share at most (m - 1) exp(-lead / temperature) of the probability.
            const at::Tensor bound = at::amax(gap, -1) * 3 * (-lead / temperature).exp();
            QVERIFY((difference <= bound + 1e-12).all().item<bool>());
            const double mean = difference.mean().item<double>();
            QVERIFY(mean < before);
            before = mean;
        }
        QVERIFY(before < 1e-3);
    }

    void knotWeightsInterpolateBetweenNeighbours()
    {
        const at::Tensor lambda = at::tensor({0.0, 0.3, 1.0}, at::kDouble).view({1, 3, 1});
        const at::Tensor expected =
            at::tensor({1.0, 0.0, 0.0, 0.4, 0.6, 0.0, 0.0, 0.0, 1.0}, at::kDouble).view({1, 3, 3});
        QVERIFY(at::allclose(knotWeights(lambda, {0, 0.5, 1}), expected, 1e-12, 1e-12));
        const at::Tensor uneven =
            at::tensor({1.0, 0.0, 0.0, 0.0, 0.875, 0.125, 0.0, 0.0, 1.0}, at::kDouble).view({1, 3, 3});
        QVERIFY(at::allclose(knotWeights(lambda, {0, 0.2, 1}), uneven, 1e-12, 1e-12));
        QVERIFY(knotWeights(lambda, {0}).eq(1).all().item<bool>());
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
