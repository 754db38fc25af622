#include "tests/core/causal/simulatedlog.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fairlead::test {

namespace {

MatrixD normals(std::size_t rows, std::size_t cols, Random &random, double scale)
{
    MatrixD out(rows, cols);
    for (std::size_t i = 0; i < out.size(); ++i)
        out.data()[i] = scale * random.normal();
    return out;
}

double dot(std::span<const double> a, std::span<const double> b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

} // namespace

SimulatedLog simulateLog(const SimulatedLogOptions &options)
{
    Random world(deriveSeed(17, "world"));
    const MatrixD logging = normals(options.models, options.dimensions, world, options.bias);
    const MatrixD strength = normals(options.models, options.dimensions, world, 0.5);
    const MatrixD price = normals(options.models, options.dimensions, world, 0.1);

    Random random(deriveSeed(options.seed, "draws"));
    const std::size_t n = options.rows;
    const std::size_t m = options.models;
    SimulatedLog log;
    log.models = m;
    log.z = normals(n, options.dimensions, random, 1 / std::sqrt(static_cast<double>(options.dimensions)));
    log.propensity = log.meanQuality = log.meanCost = MatrixD(n, m);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t t = 0; t < m; ++t) {
            log.propensity(i, t) = dot(log.z.row(i), logging.row(t));
            log.meanQuality(i, t) = 0.5 + 0.1 * static_cast<double>(t) + dot(log.z.row(i), strength.row(t));
            log.meanCost(i, t) = 0.2 * static_cast<double>(t + 1) + dot(log.z.row(i), price.row(t));
        }
        const auto logits = log.propensity.row(i);
        const double top = *std::max_element(logits.begin(), logits.end());
        double sum = 0;
        for (double &e : logits)
            sum += e = std::exp(e - top);
        for (double &e : logits)
            e = (1 - options.floor) * e / sum + options.floor / static_cast<double>(m);
        const std::size_t t = random.pick(log.propensity.row(i));
        log.model.push_back(static_cast<std::int32_t>(t));
        log.served.push_back(log.propensity(i, t));
        log.quality.push_back(log.meanQuality(i, t) + options.noise * random.normal());
        log.cost.push_back(log.meanCost(i, t) + options.noise * 0.1 * random.normal());
    }
    return log;
}

} // namespace fairlead::test
