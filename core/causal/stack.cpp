#include "core/causal/stack.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fairlead {

namespace {

/// theta' Q theta - 2 b'theta with a symmetric Q, few unknowns.
struct Quadratic
{
    explicit Quadratic(std::size_t unknowns)
        : q(unknowns, unknowns)
        , b(unknowns)
    {}

    [[nodiscard]] double at(std::span<const double> theta) const
    {
        double value = 0;
        for (std::size_t j = 0; j < theta.size(); ++j) {
            for (std::size_t k = 0; k < theta.size(); ++k)
                value += q(j, k) * theta[j] * theta[k];
            value -= 2 * b[j] * theta[j];
        }
        return value;
    }

    MatrixD q;
    std::vector<double> b;
};

/// sum w (y - sum_k theta_k A_k)^2 without its constant, w scaled to mean 1.
Quadratic leastSquares(std::span<const double> outcome, std::span<const double> weight, double totalWeight,
                       std::span<const std::vector<double>> members)
{
    Quadratic f(members.size());
    for (std::size_t i = 0; i < outcome.size(); ++i) {
        const double w = weight[i] * static_cast<double>(outcome.size()) / totalWeight;
        for (std::size_t j = 0; j < members.size(); ++j) {
            f.b[j] += w * members[j][i] * outcome[i];
            for (std::size_t k = 0; k < members.size(); ++k)
                f.q(j, k) += w * members[j][i] * members[k][i];
        }
    }
    return f;
}

void pullTo(Quadratic &f, std::span<const double> prior, double strength)
{
    for (std::size_t k = 0; k < prior.size(); ++k) {
        f.q(k, k) += strength;
        f.b[k] += strength * prior[k];
    }
}

/// The stationary point over the unknowns in `active`, the others at zero; nothing where the system is singular.
std::vector<double> minimiseOver(const Quadratic &f, std::span<const std::size_t> active)
{
    const std::size_t n = active.size();
    MatrixD system(n, n + 1);
    for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t k = 0; k < n; ++k)
            system(j, k) = f.q(active[j], active[k]);
        system(j, n) = f.b[active[j]];
    }
    for (std::size_t j = 0; j < n; ++j) { // Q is positive definite: no pivoting
        if (!(system(j, j) > 0))
            return {};
        for (std::size_t i = 0; i < n; ++i) {
            const double factor = i == j ? 0 : system(i, j) / system(j, j);
            for (std::size_t k = j; factor != 0 && k <= n; ++k)
                system(i, k) -= factor * system(j, k);
        }
    }
    std::vector<double> theta(f.b.size(), 0);
    for (std::size_t j = 0; j < n; ++j)
        theta[active[j]] = system(j, n) / system(j, j);
    return theta;
}

/// The minimum over non-negative theta: the best of the stationary points on all faces.
std::vector<double> minimiseNonNegative(const Quadratic &f)
{
    const std::size_t unknowns = f.b.size();
    std::vector<double> best(unknowns, 0);
    double least = 0;
    for (std::size_t face = 1; face < (std::size_t(1) << unknowns); ++face) {
        std::vector<std::size_t> active;
        for (std::size_t k = 0; k < unknowns; ++k) {
            if (face >> k & 1)
                active.push_back(k);
        }
        const auto theta = minimiseOver(f, active);
        if (theta.empty() || std::any_of(theta.begin(), theta.end(), [](double each) { return each < 0; }))
            continue;
        if (const double value = f.at(theta); value < least) {
            least = value;
            best = theta;
        }
    }
    return best;
}

} // namespace

MatrixD Stack::combine(std::span<const MatrixD *const> members) const
{
    MatrixD out(members.front()->rows(), members.front()->cols(), mean);
    for (std::size_t k = 0; k < members.size(); ++k) {
        for (std::size_t i = 0; i < out.size(); ++i)
            out.data()[i] += weight[k] * (members[k]->data()[i] - mean);
    }
    return out;
}

Stack fitStack(std::span<const double> outcome, std::span<const double> weight,
               std::span<const std::vector<double>> members, std::span<const double> prior, double priorStrength)
{
    Stack stack{0, {prior.begin(), prior.end()}};
    double total = 0;
    for (std::size_t i = 0; i < outcome.size(); ++i) {
        total += weight[i];
        stack.mean += weight[i] * outcome[i];
    }
    if (!(total > 0))
        return stack;
    stack.mean /= total;

    std::vector<double> centred(outcome.begin(), outcome.end());
    for (double &value : centred)
        value -= stack.mean;
    std::vector<std::vector<double>> predictions(members.begin(), members.end());
    for (auto &member : predictions) {
        for (double &value : member)
            value -= stack.mean;
    }
    double squares = 0;
    for (std::size_t i = 0; i < centred.size(); ++i)
        squares += weight[i] * static_cast<double>(centred.size()) / total * centred[i] * centred[i];
    Quadratic f = leastSquares(centred, weight, total, predictions);
    // Rounding alone moves a constant outcome by this much; fitting that would be fitting noise.
    const double negligible = 1e-24 * stack.mean * stack.mean * static_cast<double>(outcome.size());
    if (!(squares > negligible))
        return stack;
    pullTo(f, prior, priorStrength * squares);
    stack.weight = minimiseNonNegative(f);
    return stack;
}

std::vector<double> fitContrastWeights(std::span<const double> residual, std::span<const double> weight,
                                       std::span<const std::vector<double>> contrasts, std::span<const double> prior,
                                       double priorStrength)
{
    const double total = std::accumulate(weight.begin(), weight.end(), 0.0);
    Quadratic f(contrasts.size());
    if (total > 0)
        f = leastSquares(residual, weight, total, contrasts);
    double squares = 0;
    for (std::size_t k = 0; k < contrasts.size(); ++k)
        squares += f.q(k, k) / static_cast<double>(contrasts.size());
    if (!(squares > 0))
        return {prior.begin(), prior.end()};
    pullTo(f, prior, priorStrength * squares);
    return minimiseNonNegative(f);
}

} // namespace fairlead
