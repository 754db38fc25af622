#include "core/causal/stack.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

/// theta' Q theta - 2 q'theta with a symmetric 2 x 2 Q.
struct Quadratic
{
    double q11 = 0;
    double q12 = 0;
    double q22 = 0;
    double b1 = 0;
    double b2 = 0;

    [[nodiscard]] double at(const std::array<double, 2> &theta) const
    {
        return q11 * theta[0] * theta[0] + 2 * q12 * theta[0] * theta[1] + q22 * theta[1] * theta[1] -
               2 * (b1 * theta[0] + b2 * theta[1]);
    }
};

/// The minimum over the non-negative quadrant: inside, or on one of its two edges.
std::array<double, 2> minimiseNonNegative(const Quadratic &f)
{
    const double determinant = f.q11 * f.q22 - f.q12 * f.q12;
    const std::array<double, 2> inside{(f.b1 * f.q22 - f.b2 * f.q12) / determinant,
                                       (f.b2 * f.q11 - f.b1 * f.q12) / determinant};
    if (inside[0] >= 0 && inside[1] >= 0)
        return inside;
    const std::array<double, 2> onlyFirst{std::max(0.0, f.b1 / f.q11), 0};
    const std::array<double, 2> onlySecond{0, std::max(0.0, f.b2 / f.q22)};
    return f.at(onlyFirst) <= f.at(onlySecond) ? onlyFirst : onlySecond;
}

} // namespace

MatrixD Stack::combine(const MatrixD &first, const MatrixD &second) const
{
    MatrixD out(first.rows(), first.cols());
    for (std::size_t i = 0; i < out.size(); ++i)
        out.data()[i] = mean + weight[0] * (first.data()[i] - mean) + weight[1] * (second.data()[i] - mean);
    return out;
}

Stack fitStack(std::span<const double> outcome, std::span<const double> weight, std::span<const double> first,
               std::span<const double> second, const StackOptions &options)
{
    Stack stack{0, {options.prior, options.prior}};
    double total = 0;
    for (std::size_t i = 0; i < outcome.size(); ++i) {
        total += weight[i];
        stack.mean += weight[i] * outcome[i];
    }
    if (!(total > 0))
        return stack;
    stack.mean /= total;

    Quadratic f;
    double squares = 0;
    for (std::size_t i = 0; i < outcome.size(); ++i) {
        const double w = weight[i] * static_cast<double>(outcome.size()) / total;
        const double y = outcome[i] - stack.mean;
        const double a = first[i] - stack.mean;
        const double b = second[i] - stack.mean;
        squares += w * y * y;
        f.q11 += w * a * a;
        f.q12 += w * a * b;
        f.q22 += w * b * b;
        f.b1 += w * a * y;
        f.b2 += w * b * y;
    }
    const double pull = options.priorStrength * squares;
    // Rounding alone moves a constant outcome by this much; fitting that would be fitting noise.
    const double negligible = 1e-24 * stack.mean * stack.mean * static_cast<double>(outcome.size());
    if (!(squares > negligible) || !(pull > 0 || f.q11 * f.q22 > f.q12 * f.q12))
        return stack;
    f.q11 += pull;
    f.q22 += pull;
    f.b1 += pull * options.prior;
    f.b2 += pull * options.prior;
    stack.weight = minimiseNonNegative(f);
    return stack;
}

} // namespace fairlead
