#include "tests/core/sweep/randomsweep.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace fairlead::test {

namespace {

double drawScore(Random &random, ScoreShape shape)
{
    return shape == ScoreShape::Quantised ? static_cast<double>(random.below(9)) / 4 : random.normal();
}

void drawRow(Random &random, ScoreShape shape, const std::vector<double> &knots, std::size_t models,
             std::span<double> row)
{
    for (std::size_t t = 0; t < models; ++t) {
        const double quality = random.uniform();
        const double cost = random.uniform();
        const double constant = static_cast<double>(random.below(4));
        for (std::size_t k = 0; k < knots.size(); ++k) {
            double &cell = row[k * models + t];
            if (shape == ScoreShape::Lines)
                cell = quality - knots[k] * cost;
            else if (shape == ScoreShape::Constant)
                cell = constant;
            else
                cell = drawScore(random, shape);
        }
    }
    if (shape != ScoreShape::Duplicated)
        return;
    for (std::size_t t = 1; t < models; ++t) {
        const std::size_t twin = random.below(t);
        const std::uint64_t kind = random.below(3);
        for (std::size_t k = 0; k < knots.size(); ++k)
            if (kind == 0 || (kind == 1 && k == knots.size() / 2))
                row[k * models + t] = row[k * models + twin];
    }
}

MatrixD drawMatrix(Random &random, std::size_t rows, std::size_t cols, double mean, double spread)
{
    MatrixD matrix(rows, cols);
    for (std::size_t i = 0; i < matrix.size(); ++i)
        matrix.data()[i] = mean + spread * random.normal();
    return matrix;
}

PolicyValue valueOf(const std::vector<double> &quality, const std::vector<double> &cost, double lambda,
                    std::span<const std::int32_t> clusters)
{
    std::vector<double> utility(quality.size());
    for (std::size_t i = 0; i < quality.size(); ++i)
        utility[i] = quality[i] - lambda * cost[i];
    return {meanOf(quality, clusters), meanOf(cost, clusters), meanOf(utility, clusters)};
}

} // namespace

Estimate meanOf(std::span<const double> values, std::span<const std::int32_t> clusters)
{
    const auto n = static_cast<long double>(values.size());
    long double sum = 0;
    for (const double value : values)
        sum += value;
    std::map<std::int32_t, long double> deviations;
    for (std::size_t i = 0; i < values.size(); ++i)
        deviations[clusters.empty() ? static_cast<std::int32_t>(i) : clusters[i]] += values[i] - sum / n;
    long double squares = 0;
    for (const auto &[cluster, deviation] : deviations)
        squares += deviation * deviation;
    const auto g = static_cast<long double>(deviations.size());
    return {static_cast<double>(sum / n), static_cast<double>(std::sqrt(squares * g / (g - 1)) / n)};
}

void drawClusters(RandomSweep &sweep, std::uint64_t seed, std::size_t clusters)
{
    Random random(deriveSeed(seed, "clusters"));
    sweep.clusters.clear();
    for (std::size_t row = 0; row < sweep.rows(); ++row)
        sweep.clusters.push_back(static_cast<std::int32_t>(7 * random.below(1 + random.below(clusters))));
}

SweepInput RandomSweep::input() const
{
    return {knots,     tieCosts,      &scores,    &drQuality, &drCost,  &trueQuality,
            &trueCost, loggedQuality, loggedCost, clusters,   reference};
}

double RandomSweep::score(std::size_t row, std::size_t model, double lambda) const
{
    if (lambda >= knots.back())
        return scores(row, (knots.size() - 1) * models() + model);
    std::size_t k = 0;
    while (lambda >= knots[k + 1])
        ++k;
    const double s0 = scores(row, k * models() + model);
    const double s1 = scores(row, (k + 1) * models() + model);
    return s0 + (s1 - s0) * (lambda - knots[k]) / (knots[k + 1] - knots[k]);
}

std::uint16_t RandomSweep::choice(std::size_t row, double lambda) const
{
    std::size_t best = 0;
    for (std::size_t t = 1; t < models(); ++t) {
        const double mine = score(row, t, lambda);
        const double theirs = score(row, best, lambda);
        if (mine > theirs || (mine == theirs && tieCosts[t] < tieCosts[best]))
            best = t;
    }
    return static_cast<std::uint16_t>(best);
}

std::vector<std::uint16_t> RandomSweep::choices(double lambda) const
{
    std::vector<std::uint16_t> chosen(rows());
    for (std::size_t row = 0; row < rows(); ++row)
        chosen[row] = choice(row, lambda);
    return chosen;
}

OperatingPoint RandomSweep::point(std::span<const std::uint16_t> chosen, double lambda) const
{
    OperatingPoint point;
    point.lambda = lambda;
    point.counts.assign(models(), 0);
    std::vector<double> drA, drC, trueA, trueC, versusA, versusC, referenceA, referenceC;
    for (std::size_t row = 0; row < rows(); ++row) {
        const std::size_t t = chosen[row];
        ++point.counts[t];
        drA.push_back(drQuality(row, t));
        drC.push_back(drCost(row, t));
        trueA.push_back(trueQuality(row, t));
        trueC.push_back(trueCost(row, t));
        versusA.push_back(drQuality(row, t) - loggedQuality[row]);
        versusC.push_back(drCost(row, t) - loggedCost[row]);
        referenceA.push_back(drQuality(row, t) - drQuality(row, reference));
        referenceC.push_back(drCost(row, t) - drCost(row, reference));
    }
    point.dr = valueOf(drA, drC, lambda, clusters);
    point.truth = valueOf(trueA, trueC, lambda, clusters);
    point.versusLog = valueOf(versusA, versusC, lambda, clusters);
    point.versusReference = valueOf(referenceA, referenceC, lambda, clusters);
    return point;
}

RandomSweep makeRandomSweep(std::uint64_t seed, ScoreShape shape, std::size_t rows, std::size_t models,
                            std::size_t knots)
{
    Random random(deriveSeed(seed, "sweep"));
    RandomSweep sweep;
    for (std::size_t k = 0; k < knots; ++k)
        sweep.knots.push_back(shape == ScoreShape::Free && k > 0 ? sweep.knots.back() + 0.05 + random.uniform()
                                                                 : static_cast<double>(k));
    for (std::size_t t = 0; t < models; ++t)
        sweep.tieCosts.push_back(static_cast<double>(random.below(4)));
    sweep.scores = MatrixD(rows, knots * models);
    for (std::size_t row = 0; row < rows; ++row)
        drawRow(random, shape, sweep.knots, models, sweep.scores.row(row));
    sweep.drQuality = drawMatrix(random, rows, models, 0.6, 2);
    sweep.drCost = drawMatrix(random, rows, models, 0.01, 0.02);
    sweep.trueQuality = drawMatrix(random, rows, models, 0.5, 0.3);
    sweep.trueCost = drawMatrix(random, rows, models, 0.01, 0.005);
    for (std::size_t row = 0; row < rows; ++row) {
        sweep.loggedQuality.push_back(random.uniform());
        sweep.loggedCost.push_back(0.02 * random.uniform());
    }
    return sweep;
}

} // namespace fairlead::test
