#include "core/base/random.h"
#include "core/sweep/sweepindex.h"
#include "tests/core/sweep/randomsweep.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

using namespace fairlead;
using fairlead::test::makeRandomSweep;
using fairlead::test::meanOf;
using fairlead::test::RandomSweep;
using fairlead::test::ScoreShape;

namespace {

SweepIndex build(const SweepInput &input)
{
    auto index = SweepIndex::build(input, {}, {});
    if (!index)
        qFatal("%s", index.error().message.c_str());
    return std::move(*index);
}

/// Noise for any outcomes: some rows were served by each model, the others' weights are small.
CorrectionNoise drawNoise(const RandomSweep &sweep, std::uint64_t seed)
{
    Random random(deriveSeed(seed, "noise"));
    CorrectionNoise noise;
    noise.exposure = Matrix<float>(sweep.rows(), sweep.models());
    for (std::size_t i = 0; i < sweep.rows(); ++i) {
        noise.served.push_back(static_cast<std::uint16_t>(random.below(sweep.models())));
        noise.weight.push_back(1 + 20 * random.uniform());
        noise.correction.push_back({random.normal(), 0.3 * random.normal()});
        for (std::size_t t = 0; t < sweep.models(); ++t)
            noise.exposure(i, t) = static_cast<float>(3 * random.uniform());
    }
    for (std::size_t t = 0; t < sweep.models(); ++t)
        noise.residual.push_back({0.5 + random.uniform(), 0.1 * random.normal(), 0.05 + 0.1 * random.uniform()});
    return noise;
}

/// How much of [lo, hi] each model serves each row, and the mean of lambda times that.
struct Shares
{
    MatrixD constant;
    MatrixD lambda;
};

Shares sharesOf(const RandomSweep &sweep, const SweepIndex &index, double lo, double hi)
{
    Shares shares{MatrixD(sweep.rows(), sweep.models()), MatrixD(sweep.rows(), sweep.models())};
    std::vector<double> ends{lo};
    for (const SwitchEvent &event : index.events(lo, hi))
        ends.push_back(event.lambda);
    ends.push_back(hi);
    for (std::size_t k = 0; k + 1 < ends.size(); ++k) {
        if (lo != hi && ends[k] == ends[k + 1])
            continue;
        const double part = lo == hi ? 1 : (ends[k + 1] - ends[k]) / (hi - lo);
        const double middle = (ends[k] + ends[k + 1]) / 2;
        const auto choices = sweep.choices(middle);
        for (std::size_t i = 0; i < sweep.rows(); ++i) {
            shares.constant(i, choices[i]) += part;
            shares.lambda(i, choices[i]) += part * middle;
        }
    }
    return shares;
}

/// Value and standard error of mean quality weighted by `quality`, less mean cost weighted by `cost`, from the formula
/// in correctionnoise.h.
Estimate expectedEstimate(const RandomSweep &sweep, const CorrectionNoise &noise, const MatrixD &quality,
                          const MatrixD &cost, double effectiveRows)
{
    std::vector<double> outcome, regression;
    double added = 0;
    for (std::size_t i = 0; i < sweep.rows(); ++i) {
        double here = 0;
        double correction = 0;
        for (std::size_t t = 0; t < sweep.models(); ++t) {
            const double a = quality(i, t);
            const double b = cost(i, t);
            here += a * sweep.drQuality(i, t) - b * sweep.drCost(i, t);
            if (noise.served[i] == t)
                correction = a * noise.correction[i].quality - b * noise.correction[i].cost;
            const Covariance &r = noise.residual[t];
            added += double(noise.exposure(i, t)) * (a * a * r.quality - 2 * a * b * r.qualityCost + b * b * r.cost);
        }
        outcome.push_back(here);
        regression.push_back(here - correction);
    }
    const auto n = static_cast<double>(sweep.rows());
    const Estimate observed = meanOf(outcome, sweep.clusters);
    const double alone = std::pow(meanOf(outcome, {}).se, 2);
    const double expected = std::pow(meanOf(regression, {}).se, 2) + added / (n * (n - 1));
    const double share = kExpectedSpreadRows / (kExpectedSpreadRows + effectiveRows);
    const double variance = observed.se * observed.se + share * (expected - alone);
    return {observed.value, std::sqrt(std::max((1 - share) * observed.se * observed.se, variance))};
}

bool isClose(const Estimate &a, const Estimate &b)
{
    return std::abs(a.value - b.value) < 1e-9 && std::abs(a.se - b.se) < 1e-9 * (1 + b.se);
}

PolicyValue expectedValue(const RandomSweep &sweep, const CorrectionNoise &noise, const Shares &shares)
{
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 0; i < sweep.rows(); ++i) {
        const double weight = std::abs(shares.constant(i, noise.served[i])) * noise.weight[i];
        sum += weight;
        squares += weight * weight;
    }
    const double rows = squares > 0 ? sum * sum / squares : 0;
    const MatrixD none(sweep.rows(), sweep.models());
    MatrixD negative = shares.constant;
    for (std::size_t k = 0; k < negative.size(); ++k)
        negative.data()[k] *= -1;
    return {expectedEstimate(sweep, noise, shares.constant, none, rows),
            expectedEstimate(sweep, noise, none, negative, rows),
            expectedEstimate(sweep, noise, shares.constant, shares.lambda, rows)};
}

bool isClose(const std::optional<PolicyValue> &value, const PolicyValue &expected)
{
    return value && isClose(value->quality, expected.quality) && isClose(value->cost, expected.cost) &&
           isClose(value->utility, expected.utility);
}

} // namespace

class TestCorrectionNoise final : public QObject
{
    Q_OBJECT

private slots:
    void theIndexAgreesWithBruteForce_data()
    {
        QTest::addColumn<ScoreShape>("shape");
        QTest::addColumn<int>("clusters");
        QTest::newRow("free") << ScoreShape::Free << 0;
        QTest::newRow("lines") << ScoreShape::Lines << 0;
        QTest::newRow("ties") << ScoreShape::Quantised << 0;
        QTest::newRow("constant") << ScoreShape::Constant << 0;
        QTest::newRow("clusters") << ScoreShape::Free << 9;
    }
    void theIndexAgreesWithBruteForce()
    {
        QFETCH(ScoreShape, shape);
        QFETCH(int, clusters);
        RandomSweep sweep = makeRandomSweep(4, shape, 70, 5, 6);
        if (clusters > 0)
            drawClusters(sweep, 8, static_cast<std::size_t>(clusters));
        sweep.reference = 2;
        const CorrectionNoise noise = drawNoise(sweep, 3);
        SweepInput input = sweep.input();
        input.noise = std::make_shared<const CorrectionNoise>(noise);
        const SweepIndex index = build(input);
        const auto lessReference = [&](Shares shares, double middle) {
            for (std::size_t i = 0; i < sweep.rows(); ++i) {
                shares.constant(i, sweep.reference) -= 1;
                shares.lambda(i, sweep.reference) -= middle;
            }
            return shares;
        };
        for (const auto &[from, to] : {std::pair{0.0, 1.0}, {0.0, 0.0}, {0.31, 0.31}, {0.2, 0.7}, {0.49, 0.51}}) {
            const double lo = sweep.lambdaAt(from);
            const double hi = sweep.lambdaAt(to);
            const IntervalValue value = index.over(lo, hi);
            const Shares shares = sharesOf(sweep, index, lo, hi);
            QVERIFY(isClose(value.dr, expectedValue(sweep, noise, shares)));
            QVERIFY(isClose(value.versusReference, expectedValue(sweep, noise, lessReference(shares, (lo + hi) / 2))));
        }
        index.forEachPoint([&](const OperatingPoint &point) {
            const OperatingPoint looked = index.at(point.lambda);
            QVERIFY(isClose(point.dr, *looked.dr));
            QVERIFY(isClose(point.versusReference, *looked.versusReference));
        });
    }

    void aCaseWorkedOutByHand()
    {
        // Two rows, one model, regressions 0 and 2. Only the first row's answer was seen by it: a correction of 1.
        const MatrixD scores(2, 2, 1.0);
        MatrixD quality(2, 1);
        quality(0, 0) = 1;
        quality(1, 0) = 2;
        const MatrixD cost(2, 1, 0.25);
        CorrectionNoise noise;
        noise.served = {0, 1}; // the second row by a model that the router does not know
        noise.weight = {5, 7};
        noise.correction = {{1, 0}, {3, 0}};
        noise.exposure = Matrix<float>(2, 1, 4.0F);
        noise.residual = {{0.5, 0, 0}};
        SweepInput input{{0, 1}, {1}, &scores, &quality, &cost, nullptr, nullptr, {}, {}};
        const double observed = 0.5 / 2; // of 1 and 2
        QCOMPARE(build(input).at(0).dr->quality.se, std::sqrt(observed));
        input.noise = std::make_shared<const CorrectionNoise>(noise);
        // Regressions: variance 2 of 0 and 2; corrections: 4 * 0.5 a row; over n = 2.
        const double expected = (2.0 + 4 * 0.5 * 2 / 1) / 2;
        const double share = 50.0 / (50 + 1); // one row agrees
        const PolicyValue value = *build(input).at(0).dr;
        QCOMPARE(value.quality.value, 1.5);
        QCOMPARE(value.quality.se, std::sqrt(observed + share * (expected - observed)));
        QVERIFY(value.cost.se < 1e-9);
    }

    void whereNoRowAgreesTheErrorIsTheExpectedOne()
    {
        RandomSweep sweep = makeRandomSweep(9, ScoreShape::Free, 40, 2, 2);
        for (std::size_t k = 0; k < sweep.scores.size(); ++k)
            sweep.scores.data()[k] = k % 2 == 0 ? 1 : 0; // always the first model
        CorrectionNoise noise = drawNoise(sweep, 1);
        noise.served.assign(sweep.rows(), 1);
        std::fill_n(noise.exposure.data(), noise.exposure.size(), 100.0F);
        SweepInput input = sweep.input();
        const double silent = build(input).at(0).dr->quality.se;
        input.noise = std::make_shared<const CorrectionNoise>(noise);
        const double honest = build(input).at(0).dr->quality.se;
        const auto n = static_cast<double>(sweep.rows());
        QCOMPARE(honest, std::sqrt(silent * silent + 100 * noise.residual[0].quality / (n - 1)));
    }

    void noiseOfAnotherShapeIsAnError()
    {
        const RandomSweep sweep = makeRandomSweep(9, ScoreShape::Free, 20, 3, 2);
        CorrectionNoise noise = drawNoise(sweep, 1);
        noise.weight.pop_back();
        SweepInput input = sweep.input();
        input.noise = std::make_shared<const CorrectionNoise>(noise);
        const auto index = SweepIndex::build(input, {}, {});
        QVERIFY(!index);
        QCOMPARE(index.error().code, ErrorCode::BadInput);
    }
};

QTEST_GUILESS_MAIN(TestCorrectionNoise)
#include "tst_correctionnoise.moc"
